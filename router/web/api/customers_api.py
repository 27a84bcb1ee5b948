"""The API of customers: who asks, and what picks their contract and calendars."""

from __future__ import annotations

from router.domain.contracts.contract import Customer
from router.usecases.customers.customer_json import customer_json, customer_plan_json
from router.usecases.customers.import_customers import import_customers
from router.usecases.customers.keep_customer import (
    get_customer,
    list_customers,
    plan_customer,
    remove_customer,
    save_customer,
)
from router.usecases.ports import NotFound
from router.usecases.records import CustomerRecord
from router.web.api import request_models as models
from router.web.api import upkeep_models as shapes
from router.web.api.operations import Api, Operation
from router.web.http.auth import MANAGERS, READERS, Principal

_ONE = "/customers/<customer_id>"


def add_customer_operations(api: Api) -> None:
    """Look, add, change after a preview, remove, take a file."""
    core = api.services.core

    def list_all(_who: Principal, query: models.PageQuery) -> shapes.CustomerList:
        found = list_customers(core, cursor=query.cursor, limit=query.limit)
        return shapes.CustomerList(
            customers=[customer_model(record) for record in found.items], next=found.next
        )

    def get_one(_who: Principal, customer_id: str) -> shapes.CustomerModel:
        return customer_model(get_customer(core, customer_id))

    def add(who: Principal, body: shapes.CustomerBody) -> shapes.CustomerModel:
        return customer_model(save_customer(core, customer_of(body), who=who.origin))

    def replace(
        who: Principal, customer_id: str, body: shapes.CustomerBody
    ) -> shapes.CustomerModel:
        customer = customer_of(body)
        return customer_model(
            save_customer(core, customer, customer_id=customer_id, who=who.origin)
        )

    def remove(who: Principal, customer_id: str) -> shapes.Removed:
        if not remove_customer(core, customer_id, who=who.origin):
            raise NotFound(f"there is no customer {customer_id[:80]!r}")
        return shapes.Removed(removed=customer_id)

    def preview(
        _who: Principal, customer_id: str, body: shapes.CustomerBody
    ) -> shapes.CustomerPlanModel:
        plan = plan_customer(core, customer_of(body), customer_id=customer_id)
        return shapes.CustomerPlanModel.model_validate(customer_plan_json(plan))

    def take_file(who: Principal, body: shapes.ImportBody) -> shapes.ImportedModel:
        got = import_customers(core, body.csv, who=who.origin, dry_run=body.dry_run)
        return shapes.ImportedModel(
            imported=not got.problems and not body.dry_run,
            added=0 if got.problems else got.added,
            changed=0 if got.problems else got.changed,
            problems=list(got.problems),
        )

    whole = shapes.CustomerBody
    for operation, handler in (
        (
            Operation(
                "GET",
                "/customers",
                "listCustomers",
                "Customers by name.",
                READERS,
                shapes.CustomerList,
                query=models.PageQuery,
            ),
            list_all,
        ),
        (
            Operation("GET", _ONE, "getCustomer", "One customer.", READERS, shapes.CustomerModel),
            get_one,
        ),
        (
            Operation(
                "POST",
                "/customers",
                "addCustomer",
                "A new customer; its open tickets are found by name and mail domain.",
                MANAGERS,
                shapes.CustomerModel,
                body=whole,
                refusals=(409,),
                created=True,
            ),
            add,
        ),
        (
            Operation(
                "PUT",
                _ONE,
                "setCustomer",
                "All of a customer; its open tickets are folded again.",
                MANAGERS,
                shapes.CustomerModel,
                body=whole,
                refusals=(409,),
            ),
            replace,
        ),
        (
            Operation(
                "POST",
                f"{_ONE}/preview",
                "previewCustomer",
                "Which deadlines would move if this were saved; saves nothing.",
                MANAGERS,
                shapes.CustomerPlanModel,
                body=whole,
                refusals=(409,),
            ),
            preview,
        ),
        (
            Operation(
                "DELETE",
                _ONE,
                "removeCustomer",
                "Forget a customer; its tickets stay.",
                MANAGERS,
                shapes.Removed,
            ),
            remove,
        ),
        (
            Operation(
                "POST",
                "/customers/import",
                "importCustomers",
                "Take a CSV: all of it or, with a mistake in any line, none.",
                MANAGERS,
                shapes.ImportedModel,
                body=shapes.ImportBody,
            ),
            take_file,
        ),
    ):
        api.add(operation, handler)


def customer_of(body: shapes.CustomerBody) -> Customer:
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


def customer_model(record: CustomerRecord) -> shapes.CustomerModel:
    """A customer as the API answers it."""
    return shapes.CustomerModel.model_validate(customer_json(record))
