"""Who asks: organisation, mail domains, country, and which contract they have per vendor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from router.domain.contracts.contract import Contract, Customer
from router.domain.contracts.countries import problem_with_country
from router.domain.errors import BadCalendar, BadEvent
from router.domain.time.civil import zone_named
from router.domain.time.instants import Instant
from router.usecases.customers.customer_effects import effects, write_effects
from router.usecases.duties.yearly_duties import raise_for
from router.usecases.ports import Conflict, Core, NotFound, UnitOfWork, Work
from router.usecases.records import CustomerRecord, Page
from router.usecases.tickets.deadlines import Move


@dataclass(frozen=True, slots=True)
class CustomerPlan:
    """What saving would do: the customer with its texts made plain, and its open tickets."""

    customer: Customer
    moves: tuple[Move, ...]

    @property
    def moved_deadlines(self) -> int:
        return sum(len(move.changes) for move in self.moves)


def save_customer(
    core: Core, customer: Customer, *, customer_id: str | None = None, who: str = "system"
) -> CustomerRecord:
    """Add a customer, or write another state of a known one, and fold its open tickets again in
    the same transaction: another country or contract moves their deadlines (see
    `plan_customer`).

    Raises BadEvent that names every problem, NotFound for an unknown id, Conflict where the name
    or a mail domain belongs to somebody else.
    """
    clean = checked(core, customer)
    now = core.now()
    with core.store.write() as work:
        record = write_customer(core, work, clean, now, customer_id=customer_id, who=who)
        work.commit()
    core.doorbell.ring(Work.DELIVER)
    raise_for(core, record)
    return record


def plan_customer(
    core: Core, customer: Customer, *, customer_id: str | None = None
) -> CustomerPlan:
    """What saving this would do to the deadlines of open tickets; changes nothing. Raises as
    `save_customer` does."""
    clean = checked(core, customer)
    now = core.now()
    with core.store.read() as work:
        before = None if customer_id is None else work.customers.get(customer_id)
        _check_names(work, clean, customer_id)
        record = CustomerRecord(customer_id or "", clean, now)
        moves = tuple(effects(core, work, before, record, now))
    return CustomerPlan(clean, moves)


def write_customer(
    core: Core,
    work: UnitOfWork,
    clean: Customer,
    now: Instant,
    *,
    customer_id: str | None = None,
    who: str = "system",
) -> CustomerRecord:
    """Write a checked customer and what follows from it, in the caller's transaction."""
    before = None if customer_id is None else work.customers.get(customer_id)
    _check_names(work, clean, customer_id)
    record = CustomerRecord(customer_id or core.ids("C"), clean, now)
    moves = tuple(effects(core, work, before, record, now))
    if before is None:
        work.customers.add(record)
    else:
        work.customers.save(record)
    write_effects(core, work, record, moves, now, who=who)
    return record


def remove_customer(core: Core, customer_id: str, *, who: str = "system") -> bool:
    """Forget a customer. Its open tickets are folded again by what their helpdesk says of the
    country; closed ones keep what was folded. False where there is none."""
    now = core.now()
    with core.store.write() as work:
        before = work.customers.find_by_id(customer_id)
        if before is None:
            return False
        moves = tuple(effects(core, work, before, None, now))
        work.customers.remove(customer_id)
        write_effects(core, work, None, moves, now, who=who)
        work.commit()
    core.doorbell.ring(Work.DELIVER)
    return True


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


def find_customer_by_name(core: Core, organisation: str) -> CustomerRecord:
    """By its organisation's name, ignoring case. Raises NotFound."""
    with core.store.read() as work:
        found = work.customers.find(organisation=organisation)
    if found is None:
        raise NotFound(f"there is no customer {organisation[:80]!r}")
    return found


def checked(core: Core, customer: Customer) -> Customer:
    """The customer with its texts made plain; raises BadEvent with every problem at once."""
    problems = []
    organisation = " ".join(customer.organisation.split())
    if not organisation or len(organisation) > 200 or "\x00" in organisation:
        problems.append("organisation: write a name of 1 to 200 characters")
    country = customer.country.strip().upper() if customer.country else None
    if country and (problem := problem_with_country(customer.country or "")):
        problems.append(f"country: {problem}")
    zone = customer.zone.strip() if customer.zone else None
    if zone and not _is_zone(zone):
        problems.append(f"zone: {customer.zone!r} is not a zone such as Europe/Paris")
    domains = tuple(
        dict.fromkeys(d.strip().lower().removeprefix("@") for d in customer.mail_domains)
    )
    problems += [
        f"mail_domains: {domain[:80]!r} is not a domain such as acme.example"
        for domain in domains
        if not _is_domain(domain)
    ]
    if customer.licence_start_on is not None and not _is_date(customer.licence_start_on):
        problems.append(f"licence_start_on: {customer.licence_start_on!r} is not YYYY-MM-DD")
    contracts: dict[str, str] = {}
    for vendor, contract in customer.contracts.items():
        found = core.book.find(vendor, contract)
        if found is None:
            problems.append(_no_contract(core, vendor, contract))
        else:
            contracts[found.vendor] = found.id
    upgrades = tuple(dict.fromkeys(u.strip() for u in customer.upgrades if u.strip()))
    sold = known_upgrades(core)
    problems += [
        f"upgrades: there is no upgrade {each!r}; known: {', '.join(sold) or 'none'}"
        for each in upgrades
        if each not in sold
    ]
    if problems:
        raise BadEvent("; ".join(problems))
    return replace(
        customer,
        organisation=organisation,
        country=country or None,
        zone=zone or None,
        mail_domains=domains,
        contracts=contracts,
        upgrades=upgrades,
    )


def known_upgrades(core: Core) -> tuple[str, ...]:
    """What customers may have bought on top, by the contracts in force."""
    found: dict[str, None] = {}
    for contract in core.contracts():
        found.update(dict.fromkeys(_upgrades(contract)))
    return tuple(found)


def _upgrades(contract: Contract) -> list[str]:
    listed = contract.details.get("upgrades")
    entries = listed if isinstance(listed, list | tuple) else ()
    return [str(each["id"]) for each in entries if isinstance(each, Mapping) and each.get("id")]


def _check_names(work: UnitOfWork, customer: Customer, customer_id: str | None) -> None:
    """Raises Conflict where a name or a mail domain is somebody else's."""
    same = work.customers.find(organisation=customer.organisation)
    if same is not None and same.id != customer_id:
        raise Conflict(f"there is a customer {same.customer.organisation!r} already")
    for domain in customer.mail_domains:
        owner = work.customers.find(mail_domain=domain)
        if owner is not None and owner.id != customer_id:
            raise Conflict(
                f"mail domain {domain!r} belongs to another customer already: "
                f"{owner.customer.organisation}"
            )


def _no_contract(core: Core, vendor: str, contract: str) -> str:
    known = sorted(c.id for c in core.contracts() if vendor.lower() in (c.vendor, *c.aliases))
    if known:
        return (
            f"contracts: there is no contract {vendor}/{contract}; {vendor} has {', '.join(known)}"
        )
    vendors = sorted({c.vendor for c in core.contracts()})
    return (
        f"contracts: there is no contract {vendor}/{contract}; "
        f"vendors: {', '.join(vendors) or 'none'}"
    )


def _is_domain(domain: str) -> bool:
    labels = domain.split(".")
    return (
        len(labels) > 1
        and len(domain) <= 253
        and all(0 < len(label) <= 63 for label in labels)
        and all(sign.isalnum() or sign == "-" for label in labels for sign in label)
    )


def _is_zone(name: str) -> bool:
    try:
        zone_named(name)
    except BadCalendar:
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text and 1990 < int(text[:4]) < 2100
    except ValueError:
        return False
