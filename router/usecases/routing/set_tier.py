"""A person, or a program with a token, says which tier a ticket is in."""

from __future__ import annotations

from dataclasses import replace

from router.domain.errors import UnknownContract
from router.domain.tickets.events import Event, Kind
from router.usecases.ports import Conflict, Core, Work
from router.usecases.records import NewEvent, TicketRecord
from router.usecases.tickets.project import project


def set_tier(
    core: Core, ticket_id: str, tier: str, *, reason: str, who: str, correction: bool = False
) -> TicketRecord:
    """Put a ticket into a tier of its contract.

    A change counts from now; a correction says that the old tier never applied and counts from the
    opening, and so does the first tier of a ticket that had none (rule 14). The tier that it is in
    already is a confirmation: noted, no clock changes. Raises UnknownTicket, UnknownContract for a
    tier that the contract lacks, Conflict where the ticket has no vendor or stands for a duty,
    which is outside the tiers.
    """
    now = core.now()
    with core.store.write() as work:
        ticket = work.tickets.lock(ticket_id)
        if ticket.stands_alone:
            raise Conflict(f"ticket {ticket_id!r} stands for a duty, which is outside the tiers")
        if ticket.vendor is None:
            raise Conflict(f"ticket {ticket_id!r} has no vendor yet; set the vendor first")
        contract = core.book.find(ticket.vendor, ticket.contract, ticket.version)
        if contract is None:
            raise UnknownContract(
                f"contract {ticket.vendor}/{ticket.contract} of ticket {ticket_id!r} is not known"
            )
        contract.get_tier(tier)
        if tier == ticket.tier:
            kind = Kind.NOTED
        elif correction or ticket.tier is None:
            kind = Kind.TIER_CORRECTED
        else:
            kind = Kind.TIER_CHANGED
        data = {"tier": tier, "reason": reason or f"set by {who}", "before": ticket.tier}
        event = Event(kind, now, core.ids("E"), now, origin=who, data=data)
        work.events.append(ticket_id, [NewEvent(event)])
        changed = project(core, work, replace(ticket, check_tier=False), now)
        work.commit()
    core.doorbell.ring(Work.DELIVER)
    return changed
