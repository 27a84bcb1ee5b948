"""Breaches that hold by the verdict: which clocks they are of, and which tickets."""

from __future__ import annotations

from typing import cast

from sqlalchemy import ColumnElement, and_, exists, not_, text

from router.domain.clocks.clock import ClockState
from router.domain.escalation.steps import NoticeKind
from router.domain.tickets.ticket import TicketState
from router.store.tables.tables import clocks, deliveries, notices, tickets
from router.usecases.records import DeliveryState, Missed

# Written out, so that a planner recognises its partial index.
_BREACHED = cast("ColumnElement[bool]", text("clocks.breached_at IS NOT NULL"))
_SENT = exists().where(
    deliveries.c.notice_id == notices.c.id, deliveries.c.state == DeliveryState.SENT.value
)
_TOLD = exists().where(
    notices.c.ticket_id == clocks.c.ticket_id,
    notices.c.clock_id == clocks.c.id,
    notices.c.kind == NoticeKind.BREACH.value,
    notices.c.withdrawn_at.is_(None),
    _SENT,
)
_ITS_TICKET = tickets.alias("its_ticket")
#: Merged, spam and deleted tickets are left out of every figure (rule 16).
_COUNTS = exists().where(
    _ITS_TICKET.c.id == clocks.c.ticket_id, _ITS_TICKET.c.state != TicketState.CANCELLED.value
)
_GOES_ON = clocks.c.state.in_([ClockState.RUNNING.value, ClockState.PAUSED.value])


def clock_missed(which: Missed) -> ColumnElement[bool]:
    """Whether a clock is one of those."""
    late = and_(_BREACHED, clocks.c.breached, _COUNTS)
    if which is Missed.RUNNING:
        return and_(late, _GOES_ON)
    if which is Missed.ANSWERED_LATE:
        return and_(late, clocks.c.state == ClockState.STOPPED.value)
    if which is Missed.UNTOLD:
        return and_(late, not_(_TOLD))
    return late


def ticket_missed(which: Missed) -> ColumnElement[bool]:
    """Whether a ticket has a clock that is one of those."""
    return exists().where(clocks.c.ticket_id == tickets.c.id, clock_missed(which))
