"""The API of what is not a ticket: duties, customers."""

from __future__ import annotations

from router.domain.contracts import Customer
from router.domain.instants import Instant, format_instant, parse_instant
from router.usecases.customers import get_customer, list_customers, save_customer
from router.usecases.finish_duty import finish_duty
from router.usecases.read_tickets import read_ticket, vendor_ticket
from router.usecases.records import CustomerRecord
from router.usecases.start_duty import start_duty
from router.web.api import models
from router.web.api.operations import Api, Operation
from router.web.api.shapes import ticket_with_events, vendor_ticket_with_comments
from router.web.api.vendor import vendor_of
from router.web.auth import READERS, STAFF, VENDORS, Principal


def add_duty_operations(api: Api) -> None:
    """Start and finish a duty; a vendor finishes its own."""
    core = api.services.core

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
            customer_id=body.customer_id,
            subject=body.subject,
            instance=body.instance,
        )
        return models.StartedDuty(ticket_id=started.ticket_id, instance=started.instance)

    def finish(who: Principal, ticket_id: str, body: models.FinishDuty) -> models.TicketWithEvents:
        at = _instant(body.at)
        finish_duty(core, ticket_id, body.duty, body.instance, who=who.origin, at=at)
        return ticket_with_events(read_ticket(core, ticket_id))

    def finish_own(
        who: Principal, ticket_id: str, body: models.FinishDuty
    ) -> models.VendorTicketWithComments:
        vendor, at = vendor_of(who), _instant(body.at)
        finish_duty(core, ticket_id, body.duty, body.instance, who=who.origin, at=at, vendor=vendor)
        return vendor_ticket_with_comments(vendor_ticket(core, vendor, ticket_id), vendor)

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


def add_customer_operations(api: Api) -> None:
    """Who asks: what picks the contract and the calendars."""
    core = api.services.core

    def list_all(_who: Principal, query: models.PageQuery) -> models.CustomerList:
        found = list_customers(core, cursor=query.cursor, limit=query.limit)
        return models.CustomerList(
            customers=[customer_model(record) for record in found.items], next=found.next
        )

    def get_one(_who: Principal, customer_id: str) -> models.CustomerModel:
        return customer_model(get_customer(core, customer_id))

    def add(_who: Principal, body: models.CustomerBody) -> models.CustomerModel:
        return customer_model(save_customer(core, customer_of(body)))

    def replace(
        _who: Principal, customer_id: str, body: models.CustomerBody
    ) -> models.CustomerModel:
        return customer_model(save_customer(core, customer_of(body), customer_id=customer_id))

    for method, path, name, summary, roles, handler in (
        ("GET", "/customers/<customer_id>", "getCustomer", "One customer.", READERS, get_one),
        ("POST", "/customers", "addCustomer", "A new customer.", STAFF, add),
        ("PUT", "/customers/<customer_id>", "setCustomer", "All of a customer.", STAFF, replace),
    ):
        writes = method != "GET"
        operation = Operation(
            method,
            path,
            name,
            summary,
            roles,
            models.CustomerModel,
            body=models.CustomerBody if writes else None,
            refusals=(409,) if writes else (),
            created=method == "POST",
        )
        api.add(operation, handler)
    api.add(
        Operation(
            "GET",
            "/customers",
            "listCustomers",
            "Customers by name.",
            READERS,
            models.CustomerList,
            query=models.PageQuery,
        ),
        list_all,
    )


def customer_of(body: models.CustomerBody) -> Customer:
    """The customer that a body describes, all of it."""
    return Customer(
        organisation=body.organisation,
        country=body.country,
        zone=body.zone,
        mail_domains=tuple(body.mail_domains),
        contracts=dict(body.contracts),
        upgrades=tuple(body.upgrades),
        licence_start_on=body.licence_start_on,
    )


def customer_model(record: CustomerRecord) -> models.CustomerModel:
    customer = record.customer
    return models.CustomerModel(
        id=record.id,
        organisation=customer.organisation,
        country=customer.country,
        zone=customer.zone,
        mail_domains=list(customer.mail_domains),
        contracts=dict(customer.contracts),
        upgrades=list(customer.upgrades),
        licence_start_on=customer.licence_start_on,
        updated_at=format_instant(record.updated_at),
    )


def _instant(text: str | None) -> Instant | None:
    return None if text is None else parse_instant(text)
