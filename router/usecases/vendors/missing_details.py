"""What the vendor will ask for and a ticket does not say: asked of our agents before hand-over.

A ticket that lacks something `needs` `details` and is listed for a person. Its hand-over waits
until they are there, until somebody hands it over as it is, or until most of the time that we
have for it is used; one in the top tier waits for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from router.domain.clocks.clock import ClockState
from router.domain.contracts.contract import Contract
from router.domain.contracts.obligations import HAND_OVER
from router.domain.routing.classification import Missing, completeness
from router.domain.tickets.events import Event, Kind
from router.domain.time.instants import Instant
from router.usecases.ports import Core, Turn, UnitOfWork
from router.usecases.records import ClockRow, Mode, Purpose, StoredEvent, TicketRecord
from router.usecases.tickets.planned_reaction import PlannedReaction

NEEDS = "details"
MESSAGES = frozenset({Kind.VENDOR_REPLIED, Kind.AGENT_REPLIED, Kind.CUSTOMER_REPLIED, Kind.NOTED})

#: The share of our own time for the hand-over after which a ticket goes as it is, in per cent.
WAITS_AT_MOST = 80

_ASKED = (Mode.LIVE, Mode.SHADOW)
_VENDOR_HAS_IT = frozenset({Kind.HANDED_OVER, Kind.VENDOR_REPLIED, Kind.VENDOR_CONTACTED})
_VENDOR_SET = frozenset({Kind.ROUTED, Kind.VENDOR_CHANGED})


@dataclass(frozen=True, slots=True)
class Asked:
    """`missing`: in the order of the contract's list. `held_until`: when the ticket goes to the
    vendor all the same; None where nothing is held."""

    missing: tuple[Missing, ...] = ()
    held_until: Instant | None = None


def messages_of(events: Sequence[StoredEvent]) -> list[StoredEvent]:
    """What was said on the ticket, in the order in which it happened."""
    ordered = sorted(events, key=lambda stored: (stored.event.at, stored.id))
    return [s for s in ordered if s.event.kind in MESSAGES and s.text is not None]


def missing_from(
    contract: Contract | None, ticket: TicketRecord, events: Sequence[StoredEvent]
) -> tuple[Missing, ...]:
    """What the contract's `requests.needs` list and neither the ticket nor its thread says
    (Aircall: 004:1927-1937). Nothing once the ticket is over."""
    if contract is None or ticket.state.is_over:
        return ()
    said = "\n".join(s.text.body for s in messages_of(events) if s.text)
    return completeness(contract, replace(ticket.facts, body=f"{ticket.facts.body}\n{said}"))


def in_top_tier(contract: Contract, ticket: TicketRecord) -> bool:
    """Whether the ticket goes to the vendor at once, whatever is missing."""
    return bool(contract.tiers) and ticket.tier == contract.tiers[0].id


def ask(
    work: UnitOfWork, ticket: TicketRecord, contract: Contract, now: Instant
) -> tuple[TicketRecord, Asked]:
    """Mark a ticket that has just been put under a contract where it lacks something, and let its
    hand-over wait. Within the caller's transaction."""
    if ticket.mode not in _ASKED or "requests" not in contract.details:
        return ticket, Asked()
    missing = missing_from(contract, ticket, work.events.of(ticket.id))
    if not missing:
        return ticket, Asked()
    held_until = None
    if not in_top_tier(contract, ticket):
        clocks = work.clocks.of([ticket.id])[ticket.id]
        held_until = held_back_until(clocks)
        if held_until is not None:
            work.deliveries.postpone(ticket.id, Purpose.HAND_OVER, held_until)
    asking = replace(ticket, needs=NEEDS)
    work.tickets.save(asking, now)
    return asking, Asked(missing, held_until)


def held_back_until(clocks: Sequence[ClockRow]) -> Instant | None:
    """When a hand-over that waits for details goes all the same; None where none is under way."""
    clock = next(
        (c for c in clocks if c.obligation == HAND_OVER and c.state is ClockState.RUNNING), None
    )
    if clock is None or clock.due_at is None:
        return None
    return clock.started_at + (clock.due_at - clock.started_at) * WAITS_AT_MOST // 100


class Settled(Enum):
    """What becomes of a ticket that lacked details."""

    NOTHING_ASKED = auto()  # it is over, or the vendor has it
    COMPLETE = auto()  # nothing is asked any more, and what is held goes out
    GOES_AT_ONCE = auto()  # it has got into the top tier: what is held goes out as it is


class SettleDetails(PlannedReaction[tuple[Contract | None, bool], Settled]):
    """A ticket that lacked details, after something happened to it. The facts: its contract, and
    whether it still lacks something that that asks for."""

    def concerns(self, turn: Turn) -> bool:
        return turn.after.needs == NEEDS

    def gather(self, core: Core, work: UnitOfWork, turn: Turn) -> tuple[Contract | None, bool]:
        ticket = turn.after
        contract = core.book.find(ticket.vendor or "", ticket.contract, ticket.version)
        return contract, bool(missing_from(contract, ticket, work.events.of(ticket.id)))

    def plan(self, turn: Turn, facts: tuple[Contract | None, bool]) -> Settled | None:
        ticket, (contract, lacks) = turn.after, facts
        if ticket.state.is_over or _vendor_has_it(ticket.vendor, turn.events):
            return Settled.NOTHING_ASKED
        if contract is None or not lacks:
            return Settled.COMPLETE
        return Settled.GOES_AT_ONCE if in_top_tier(contract, ticket) else None

    def apply(self, core: Core, work: UnitOfWork, turn: Turn, plan: Settled) -> TicketRecord:
        ticket = turn.after
        if plan is not Settled.NOTHING_ASKED:
            work.deliveries.postpone(ticket.id, Purpose.HAND_OVER, turn.now)
        return ticket if plan is Settled.GOES_AT_ONCE else replace(ticket, needs="")


def _vendor_has_it(vendor: str | None, events: Sequence[Event]) -> bool:
    """Whether the present vendor was handed the ticket, or has answered."""
    since = max((e.at for e in events if e.kind in _VENDOR_SET), default=0)
    return any(
        e.at >= since and e.kind in _VENDOR_HAS_IT and e.data.get("vendor") in (None, "", vendor)
        for e in events
    )
