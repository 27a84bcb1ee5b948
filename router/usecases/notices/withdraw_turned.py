"""Breaches that were told and that late news turned are taken back: a reaction to a fold."""

from __future__ import annotations

from collections.abc import Sequence

from router.domain.escalation.steps import NoticeKind
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.ticket import TicketState
from router.usecases.notices.tell import tell_withdrawn
from router.usecases.ports import Core, Turn, UnitOfWork
from router.usecases.records import NewEvent, NoticeRecord, TicketRecord
from router.usecases.tickets.planned_reaction import PlannedReaction

Turned = dict[str, list[NoticeRecord]]  # by clock: the notices that were told of its breach


class WithdrawTurned(PlannedReaction[Sequence[NoticeRecord], Turned]):
    """The turn is put on record with its evidence, and those who were told are told."""

    def concerns(self, turn: Turn) -> bool:
        return turn.after.state is not TicketState.CANCELLED and turn.after.vendor is not None

    def gather(self, core: Core, work: UnitOfWork, turn: Turn) -> Sequence[NoticeRecord]:
        return work.notices.of(turn.after.id)

    def plan(self, turn: Turn, facts: Sequence[NoticeRecord]) -> Turned | None:
        late = {clock.id for clock in turn.clocks if clock.breached}
        turned: Turned = {}
        for notice in facts:
            stands = notice.kind is NoticeKind.BREACH and notice.withdrawn_at is None
            if stands and notice.clock_id not in late:
                turned.setdefault(notice.clock_id, []).append(notice)
        return turned or None

    def apply(self, core: Core, work: UnitOfWork, turn: Turn, plan: Turned) -> TicketRecord:
        ticket = turn.after
        for clock_id, notices in plan.items():
            evidence = _latest_evidence(work, ticket.id)
            reason = f"late news: {evidence}" if evidence else "the events were corrected"
            event = Event(
                Kind.BREACH_WITHDRAWN,
                turn.now,
                key=core.ids("E"),
                received_at=turn.now,
                data={"clock": clock_id, "evidence": evidence or reason},
            )
            work.events.append(ticket.id, [NewEvent(event)])
            for notice in notices:
                tell_withdrawn(core, work, notice, reason, turn.now)
        return ticket


def _latest_evidence(work: UnitOfWork, ticket_id: str) -> str:
    stored = work.events.of(ticket_id)
    found = next((s.event for s in reversed(stored) if s.event.kind != "breach_withdrawn"), None)
    return "" if found is None else f"{found.kind.value} ({found.key})"
