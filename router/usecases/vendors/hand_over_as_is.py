"""A person sends a ticket to its vendor without the details that the vendor will ask for."""

from __future__ import annotations

from dataclasses import replace

from router.domain.tickets.events import Event, Kind
from router.usecases.ports import Conflict, Core, Work
from router.usecases.records import NewEvent, Purpose, TicketRecord
from router.usecases.tickets.project import project
from router.usecases.vendors.missing_details import NEEDS


def hand_over_as_is(core: Core, ticket_id: str, *, who: str) -> TicketRecord:
    """Nothing is asked any more, and a hand-over that waited goes out now; kept as an event.

    Raises UnknownTicket, and Conflict where nothing is missing (any more).
    """
    now = core.now()
    with core.store.write() as work:
        ticket = work.tickets.lock(ticket_id)
        if ticket.needs != NEEDS:
            raise Conflict(f"nothing is asked of ticket {ticket_id!r}; it is not held back")
        data = {"reason": "goes to the vendor as it is"}
        event = Event(Kind.NOTED, now, core.ids("E"), now, origin=who, data=data)
        work.events.append(ticket_id, [NewEvent(event)])
        work.deliveries.postpone(ticket_id, Purpose.HAND_OVER, now)
        changed = project(core, work, replace(ticket, needs=""), now)
        work.commit()
    core.doorbell.ring(Work.DELIVER)
    return changed
