"""The API of a vendor: its own tickets, and nothing that says there are others."""

from __future__ import annotations

from router.domain.errors import UnknownTicket
from router.usecases.actions import vendor_reply, vendor_resolve
from router.usecases.records import TicketFilter, TicketView
from router.usecases.view_tickets import view_list, view_ticket
from router.web.api import models
from router.web.api.operations import Api, Operation
from router.web.api.shapes import vendor_ticket, vendor_ticket_with_comments
from router.web.auth import VENDORS, Principal

_TICKETS = "/vendor/tickets"


def add_vendor_operations(api: Api) -> None:
    """List, read, reply, resolve."""
    core = api.services.core

    def mine(who: Principal, ticket_id: str) -> tuple[TicketView, str]:
        """The ticket, where it is this vendor's; another's is as unknown as one that is not."""
        view = view_ticket(core, ticket_id)
        if who.vendor is None or view.ticket.vendor != who.vendor:
            raise UnknownTicket(f"there is no ticket {ticket_id!r}")
        return view, who.vendor

    def list_tickets(who: Principal, query: models.VendorTicketQuery) -> models.VendorTicketList:
        vendor = who.vendor or ""
        where = TicketFilter(vendor=vendor, state=query.state)
        found = view_list(core, where, cursor=query.cursor, limit=query.limit)
        return models.VendorTicketList(
            tickets=[vendor_ticket(view, vendor) for view in found.items], next=found.next
        )

    def get_ticket(who: Principal, ticket_id: str) -> models.VendorTicketWithComments:
        return vendor_ticket_with_comments(*mine(who, ticket_id))

    def post_reply(
        who: Principal, ticket_id: str, body: models.Reply
    ) -> models.VendorTicketWithComments:
        mine(who, ticket_id)
        vendor_reply(core, ticket_id, body.body, public=body.public, who=who.origin)
        return get_ticket(who, ticket_id)

    def post_resolve(
        who: Principal, ticket_id: str, body: models.Resolve
    ) -> models.VendorTicketWithComments:
        mine(who, ticket_id)
        vendor_resolve(core, ticket_id, body=body.body, who=who.origin)
        return get_ticket(who, ticket_id)

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
        list_tickets,
    )
    api.add(
        Operation(
            "GET",
            f"{_TICKETS}/<ticket_id>",
            "getVendorTicket",
            "One ticket with public comments and the vendor's own notes.",
            VENDORS,
            models.VendorTicketWithComments,
        ),
        get_ticket,
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
        ),
        post_reply,
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
