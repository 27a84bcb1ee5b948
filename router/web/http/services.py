"""What the web part is given by `bootstrap`: the core, the helpdesk adapters, how it is reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from router.domain.tickets.sightings import Sighting, SourceSettings, Verified, settings_of
from router.domain.time.instants import Instant
from router.usecases.ports import Core


class Helpdesk(Protocol):
    """What a webhook route needs of an adapter (`integrations/helpdesks/base.py`)."""

    def verify(
        self, headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: Instant
    ) -> Verified: ...

    def read(
        self, raw_body: bytes, headers: Mapping[str, str], settings: SourceSettings, now: Instant
    ) -> list[Sighting]: ...


def _nothing_to_ask() -> None:
    """The queue of a web process that has none is not asked for."""


def _plain_settings(_kind: str, source: str, raw: Mapping[str, object]) -> SourceSettings:
    """A source's settings, without what its kind alone would check."""
    return settings_of(source, raw)


@dataclass(frozen=True)
class Services:
    """`helpdesks`: adapters by kind. `source_settings(kind, name, raw)` reads a source's settings
    and raises BadSettings. `public_url`: how people reach us; with https the cookie is
    marked Secure. `ask_queue` raises any exception when the queue does not answer. `proxies`: how
    many proxies in front of us may be believed about the caller's address. `max_streams`: live
    pages at a time in one process; every stream holds a thread."""

    core: Core
    helpdesks: Mapping[str, Helpdesk] = field(default_factory=dict)
    source_settings: Callable[[str, str, Mapping[str, object]], SourceSettings] = _plain_settings
    public_url: str = ""
    ask_queue: Callable[[], None] = _nothing_to_ask
    proxies: int = 0
    max_streams: int = 100
