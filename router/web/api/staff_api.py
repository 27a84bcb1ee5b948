"""The API of agents, managers and administrators."""

from __future__ import annotations

from router.domain.time.instants import parse_instant
from router.usecases.present.clock_json import segment_json
from router.usecases.records import TicketFilter
from router.usecases.routing.set_tier import set_tier
from router.usecases.routing.set_vendor import set_vendor
from router.usecases.tickets.add_note import add_note
from router.usecases.tickets.claims import accept_claim
from router.usecases.tickets.pause import pause, resume
from router.usecases.tickets.read_tickets import list_tickets, read_ledger, read_ticket
from router.usecases.tickets.record_contact import record_contact
from router.usecases.vendors.hand_over_as_is import hand_over_as_is
from router.usecases.vendors.vendor_deed import record_deed
from router.web.api import request_models as models
from router.web.api.api_json import ticket_model, ticket_with_events
from router.web.api.operations import Api, Operation
from router.web.http.auth import MANAGERS, READERS, STAFF, Principal

_TICKET = "/tickets/<ticket_id>"


def add_staff_operations(api: Api) -> None:
    """Tickets, clocks, ledgers; vendor, tier, notes, calls, pauses."""
    core = api.services.core

    def one(ticket_id: str) -> models.TicketWithEvents:
        return ticket_with_events(read_ticket(core, ticket_id))

    def get_tickets(_who: Principal, query: models.TicketQuery) -> models.TicketList:
        where = TicketFilter(
            vendor=query.vendor,
            tier=query.tier,
            state=query.state,
            external_id=query.external_id,
            source=query.source,
            text=query.q,
            missed=query.breached,
        )
        found = list_tickets(core, where, cursor=query.cursor, limit=query.limit)
        return models.TicketList(tickets=[ticket_model(v) for v in found.items], next=found.next)

    def get_ticket(
        _who: Principal, ticket_id: str, query: models.ThreadQuery
    ) -> models.TicketWithEvents:
        return ticket_with_events(read_ticket(core, ticket_id), query.cursor, query.limit)

    def get_ledger(_who: Principal, ticket_id: str, clock_id: str) -> models.Ledger:
        segments = read_ledger(core, ticket_id, clock_id)
        return models.Ledger.model_validate({"segments": [segment_json(s) for s in segments]})

    def put_vendor(
        who: Principal, ticket_id: str, body: models.SetVendor
    ) -> models.TicketWithEvents:
        set_vendor(
            core,
            ticket_id,
            body.vendor,
            contract=body.contract,
            tier=body.tier,
            reason=body.reason,
            who=who.origin,
        )
        return one(ticket_id)

    def put_tier(who: Principal, ticket_id: str, body: models.SetTier) -> models.TicketWithEvents:
        set_tier(
            core,
            ticket_id,
            body.tier,
            reason=body.reason,
            who=who.origin,
            correction=body.correction,
        )
        return one(ticket_id)

    def post_hand_over(who: Principal, ticket_id: str) -> models.TicketWithEvents:
        hand_over_as_is(core, ticket_id, who=who.origin)
        return one(ticket_id)

    def post_note(who: Principal, ticket_id: str, body: models.AddNote) -> models.TicketWithEvents:
        add_note(core, ticket_id, body.body, who=who.origin, public=body.public)
        return one(ticket_id)

    def post_call(
        who: Principal, ticket_id: str, body: models.RecordCall
    ) -> models.TicketWithEvents:
        at = parse_instant(body.at) if body.at is not None else None
        record_contact(
            core,
            ticket_id,
            spoke_to=body.spoke_to,
            who=who.origin,
            at=at,
            may_backdate=who.may(MANAGERS),
        )
        return one(ticket_id)

    def post_deed(
        who: Principal, ticket_id: str, body: models.RecordDeed
    ) -> models.TicketWithEvents:
        record_deed(core, ticket_id, body.deed, who=who.origin, body=body.body or "")
        return one(ticket_id)

    def post_accept(
        who: Principal, ticket_id: str, body: models.AcceptClaim
    ) -> models.TicketWithEvents:
        accept_claim(core, ticket_id, body.event, who=who.origin)
        return one(ticket_id)

    def post_pause(
        who: Principal, ticket_id: str, body: models.PauseBody
    ) -> models.TicketWithEvents:
        pause(core, ticket_id, reason=body.reason, who=who.origin)
        return one(ticket_id)

    def post_resume(
        who: Principal, ticket_id: str, body: models.ResumeBody
    ) -> models.TicketWithEvents:
        resume(core, ticket_id, who=who.origin, reason=body.reason)
        return one(ticket_id)

    api.add(
        Operation(
            "POST",
            f"{_TICKET}/claims/accept",
            "acceptClaim",
            "Let an event count at the earlier instant that it claims.",
            MANAGERS,
            models.TicketWithEvents,
            body=models.AcceptClaim,
            refusals=(409,),
        ),
        post_accept,
    )
    api.add(
        Operation(
            "GET",
            "/tickets",
            "listTickets",
            "Tickets, newest first.",
            READERS,
            models.TicketList,
            query=models.TicketQuery,
        ),
        get_tickets,
    )
    api.add(
        Operation(
            "GET",
            _TICKET,
            "getTicket",
            "One ticket with its clocks and the newest page of its events.",
            READERS,
            models.TicketWithEvents,
            query=models.ThreadQuery,
        ),
        get_ticket,
    )
    api.add(
        Operation(
            "GET",
            f"{_TICKET}/clocks/<clock_id>/ledger",
            "getLedger",
            "Every stretch of a clock, up to now and on to its deadline.",
            READERS,
            models.Ledger,
        ),
        get_ledger,
    )
    api.add(
        Operation(
            "POST",
            f"{_TICKET}/hand-over",
            "handOverAsIs",
            "Hand it over without the details that the vendor will ask for.",
            STAFF,
            models.TicketWithEvents,
            refusals=(409,),
        ),
        post_hand_over,
    )
    for method, path, name, summary, body, handler in (
        ("PUT", "vendor", "setVendor", "Say whose ticket it is.", models.SetVendor, put_vendor),
        ("PUT", "tier", "setTier", "Change or correct its tier.", models.SetTier, put_tier),
        ("POST", "notes", "addNote", "An internal note.", models.AddNote, post_note),
        (
            "POST",
            "calls",
            "recordCall",
            "A call with the vendor's staff; it counts as an answer.",
            models.RecordCall,
            post_call,
        ),
        (
            "POST",
            "deeds",
            "recordDeed",
            "What the vendor did: acknowledged it, gave a workaround or an action plan.",
            models.RecordDeed,
            post_deed,
        ),
        ("POST", "pause", "pauseTicket", "Pause its clocks.", models.PauseBody, post_pause),
        ("POST", "resume", "resumeTicket", "End the pause.", models.ResumeBody, post_resume),
    ):
        operation = Operation(
            method,
            f"{_TICKET}/{path}",
            name,
            summary,
            STAFF,
            models.TicketWithEvents,
            body=body,
            refusals=(409,),
        )
        api.add(operation, handler)
