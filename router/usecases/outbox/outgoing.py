"""What is not out yet, when its ticket ends and when it comes back."""

from __future__ import annotations

from router.domain.tickets.ticket import TicketState
from router.domain.time.instants import Instant
from router.usecases.ports import UnitOfWork
from router.usecases.records import Purpose, TicketRecord

CANCELLED = "the ticket was cancelled"
RESOLVED = "the ticket was resolved"


def settle_outgoing(
    work: UnitOfWork, before: TicketRecord, ticket: TicketRecord, now: Instant
) -> None:
    """Withdraw what an ended ticket needs no more, and let it go out where the end is taken back.

    Merged, spam or deleted: neither notices nor hand-overs go out (rule 16). Resolved before it
    was handed over: its vendor has nothing to do with it. Whatever comes back is checked again at
    the moment of sending.
    """
    if ticket.state is TicketState.CANCELLED:
        if work.deliveries.withdraw(ticket.id, CANCELLED, (Purpose.NOTICE, Purpose.HAND_OVER)):
            for notice in work.notices.of(ticket.id):
                if notice.withdrawn_at is None:
                    work.notices.withdraw(notice.id, now, CANCELLED)
        return
    if ticket.vendor is None:
        return
    if before.state is TicketState.CANCELLED:
        work.notices.bring_back(ticket.id, CANCELLED)
        work.deliveries.bring_back(ticket.id, CANCELLED, now)
    if ticket.state.is_resolved:
        work.deliveries.withdraw(ticket.id, RESOLVED, (Purpose.HAND_OVER,))
    elif before.state.is_resolved:
        work.deliveries.bring_back(ticket.id, RESOLVED, now)
