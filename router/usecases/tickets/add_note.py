"""Notes of our own people: they stop no clock (rule 11)."""

from __future__ import annotations

from router.domain.tickets.events import Kind
from router.usecases.ports import Core
from router.usecases.records import TicketRecord
from router.usecases.tickets.record import record, said


def add_note(
    core: Core, ticket_id: str, body: str, *, who: str, public: bool = False
) -> TicketRecord:
    """Keep a note; `public`: the vendor may read it too. Raises UnknownTicket, BadEvent."""
    text = said(body, who.partition(":")[2], public=public)
    return record(core, ticket_id, Kind.NOTED, who=who, text=text)
