"""A duty begins: an incident, a request of a data subject, a planned change, a termination."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.contracts import Contract, Duty
from router.domain.errors import BadEvent, UnknownContract
from router.domain.events import Event, Kind
from router.domain.instants import Instant, format_instant
from router.domain.tickets import TicketFacts
from router.usecases.ports import Conflict, Core, UnitOfWork, Work
from router.usecases.project import project
from router.usecases.records import NewEvent, TicketRecord
from router.usecases.route import keep_version
from router.usecases.set_vendor import find_contract

#: The source of tickets that exist for a duty alone.
SOURCE = "duties"


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
    customer_id: str | None = None,
    subject: str = "",
    instance: str | None = None,
) -> Started:
    """Start a duty of a contract, on a ticket of that vendor or, without one, on its own.

    `at` None is now and must not be in the future. `planned_for` is needed by a duty that counts
    back from a planned instant. `instance` makes a repeat known: the same one again changes
    nothing. Raises UnknownTicket, UnknownContract, BadEvent, NotFound for the customer, Conflict
    for a ticket of another vendor.
    """
    now = core.now()
    happened = now if at is None else at
    if happened > now:
        raise BadEvent("a duty starts when it has begun; the instant lies in the future")
    found = find_contract(core, vendor, contract)
    promise = _check(found, duty, planned_for)
    name = instance or core.ids("I")
    event = Event(
        Kind.DUTY_STARTED,
        happened,
        key=f"duty:{found.vendor}:{duty}:{name}:started",
        received_at=now,
        origin=who,
        data={
            "duty": duty,
            "instance": name,
            "planned_for": None if planned_for is None else format_instant(planned_for),
            "subject": subject[:500] or None,
        },
    )
    with core.store.write() as work:
        if ticket_id is None:
            ticket = _own_ticket(core, work, found, promise, name, customer_id, subject, happened)
        else:
            ticket = work.tickets.lock(ticket_id)
            if ticket.vendor != found.vendor:
                raise Conflict(f"ticket {ticket_id!r} is not one of {found.vendor!r}")
        if work.events.append(ticket.id, [NewEvent(event)]):
            project(core, work, ticket, now)
        work.commit()
    core.doorbell.ring(Work.DELIVER)
    return Started(ticket.id, name)


def _check(contract: Contract, duty_id: str, planned_for: Instant | None) -> Duty:
    duty = contract.find_duty(duty_id)
    if duty is None:
        known = ", ".join(d.id for d in contract.duties) or "it has none"
        raise UnknownContract(
            f"contract {contract.vendor}/{contract.id} has no duty {duty_id!r}; known: {known}"
        )
    if duty.backward and planned_for is None:
        raise BadEvent(f"duty {duty_id!r} counts back: planned_for must say from when")
    return duty


def _own_ticket(
    core: Core,
    work: UnitOfWork,
    contract: Contract,
    duty: Duty,
    instance: str,
    customer_id: str | None,
    subject: str,
    at: Instant,
) -> TicketRecord:
    """A ticket that stands for the duty: so its clocks are swept, shown and told as all others."""
    number = f"{contract.vendor}:{duty.id}:{instance}"
    known = work.tickets.find_locked(SOURCE, number)
    if known is not None:
        return known
    organisation = None
    if customer_id is not None:
        organisation = work.customers.get(customer_id).customer.organisation
    now = core.now()
    ticket = TicketRecord(
        id=core.ids("T"),
        source=SOURCE,
        external_id=number,
        facts=TicketFacts(
            SOURCE, number, subject=subject or duty.name, body="", organisation=organisation
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
    opened = Event(Kind.OPENED, at, f"{SOURCE}:{number}:opened", now, data={"duty": duty.id})
    routed = Event(Kind.ROUTED, at, f"{ticket.id}:routed", now, data=data)
    work.events.append(ticket.id, [NewEvent(opened), NewEvent(routed)])
    return ticket
