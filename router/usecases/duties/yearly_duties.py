"""Duties that come up by themselves before each licence anniversary."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from router.domain.contracts.contract import Contract, Customer, Duty, Length
from router.domain.errors import RouterError
from router.domain.time.instants import DAY, SECOND, Instant, from_datetime, to_datetime, utc_day
from router.usecases.duties.start_duty import start_duty
from router.usecases.ports import Core
from router.usecases.records import CustomerRecord

log = logging.getLogger(__name__)

#: How long before its deadline a yearly duty is shown.
_AHEAD = 30 * DAY


def raise_yearly_duties(core: Core) -> int:
    """Start what is near enough for every customer with a licence; returns how many were looked
    at. A repeat on any later day of the same year changes nothing."""
    raised, cursor = 0, None
    while True:
        with core.store.read() as work:
            page = work.customers.list(cursor=cursor, limit=200)
        for record in page.items:
            raised += raise_for(core, record)
        cursor = page.next
        if cursor is None:
            return raised


def raise_for(core: Core, record: CustomerRecord) -> int:
    """The same for one customer, whose record may just have said when its licence began."""
    raised = 0
    for contract, duty, anniversary in _near(core, record.customer, core.now()):
        try:
            start_duty(
                core,
                contract.vendor,
                duty.id,
                who="system",
                contract=contract.id,
                planned_on=anniversary.isoformat(),
                customer_id=record.id,
                subject=f"{duty.name}: {record.customer.organisation}",
                instance=f"{record.id}:{anniversary.year}",
            )
        except RouterError:
            # One customer's must not keep the others' from coming up.
            log.exception("duty %s of customer %s cannot be started", duty.id, record.id)
            continue
        raised += 1
    return raised


def _near(core: Core, customer: Customer, now: Instant) -> Iterator[tuple[Contract, Duty, date]]:
    if not customer.licence_start_on:
        return
    anniversary, at = _next_anniversary(customer, now)
    for vendor, contract_id in customer.contracts.items():
        contract = core.book.find(vendor, contract_id, on=utc_day(now))
        for duty in () if contract is None else contract.duties:
            if not duty.yearly or not isinstance(duty.limit, Length):
                continue
            if contract is not None and at - duty.limit.seconds * SECOND - now <= _AHEAD:
                yield contract, duty, anniversary


def _next_anniversary(customer: Customer, now: Instant) -> tuple[date, Instant]:
    """The next day on which the licence is a whole number of years old, and its midnight in the
    customer's zone. One that began on 29 February turns on 1 March in ordinary years."""
    start = date.fromisoformat(customer.licence_start_on or "")
    zone = ZoneInfo(customer.zone or "UTC")
    today = to_datetime(now).astimezone(zone).date()
    for year in range(max(today.year, start.year + 1), max(today.year, start.year + 1) + 3):
        try:
            day = start.replace(year=year)
        except ValueError:
            day = date(year, 3, 1)
        at = from_datetime(datetime(day.year, day.month, day.day, tzinfo=zone))
        if at > now:
            return day, at
    raise RouterError(f"licence_start_on {customer.licence_start_on!r} is too far ahead")
