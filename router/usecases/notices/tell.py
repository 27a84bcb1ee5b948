"""Writing notices and their deliveries: always in the transaction of what they tell of."""

from __future__ import annotations

from collections.abc import Mapping

from router.domain.escalation.steps import NoticeKind, StepAt
from router.domain.time.instants import Instant
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import (
    ClockRow,
    DeliveryRecord,
    DeliveryState,
    Mode,
    NoticeRecord,
    Purpose,
    TicketRecord,
)


def tell_step(
    core: Core, work: UnitOfWork, ticket: TicketRecord, clock: ClockRow, step: StepAt, now: Instant
) -> int:
    """Write the notice of a step that is due, with a delivery for each receiver.

    Returns how many deliveries; 0 where the same notice stands already. A shadow ticket has the
    notice, and nothing goes out.
    """
    deadline = clock.breached_at if step.kind is NoticeKind.BREACH else clock.due_at
    escalation = core.escalations().for_clock(clock.vendor, clock.tier, clock.obligation)
    found = None if escalation is None else escalation.find_step(step.step)
    if escalation is None or found is None or deadline is None:
        return 0
    notice = NoticeRecord(
        id=core.ids("N"),
        ticket_id=ticket.id,
        clock_id=clock.id,
        round=clock.round,
        kind=step.kind,
        step=step.step,
        repeat=_turns(work, ticket.id, clock.id, deadline),
        due_at=deadline,
        created_at=now,
        escalation=escalation.name,
    )
    if not work.notices.add(notice) or ticket.mode is not Mode.LIVE:
        return 0
    channels = core.escalations().channels
    usable = [tell for tell in found.tell if tell.channel in channels]
    for tell in usable:
        work.deliveries.add(_delivery(core, notice, tell.channel, tell.to or tell.channel, now))
    return len(usable)


def tell_withdrawn(
    core: Core, work: UnitOfWork, notice: NoticeRecord, reason: str, now: Instant
) -> None:
    """Take back a breach notice: unsent deliveries stay in, those who were told are told."""
    work.notices.withdraw(notice.id, now, reason)
    taken_back = NoticeRecord(
        id=core.ids("N"),
        ticket_id=notice.ticket_id,
        clock_id=notice.clock_id,
        round=notice.round,
        kind=NoticeKind.BREACH_WITHDRAWN,
        step=notice.step,
        repeat=notice.repeat,
        due_at=notice.due_at,
        created_at=now,
        escalation=notice.escalation,
    )
    if not work.notices.add(taken_back):
        return
    for delivery in work.deliveries.of(notice.ticket_id):
        if delivery.notice_id != notice.id:
            continue
        if delivery.state is DeliveryState.PENDING and not delivery.attempts:
            work.deliveries.withdraw_one(delivery.id, reason)
        elif delivery.state is not DeliveryState.WITHDRAWN:
            # Sent, being sent, or tried before: it may have arrived.
            work.deliveries.add(
                _delivery(core, taken_back, delivery.channel, delivery.recipient, now)
            )


def _turns(work: UnitOfWork, ticket_id: str, clock_id: str, deadline: Instant) -> int:
    """How often this deadline's breach was taken back: telling of it again is another notice."""
    return len(
        {
            notice.repeat
            for notice in work.notices.of(ticket_id)
            if notice.kind is NoticeKind.BREACH_WITHDRAWN
            and notice.clock_id == clock_id
            and notice.due_at == deadline
        }
    )


def _delivery(
    core: Core,
    notice: NoticeRecord,
    channel: str,
    recipient: str,
    now: Instant,
    payload: Mapping[str, object] | None = None,
) -> DeliveryRecord:
    return DeliveryRecord(
        id=core.ids("D"),
        purpose=Purpose.NOTICE,
        ticket_id=notice.ticket_id,
        notice_id=notice.id,
        channel=channel,
        recipient=recipient,
        payload=payload or {},
        created_at=now,
        attempt_at=now,
    )
