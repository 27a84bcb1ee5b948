"""What came of an attempt: written down, with what follows from it."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace

from router.domain.errors import DeliveryFailed
from router.domain.time.instants import HOUR, MINUTE, SECOND, Instant
from router.usecases.outbox.parcels import PARCELS
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import DeliveryRecord, DeliveryState

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
    """Write down what came of an attempt, and what follows from an arrival; nothing where another
    worker has taken the delivery over."""
    kind = PARCELS[delivery.purpose]
    sent = delivery.state is DeliveryState.SENT
    # The ticket before its deliveries, as everywhere: who locks them the other way round waits
    # for somebody who waits for him.
    moves = sent and kind.moves_ticket
    ticket = work.tickets.lock(delivery.ticket_id) if moves else None
    if not work.deliveries.finish(replace(delivery, claimed_until=None)):
        log.info("delivery %s was taken over by another worker", delivery.id)
        return
    if sent:
        kind.arrived(core, work, delivery, ticket, now)
    else:
        work.tickets.touch(delivery.ticket_id, now)
    if delivery.state is DeliveryState.DEAD:
        log.error("delivery %s is dead: %s", delivery.id, delivery.error)
