"""A person records that the vendor got in touch by another way: it counts as a reply (rule 11)."""

from __future__ import annotations

from router.domain.errors import BadEvent
from router.domain.tickets.events import Kind
from router.domain.time.instants import Instant, format_instant
from router.usecases.ports import Conflict, Core
from router.usecases.records import TicketRecord
from router.usecases.tickets.claims import check_claim
from router.usecases.tickets.record import record, said


def record_contact(
    core: Core,
    ticket_id: str,
    *,
    who: str,
    spoke_to: str,
    at: Instant | None = None,
    body: str = "",
    may_backdate: bool = False,
) -> TicketRecord:
    """The vendor's `spoke_to` called.

    An earlier instant `at` is a claim: it is kept with the call, which counts from now, until a
    manager accepts it (`claims`). `may_backdate`: a manager records it, and it counts at once.
    Raises UnknownTicket, Conflict without a vendor, BadEvent without a name, for an instant in the
    future or before the ticket was opened.
    """
    if not spoke_to.strip():
        raise BadEvent("spoke_to is empty; name who of the vendor it was")

    def check(ticket: TicketRecord) -> None:
        if ticket.vendor is None:
            raise Conflict(f"ticket {ticket_id!r} has no vendor who could have called")
        if at is not None:
            check_claim(ticket, at)

    text = said(body, spoke_to, public=False) if body.strip() else None
    data = {"spoke_to": spoke_to.strip()[:200]}
    if at is not None and at > core.now():
        raise BadEvent("what is recorded must have happened; the instant lies in the future")
    counts_at = at if may_backdate else None
    if at is not None and counts_at is None:
        data["claimed_at"] = format_instant(at)
    return record(
        core,
        ticket_id,
        Kind.VENDOR_CONTACTED,
        who=who,
        data=data,
        text=text,
        at=counts_at,
        check=check,
    )
