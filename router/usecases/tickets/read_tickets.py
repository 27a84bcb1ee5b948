"""Tickets as they are shown: with their clocks brought up to now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from router.domain.clocks.clock import Clock, ClockState
from router.domain.clocks.fold import clocks_of
from router.domain.clocks.ledger import Segment, ledger_of
from router.domain.contracts.contract import Party
from router.domain.contracts.obligations import HAND_OVER
from router.domain.errors import RouterError, UnknownTicket
from router.domain.escalation.steps import verdict_at
from router.domain.tickets.events import Event
from router.domain.tickets.ticket import TicketState
from router.domain.time.instants import Instant
from router.usecases.ports import Core, NotFound, UnitOfWork
from router.usecases.records import (
    OURS,
    ClockRow,
    CustomerRecord,
    Mode,
    Page,
    TicketFilter,
    TicketRecord,
    TicketView,
)
from router.usecases.tickets.addressed import is_theirs, words_for
from router.usecases.tickets.project import customer_in, customer_of

#: The most that one page holds.
LARGEST_PAGE = 200


def list_tickets(
    core: Core, where: TicketFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[TicketView]:
    """Newest first. Raises BadEvent for a cursor that is not ours."""
    return _page(core, where, cursor, limit, lambda work: work.tickets.list)


def queue(
    core: Core,
    where: TicketFilter,
    *,
    cursor: str | None = None,
    limit: int = 50,
    over: bool = False,
) -> Page[TicketView]:
    """By next deadline, then those without one; tickets that are not over, or with `over` those
    that are after them, the last opened first."""
    return _page(core, where, cursor, limit, lambda work: partial(work.tickets.queue, over=over))


def read_ticket(core: Core, ticket_id: str) -> TicketView:
    """One ticket with all that is kept of it. Raises UnknownTicket."""
    now = core.now()
    with core.store.read() as work:
        ticket = work.tickets.get(ticket_id)
        events = work.events.of(ticket_id)
        rows = work.clocks.of([ticket_id])[ticket_id]
        customer = work.customers.find_by_id(ticket.customer_id) if ticket.customer_id else None
        notices = work.notices.of(ticket_id)
        deliveries = work.deliveries.of(ticket_id)
        clocks = _fresh(core, ticket, customer, rows, (s.event for s in events), now)
    return TicketView(ticket, clocks, events, customer, notices, deliveries)


def read_ledger(core: Core, ticket_id: str, clock_id: str) -> tuple[Segment, ...]:
    """How one clock counted, stretch by stretch. Raises UnknownTicket, NotFound."""
    return ledger_of(read_clock(core, ticket_id, clock_id))


def read_clock(core: Core, ticket_id: str, clock_id: str) -> Clock:
    """One clock as the fold gives it now. Raises UnknownTicket, NotFound."""
    now = core.now()
    with core.store.read() as work:
        ticket = work.tickets.get(ticket_id)
        events = work.events.folded_from([ticket_id])[ticket_id]
        clocks = clocks_of(events, now, customer=customer_of(work, ticket), book=core.book)
    found = next((clock for clock in clocks if clock.id == clock_id), None)
    if found is None:
        known = ", ".join(clock.id for clock in clocks) or "none"
        raise NotFound(f"ticket {ticket_id!r} has no clock {clock_id!r}; it has: {known}")
    return found


def vendor_tickets(
    core: Core,
    vendor: str,
    *,
    state: TicketState | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[TicketView]:
    """The vendor's own tickets, newest first; of live sources only, as in `is_theirs`."""
    theirs = TicketFilter(vendor=vendor, state=state, mode=Mode.LIVE, not_source=OURS)
    found = list_tickets(core, theirs, cursor=cursor, limit=limit)
    views = (replace(view, clocks=clocks_of_vendor(view.clocks, vendor)) for view in found.items)
    return Page(tuple(views), found.next)


def vendor_ticket(core: Core, vendor: str, ticket_id: str) -> TicketView:
    """One of the vendor's own tickets, without the words that are not for it and without what we
    sent to others. Raises UnknownTicket for everybody else's."""
    view = read_ticket(core, ticket_id)
    if not is_theirs(view.ticket, vendor):
        raise UnknownTicket(f"there is no ticket {ticket_id!r}")
    events, clocks = words_for(view.events, vendor), clocks_of_vendor(view.clocks, vendor)
    return replace(view, events=events, clocks=clocks, notices=(), deliveries=())


def clocks_of_vendor(clocks: Iterable[ClockRow], vendor: str) -> tuple[ClockRow, ...]:
    """A vendor's clocks on a ticket, without the duties that we or the customer owe."""
    return tuple(
        clock
        for clock in clocks
        if clock.vendor == vendor and (not is_duty(clock) or clock.owed_by is Party.VENDOR)
    )


def is_duty(clock: ClockRow) -> bool:
    """Whether a clock is of a duty: outside the tiers, and not our own hand-over."""
    return clock.tier is None and clock.obligation != HAND_OVER


def _page(
    core: Core,
    where: TicketFilter,
    cursor: str | None,
    limit: int,
    which: Callable[[UnitOfWork], Callable[..., Page[TicketRecord]]],
) -> Page[TicketView]:
    now = core.now()
    with core.store.read() as work:
        found = which(work)(where, cursor=cursor, limit=max(1, min(limit, LARGEST_PAGE)))
        ids = [ticket.id for ticket in found.items]
        clocks = work.clocks.of(ids)
        running = [i for i in ids if any(c.state is ClockState.RUNNING for c in clocks[i])]
        events = work.events.folded_from(running)
        customers = work.customers.several({t.customer_id for t in found.items if t.customer_id})
        views = tuple(
            TicketView(
                ticket,
                _fresh(core, ticket, customer, clocks[ticket.id], events.get(ticket.id, ()), now),
                customer=customer,
            )
            for ticket in found.items
            for customer in [customers.get(ticket.customer_id or "")]
        )
    return Page(views, found.next)


def _fresh(
    core: Core,
    ticket: TicketRecord,
    kept: CustomerRecord | None,
    rows: tuple[ClockRow, ...],
    events: Iterable[Event],
    now: Instant,
) -> tuple[ClockRow, ...]:
    """Rows with what remains at `now`, which moves by the calendar, and the verdict at `now`."""
    if not any(row.state is ClockState.RUNNING for row in rows):
        return rows
    remaining: dict[str, int] = {}
    try:
        customer = customer_in(kept, ticket.facts)
        folded = clocks_of(tuple(events), now, customer=customer, book=core.book)
        remaining = {clock.id: clock.remaining_ns for clock in folded}
    except RouterError:
        pass  # the ticket says that it is unreadable; its clocks are shown as they were last
    return tuple(_at(row, remaining.get(row.id), now) for row in rows)


def brought_up(row: ClockRow, now: Instant) -> ClockRow:
    """A projected clock as it stands now, if nothing happened since it was folded."""
    return _at(row, None, now)


def _at(row: ClockRow, remaining_ns: int | None, now: Instant) -> ClockRow:
    if row.state is not ClockState.RUNNING:
        return row
    breached, breached_at = verdict_at(row, now)
    left = row.remaining_ns if remaining_ns is None else remaining_ns
    return replace(row, breached=breached, breached_at=breached_at, remaining_ns=left)
