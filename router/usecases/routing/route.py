"""Whose ticket it is, under which contract and in which tier: decided once, by a worker."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from router.domain.contracts.contract import Contract, Customer
from router.domain.routing.rules import Routed, Undecided
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.ticket import TicketFacts
from router.domain.time.instants import Instant, utc_day
from router.usecases.notices.write_back import note_routing
from router.usecases.ports import Conflict, Core, Decision, UnitOfWork, Work
from router.usecases.records import (
    CustomerRecord,
    Mode,
    NewEvent,
    StoredContract,
    TicketRecord,
)
from router.usecases.tickets.project import project
from router.usecases.vendors.hand_over import request_hand_over
from router.usecases.vendors.missing_details import ask


def route(core: Core, ticket_ids: Iterable[str]) -> int:
    """Route those of the tickets that still need it; returns how many were looked at.

    Reads and classifies outside of any transaction, for that may take a while, and writes only
    where the ticket is still as it was read: otherwise it is looked at again.
    """
    done = 0
    for ticket_id in ticket_ids:
        while _route_one(core, ticket_id):
            pass
        done += 1
    return done


def _route_one(core: Core, ticket_id: str) -> bool:
    """True where the ticket changed meanwhile and must be looked at again."""
    with core.store.read() as work:
        found = work.tickets.find_many([ticket_id])
        if not found or found[0].needs != "routing":
            return False
        seen = found[0]
        customer = find_customer(work, seen.facts)
    known = None if customer is None else customer.customer
    decided = core.routing().decide(seen.facts, known, utc_day(seen.opened_at))
    decision = core.classify(decided.contract, seen.facts) if isinstance(decided, Routed) else None
    now = core.now()
    with core.store.write() as work:
        ticket = work.tickets.lock(ticket_id)
        if ticket.needs != "routing":
            return False
        if ticket.facts != seen.facts:
            return True
        if customer is None:
            customer = fill_customer(core, work, ticket, now)
        ticket = replace(ticket, customer_id=None if customer is None else customer.id)
        if isinstance(decided, Undecided):
            waiting = replace(ticket, needs="vendor", vendor_reason=decided.reason)
            project(core, work, waiting, now)
        elif decision is not None:
            assign(core, work, ticket, decided.contract, decided.reason, decision, now)
        work.commit()
    core.doorbell.ring(Work.DELIVER)
    return False


def assign(
    core: Core,
    work: UnitOfWork,
    ticket: TicketRecord,
    contract: Contract,
    reason: str,
    decision: Decision,
    now: Instant,
    *,
    who: str = "system",
) -> TicketRecord:
    """Put a ticket under a contract: the first time it holds from the opening, later from now.

    Keeps the contract's version, asks for the hand-over, folds, asks for what is missing. Within
    the caller's transaction.
    """
    keep_version(core, work, contract, now)
    first = ticket.vendor is None
    event = Event(
        Kind.ROUTED if first else Kind.VENDOR_CHANGED,
        now,
        key=f"{ticket.id}:routed" if first else core.ids("E"),
        received_at=now,
        origin=who,
        data={
            "vendor": contract.vendor,
            "contract": contract.id,
            "version": contract.version,
            "tier": decision.tier,
            "tier_reason": decision.reason,
            "reason": reason,
        },
    )
    work.events.append(ticket.id, [NewEvent(event)])
    if ticket.vendor != contract.vendor:
        ticket = replace(ticket, vendor_reference=None)  # that was the other vendor's case
    request_hand_over(core, work, ticket, contract.vendor, now, who=who)
    folded = project(core, work, with_decision(ticket, decision), now)
    folded, asked = ask(work, folded, contract, now)
    note_routing(core, work, folded, asked.missing, asked.held_until, now)
    return folded


def with_decision(ticket: TicketRecord, decision: Decision) -> TicketRecord:
    """The ticket with what the classifier said, for the page that shows why."""
    return replace(
        ticket,
        needs="",
        tier_signals=tuple(
            {"signal": s.signal, "words": list(s.words), "weight": s.weight}
            for s in decision.signals
        ),
        confidence=decision.confidence,
        runner_up=decision.runner_up,
        check_tier=decision.uncertain,
    )


def keep_version(core: Core, work: UnitOfWork, contract: Contract, now: Instant) -> None:
    """A ticket keeps the version that it started under: kept as it is now, once."""
    if not work.contracts.has(contract.vendor, contract.id, contract.version):
        snapshot = core.snapshot(contract)
        work.contracts.keep(
            StoredContract(contract.vendor, contract.id, contract.version, snapshot, now)
        )


def find_customer(work: UnitOfWork, facts: TicketFacts) -> CustomerRecord | None:
    """By the organisation that the helpdesk names, else by the requester's mail domain."""
    domain = (facts.requester or "").rpartition("@")[2] or None
    return work.customers.find(organisation=facts.organisation, mail_domain=domain)


def fill_customer(
    core: Core, work: UnitOfWork, ticket: TicketRecord, now: Instant
) -> CustomerRecord | None:
    """A customer that the helpdesk names and nobody has written down: kept by that name alone.

    Its country and mail domains are left open: a requester's are not its organisation's, and what
    is not known is marked and not guessed. None where no organisation is named.
    """
    name = " ".join((ticket.facts.organisation or "").replace("\x00", "").split())[:200]
    if not name or ticket.mode is Mode.SAMPLE:
        return None
    known = work.customers.find(organisation=name)
    if known is not None:
        return known
    record = CustomerRecord(core.ids("C"), Customer(organisation=name), now)
    try:
        work.customers.add(record)
    except Conflict:  # another worker was quicker
        return work.customers.find(organisation=name)
    return record


def customer_for(work: UnitOfWork, ticket: TicketRecord) -> Customer | None:
    """The customer of a ticket, for choosing a contract."""
    found = find_customer(work, ticket.facts)
    return None if found is None else found.customer
