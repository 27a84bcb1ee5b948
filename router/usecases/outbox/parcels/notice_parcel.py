"""A notice to one receiver."""

from __future__ import annotations

from router.domain.clocks.clock import ClockState
from router.domain.errors import DeliveryFailed
from router.domain.escalation.steps import NoticeKind
from router.domain.time.instants import Instant
from router.usecases.notices.messages import notice_message
from router.usecases.outbox.parcels.parcel import Parcel, Withdrawn, asker, is_over
from router.usecases.outbox.settle_outgoing import CANCELLED
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import ClockRow, DeliveryRecord, NoticeRecord, TicketRecord
from router.usecases.tickets.kept_book import version_or_current


class Notices:
    """See `ParcelKind`."""

    moves_ticket = False

    def prepare(
        self,
        core: Core,
        work: UnitOfWork,
        delivery: DeliveryRecord,
        ticket: TicketRecord,
        now: Instant,
    ) -> Parcel | Withdrawn:
        if is_over(ticket):
            return Withdrawn(CANCELLED)
        notice = work.notices.get(delivery.notice_id or "")
        clocks = work.clocks.of([ticket.id])[ticket.id]
        clock = next((c for c in clocks if c.id == notice.clock_id), None)
        pointless = _pointless(notice, clock)
        if pointless:
            return Withdrawn(pointless)
        use = core.escalations().channels.get(delivery.channel)
        channel = None if use is None else core.channels.get(use.kind)
        if use is None or channel is None:
            raise DeliveryFailed(f"channel {delivery.channel!r} is not set up", retryable=True)
        contract = None
        if clock is not None:
            contract = version_or_current(core.book, clock.vendor, clock.contract, clock.version)
        message = notice_message(
            delivery,
            notice,
            ticket,
            clock,
            contract,
            now,
            core.page_url(ticket.id),
            asker(work, ticket),
        )
        return Parcel(message, channel.send, use.settings)

    def arrived(
        self,
        core: Core,
        work: UnitOfWork,
        delivery: DeliveryRecord,
        ticket: TicketRecord | None,
        now: Instant,
    ) -> None:
        work.tickets.touch(delivery.ticket_id, now)


def _pointless(notice: NoticeRecord, clock: ClockRow | None) -> str:
    """Why nobody needs to be told any more; empty where somebody does. A breach is told also if
    its clock stopped a second ago."""
    if notice.withdrawn_at is not None:
        return notice.withdrawn_reason
    if notice.kind is NoticeKind.WARNING:
        if clock is None or clock.state is not ClockState.RUNNING:
            return f"the clock is {'gone' if clock is None else clock.state.value}"
        if clock.due_at != notice.due_at:
            return "the deadline has moved"
    if clock is None and notice.kind is NoticeKind.BREACH:
        return "the clock is gone"
    return ""
