"""What an edited customer does to its open tickets: another country, another contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from router.domain.contracts.contract import Contract, Customer
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.ticket import TicketFacts
from router.domain.time.instants import Instant, utc_day
from router.usecases.policies.move_tickets import move_within
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import CustomerRecord, NewEvent, TicketFilter, TicketRecord
from router.usecases.tickets.deadlines import (
    Move,
    before_and_after,
    open_within,
    preview,
    with_customer,
)
from router.usecases.tickets.project import project


def effects(
    core: Core,
    work: UnitOfWork,
    before: CustomerRecord | None,
    after: CustomerRecord | None,
    now: Instant,
) -> Iterator[Move]:
    """Each open ticket that the edit touches, with the deadlines that would move.

    Those are the customer's tickets, and those that nobody was known for and that now fit by
    organisation or mail domain. A ticket comes under another contract only where the edit names
    another one for its vendor: what a person has decided for one ticket stays otherwise.
    """
    for ticket in _touched(work, before, after):
        to = None if after is None else _other_contract(core, before, after.customer, ticket)
        known = (
            Customer(organisation=ticket.facts.organisation or "", country=ticket.facts.country)
            if after is None
            else _seen_from(ticket, after.customer)
        )
        yield preview(core, work, ticket, now, to=to, customer=known)


def write_effects(
    core: Core,
    work: UnitOfWork,
    after: CustomerRecord | None,
    moves: Iterable[Move],
    now: Instant,
    *,
    who: str,
) -> None:
    """Write what `effects` found, once the customer itself is written, in its transaction. A
    ticket that cannot come under the new contract keeps its old one."""
    for move in moves:
        ticket = with_customer(
            work.tickets.lock(move.ticket.id), None if after is None else after.id
        )
        if move.to is not None and not move.refused:
            why = "the customer's contract changed"
            move_within(core, work, ticket, move, now, who=who, reason=why)
            continue
        if move.changes:
            work.events.append(ticket.id, [NewEvent(_noted(core, move, now, who))])
        project(core, work, ticket, now)


def _touched(
    work: UnitOfWork, before: CustomerRecord | None, after: CustomerRecord | None
) -> Iterator[TicketRecord]:
    seen: set[str] = set()
    if before is not None:
        for ticket in open_within(work, TicketFilter(customer_id=before.id)):
            seen.add(ticket.id)
            yield ticket
    if after is None:
        return
    wanted = after.customer
    for text in (wanted.organisation, *(f"@{domain}" for domain in wanted.mail_domains)):
        for ticket in open_within(work, TicketFilter(text=text)):
            if ticket.id in seen or ticket.customer_id is not None or ticket.needs == "routing":
                continue
            if _is_from(wanted, ticket.facts):
                seen.add(ticket.id)
                yield ticket


def _is_from(customer: Customer, facts: TicketFacts) -> bool:
    name = " ".join((facts.organisation or "").split()).casefold()
    domain = (facts.requester or "").rpartition("@")[2].strip().casefold()
    return name == customer.organisation.casefold() or domain in customer.mail_domains


def _seen_from(ticket: TicketRecord, customer: Customer) -> Customer:
    """As the fold sees it: the helpdesk's country where the record has none."""
    return customer if customer.country else replace(customer, country=ticket.facts.country)


def _other_contract(
    core: Core, before: CustomerRecord | None, after: Customer, ticket: TicketRecord
) -> Contract | None:
    """The contract that the edit names for the ticket's vendor, where it is another one."""
    vendor = ticket.vendor or ""
    wanted = after.contracts.get(vendor)
    named = None if before is None else before.customer.contracts.get(vendor)
    if wanted is None or wanted in (named, ticket.contract):
        return None
    return core.book.find(vendor, wanted, on=utc_day(core.now()))


def _noted(core: Core, move: Move, now: Instant, who: str) -> Event:
    data: dict[str, str | None] = {"what": "the customer's record changed"}
    data |= before_and_after(move.changes)
    return Event(Kind.NOTED, now, core.ids("E"), now, origin=who, data=data)
