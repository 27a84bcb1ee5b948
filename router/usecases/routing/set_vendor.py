"""A person, or a program with a token, says whose ticket it is."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.contracts.contract import Contract
from router.domain.errors import UnknownContract
from router.domain.time.instants import Instant, utc_day
from router.usecases.ports import Conflict, Core, Work
from router.usecases.ports.classifying_port import Decision, Signal
from router.usecases.records import Purpose, TicketRecord
from router.usecases.routing.route import assign, customer_for


@dataclass(frozen=True, slots=True)
class Said:
    """A tier that a person named: certain, and no signals were weighed."""

    tier: str
    reason: str
    confidence: float = 1.0
    runner_up: str | None = None
    uncertain: bool = False
    signals: tuple[Signal, ...] = ()


def set_vendor(
    core: Core,
    ticket_id: str,
    vendor: str,
    *,
    contract: str | None = None,
    tier: str | None = None,
    reason: str = "",
    who: str,
) -> TicketRecord:
    """Give a ticket to a vendor; `contract` None is the customer's own, else the vendor's default.

    The first vendor holds from the opening; a change from now (rule 16): what was not yet sent to
    the old one is withdrawn. `tier` None is decided anew, by the new contract's definitions. Raises
    UnknownTicket, UnknownContract (for a tier that the contract lacks, too), or Conflict where the
    ticket is under that contract already or stands for a duty, which is one contract's.
    """
    with core.store.read() as work:
        seen = work.tickets.get(ticket_id)
        if seen.stands_alone:
            raise Conflict(f"ticket {ticket_id!r} stands for a duty; start the other vendor's anew")
        customer = customer_for(work, seen)
    own = None if customer is None else customer.contracts.get(vendor)
    now = core.now()
    since = seen.opened_at if seen.vendor is None else now
    found = find_contract(core, vendor, contract or own, on=since)
    why = reason or f"set by {who}"
    decision: Decision
    if tier is None:
        decision = core.classify(found, seen.facts)
    else:
        found.get_tier(tier)
        decision = Said(tier, why)
    with core.store.write() as work:
        ticket = work.tickets.lock(ticket_id)
        if (ticket.vendor, ticket.contract) == (found.vendor, found.id):
            raise Conflict(
                f"ticket {ticket_id!r} is under contract {found.vendor}/{found.id} already"
            )
        work.deliveries.withdraw(
            ticket_id, f"the ticket went to {found.vendor}", (Purpose.HAND_OVER,)
        )
        changed = assign(core, work, ticket, found, why, decision, now, who=who)
        work.commit()
    core.doorbell.ring(Work.DELIVER)
    return changed


def find_contract(core: Core, vendor: str, contract: str | None = None, *, on: Instant) -> Contract:
    """The version of a contract in force at an instant; raises UnknownContract that names the
    known ones."""
    found = core.book.find(vendor, contract, on=utc_day(on))
    if found is None:
        known = sorted({f"{c.vendor}/{c.id}" for c in core.contracts()})
        wanted = f"{vendor}/{contract}" if contract else vendor
        raise UnknownContract(
            f"there is no contract {wanted!r}; known: {', '.join(known) or 'none'}"
        )
    return found
