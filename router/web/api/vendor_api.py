"""The API of a vendor: its own tickets, and nothing that says there are others."""

from __future__ import annotations

from flask import request

from router.usecases.tickets.read_tickets import vendor_ticket, vendor_tickets
from router.usecases.vendors.vendor_deed import vendor_deed
from router.usecases.vendors.vendor_reply import vendor_reply, vendor_resolve
from router.web.api import request_models as models
from router.web.api.api_json import vendor_ticket_in_list, vendor_ticket_with_comments
from router.web.api.operations import Api, Operation
from router.web.http.auth import VENDORS, Principal
from router.web.http.error_answers import Refused

_TICKETS = "/vendor/tickets"


def add_vendor_operations(api: Api) -> None:
    """List, read, reply, acknowledge and the like, resolve."""
    core = api.services.core
    newest = models.ThreadQuery()

    def list_own(who: Principal, query: models.VendorTicketQuery) -> models.VendorTicketList:
        vendor = vendor_of(who)
        found = vendor_tickets(
            core, vendor, state=query.state, cursor=query.cursor, limit=query.limit
        )
        return models.VendorTicketList(
            tickets=[vendor_ticket_in_list(view, vendor) for view in found.items], next=found.next
        )

    def get_own(
        who: Principal, ticket_id: str, query: models.ThreadQuery = newest
    ) -> models.VendorTicketWithComments:
        vendor = vendor_of(who)
        view = vendor_ticket(core, vendor, ticket_id)
        return vendor_ticket_with_comments(view, vendor, query.cursor, query.limit)

    def post_reply(
        who: Principal, ticket_id: str, body: models.Reply
    ) -> models.VendorTicketWithComments:
        vendor_reply(
            core,
            vendor_of(who),
            ticket_id,
            body.body,
            public=body.public,
            who=who.origin,
            key=idempotency_key(),
        )
        return get_own(who, ticket_id)

    def post_resolve(
        who: Principal, ticket_id: str, body: models.Resolve
    ) -> models.VendorTicketWithComments:
        vendor_resolve(core, vendor_of(who), ticket_id, who=who.origin, body=body.body or "")
        return get_own(who, ticket_id)

    api.add(
        Operation(
            "GET",
            _TICKETS,
            "listVendorTickets",
            "The vendor's own tickets, newest first.",
            VENDORS,
            models.VendorTicketList,
            query=models.VendorTicketQuery,
        ),
        list_own,
    )
    api.add(
        Operation(
            "GET",
            f"{_TICKETS}/<ticket_id>",
            "getVendorTicket",
            "One ticket with the newest page of what was said to it, in public, and by it.",
            VENDORS,
            models.VendorTicketWithComments,
            query=models.ThreadQuery,
        ),
        get_own,
    )
    api.add(
        Operation(
            "POST",
            f"{_TICKETS}/<ticket_id>/replies",
            "reply",
            "Answer; a public reply stops the response clock and starts the update clock.",
            VENDORS,
            models.VendorTicketWithComments,
            body=models.Reply,
            refusals=(409,),
            headers=("Idempotency-Key",),
        ),
        post_reply,
    )

    def post_deed(
        who: Principal, ticket_id: str, body: models.VendorDeed
    ) -> models.VendorTicketWithComments:
        vendor_deed(
            core,
            vendor_of(who),
            ticket_id,
            body.deed,
            who=who.origin,
            body=body.body or "",
            key=idempotency_key(),
        )
        return get_own(who, ticket_id)

    api.add(
        Operation(
            "POST",
            f"{_TICKETS}/<ticket_id>/deeds",
            "recordVendorDeed",
            "Acknowledge it, or say that a workaround or an action plan was given.",
            VENDORS,
            models.VendorTicketWithComments,
            body=models.VendorDeed,
            refusals=(409,),
            headers=("Idempotency-Key",),
        ),
        post_deed,
    )
    api.add(
        Operation(
            "POST",
            f"{_TICKETS}/<ticket_id>/resolve",
            "resolve",
            "Say that it is resolved.",
            VENDORS,
            models.VendorTicketWithComments,
            body=models.Resolve,
            refusals=(409,),
        ),
        post_resolve,
    )


def vendor_of(who: Principal) -> str:
    """The vendor whose token this is. Raises Refused (403) for a token that names none."""
    if who.vendor is None:
        raise Refused(403, f"the token {who.name!r} belongs to no vendor; make it anew with one")
    return who.vendor


def idempotency_key() -> str | None:
    """What the vendor calls this attempt, so that a repeated one changes nothing. Raises Refused
    (400) for more than 200 signs."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > 200:
        raise Refused(400, "Idempotency-Key has more than 200 signs")
    return key or None
