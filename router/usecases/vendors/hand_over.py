"""Asking for a ticket to be pushed to its vendor's endpoint; `deliver` does the pushing."""

from __future__ import annotations

from router.domain.tickets.events import Event, Kind
from router.domain.time.instants import Instant
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import (
    DeliveryRecord,
    Mode,
    NewEvent,
    Purpose,
    TicketRecord,
)


def request_hand_over(
    core: Core, work: UnitOfWork, ticket: TicketRecord, vendor: str, now: Instant, *, who: str
) -> bool:
    """Write the request and its delivery where the vendor has an endpoint (rule 15).

    Only for live tickets: samples, history and shadow sources go to nobody, and their vendors'
    clocks start at the opening. The caller folds again.
    """
    if ticket.mode is not Mode.LIVE:
        return False
    endpoint = work.endpoints.for_vendor(vendor)
    if endpoint is None:
        return False
    delivery = DeliveryRecord(
        id=core.ids("D"),
        purpose=Purpose.HAND_OVER,
        ticket_id=ticket.id,
        channel=endpoint.name,
        recipient=vendor,
        payload={"vendor": vendor},
        created_at=now,
        attempt_at=now,
    )
    work.deliveries.add(delivery)
    event = Event(
        Kind.HANDOVER_REQUESTED,
        now,
        key=f"{delivery.id}:requested",
        received_at=now,
        origin=who,
        data={"vendor": vendor, "delivery": delivery.id},
    )
    work.events.append(ticket.id, [NewEvent(event)])
    return True
