"""What came of an attempt: written down, with what follows from it."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace

from router.domain.errors import DeliveryFailed
from router.domain.tickets.events import Event, Kind
from router.domain.time.instants import HOUR, MINUTE, SECOND, Instant
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import DeliveryRecord, DeliveryState, NewEvent, Purpose, TicketRecord
from router.usecases.tickets.project import project

log = logging.getLogger(__name__)

#: The pause after each failed attempt; when they are used up the delivery is dead.
BACKOFF: tuple[int, ...] = (
    2 * SECOND,
    5 * SECOND,
    15 * SECOND,
    MINUTE,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
)


def after_failure(delivery: DeliveryRecord, failed: DeliveryFailed, now: Instant) -> DeliveryRecord:
    """Try again later, by the schedule and not before the receiver asked; or give up."""
    used = delivery.attempts - 1
    if not failed.retryable or used >= len(BACKOFF):
        return replace(delivery, state=DeliveryState.DEAD, error=failed.reason)
    pause = BACKOFF[used]
    # Up to a tenth more, by the delivery's id: those that failed together do not return together.
    pause += pause * hashlib.sha256(delivery.id.encode()).digest()[0] // 2560
    pause = max(pause, (failed.retry_after_seconds or 0) * SECOND)
    return replace(
        delivery, state=DeliveryState.PENDING, attempt_at=now + pause, error=failed.reason
    )


def record_outcome(core: Core, work: UnitOfWork, delivery: DeliveryRecord, now: Instant) -> None:
    sent = delivery.state is DeliveryState.SENT
    # The ticket before its deliveries, as everywhere: who locks them the other way round waits
    # for somebody who waits for him.
    hands_over = sent and delivery.purpose is Purpose.HAND_OVER
    ticket = work.tickets.lock(delivery.ticket_id) if hands_over else None
    if not work.deliveries.finish(replace(delivery, claimed_until=None)):
        log.info("delivery %s was taken over by another worker", delivery.id)
        return
    if ticket is not None:
        _handed_over(core, work, ticket, delivery, now)
    elif sent and delivery.purpose is Purpose.WRITE_BACK:
        if delivery.reference:
            work.echoes.remember(delivery.recipient, delivery.reference, now)
    else:
        work.tickets.touch(delivery.ticket_id, now)
    if delivery.state is DeliveryState.DEAD:
        log.error("delivery %s is dead: %s", delivery.id, delivery.error)


def _handed_over(
    core: Core, work: UnitOfWork, ticket: TicketRecord, delivery: DeliveryRecord, now: Instant
) -> None:
    """The vendor has it: its clocks start at the instant of its 2xx (rule 15), unless the ticket
    went to another one meanwhile."""
    at = delivery.sent_at or now
    event = Event(
        Kind.HANDED_OVER,
        at,
        key=f"{delivery.id}:handed-over",
        received_at=at,
        origin=f"vendor:{delivery.recipient}",
        data={"vendor": delivery.recipient, "reference": delivery.reference or None},
    )
    work.events.append(ticket.id, [NewEvent(event)])
    if delivery.reference and ticket.vendor == delivery.recipient:
        ticket = replace(ticket, vendor_reference=delivery.reference)
    project(core, work, ticket, now)
