"""What follows from a fold, and what it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from router.domain.clocks.clock import Clock
from router.domain.tickets.events import Event
from router.domain.time.instants import Instant
from router.usecases.ports.store_port import UnitOfWork
from router.usecases.records import TicketRecord

if TYPE_CHECKING:
    from router.usecases.ports.core_port import Core


@dataclass(frozen=True, slots=True)
class Turn:
    """One fold of a ticket: how it was kept `before`, how the fold and the reactions so far leave
    it (`after`), the events it was folded from and the clocks that it gave at `now`."""

    before: TicketRecord
    after: TicketRecord
    events: Sequence[Event]
    clocks: Sequence[Clock]
    now: Instant


class Reaction(Protocol):
    """Something that follows from a fold, written in its transaction; gives the ticket after it."""

    def __call__(self, core: Core, work: UnitOfWork, turn: Turn) -> TicketRecord: ...
