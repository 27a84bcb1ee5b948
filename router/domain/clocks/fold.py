"""Clocks are a fold over events: late news, a corrected tier and a what-if are all the same.

One pass gives the clocks, the ticket's state and its assignment together, so that they agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from router.domain.clocks.clock import Clock, Remark
from router.domain.clocks.duties import duty_runs
from router.domain.clocks.story import Story
from router.domain.clocks.ties import settled
from router.domain.contracts.contract import Contract, ContractBook, Customer
from router.domain.tickets.assignments import Assignment, assigned_by, first_routing
from router.domain.tickets.events import Event, Kind, in_order
from router.domain.tickets.ticket import TicketState
from router.domain.time.instants import Instant

_UNDOABLE = {Kind.MARKED_AS_SPAM: "marked as spam", Kind.DELETED: "deleted"}
_ENDS_TENURE = {Kind.VENDOR_CHANGED, Kind.MERGED, *_UNDOABLE}
_OF_DUTIES = {Kind.DUTY_STARTED, Kind.DUTY_DONE}


@dataclass(frozen=True, slots=True)
class Folded:
    """What a ticket's events say: the clocks in the order in which they started."""

    clocks: tuple[Clock, ...]
    state: TicketState
    assignment: Assignment


def fold(
    events: Iterable[Event],
    now: Instant,
    *,
    customer: Customer | None = None,
    contract: Contract | None = None,
    tier: str | None = None,
    book: ContractBook | None = None,
) -> Folded:
    """Everything there is at `now`, given the events known by then.

    events    of one ticket (or of duties without a ticket), in any order
    contract  the one in force from the opening, with `tier`; where it is not given the first
              `routed` event names it in `book`
    book      where later vendors and contract versions are found

    Pure: the same events give the same whatever order they arrived in. Raises UnknownContract for
    a tier or calendar that the contract does not have.
    """
    who = customer or Customer()
    known: Sequence[Event] = in_order(events, now)
    given = Assignment()
    if contract is not None:
        given = Assignment(contract.vendor, contract.id, contract.version, tier)
    else:
        routing = first_routing(known)
        if routing is not None:
            given = assigned_by(routing)
            contract, tier = _found(given, book), given.tier
    known, remarks = _undone(settled(known, given))
    story = Story(who, book)
    story.begin(contract, tier, given)
    duties: list[tuple[Event, Contract | None]] = []
    for position, event in enumerate(known):
        kind = event.kind
        if kind in _OF_DUTIES:
            duties.append((event, story.contract))
        elif story.progress.is_over:
            story.note(event)
        elif kind is Kind.OPENED:
            if story.opened_at is None:
                story.open(event.at, _tenure(known, position))
        else:
            story.take(event, _tenure(known, position) if kind is Kind.VENDOR_CHANGED else ())
    last = story.contract
    runs = story.runs
    if duties:
        runs = runs + duty_runs([(e, _version_of(last, c)) for e, c in duties], now, who)
    clocks = [run.clock(now, story.pauses, remarks) for run in runs]
    clocks.sort(key=lambda c: (c.started_at, c.round))
    return Folded(tuple(clocks), story.progress.state, story.assignment)


def clocks_of(
    events: Iterable[Event],
    now: Instant,
    *,
    customer: Customer | None = None,
    contract: Contract | None = None,
    tier: str | None = None,
    book: ContractBook | None = None,
) -> tuple[Clock, ...]:
    """The clocks alone; see `fold`."""
    return fold(events, now, customer=customer, contract=contract, tier=tier, book=book).clocks


def ticket_state(events: Iterable[Event], now: Instant) -> TicketState:
    """The state alone, of a ticket whose contract does not matter; see `fold`."""
    return fold(events, now).state


def _undone(ordered: Sequence[Event]) -> tuple[Sequence[Event], tuple[Remark, ...]]:
    """Without the spam marks and deletions that were taken back later (rule 16), and when they
    stood: that time counts, and ledgers say so."""
    last = max((i for i, e in enumerate(ordered) if e.kind is Kind.UNDELETED), default=-1)
    if last < 0:
        return ordered, ()
    opened_at = ordered[0].at if ordered[0].kind is Kind.OPENED else 0
    remarks: list[Remark] = []
    mark: Event | None = None
    for event in ordered[: last + 1]:
        if event.kind in _UNDOABLE:
            mark = mark or event
        elif event.kind is Kind.UNDELETED and mark is not None:
            since, to = max(mark.at, opened_at), max(event.at, opened_at)
            if since < to:
                remarks.append(Remark(since, to, _UNDOABLE[mark.kind]))
            mark = None
    kept = [e for i, e in enumerate(ordered) if not (e.kind in _UNDOABLE and i < last)]
    return kept, tuple(remarks)


def _found(given: Assignment, book: ContractBook | None) -> Contract | None:
    if book is None or given.vendor is None:
        return None
    return book.find(given.vendor, given.contract, given.version)


def _version_of(last: Contract | None, held: Contract | None) -> Contract | None:
    """A duty goes on under the vendor that owed it, in the version its ticket was last moved to."""
    moved = last is not None and (held is None or last.vendor == held.vendor)
    return last if moved else held


def _tenure(known: Sequence[Event], position: int) -> Sequence[Event]:
    """What follows under the same vendor: a correction or a hand-over there reaches back. What
    comes after the end of the ticket does not."""
    end = position + 1
    while end < len(known) and known[end].kind not in _ENDS_TENURE:
        end += 1
    return known[position + 1 : end]
