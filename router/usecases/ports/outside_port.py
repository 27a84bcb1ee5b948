"""What the core reaches the outside by: channels, vendors, helpdesks, workers, secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from router.domain.tickets.sightings import Pulled
from router.domain.time.instants import Instant


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel sends to one recipient.

    `id`: the same at every attempt (webhook-id; mail: `<id@domain>`). `kind`: `warning`, `breach`,
    `breach_withdrawn`, `hand_over`. `to`: the address. `subject`, `text`: for people. `data`: the
    same for programs, JSON values only. `at`: when it was first meant to be sent.
    """

    id: str
    kind: str
    to: str
    subject: str
    text: str
    at: Instant
    data: Mapping[str, object] = field(default_factory=dict)
    url: str = ""  # the ticket's page


class Channel(Protocol):
    """How a message reaches a person or a program (`integrations/channels/`)."""

    kind: str

    def check_settings(self, settings: Mapping[str, object]) -> list[str]:
        """Every problem with the settings in words; empty when they are usable."""

    def send(self, message: Message, settings: Mapping[str, object], http: Any) -> str:
        """Send it; return the receiver's reference or an empty text. Raises DeliveryFailed only.
        `settings` come with secrets opened."""


class VendorWay(Protocol):
    """How a vendor is handed a ticket (`integrations/vendors/`); `message.data["ticket"]` is the
    ticket as the vendor API shows it. Returns the vendor's reference, or an empty text."""

    kind: str

    def check_settings(self, settings: Mapping[str, object]) -> list[str]: ...

    def hand_over(self, message: Message, settings: Mapping[str, object], http: Any) -> str: ...


class Puller(Protocol):
    """Fetches what a source's webhooks dropped, or all of it where it sends none."""

    kind: str

    def wants(self, settings: Mapping[str, object]) -> bool:
        """Whether the source's settings ask for it."""

    def pull(
        self,
        source: str,
        settings: Mapping[str, object],
        bookmark: str,
        since: Instant,
        now: Instant,
        http: Any,
    ) -> Pulled:
        """Go on at `bookmark`, or begin at `since` where it is empty. Raises DeliveryFailed."""


class WriteBack(Protocol):
    """Notes and fields back into a helpdesk (`integrations/helpdesks/`). `message.data`:
    `external_id`, `note`, `fields`. Returns the natural key under which the helpdesk will tell us
    of our own note (its echo), or an empty text."""

    kind: str

    def write_back(self, message: Message, settings: Mapping[str, object], http: Any) -> str: ...


class Work(StrEnum):
    """What a worker may be called for; the ids are hints, the database is the truth."""

    ROUTE = "route"
    DELIVER = "deliver"


class Doorbell(Protocol):
    """Wakes a worker. Never raises and never blocks for long: what no worker
    hears of is found by the sweeper's scan."""

    def ring(self, work: Work, ids: Sequence[str] = ()) -> None: ...


class IdMaker(Protocol):
    """New ids: sortable by time, unique without asking the database; `prefix` as `T`, `N`, `D`."""

    def __call__(self, prefix: str) -> str: ...


class Secrets(Protocol):
    """Seals what must be kept secret, with a key that is not in the database."""

    def seal(self, plain: str) -> str: ...

    def open(self, sealed: str) -> str: ...
