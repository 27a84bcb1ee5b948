"""Deadlines before and after a change that is only thought of: what previews are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from router.domain.clocks.clock import Clock, ClockState
from router.domain.clocks.fold import clocks_of
from router.domain.contracts.contract import Contract, ContractBook, Customer
from router.domain.errors import RouterError
from router.domain.tickets.events import Event, Kind
from router.domain.time.instants import Instant, format_instant
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import TicketFilter, TicketRecord
from router.usecases.tickets.project import customer_of

_PAGE = 200


@dataclass(frozen=True, slots=True)
class DueChange:
    """One clock whose deadline would move; None where it does not run."""

    clock: str
    before: Instant | None
    after: Instant | None

    def __str__(self) -> str:
        before, after = _words(self.before), _words(self.after)
        return f"{self.clock}: {before} -> {after}"


@dataclass(frozen=True, slots=True)
class Move:
    """What a change would do to one running ticket.

    `to` is the contract it would be under (None: it stays). `changes` is empty where no deadline
    moves. `refused` says why the ticket cannot be moved, in words; empty where it can.
    """

    ticket: TicketRecord
    to: Contract | None = None
    changes: tuple[DueChange, ...] = ()
    refused: str = ""


class BookWith:
    """A contract book that knows a few contracts more, before they are kept anywhere."""

    def __init__(self, book: ContractBook, more: Iterable[Contract]) -> None:
        self._book = book
        self._more = {(c.vendor, c.id, c.version): c for c in more}

    def find(
        self,
        vendor: str,
        contract: str | None = None,
        version: str | None = None,
        *,
        on: str | None = None,
    ) -> Contract | None:
        if contract is not None and version is not None:
            found = self._more.get((vendor, contract, version))
            if found is not None:
                return found
        return self._book.find(vendor, contract, version, on=on)


def open_tickets(core: Core, where: TicketFilter) -> Iterator[TicketRecord]:
    """Every ticket that is not over, the most pressing first, page by page."""
    cursor = None
    while True:
        with core.store.read() as work:
            page = work.tickets.queue(where, cursor=cursor, limit=_PAGE)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def open_within(work: UnitOfWork, where: TicketFilter) -> Iterator[TicketRecord]:
    """The same inside one transaction."""
    cursor = None
    while True:
        page = work.tickets.queue(where, cursor=cursor, limit=_PAGE)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def preview(
    core: Core,
    work: UnitOfWork,
    ticket: TicketRecord,
    now: Instant,
    *,
    to: Contract | None = None,
    customer: Customer | None = None,
) -> Move:
    """What would move if the ticket came under `to` now, or if its customer were `customer`."""
    events = work.events.folded_from([ticket.id])[ticket.id]
    known = customer_of(work, ticket)
    try:
        before = clocks_of(events, now, customer=known, book=core.book)
    except RouterError:
        before = ()  # it cannot be read as it stands; the change may mend it
    book = core.book if to is None else BookWith(core.book, [to])
    later = events if to is None else (*events, moved_event(to, now, "preview"))
    try:
        after = clocks_of(later, now, customer=customer or known, book=book)
    except RouterError as error:
        return Move(ticket, to, refused=f"{error}; set the ticket's tier first")
    return Move(ticket, to, compared(before, after))


def moved_event(
    to: Contract,
    now: Instant,
    key: str,
    *,
    who: str = "system",
    changes: Sequence[DueChange] = (),
    reason: str = "",
) -> Event:
    """The event that puts a ticket under another contract or version of its vendor, with its
    deadlines before and after."""
    data: dict[str, str | None] = {"contract": to.id, "version": to.version}
    if reason:
        data["reason"] = reason
    data |= before_and_after(changes)
    return Event(Kind.CONTRACT_MOVED, now, key, now, origin=who, data=data)


def before_and_after(changes: Sequence[DueChange]) -> dict[str, str | None]:
    """What an event says of the deadlines that moved with it."""
    if not changes:
        return {}
    return {
        "before": "; ".join(f"{c.clock} {_words(c.before)}" for c in changes),
        "after": "; ".join(f"{c.clock} {_words(c.after)}" for c in changes),
    }


def compared(before: Iterable[Clock], after: Iterable[Clock]) -> tuple[DueChange, ...]:
    """The running deadlines that differ, in the order of the clocks."""
    old, new = _running(before), _running(after)
    order = {clock: None for running in (old, new) for clock in running}
    return tuple(
        DueChange(clock, old.get(clock), new.get(clock))
        for clock in order
        if old.get(clock) != new.get(clock)
    )


def with_customer(ticket: TicketRecord, customer_id: str | None) -> TicketRecord:
    """The ticket as one of that customer."""
    return ticket if ticket.customer_id == customer_id else replace(ticket, customer_id=customer_id)


def _running(clocks: Iterable[Clock]) -> dict[str, Instant]:
    return {
        clock.id: clock.due_at
        for clock in clocks
        if clock.state is ClockState.RUNNING and clock.due_at is not None
    }


def _words(at: Instant | None) -> str:
    return "not running" if at is None else format_instant(at)
