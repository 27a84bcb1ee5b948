"""Earlier instants that somebody claims: shown, counted from when they were said, and moved to the
instant claimed only where a manager accepts it.

A claim stands in the event's data as `claimed_at`; accepting it appends the same fact at that
instant, so that both stay on record ("Whose instant", docs/time.md).
"""

from __future__ import annotations

from router.domain.errors import BadEvent
from router.domain.tickets.events import Event
from router.domain.time.instants import Instant, format_instant, parse_instant
from router.usecases.ports import Conflict, Core, NotFound, Work
from router.usecases.records import NewEvent, TicketRecord
from router.usecases.tickets.project import project

_ACCEPTED = ":accepted"


def check_claim(ticket: TicketRecord, at: Instant) -> None:
    """Raises BadEvent for an instant before the ticket was opened: nothing about it was then."""
    if at < ticket.opened_at:
        raise BadEvent(
            f"{format_instant(at)} is before the ticket was opened "
            f"({format_instant(ticket.opened_at)}); write when it happened"
        )


def accept_claim(core: Core, ticket_id: str, key: str, *, who: str) -> TicketRecord:
    """A manager accepts that the event `key` happened when it is claimed to have; the clocks are
    folded with it. Raises UnknownTicket, NotFound without such an event, Conflict where it claims
    nothing or was accepted before."""
    now = core.now()
    with core.store.write() as work:
        ticket = work.tickets.lock(ticket_id)
        stored = next((s for s in work.events.of(ticket_id) if s.event.key == key), None)
        if stored is None:
            raise NotFound(f"ticket {ticket_id!r} has no event {key!r}")
        event = stored.event
        claimed = event.data.get("claimed_at")
        if claimed is None:
            raise Conflict(f"event {key!r} claims no earlier instant")
        at = parse_instant(claimed)
        check_claim(ticket, at)
        data = {k: v for k, v in event.data.items() if k != "claimed_at"} | {"accepted_from": key}
        accepted = Event(event.kind, at, key + _ACCEPTED, now, origin=who, data=data)
        if not work.events.append(ticket_id, [NewEvent(accepted)]):
            raise Conflict(f"what event {key!r} claims was accepted before")
        changed = project(core, work, ticket, now)
        work.commit()
    core.doorbell.ring(Work.DELIVER)
    return changed
