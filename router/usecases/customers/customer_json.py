"""Customers as JSON: the same in the API and on the command line."""

from __future__ import annotations

from typing import Any

from router.domain.contracts.contract import Customer
from router.domain.time.instants import format_instant
from router.usecases.customers.keep_customer import CustomerPlan
from router.usecases.policies.policy_json import moves_json
from router.usecases.records import CustomerRecord


def customer_json(record: CustomerRecord) -> dict[str, Any]:
    """One customer; what is not known is null and never a guess."""
    return {
        "id": record.id,
        **_fields(record.customer),
        "updated_at": format_instant(record.updated_at),
    }


def customer_plan_json(plan: CustomerPlan) -> dict[str, Any]:
    """What saving would do."""
    return {
        "customer": _fields(plan.customer),
        "deadlines_moved": plan.moved_deadlines,
        "tickets": moves_json(plan.moves),
    }


def _fields(customer: Customer) -> dict[str, Any]:
    return {
        "organisation": customer.organisation,
        "country": customer.country,
        "zone": customer.zone,
        "mail_domains": list(customer.mail_domains),
        "contracts": dict(customer.contracts),
        "upgrades": list(customer.upgrades),
        "licence_start_on": customer.licence_start_on,
    }
