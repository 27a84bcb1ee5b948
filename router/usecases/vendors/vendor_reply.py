"""A vendor answers through the API, with its own token, on its own tickets."""

from __future__ import annotations

from router.domain.errors import UnknownTicket
from router.domain.tickets.events import Kind
from router.domain.tickets.ticket import TicketState
from router.usecases.ports import Conflict, Core
from router.usecases.records import TicketRecord
from router.usecases.tickets.addressed import is_theirs
from router.usecases.tickets.record import record, said


def vendor_reply(
    core: Core,
    vendor: str,
    ticket_id: str,
    body: str,
    *,
    public: bool,
    who: str,
    key: str | None = None,
) -> TicketRecord:
    """Keep a reply; a public one stops the response clock and starts the update clock, at the
    instant that we receive it. A private one is a note. `key` makes a repeated call known.

    Raises UnknownTicket for a ticket that is not this vendor's, as for one that is not there;
    Conflict for a cancelled or closed one; BadEvent for an empty or endless body.
    """
    kind = Kind.VENDOR_REPLIED if public else Kind.NOTED
    return record(
        core,
        ticket_id,
        kind,
        who=who,
        data={"vendor": vendor},
        text=said(body, who.partition(":")[2] or vendor, public=public),
        check=lambda ticket: check_theirs(ticket, vendor),
        key=None if key is None else f"vendor:{vendor}:{key}",
    )


def vendor_resolve(
    core: Core, vendor: str, ticket_id: str, *, who: str, body: str = ""
) -> TicketRecord:
    """The vendor says that it is solved; words, if any, are its last public reply.

    Without a reply it stops the response clock too (rule 11). Raises as `vendor_reply`.
    """
    text = said(body, who.partition(":")[2] or vendor, public=True) if body.strip() else None
    return record(
        core,
        ticket_id,
        Kind.RESOLVED,
        who=who,
        data={"vendor": vendor},
        text=text,
        check=lambda ticket: check_theirs(ticket, vendor),
    )


def check_theirs(ticket: TicketRecord, vendor: str) -> None:
    """Refuse what is not this vendor's, in the words for what is not there at all."""
    if not is_theirs(ticket, vendor):
        raise UnknownTicket(f"there is no ticket {ticket.id!r}")
    if ticket.state in (TicketState.CANCELLED, TicketState.CLOSED):
        raise Conflict(f"ticket {ticket.id!r} is {ticket.state.value}")
