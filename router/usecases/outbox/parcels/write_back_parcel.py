"""A note, or fields, written back into the helpdesk that a ticket came from."""

from __future__ import annotations

from router.domain.time.instants import Instant
from router.usecases.notices.messages import write_back_message
from router.usecases.outbox.parcels.parcel import Parcel, Withdrawn, opened
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import DeliveryRecord, TicketRecord


class WriteBacks:
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
        source = work.sources.find(delivery.recipient)
        if source is None:
            return Withdrawn(f"source {delivery.recipient!r} is gone")
        adapter = core.write_backs.get(source.kind)
        if adapter is None:
            return Withdrawn(f"nothing can be written back to a source of kind {source.kind!r}")
        message = write_back_message(delivery, ticket, core.page_url(ticket.id))
        return Parcel(message, adapter.write_back, opened(core, source))

    def arrived(
        self,
        core: Core,
        work: UnitOfWork,
        delivery: DeliveryRecord,
        ticket: TicketRecord | None,
        now: Instant,
    ) -> None:
        """The helpdesk will tell us of our own note: it is known by the name that it was given."""
        if delivery.reference:
            work.echoes.remember(delivery.recipient, delivery.reference, now)
