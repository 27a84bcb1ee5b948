"""Duties that come up by themselves before each licence anniversary."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from router.domain.contracts import Contract, Customer, Duty, Length
from router.domain.errors import RouterError
from router.domain.instants import DAY, SECOND, Instant, from_datetime, to_datetime
from router.usecases.customers import list_customers, zone_of
from router.usecases.ports import Core
from router.usecases.start_duty import start_duty

#: How long before its deadline a yearly duty is shown.
_AHEAD = 30 * DAY


def raise_yearly_duties(core: Core) -> int:
    """Start what is near enough for every customer with a licence; returns how many were looked
    at. A repeat on any later day of the same year changes nothing."""
    raised, cursor = 0, None
    while True:
        page = list_customers(core, cursor=cursor, limit=200)
        for record in page.items:
            for contract, duty, anniversary in _near(core, record.customer, core.now()):
                start_duty(
                    core,
                    contract.vendor,
                    duty.id,
                    who="system",
                    contract=contract.id,
                    planned_for=anniversary,
                    customer_id=record.id,
                    subject=f"{duty.name}: {record.customer.organisation}",
                    instance=f"{record.id}:{to_datetime(anniversary).year}",
                )
                raised += 1
        cursor = page.next
        if cursor is None:
            return raised


def _near(core: Core, customer: Customer, now: Instant) -> Iterator[tuple[Contract, Duty, Instant]]:
    if not customer.licence_start_on:
        return
    anniversary = _next_anniversary(customer, now)
    for vendor, contract_id in customer.contracts.items():
        contract = core.book.find(vendor, contract_id)
        for duty in () if contract is None else contract.duties:
            if not duty.yearly or not isinstance(duty.limit, Length):
                continue
            if contract is not None and anniversary - duty.limit.seconds * SECOND - now <= _AHEAD:
                yield contract, duty, anniversary


def _next_anniversary(customer: Customer, now: Instant) -> Instant:
    """Midnight, in the customer's zone, of the next day on which the licence is a whole number of
    years old. One that began on 29 February turns on 1 March in ordinary years."""
    start = date.fromisoformat(customer.licence_start_on or "")
    zone = zone_of(customer)
    today = to_datetime(now).astimezone(zone).date()
    for year in range(max(today.year, start.year + 1), max(today.year, start.year + 1) + 3):
        try:
            day = start.replace(year=year)
        except ValueError:
            day = date(year, 3, 1)
        at = from_datetime(datetime(day.year, day.month, day.day, tzinfo=zone))
        if at > now:
            return at
    raise RouterError(f"licence_start_on {customer.licence_start_on!r} is too far ahead")
