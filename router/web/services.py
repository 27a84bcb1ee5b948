"""What the web part is given by `bootstrap`: the core, the helpdesk adapters, how it is reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from router.domain.instants import Instant
from router.domain.sightings import Sighting, SourceSettings, Verified
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


@dataclass(frozen=True)
class Services:
    """`helpdesks`: adapters by kind. `public_url`: how people reach us; with https the cookie is
    marked Secure. `ask_queue` raises any exception when the queue does not answer. `proxies`: how
    many proxies in front of us may be believed about the caller's address. `max_streams`: live
    pages at a time in one process; every stream holds a thread."""

    core: Core
    helpdesks: Mapping[str, Helpdesk] = field(default_factory=dict)
    public_url: str = ""
    ask_queue: Callable[[], None] = _nothing_to_ask
    proxies: int = 0
    max_streams: int = 100
