"""Folding a ticket's events again and writing what follows, inside the caller's transaction."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from router.domain.clocks.clock import Clock, ClockState
from router.domain.clocks.fold import fold
from router.domain.contracts.contract import Customer
from router.domain.escalation.steps import Escalations, look_at, schedule_of
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.ticket import TicketFacts, TicketState
from router.domain.time.instants import Instant
from router.usecases.ports import Core, Turn, UnitOfWork
from router.usecases.records import (
    OURS,
    ClockRow,
    CustomerRecord,
    Mode,
    TicketRecord,
)

log = logging.getLogger(__name__)

#: Kinds of tickets whose steps are written down; samples and history have clocks and no notices.
_NOTED = (Mode.LIVE, Mode.SHADOW)


def project(core: Core, work: UnitOfWork, ticket: TicketRecord, now: Instant) -> TicketRecord:
    """Fold the ticket's events as they stand; write clocks, state and assignment.

    `now` was taken before the ticket was locked, and maybe by a machine whose clock is behind: an
    event that is on record since is known as well, and must not be left out of what is written.
    What follows from the fold beside (verdicts that turned, what waits to go out, fields in the
    helpdesk) is done by the core's reactions, in their order. A fold that fails loses nothing: the
    events stay, the clocks stay as they were, `unreadable` says why and the error is logged.
    """
    events = work.events.folded_from([ticket.id])[ticket.id]
    now = max([now, *(event.received_at for event in events)])
    try:
        clocks, folded = fold_ticket(core, ticket, customer_of(work, ticket), events, now)
    except Exception as error:
        log.exception("ticket %s cannot be folded", ticket.id)
        folded = replace(ticket, unreadable=f"{type(error).__name__}: {error}"[:500])
        work.tickets.save(folded, now)
        return folded
    if folded.vendor is not None:  # until it is somebody's it has no clock, and no verdict
        rows = [row_of(ticket.id, clock, folded, core.escalations()) for clock in clocks]
        work.clocks.replace(ticket.id, rows)
    for react in core.reactions:
        folded = react(core, work, Turn(ticket, folded, events, clocks, now))
    work.tickets.save(folded, now)
    return folded


def customer_of(work: UnitOfWork, ticket: TicketRecord) -> Customer:
    """Who asked: the kept record, else what the helpdesk says of the country."""
    found = None
    if ticket.customer_id is not None:
        found = work.customers.find_by_id(ticket.customer_id)
    return customer_in(found, ticket.facts)


def customer_in(kept: CustomerRecord | None, facts: TicketFacts) -> Customer:
    """The same for a record that was read already, or that there is none of."""
    if kept is None:
        return Customer(organisation=facts.organisation or "", country=facts.country)
    known = kept.customer
    return known if known.country else replace(known, country=facts.country)


def row_of(
    ticket_id: str, clock: Clock, ticket: TicketRecord, escalations: Escalations
) -> ClockRow:
    """The projection of one clock, with the schedule of its escalation."""
    over = ticket.state is TicketState.CANCELLED
    escalation = None
    if ticket.mode in _NOTED and not over:
        escalation = escalations.for_clock(clock.vendor, clock.tier, clock.obligation)
    row = ClockRow(
        ticket_id=ticket_id,
        id=clock.id,
        obligation=clock.obligation,
        round=clock.round,
        owed_by=clock.owed_by,
        vendor=clock.vendor,
        contract=clock.contract,
        version=clock.version,
        tier=clock.tier,
        state=clock.state,
        breached=clock.breached,
        started_at=clock.started_at,
        due_at=clock.due_at,
        breached_at=clock.breached_at,
        stopped_at=clock.stopped_at,
        remaining_ns=clock.remaining_ns,
        source=clock.source,
        less_than=clock.less_than,
        backward=clock.backward,
        country_assumed=clock.country_assumed,
        interpretations=clock.interpretations,
        schedule=schedule_of(clock, escalation),
    )
    return replace(row, look_at=look_at(row))


def fold_ticket(
    core: Core, ticket: TicketRecord, customer: Customer, events: Sequence[Event], now: Instant
) -> tuple[tuple[Clock, ...], TicketRecord]:
    """The ticket's clocks by its events as known at `now`, and the ticket with what follows.

    Writes nothing. Raises UnknownContract for a tier or calendar that the contract does not have.
    """
    found = fold(events, now, customer=customer, book=core.book)
    given = found.assignment
    clocks = () if given.vendor is None else found.clocks
    due = [c.due_at for c in clocks if c.state is ClockState.RUNNING and c.due_at is not None]
    opened = [e.at for e in events if e.kind in (Kind.OPENED, Kind.DUTY_STARTED)]
    folded = replace(
        ticket,
        state=_state(ticket, found.state),
        opened_at=min(opened, default=ticket.opened_at),
        next_due_at=min(due, default=None),
        unreadable="",
    )
    if given.vendor is not None:
        folded = replace(
            folded,
            vendor=given.vendor,
            contract=given.contract,
            version=given.version,
            tier=given.tier,
            vendor_reason=given.vendor_reason,
            tier_reason=given.tier_reason,
        )
    return clocks, folded


def _state(ticket: TicketRecord, state: TicketState) -> TicketState:
    """The fold's state; what we or the customer owe waits for no vendor."""
    waits = state is TicketState.WAITING_FOR_VENDOR
    return TicketState.OPEN if waits and ticket.source == OURS else state
