"""A duty begins: an incident, a request of a data subject, a planned change, a termination."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from router.domain.clocks.duties import first_moment
from router.domain.contracts.contract import Contract, Customer, Duty, Party
from router.domain.errors import BadEvent
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.ticket import TicketFacts, TicketState
from router.domain.time.instants import Instant, format_instant
from router.usecases.ports import Conflict, Core, UnitOfWork, Work
from router.usecases.records import OURS, SOURCE, NewEvent, TicketRecord
from router.usecases.routing.route import keep_version
from router.usecases.routing.set_vendor import find_contract
from router.usecases.tickets.project import customer_of, project

#: The sources of tickets that exist for a duty alone.
SOURCES = (SOURCE, OURS)


@dataclass(frozen=True, slots=True)
class Started:
    """Where the duty's clocks are, and the name by which this one is finished."""

    ticket_id: str
    instance: str


def start_duty(
    core: Core,
    vendor: str,
    duty: str,
    *,
    who: str,
    ticket_id: str | None = None,
    contract: str | None = None,
    at: Instant | None = None,
    planned_for: Instant | None = None,
    planned_on: str | None = None,
    customer_id: str | None = None,
    subject: str = "",
    instance: str | None = None,
) -> Started:
    """Start a duty of a contract, on a ticket of that vendor or, without one, on its own.

    `at` None is now and must not be in the future. A duty that counts back needs `planned_for`,
    or `planned_on` for a bare date: its first moment in the customer's zone (I15); where no zone
    is known that of the duty's calendar stands in, and the event says so. `instance` makes a
    repeat known: the same one again changes nothing. Raises UnknownTicket, UnknownContract,
    BadEvent, NotFound for the customer, Conflict for a ticket of another vendor.
    """
    now = core.now()
    happened = now if at is None else at
    if happened > now:
        raise BadEvent("a duty starts when it has begun; the instant lies in the future")
    found = find_contract(core, vendor, contract, on=happened)
    promise = _check(found, duty, planned_for is not None or planned_on is not None)
    name = instance or core.ids("I")
    with core.store.write() as work:
        if ticket_id is None:
            ticket = _own_ticket(
                core, work, found, promise, name, customer_id, subject, happened, now
            )
        else:
            ticket = work.tickets.lock(ticket_id)
            found, promise = _of_ticket(core, ticket, found, duty)
        planned: dict[str, str | None] = {}
        if planned_for is not None:
            planned = {"planned_for": format_instant(planned_for)}
        elif planned_on is not None:
            planned = _first_moment(planned_on, found, promise, customer_of(work, ticket))
        event = Event(
            Kind.DUTY_STARTED,
            happened,
            key=f"duty:{found.vendor}:{duty}:{name}:started",
            received_at=now,
            origin=who,
            data={"duty": duty, "instance": name, "subject": subject[:500] or None, **planned},
        )
        if work.events.append(ticket.id, [NewEvent(event)]):
            project(core, work, ticket, now)
        work.commit()
    core.doorbell.ring(Work.DELIVER)
    return Started(ticket.id, name)


def _check(contract: Contract, duty_id: str, is_planned: bool) -> Duty:
    duty = contract.get_duty(duty_id)
    if duty.backward and not is_planned:
        raise BadEvent(f"duty {duty_id!r} counts back: planned_for must say from when")
    if is_planned and not duty.backward:
        raise BadEvent(f"duty {duty_id!r} does not count back from a plan; leave planned_for out")
    return duty


def _of_ticket(
    core: Core, ticket: TicketRecord, wanted: Contract, duty_id: str
) -> tuple[Contract, Duty]:
    """The duty as the ticket's own contract version has it: that is what its clock is folded by."""
    if ticket.vendor != wanted.vendor:
        raise Conflict(f"ticket {ticket.id!r} is not one of {wanted.vendor!r}")
    if ticket.state is TicketState.CANCELLED:
        raise Conflict(f"ticket {ticket.id!r} is cancelled; start the duty without it")
    own = core.book.find(wanted.vendor, ticket.contract, ticket.version) or wanted
    return own, own.get_duty(duty_id)


def _first_moment(
    planned_on: str, contract: Contract, duty: Duty, customer: Customer
) -> dict[str, str | None]:
    """A bare date as an instant, with the date and the zone that made it one (I15)."""
    try:
        day = date.fromisoformat(planned_on)
    except ValueError:
        raise BadEvent(f"planned_on {planned_on!r} is not a date; write 2026-03-31") from None
    moment, zone = first_moment(day, duty, contract, customer)
    return {
        "planned_for": format_instant(moment),
        "planned_on": day.isoformat(),
        "planned_zone": zone.key,
        "zone_assumed": None if customer.zone else "yes: the customer's is not known",
    }


def _own_ticket(
    core: Core,
    work: UnitOfWork,
    contract: Contract,
    duty: Duty,
    instance: str,
    customer_id: str | None,
    subject: str,
    at: Instant,
    now: Instant,
) -> TicketRecord:
    """A ticket that stands for the duty: so its clocks are swept, shown and told as all others."""
    number = f"{contract.vendor}:{duty.id}:{instance}"
    source = SOURCE if duty.owed_by is Party.VENDOR else OURS
    known = work.tickets.find_locked(source, number)
    if known is not None:
        return known
    organisation = None
    if customer_id is not None:
        organisation = work.customers.get(customer_id).customer.organisation
    ticket = TicketRecord(
        id=core.ids("T"),
        source=source,
        external_id=number,
        facts=TicketFacts(
            source, number, subject=subject or duty.name, body="", organisation=organisation
        ),
        opened_at=at,
        customer_id=customer_id,
        needs="",
    )
    work.tickets.add(ticket)
    keep_version(core, work, contract, now)
    reason = f"duty {duty.id}: {duty.starts_when}"
    data = {
        "vendor": contract.vendor,
        "contract": contract.id,
        "version": contract.version,
        "tier": None,
        "tier_reason": "a duty stands outside the tiers",
        "reason": reason,
    }
    opened = Event(Kind.OPENED, at, f"{source}:{number}:opened", now, data={"duty": duty.id})
    routed = Event(Kind.ROUTED, at, f"{ticket.id}:routed", now, data=data)
    work.events.append(ticket.id, [NewEvent(opened), NewEvent(routed)])
    return ticket
