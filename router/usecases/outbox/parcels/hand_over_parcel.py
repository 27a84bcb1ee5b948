"""A ticket that is handed over to its vendor."""

from __future__ import annotations

from dataclasses import replace

from router.domain.errors import DeliveryFailed
from router.domain.tickets.events import Event, Kind
from router.domain.time.instants import Instant
from router.usecases.notices.messages import hand_over_message
from router.usecases.outbox.parcels.parcel import Parcel, Withdrawn, asker, is_over, opened
from router.usecases.outbox.settle_outgoing import CANCELLED, RESOLVED
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import DeliveryRecord, NewEvent, TicketRecord
from router.usecases.tickets.project import project


class HandOvers:
    """See `ParcelKind`."""

    moves_ticket = True

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
            delivery,
            ticket,
            work.clocks.of([ticket.id])[ticket.id],
            work.events.of(ticket.id),
            core.page_url(ticket.id),
            asker(work, ticket),
        )
        return Parcel(message, way.hand_over, opened(core, endpoint))

    def arrived(
        self,
        core: Core,
        work: UnitOfWork,
        delivery: DeliveryRecord,
        ticket: TicketRecord | None,
        now: Instant,
    ) -> None:
        """The vendor has it: its clocks start at the instant of its 2xx (rule 15), unless the
        ticket went to another one meanwhile."""
        assert ticket is not None
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
