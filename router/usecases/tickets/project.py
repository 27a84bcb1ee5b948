"""Folding a ticket's events again and writing what follows, inside the caller's transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from router.domain.clocks.clock import Clock, ClockState
from router.domain.clocks.fold import fold
from router.domain.contracts.contract import Customer
from router.domain.escalation.steps import Escalations, NoticeKind, look_at, schedule_of
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.ticket import TicketFacts, TicketState
from router.domain.time.instants import Instant
from router.usecases.notices.tell import tell_withdrawn
from router.usecases.notices.write_back import keep_fields_current
from router.usecases.outbox.outgoing import settle_outgoing
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import (
    OURS,
    ClockRow,
    CustomerRecord,
    Mode,
    NewEvent,
    NoticeRecord,
    TicketRecord,
)
from router.usecases.vendors import missing_details as details

log = logging.getLogger(__name__)

#: Kinds of tickets whose steps are written down; samples and history have clocks and no notices.
_NOTED = (Mode.LIVE, Mode.SHADOW)


def project(core: Core, work: UnitOfWork, ticket: TicketRecord, now: Instant) -> TicketRecord:
    """Fold the ticket's events as they stand; write clocks, state and assignment.

    `now` was taken before the ticket was locked, and maybe by a machine whose clock is behind: an
    event that is on record since is known as well, and must not be left out of what is written.
    A verdict that late news turned is put on record, and those who were told are told. A fold that
    fails loses nothing: the events stay, the clocks stay as they were, `unreadable` says why and
    the error is logged.
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
    settle_outgoing(work, ticket, folded, now)
    if folded.state is not TicketState.CANCELLED and folded.vendor is not None:
        _record_turned_verdicts(core, work, folded, clocks, now)
    if folded.needs == details.NEEDS:
        folded = details.settled(core, work, folded, events, now)
    keep_fields_current(core, work, ticket, folded, now)
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


def _record_turned_verdicts(
    core: Core, work: UnitOfWork, ticket: TicketRecord, clocks: Iterable[Clock], now: Instant
) -> None:
    """Breaches that were told and that the fold no longer holds."""
    late = {clock.id for clock in clocks if clock.breached}
    told = [n for n in work.notices.of(ticket.id) if n.kind is NoticeKind.BREACH]
    by_clock: Mapping[str, list[NoticeRecord]] = {}
    by_clock = {}
    for notice in told:
        if notice.withdrawn_at is None and notice.clock_id not in late:
            by_clock.setdefault(notice.clock_id, []).append(notice)
    for clock_id, notices in by_clock.items():
        evidence = _latest_evidence(work, ticket.id)
        reason = f"late news: {evidence}" if evidence else "the events were corrected"
        event = Event(
            Kind.BREACH_WITHDRAWN,
            now,
            key=core.ids("E"),
            received_at=now,
            data={"clock": clock_id, "evidence": evidence or reason},
        )
        work.events.append(ticket.id, [NewEvent(event)])
        for notice in notices:
            tell_withdrawn(core, work, notice, reason, now)


def _latest_evidence(work: UnitOfWork, ticket_id: str) -> str:
    stored = work.events.of(ticket_id)
    found = next((s.event for s in reversed(stored) if s.event.kind != "breach_withdrawn"), None)
    return "" if found is None else f"{found.kind.value} ({found.key})"
