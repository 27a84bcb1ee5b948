"""Pausing and resuming: it moves only the clocks whose target says so (rule 10)."""

from __future__ import annotations

from router.domain.errors import BadEvent
from router.domain.tickets.events import Kind
from router.usecases.ports import Core
from router.usecases.records import TicketRecord
from router.usecases.tickets.record import record


def pause(core: Core, ticket_id: str, *, reason: str, who: str) -> TicketRecord:
    """Pause for a reason, such as `waiting_for_customer`. Raises UnknownTicket, BadEvent."""
    if not reason.strip():
        raise BadEvent("a pause needs a reason, such as waiting_for_customer")
    return record(core, ticket_id, Kind.PAUSED, who=who, data={"reason": reason.strip()[:200]})


def resume(core: Core, ticket_id: str, *, who: str, reason: str | None = None) -> TicketRecord:
    """End the pause for that reason, or every pause. Raises UnknownTicket."""
    data = {"reason": reason.strip()[:200]} if reason and reason.strip() else {}
    return record(core, ticket_id, Kind.RESUMED, who=who, data=data)
