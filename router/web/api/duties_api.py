"""The API of duties: promises outside the tiers, with or without a ticket."""

from __future__ import annotations

from router.domain.time.instants import Instant, parse_instant
from router.usecases.customers.keep_customer import find_customer_by_name
from router.usecases.duties.finish_duty import finish_duty
from router.usecases.duties.read_duties import duties_json, list_duties
from router.usecases.duties.start_duty import start_duty
from router.usecases.tickets.read_tickets import read_ticket, vendor_ticket
from router.web.api import request_models as models
from router.web.api import upkeep_models as shapes
from router.web.api.api_json import ticket_with_events, vendor_ticket_with_comments
from router.web.api.operations import Api, Operation
from router.web.api.vendor_api import vendor_of
from router.web.http.auth import MANAGERS, READERS, STAFF, VENDORS, Principal


def add_duty_operations(api: Api) -> None:
    """List, start and finish duties; a vendor finishes its own."""
    core = api.services.core

    def list_all(_who: Principal, query: shapes.DutyQuery) -> shapes.DutyList:
        found = list_duties(core, over=query.over, limit=query.limit)
        return shapes.DutyList.model_validate({"duties": duties_json(found)})

    def start(who: Principal, body: models.StartDuty) -> models.StartedDuty:
        started = start_duty(
            core,
            body.vendor,
            body.duty,
            who=who.origin,
            ticket_id=body.ticket_id,
            contract=body.contract,
            at=_instant(body.at),
            planned_for=_instant(body.planned_for),
            planned_on=body.planned_on,
            customer_id=_customer(body),
            subject=body.subject,
            instance=body.instance,
        )
        return models.StartedDuty(ticket_id=started.ticket_id, instance=started.instance)

    def finish(who: Principal, ticket_id: str, body: models.FinishDuty) -> models.TicketWithEvents:
        at = _instant(body.at)
        finish_duty(
            core,
            ticket_id,
            body.duty,
            body.instance,
            who=who.origin,
            at=at,
            may_backdate=who.may(MANAGERS),
        )
        return ticket_with_events(read_ticket(core, ticket_id))

    def finish_own(
        who: Principal, ticket_id: str, body: models.FinishDuty
    ) -> models.VendorTicketWithComments:
        vendor, at = vendor_of(who), _instant(body.at)
        finish_duty(core, ticket_id, body.duty, body.instance, who=who.origin, at=at, vendor=vendor)
        return vendor_ticket_with_comments(vendor_ticket(core, vendor, ticket_id), vendor)

    def _customer(body: models.StartDuty) -> str | None:
        if body.customer_id is not None or body.organisation is None:
            return body.customer_id
        return find_customer_by_name(core, body.organisation).id

    api.add(
        Operation(
            "GET",
            "/duties",
            "listDuties",
            "The duties that run, by deadline; or those that are over.",
            READERS,
            shapes.DutyList,
            query=shapes.DutyQuery,
        ),
        list_all,
    )
    api.add(
        Operation(
            "POST",
            "/duties",
            "startDuty",
            "Start a duty, on a ticket or on its own.",
            STAFF,
            models.StartedDuty,
            body=models.StartDuty,
            refusals=(404, 409),
            created=True,
        ),
        start,
    )
    api.add(
        Operation(
            "POST",
            "/tickets/<ticket_id>/duties/finish",
            "finishDuty",
            "Say that a duty is done.",
            STAFF,
            models.TicketWithEvents,
            body=models.FinishDuty,
            refusals=(409,),
        ),
        finish,
    )
    api.add(
        Operation(
            "POST",
            "/vendor/tickets/<ticket_id>/duties/finish",
            "finishOwnDuty",
            "The vendor says that a duty of its own is done.",
            VENDORS,
            models.VendorTicketWithComments,
            body=models.FinishDuty,
            refusals=(409,),
        ),
        finish_own,
    )


def _instant(text: str | None) -> Instant | None:
    return None if text is None else parse_instant(text)
