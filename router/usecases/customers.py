"""Who asks: organisation, mail domains, country, and which contract they have per vendor."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from router.domain.contracts import Customer
from router.domain.errors import BadEvent, RouterError
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import CustomerRecord, Page

COLUMNS = (
    "organisation",
    "country",
    "zone",
    "mail_domains",
    "contracts",
    "upgrades",
    "licence_start_on",
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought; `problems` names each line that was left out, and why."""

    added: int
    changed: int
    problems: tuple[str, ...]


def save_customer(
    core: Core, customer: Customer, *, customer_id: str | None = None
) -> CustomerRecord:
    """Add a customer, or write another state of a known one.

    Raises BadEvent that names every problem, NotFound for an unknown id, Conflict where the name
    or a mail domain belongs to somebody else.
    """
    clean = _checked(core, customer)
    with core.store.write() as work:
        record = CustomerRecord(customer_id or core.ids("C"), clean, core.now())
        if customer_id is None:
            work.customers.add(record)
        else:
            work.customers.save(record)
        work.commit()
    return record


def remove_customer(core: Core, customer_id: str) -> bool:
    """Forget a customer; its tickets keep what was folded. False where there is none."""
    with core.store.write() as work:
        removed = work.customers.remove(customer_id)
        work.commit()
    return removed


def list_customers(
    core: Core, *, cursor: str | None = None, limit: int = 50
) -> Page[CustomerRecord]:
    """By name."""
    with core.store.read() as work:
        return work.customers.list(cursor=cursor, limit=limit)


def get_customer(core: Core, customer_id: str) -> CustomerRecord:
    """Raises NotFound."""
    with core.store.read() as work:
        return work.customers.get(customer_id)


def import_customers(core: Core, text: str) -> Imported:
    """Take a CSV with a heading of `COLUMNS` (organisation is needed, the others as they are
    there). Lists are separated by `;`, contracts are `vendor=contract`.

    A known organisation is changed, only in the columns that the file has. A line with a mistake
    is left out and named. Raises BadEvent for a heading that cannot be read.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    heading = [name.strip().lower() for name in rows.fieldnames or ()]
    unknown = [name for name in heading if name not in COLUMNS]
    if "organisation" not in heading or unknown:
        what = f"unknown column {unknown[0]!r}" if unknown else "no column organisation"
        raise BadEvent(f"the heading has {what}; there are {', '.join(COLUMNS)}")
    added, changed, problems = 0, 0, []
    try:
        for row in rows:
            values = {
                name.strip().lower(): (value or "").strip()
                for name, value in row.items()
                if isinstance(name, str) and not isinstance(value, list)
            }
            try:
                with core.store.write() as work:
                    is_new = _take_row(core, work, values)
                    work.commit()
            except RouterError as error:
                problems.append(f"line {rows.line_num}: {error}")
                continue
            added, changed = added + is_new, changed + (not is_new)
    except csv.Error as error:
        problems.append(f"line {rows.line_num}: {error}; the rest was not read")
    return Imported(added, changed, tuple(problems))


def _take_row(core: Core, work: UnitOfWork, values: Mapping[str, str]) -> bool:
    known = work.customers.find(organisation=values["organisation"])
    before = Customer() if known is None else known.customer
    if known is not None and known.customer.organisation.casefold() != (
        values["organisation"].casefold()
    ):
        known, before = None, Customer()
    customer = _checked(core, _with(before, values))
    if known is None:
        work.customers.add(CustomerRecord(core.ids("C"), customer, core.now()))
    else:
        work.customers.save(CustomerRecord(known.id, customer, core.now()))
    return known is None


def _with(before: Customer, values: Mapping[str, str]) -> Customer:
    found = replace(before, organisation=values["organisation"])
    for name in ("country", "zone", "licence_start_on"):
        if name in values:
            found = replace(found, **{name: values[name] or None})  # type: ignore[arg-type]  # texts
    if "mail_domains" in values:
        found = replace(found, mail_domains=_several(values["mail_domains"]))
    if "upgrades" in values:
        found = replace(found, upgrades=_several(values["upgrades"]))
    if "contracts" in values:
        pairs = [part.partition("=") for part in _several(values["contracts"])]
        wrong = next((vendor for vendor, sign, _ in pairs if not sign), None)
        if wrong is not None:
            raise BadEvent(f"contracts: {wrong!r} is not vendor=contract")
        contracts = {vendor.strip(): contract.strip() for vendor, _, contract in pairs}
        found = replace(found, contracts=contracts)
    return found


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _checked(core: Core, customer: Customer) -> Customer:
    """The customer with its texts made plain; raises BadEvent with every problem at once."""
    problems = []
    organisation = customer.organisation.strip()
    if not organisation or len(organisation) > 200 or "\x00" in organisation:
        problems.append("organisation: write a name of 1 to 200 characters")
    country = customer.country.strip().upper() if customer.country else None
    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        problems.append(f"country: {customer.country!r} is not an ISO code of two letters")
    if customer.zone is not None and customer.zone not in available_timezones():
        problems.append(f"zone: {customer.zone!r} is not a zone such as Europe/Paris")
    domains = tuple(
        dict.fromkeys(d.strip().lower().removeprefix("@") for d in customer.mail_domains)
    )
    problems += [
        f"mail_domains: {domain!r} is not a domain such as acme.example"
        for domain in domains
        if "." not in domain or any(sign in domain for sign in " @/\x00") or len(domain) > 253
    ]
    if customer.licence_start_on is not None and not _is_date(customer.licence_start_on):
        problems.append(f"licence_start_on: {customer.licence_start_on!r} is not YYYY-MM-DD")
    for vendor, contract in customer.contracts.items():
        if core.book.find(vendor, contract) is None:
            problems.append(f"contracts: there is no contract {vendor}/{contract}")
    if problems:
        raise BadEvent("; ".join(problems))
    return replace(
        customer,
        organisation=organisation,
        country=country,
        mail_domains=domains,
        upgrades=tuple(u.strip() for u in customer.upgrades if u.strip()),
    )


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def zone_of(customer: Customer) -> ZoneInfo:
    """The customer's zone, else UTC."""
    return ZoneInfo(customer.zone or "UTC")
