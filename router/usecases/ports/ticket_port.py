"""Where tickets are kept, with what happened to them and the clocks that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from router.domain.tickets.events import Event
from router.domain.time.instants import Instant
from router.usecases.records import (
    Change,
    ClockRow,
    Missed,
    NewEvent,
    Page,
    PastTicket,
    StoredEvent,
    TicketFilter,
    TicketRecord,
)


class Tickets(Protocol):
    def add(self, ticket: TicketRecord) -> None: ...
    def get(self, ticket_id: str) -> TicketRecord:
        """Raises UnknownTicket."""

    def lock(self, ticket_id: str) -> TicketRecord:
        """The same, kept from others until the transaction ends. Raises UnknownTicket."""

    def find(self, source: str, external_id: str) -> TicketRecord | None: ...
    def find_locked(self, source: str, external_id: str) -> TicketRecord | None: ...
    def save(self, ticket: TicketRecord, at: Instant) -> None:
        """Write it back and note the change for live pages."""

    def touch(self, ticket_id: str, at: Instant) -> None:
        """Note a change for live pages, where only clocks or notices changed."""

    def find_many(self, ids: Sequence[str]) -> tuple[TicketRecord, ...]: ...
    def list(
        self, where: TicketFilter, *, cursor: str | None = None, limit: int = 50
    ) -> Page[TicketRecord]:
        """Newest first."""

    def queue(
        self,
        where: TicketFilter,
        *,
        cursor: str | None = None,
        limit: int = 50,
        over: bool = False,
    ) -> Page[TicketRecord]:
        """By next deadline, then those without one; open tickets only, or with `over` the others
        after them, the last opened first."""

    def count_open(self, where: TicketFilter) -> int:
        """How many open tickets there are, however many."""

    def counts(self, where: TicketFilter) -> Mapping[str, int]:
        """By state, with `needs_vendor`, `needs_details` and `check_tier` beside them."""

    def to_route(self, limit: int) -> tuple[str, ...]:
        """Ids that still need routing, oldest first."""


class Events(Protocol):
    def append(self, ticket_id: str, events: Sequence[NewEvent]) -> tuple[Event, ...]:
        """Keep what is new by its natural key; returns that. A repeat changes nothing."""

    def of(self, ticket_id: str) -> tuple[StoredEvent, ...]:
        """In order of arrival, with their texts."""

    def folded_from(self, ticket_ids: Sequence[str]) -> Mapping[str, tuple[Event, ...]]:
        """Without texts, for folding."""

    def written(self, ticket_id: str, origin: str, since: Instant) -> tuple[int, int, int]:
        """Of the texts that `origin` has on a ticket: how many were received after `since`, how
        many there are, and their characters together."""

    def counts(self) -> Mapping[str, int]: ...


class Clocks(Protocol):
    def replace(self, ticket_id: str, clocks: Sequence[ClockRow]) -> None: ...
    def of(self, ticket_ids: Sequence[str]) -> Mapping[str, tuple[ClockRow, ...]]: ...
    def due(self, now: Instant, limit: int) -> tuple[str, ...]:
        """Ids of tickets with a clock to look at by `now`, the most pressing first. On PostgreSQL
        locked, skipping those that another sweeper holds."""

    def next_look_at(self) -> Instant | None: ...
    def duties(
        self, *, over: bool, limit: int, tickets: Sequence[str] | None = None
    ) -> tuple[ClockRow, ...]:
        """Clocks of duties: those that run, by deadline; `over`: those that do not, the last
        started first. `tickets`: only those of these."""

    def count_duties(self) -> int:
        """How many duties run, however many."""

    def missed(
        self,
        which: Missed,
        *,
        tickets: Sequence[str] | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[ClockRow]:
        """Clocks whose verdict is breached, the last breached first."""

    def count_missed(self) -> Mapping[Missed, int]:
        """How many clocks there are of each kind."""

    def swept(self, row: ClockRow) -> None:
        """Write what a sweep found out: `breached`, `breached_at`, `look_at`."""

    def postpone(self, ticket_id: str, look_at: Instant) -> None:
        """Look at this ticket's clocks again then: for one that cannot be read."""


class Changes(Protocol):
    def since(self, sequence: int, limit: int = 500) -> tuple[Change, ...]:
        """What changed after that number. On PostgreSQL a lower number may be committed later:
        `router.usecases.tickets.follow` overlaps and drops what it has seen."""

    def latest(self) -> int: ...
    def prune(self, before: Instant, most: int) -> int:
        """Drop at most so many; returns how many went."""


class History(Protocol):
    """Tickets of the past, many at a time."""

    def known(self, source: str, external_ids: Sequence[str]) -> frozenset[str]:
        """Those of the numbers that the source has a ticket of."""

    def add(self, tickets: Sequence[PastTicket], at: Instant) -> frozenset[str]:
        """Write them whole; the ids of those that are new. A ticket that is there stays as it is.
        Live pages are told of one of them: they read the whole list again anyway."""
