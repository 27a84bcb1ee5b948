"""What goes out: checked again at the moment of sending, and made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from router.domain.clocks.clock import ClockState
from router.domain.errors import DeliveryFailed
from router.domain.escalation.steps import NoticeKind
from router.domain.tickets.ticket import TicketState
from router.domain.time.instants import Instant
from router.usecases.notices.messages import hand_over_message, notice_message, write_back_message
from router.usecases.outbox.receivers import gone_note
from router.usecases.outbox.settle_outgoing import CANCELLED, RESOLVED
from router.usecases.ports import Core, Message, UnitOfWork
from router.usecases.records import (
    DeliveryRecord,
    EndpointRecord,
    Mode,
    Purpose,
    SourceRecord,
    organisation_of,
)
from router.usecases.tickets.kept_book import version_or_current


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """There is nothing to send any more, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    message: Message
    adapter: Any
    settings: Mapping[str, object]


def prepare(
    core: Core, work: UnitOfWork, delivery: DeliveryRecord, now: Instant
) -> Outgoing | Withdrawn:
    """Check again, at the moment of sending, whether it should still go out, and make it."""
    ticket = work.tickets.get(delivery.ticket_id)
    if ticket.mode is not Mode.LIVE:
        return Withdrawn(f"tickets of mode {ticket.mode.value} send nothing")
    gone = work.notes.get(gone_note(delivery.receiver))
    if gone is not None:
        raise DeliveryFailed(f"not asked any more: {gone}", retryable=False)
    url = core.page_url(ticket.id)
    if delivery.purpose is Purpose.WRITE_BACK:
        source = work.sources.find(delivery.recipient)
        if source is None:
            return Withdrawn(f"source {delivery.recipient!r} is gone")
        adapter = core.write_backs.get(source.kind)
        if adapter is None:
            return Withdrawn(f"nothing can be written back to a source of kind {source.kind!r}")
        opened = _opened(core, source)
        return Outgoing(write_back_message(delivery, ticket, url), adapter, opened)
    if ticket.state is TicketState.CANCELLED:
        return Withdrawn(CANCELLED)
    clocks = work.clocks.of([ticket.id])[ticket.id]
    kept = work.customers.find_by_id(ticket.customer_id) if ticket.customer_id else None
    organisation = organisation_of(ticket, kept)
    if delivery.purpose is Purpose.HAND_OVER:
        if ticket.vendor != delivery.recipient:
            return Withdrawn(f"the ticket went to {ticket.vendor}")
        if ticket.state.is_over:
            return Withdrawn(RESOLVED)
        endpoint = work.endpoints.find(delivery.channel)
        if endpoint is None:
            return Withdrawn(f"endpoint {delivery.channel!r} is gone")
        way = core.vendor_ways.get(endpoint.kind)
        if way is None:
            raise DeliveryFailed(f"no way of kind {endpoint.kind!r}", retryable=False)
        message = hand_over_message(
            delivery, ticket, clocks, work.events.of(ticket.id), url, organisation
        )
        return Outgoing(message, way, _opened(core, endpoint))
    notice = work.notices.get(delivery.notice_id or "")
    clock = next((c for c in clocks if c.id == notice.clock_id), None)
    if notice.withdrawn_at is not None:
        return Withdrawn(notice.withdrawn_reason)
    if notice.kind is NoticeKind.WARNING:
        if clock is None or clock.state is not ClockState.RUNNING:
            return Withdrawn(f"the clock is {'gone' if clock is None else clock.state.value}")
        if clock.due_at != notice.due_at:
            return Withdrawn("the deadline has moved")
    if clock is None and notice.kind is NoticeKind.BREACH:
        return Withdrawn("the clock is gone")
    use = core.escalations().channels.get(delivery.channel)
    channel = None if use is None else core.channels.get(use.kind)
    if use is None or channel is None:
        raise DeliveryFailed(f"channel {delivery.channel!r} is not set up", retryable=True)
    contract = None
    if clock is not None:
        contract = version_or_current(core.book, clock.vendor, clock.contract, clock.version)
    message = notice_message(delivery, notice, ticket, clock, contract, now, url, organisation)
    return Outgoing(message, channel, use.settings)


def _opened(core: Core, record: SourceRecord | EndpointRecord) -> dict[str, object]:
    """Settings with their secrets opened, newest first."""
    settings = dict(record.settings)
    if record.secrets:
        settings["secrets"] = [core.secrets.open(sealed) for sealed in record.secrets]
    return settings
