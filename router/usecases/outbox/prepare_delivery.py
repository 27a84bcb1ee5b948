"""What goes out: checked again at the moment of sending, and made."""

from __future__ import annotations

from router.domain.errors import DeliveryFailed
from router.domain.time.instants import Instant
from router.usecases.outbox.parcels import PARCELS, Parcel, Withdrawn
from router.usecases.outbox.receivers import gone_note
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import DeliveryRecord, Mode


def prepare(
    core: Core, work: UnitOfWork, delivery: DeliveryRecord, now: Instant
) -> Parcel | Withdrawn:
    """What holds for every purpose, then what the delivery's own says. Raises DeliveryFailed."""
    ticket = work.tickets.get(delivery.ticket_id)
    if ticket.mode is not Mode.LIVE:
        return Withdrawn(f"tickets of mode {ticket.mode.value} send nothing")
    gone = work.notes.get(gone_note(delivery.receiver))
    if gone is not None:
        raise DeliveryFailed(f"not asked any more: {gone}", retryable=False)
    return PARCELS[delivery.purpose].prepare(core, work, delivery, ticket, now)
