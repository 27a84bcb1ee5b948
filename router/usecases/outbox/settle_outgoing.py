"""What is not out yet, when its ticket ends and when it comes back: a reaction to a fold."""

from __future__ import annotations

from enum import Enum, auto

from router.domain.tickets.ticket import TicketState
from router.usecases.ports import Core, Turn, UnitOfWork
from router.usecases.records import Purpose, TicketRecord
from router.usecases.tickets.planned_reaction import PlannedReaction

CANCELLED = "the ticket was cancelled"
RESOLVED = "the ticket was resolved"


class Step(Enum):
    """What is done to the deliveries and notices of a ticket."""

    WITHDRAW_ALL = auto()  # merged, spam or deleted: neither notices nor hand-overs (rule 16)
    BRING_ALL_BACK = auto()
    WITHDRAW_HAND_OVER = auto()  # resolved before it was handed over
    BRING_HAND_OVER_BACK = auto()


class SettleOutgoing(PlannedReaction[None, tuple[Step, ...]]):
    """Whatever comes back is checked again at the moment of sending."""

    def concerns(self, turn: Turn) -> bool:
        return turn.before.state.is_over or turn.after.state.is_over

    def gather(self, core: Core, work: UnitOfWork, turn: Turn) -> None:
        return None

    def plan(self, turn: Turn, facts: None) -> tuple[Step, ...]:
        before, after = turn.before.state, turn.after.state
        if after is TicketState.CANCELLED:
            return (Step.WITHDRAW_ALL,)
        if turn.after.vendor is None:
            return ()
        steps = (Step.BRING_ALL_BACK,) if before is TicketState.CANCELLED else ()
        if after.is_resolved:
            return (*steps, Step.WITHDRAW_HAND_OVER)
        return (*steps, Step.BRING_HAND_OVER_BACK) if before.is_resolved else steps

    def apply(
        self, core: Core, work: UnitOfWork, turn: Turn, plan: tuple[Step, ...]
    ) -> TicketRecord:
        ticket = turn.after
        for step in plan:
            match step:
                case Step.WITHDRAW_ALL:
                    purposes = (Purpose.NOTICE, Purpose.HAND_OVER)
                    if work.deliveries.withdraw(ticket.id, CANCELLED, purposes):
                        for notice in work.notices.of(ticket.id):
                            if notice.withdrawn_at is None:
                                work.notices.withdraw(notice.id, turn.now, CANCELLED)
                case Step.BRING_ALL_BACK:
                    work.notices.bring_back(ticket.id, CANCELLED)
                    work.deliveries.bring_back(ticket.id, CANCELLED, turn.now)
                case Step.WITHDRAW_HAND_OVER:
                    work.deliveries.withdraw(ticket.id, RESOLVED, (Purpose.HAND_OVER,))
                case Step.BRING_HAND_OVER_BACK:
                    work.deliveries.bring_back(ticket.id, RESOLVED, turn.now)
        return ticket
