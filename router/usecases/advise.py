"""What a person may want to do about a ticket's tier, told on its page; nothing is done by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from router.domain.classification import LowerTier, Missing, completeness, proposes_lower
from router.domain.contracts import Contract
from router.domain.events import Kind
from router.domain.tickets import TicketState
from router.usecases.records import StoredEvent, TicketRecord

_MESSAGES = frozenset({Kind.VENDOR_REPLIED, Kind.AGENT_REPLIED, Kind.CUSTOMER_REPLIED, Kind.NOTED})
_TIERED = frozenset({Kind.TIER_CHANGED, Kind.TIER_CORRECTED, Kind.NOTED})  # noted: confirmed
_OVER = frozenset({TicketState.RESOLVED, TicketState.CLOSED, TicketState.CANCELLED})
_LOOKED_AT = 10  # newest messages; a workaround told of long ago was confirmed or turned down


@dataclass(frozen=True, slots=True)
class Advice:
    """`lower`: a tier that the thread speaks for since the top one was set (I12). `missing`: what
    the vendor will ask for. `without_delay`: top tier, it has gone to the vendor all the same."""

    lower: LowerTier | None = None
    missing: tuple[Missing, ...] = ()
    without_delay: bool = False


def advise(
    contract: Contract | None, ticket: TicketRecord, events: Sequence[StoredEvent]
) -> Advice:
    """What the ticket's page proposes. Nothing without a contract, or once the ticket is over.

    Messages from before the last time a person set the tier are not held against that person.
    """
    if contract is None or ticket.state in _OVER:
        return Advice()
    ordered = sorted(events, key=lambda stored: (stored.event.at, stored.id))
    said = [s for s in ordered if s.event.kind in _MESSAGES and s.text is not None]
    words = "\n".join(s.text.body for s in said if s.text)
    facts = replace(ticket.facts, body=f"{ticket.facts.body}\n{words}")
    missing = completeness(contract, facts)
    top = bool(contract.tiers) and ticket.tier == contract.tiers[0].id
    if not top or ticket.tier is None:
        return Advice(missing=missing)
    since = max((s.event.at for s in ordered if _sets_tier(s)), default=None)
    for stored in reversed(said[-_LOOKED_AT:]):
        if since is not None and stored.event.at <= since:
            break
        lower = proposes_lower(contract, ticket.tier, stored.text.body if stored.text else "")
        if lower is not None:
            return Advice(lower, missing, without_delay=True)
    return Advice(missing=missing, without_delay=True)


def _sets_tier(stored: StoredEvent) -> bool:
    return stored.event.kind in _TIERED and "tier" in stored.event.data
