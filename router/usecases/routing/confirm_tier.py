"""A person says that the tier a ticket is in, or that it is in none, is right."""

from __future__ import annotations

from dataclasses import replace

from router.domain.tickets.events import Event, Kind
from router.usecases.ports import Conflict, Core
from router.usecases.records import NewEvent, TicketRecord
from router.usecases.tickets.project import project


def confirm_tier(core: Core, ticket_id: str, tier: str | None, *, who: str) -> TicketRecord:
    """Nobody needs to check it any more; no clock changes. Kept to learn from.

    `tier`: the one that the person saw, None for none. Raises UnknownTicket, and Conflict where the
    ticket has no vendor or is in another tier by now.
    """
    now = core.now()
    with core.store.write() as work:
        ticket = work.tickets.lock(ticket_id)
        if ticket.vendor is None:
            raise Conflict(f"ticket {ticket_id!r} has no vendor yet; set the vendor first")
        if ticket.tier != tier:
            raise Conflict(
                f"ticket {ticket_id!r} is in {ticket.tier or 'no tier'} by now; look again"
            )
        data = {"tier": tier, "before": tier, "reason": f"{tier or 'no tier'} confirmed by {who}"}
        event = Event(Kind.NOTED, now, core.ids("E"), now, origin=who, data=data)
        work.events.append(ticket_id, [NewEvent(event)])
        confirmed = project(core, work, replace(ticket, check_tier=False), now)
        work.commit()
    return confirmed
