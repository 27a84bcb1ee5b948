"""Sending what waits in the outbox: claim, check again, send, write down what came of it."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from router.domain.clocks import ClockState
from router.domain.errors import DeliveryFailed
from router.domain.escalations import NoticeKind
from router.domain.events import Event, Kind
from router.domain.instants import HOUR, MINUTE, SECOND, Instant
from router.domain.tickets import TicketState
from router.usecases.book import version_or_current
from router.usecases.messages import hand_over_message, notice_message, write_back_message
from router.usecases.outgoing import CANCELLED, RESOLVED
from router.usecases.ports import Core, Message, UnitOfWork
from router.usecases.project import project
from router.usecases.records import (
    DeliveryRecord,
    DeliveryState,
    EndpointRecord,
    Mode,
    NewEvent,
    Purpose,
    SourceRecord,
    TicketRecord,
)

log = logging.getLogger(__name__)

#: How long a claim holds; whoever is alive renews it, so a killed worker's is free after this.
LEASE = 6 * SECOND
_RENEWED_EVERY_SECONDS = 2.0

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
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class _Withdrawn:
    """There is nothing to send any more, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Outgoing:
    message: Message
    adapter: Any
    settings: Mapping[str, object]


def deliver(core: Core, by: str, limit: int = 40) -> int:
    """Claim what is due, send it, record it; returns how many were claimed.

    `by` names this worker's run and is unique: only its own claims are finished by it. Safe to
    call at any time and by any number of workers. While the hold is on, nothing is claimed.
    """
    now = core.now()
    with core.store.read() as work:
        if work.notes.get("hold") is not None or not work.deliveries.waiting(now):
            return 0
    with core.store.write() as work:
        claimed = work.deliveries.claim(now, now + LEASE, by, limit)
        work.commit()
    if not claimed:
        return 0
    with _renewing(core, by), ThreadPoolExecutor(min(_AT_ONCE, len(claimed))) as pool:
        running = {pool.submit(_send, core, delivery) for delivery in claimed}
        while running:
            # All that came back meanwhile is written with one sync to disk.
            done, running = wait(running, return_when=FIRST_COMPLETED)
            _record(core, [one.result() for one in done])
    return len(claimed)


def _send(core: Core, delivery: DeliveryRecord) -> DeliveryRecord:
    """One attempt; what came of it."""
    try:
        with core.store.read() as work:
            outgoing = _prepare(core, work, delivery, core.now())
        if isinstance(outgoing, _Withdrawn):
            return replace(delivery, state=DeliveryState.WITHDRAWN, error=outgoing.reason)
        adapter, message, settings = outgoing.adapter, outgoing.message, outgoing.settings
        if delivery.purpose is Purpose.HAND_OVER:
            reference = adapter.hand_over(message, settings, core.http)
        elif delivery.purpose is Purpose.WRITE_BACK:
            reference = adapter.write_back(message, settings, core.http)
        else:
            reference = adapter.send(message, settings, core.http)
    except DeliveryFailed as failed:
        return _after_failure(delivery, failed, core.now())
    except Exception as error:
        log.exception("delivery %s failed for a reason of ours", delivery.id)
        ours = DeliveryFailed(f"our mistake: {type(error).__name__}", retryable=True)
        return _after_failure(delivery, ours, core.now())
    return replace(
        delivery,
        state=DeliveryState.SENT,
        sent_at=core.now(),
        error="",
        reference=(reference or "")[:255],
    )


def _prepare(
    core: Core, work: UnitOfWork, delivery: DeliveryRecord, now: Instant
) -> _Outgoing | _Withdrawn:
    """Check again, at the moment of sending, whether it should still go out, and make it."""
    ticket = work.tickets.get(delivery.ticket_id)
    if ticket.mode is not Mode.LIVE:
        return _Withdrawn(f"tickets of mode {ticket.mode.value} send nothing")
    url = core.page_url(ticket.id)
    if delivery.purpose is Purpose.WRITE_BACK:
        source = work.sources.find(delivery.recipient)
        if source is None:
            return _Withdrawn(f"source {delivery.recipient!r} is gone")
        adapter = core.write_backs.get(source.kind)
        if adapter is None:
            return _Withdrawn(f"nothing can be written back to a source of kind {source.kind!r}")
        opened = _opened(core, source)
        return _Outgoing(write_back_message(delivery, ticket, url), adapter, opened)
    if ticket.state is TicketState.CANCELLED:
        return _Withdrawn(CANCELLED)
    clocks = work.clocks.of([ticket.id])[ticket.id]
    if delivery.purpose is Purpose.HAND_OVER:
        if ticket.vendor != delivery.recipient:
            return _Withdrawn(f"the ticket went to {ticket.vendor}")
        if ticket.state.is_over:
            return _Withdrawn(RESOLVED)
        endpoint = work.endpoints.find(delivery.channel)
        if endpoint is None:
            return _Withdrawn(f"endpoint {delivery.channel!r} is gone")
        way = core.vendor_ways.get(endpoint.kind)
        if way is None:
            raise DeliveryFailed(f"no way of kind {endpoint.kind!r}", retryable=False)
        message = hand_over_message(delivery, ticket, clocks, work.events.of(ticket.id), url)
        return _Outgoing(message, way, _opened(core, endpoint))
    notice = work.notices.get(delivery.notice_id or "")
    clock = next((c for c in clocks if c.id == notice.clock_id), None)
    if notice.withdrawn_at is not None:
        return _Withdrawn(notice.withdrawn_reason)
    if notice.kind is NoticeKind.WARNING:
        if clock is None or clock.state is not ClockState.RUNNING:
            return _Withdrawn(f"the clock is {'gone' if clock is None else clock.state.value}")
        if clock.due_at != notice.due_at:
            return _Withdrawn("the deadline has moved")
    if clock is None and notice.kind is NoticeKind.BREACH:
        return _Withdrawn("the clock is gone")
    use = core.escalations().channels.get(delivery.channel)
    channel = None if use is None else core.channels.get(use.kind)
    if use is None or channel is None:
        raise DeliveryFailed(f"channel {delivery.channel!r} is not set up", retryable=True)
    contract = None
    if clock is not None:
        contract = version_or_current(core.book, clock.vendor, clock.contract, clock.version)
    message = notice_message(delivery, notice, ticket, clock, contract, now, url)
    return _Outgoing(message, channel, use.settings)


def _opened(core: Core, record: SourceRecord | EndpointRecord) -> dict[str, object]:
    """Settings with their secrets opened, newest first."""
    settings = dict(record.settings)
    if record.secrets:
        settings["secrets"] = [core.secrets.open(sealed) for sealed in record.secrets]
    return settings


def _after_failure(
    delivery: DeliveryRecord, failed: DeliveryFailed, now: Instant
) -> DeliveryRecord:
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


def _record(core: Core, outcomes: Iterable[DeliveryRecord]) -> None:
    """Write what came of some deliveries, and what follows from it, in one transaction."""
    with core.store.write() as work:
        # Tickets are locked in one order everywhere.
        for delivery in sorted(outcomes, key=lambda d: d.ticket_id):
            _record_one(core, work, delivery, core.now())
        work.commit()


def _record_one(core: Core, work: UnitOfWork, delivery: DeliveryRecord, now: Instant) -> None:
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


@contextmanager
def _renewing(core: Core, by: str) -> Iterator[None]:
    """Keep the claims of this run while it is alive."""
    stop = threading.Event()

    def renew() -> None:
        while not stop.wait(_RENEWED_EVERY_SECONDS):
            try:
                with core.store.write() as work:
                    work.deliveries.renew(by, core.now() + LEASE)
                    work.commit()
            except Exception:
                log.exception("the claims of %s could not be renewed", by)

    thread = threading.Thread(target=renew, name="renew-claims", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
