"""A person records that the vendor got in touch by another way: it counts as a reply (rule 11)."""

from __future__ import annotations

from router.domain.errors import BadEvent
from router.domain.events import Kind
from router.domain.instants import Instant
from router.usecases.ports import Conflict, Core
from router.usecases.record import record, said
from router.usecases.records import TicketRecord


def record_contact(
    core: Core,
    ticket_id: str,
    *,
    who: str,
    spoke_to: str,
    at: Instant | None = None,
    body: str = "",
) -> TicketRecord:
    """The vendor's `spoke_to` called, at an instant that is not in the future.

    Raises UnknownTicket, Conflict without a vendor, BadEvent without a name.
    """
    if not spoke_to.strip():
        raise BadEvent("spoke_to is empty; name who of the vendor it was")

    def check(ticket: TicketRecord) -> None:
        if ticket.vendor is None:
            raise Conflict(f"ticket {ticket_id!r} has no vendor who could have called")

    text = said(body, spoke_to, public=False) if body.strip() else None
    data = {"spoke_to": spoke_to.strip()[:200]}
    return record(
        core, ticket_id, Kind.VENDOR_CONTACTED, who=who, data=data, text=text, at=at, check=check
    )
