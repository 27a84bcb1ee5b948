"""What a person may want to do about a ticket's tier, told on its page; nothing is done by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from router.domain.contracts.contract import Contract
from router.domain.routing.classification import LowerTier, Missing, proposes_lower
from router.domain.tickets.events import Kind
from router.domain.time.instants import Instant
from router.usecases.records import ClockRow, StoredEvent, TicketRecord
from router.usecases.vendors.missing_details import (
    NEEDS,
    held_back_until,
    in_top_tier,
    messages_of,
    missing_from,
)

_TIERED = frozenset({Kind.TIER_CHANGED, Kind.TIER_CORRECTED, Kind.NOTED})  # noted: confirmed
_LOOKED_AT = 10  # newest messages; a workaround told of long ago was confirmed or turned down


@dataclass(frozen=True, slots=True)
class Advice:
    """`lower`: a tier that the thread speaks for since the top one was set (I12). `missing`: what
    the vendor will ask for; `asked`: a person is asked for it. `without_delay`: top tier, it has
    gone to the vendor all the same. `held_until`: it waits for what is missing, until then."""

    lower: LowerTier | None = None
    missing: tuple[Missing, ...] = ()
    asked: bool = False
    without_delay: bool = False
    held_until: Instant | None = None


def advise(
    contract: Contract | None,
    ticket: TicketRecord,
    events: Sequence[StoredEvent],
    clocks: Sequence[ClockRow] = (),
) -> Advice:
    """What the ticket's page proposes. Nothing without a contract, or once the ticket is over.

    Messages from before the last time a person set the tier are not held against that person.
    """
    if contract is None or ticket.state.is_over:
        return Advice()
    said = messages_of(events)
    missing, asked = missing_from(contract, ticket, events), ticket.needs == NEEDS
    if ticket.tier is None or not in_top_tier(contract, ticket):
        held_until = held_back_until(clocks) if asked else None
        return Advice(missing=missing, asked=asked, held_until=held_until)
    since = max((s.event.at for s in events if _sets_tier(s)), default=None)
    for stored in reversed(said[-_LOOKED_AT:]):
        if since is not None and stored.event.at <= since:
            break
        lower = proposes_lower(contract, ticket.tier, stored.text.body if stored.text else "")
        if lower is not None:
            return Advice(lower, missing, asked, without_delay=True)
    return Advice(missing=missing, asked=asked, without_delay=True)


def _sets_tier(stored: StoredEvent) -> bool:
    return stored.event.kind in _TIERED and "tier" in stored.event.data
