"""Clocks are a fold over events: late news, a corrected tier and a what-if are all the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from router.domain.clocks import Clock
from router.domain.contracts import Contract, ContractBook, Customer
from router.domain.duties import duty_runs
from router.domain.events import Event, Kind, in_order
from router.domain.instants import Instant
from router.domain.story import Story
from router.domain.tickets import TicketState

_CANCELLING = {Kind.MERGED, Kind.MARKED_AS_SPAM, Kind.DELETED}
_UNDOABLE = {Kind.MARKED_AS_SPAM, Kind.DELETED}
_OF_DUTIES = {Kind.DUTY_STARTED, Kind.DUTY_DONE}
_REPLIES = {Kind.VENDOR_REPLIED, Kind.VENDOR_CONTACTED}


def clocks_of(
    events: Iterable[Event],
    now: Instant,
    *,
    customer: Customer | None = None,
    contract: Contract | None = None,
    tier: str | None = None,
    book: ContractBook | None = None,
) -> tuple[Clock, ...]:
    """Every clock there is at `now`, given the events known by then.

    events    of one ticket (or of duties without a ticket), in any order
    contract  the one in force from the opening, with `tier`; where it is not given the first
              `routed` event names it in `book`
    book      where later vendors and contract versions are found

    Pure: the same events give the same clocks whatever order they arrived in. In the order in
    which the clocks started. Raises UnknownContract for a tier or calendar that the contract
    does not have.
    """
    who = customer or Customer()
    known = _undone(in_order(events, now))
    story = Story(who, book)
    if contract is None:
        contract, tier = _first_routing(known, book)
    story.begin(contract, tier)
    duties: list[tuple[Event, Contract | None]] = []
    for position, event in enumerate(known):
        if event.kind in _OF_DUTIES:
            duties.append((event, story.contract))
        elif story.is_over:
            continue
        elif event.kind is Kind.OPENED and story.opened_at is None:
            story.open(event.at, _tenure(known, position))
        elif story.opened_at is not None:
            starts_tenure = event.kind is Kind.VENDOR_CHANGED
            tenure = _tenure(known, position) if starts_tenure else ()
            story.take(event, max(event.at, story.opened_at), tenure)
    last = story.contract
    runs = story.runs + duty_runs([(e, _version_of(last, c)) for e, c in duties], now, who)
    clocks = [run.clock(now, story.pauses) for run in runs]
    return tuple(sorted(clocks, key=lambda c: (c.started_at, c.round)))


def ticket_state(events: Iterable[Event], now: Instant) -> TicketState:
    """Where the ticket is, from the same events (`docs/http-api.md`, "state")."""
    state, routed, paused = TicketState.NEW, False, dict[str, None]()
    vendor_spoke_last = False
    for event in _undone(in_order(events, now)):
        kind = event.kind
        if kind in _CANCELLING:
            return TicketState.CANCELLED
        if kind in (Kind.ROUTED, Kind.VENDOR_CHANGED):
            routed, vendor_spoke_last = True, False
        elif kind in _REPLIES:
            vendor_spoke_last = True
        elif kind is Kind.CUSTOMER_REPLIED:
            vendor_spoke_last = False
        elif kind is Kind.PAUSED:
            paused[event.data.get("reason") or ""] = None
        elif kind is Kind.RESUMED:
            reason = event.data.get("reason")
            paused = {} if reason is None else {r: None for r in paused if r != reason}
        if kind is Kind.RESOLVED and state is not TicketState.CLOSED:
            state, paused = TicketState.RESOLVED, {}
        elif kind is Kind.CLOSED:
            state, paused = TicketState.CLOSED, {}
        elif kind is Kind.REOPENED and state.is_resolved:
            state, vendor_spoke_last = TicketState.OPEN, False
    if state.is_resolved:
        return state
    if "waiting_for_customer" in paused:
        return TicketState.WAITING_FOR_CUSTOMER
    if not routed:
        return TicketState.NEW
    return TicketState.OPEN if vendor_spoke_last else TicketState.WAITING_FOR_VENDOR


def _undone(ordered: Sequence[Event]) -> list[Event]:
    """Without the spam marks and deletions that were taken back later (rule 16)."""
    last_undelete = max((i for i, e in enumerate(ordered) if e.kind is Kind.UNDELETED), default=-1)
    return [e for i, e in enumerate(ordered) if not (e.kind in _UNDOABLE and i < last_undelete)]


def _version_of(last: Contract | None, held: Contract | None) -> Contract | None:
    """A duty goes on under the vendor that owed it, in the version its ticket was last moved to."""
    moved = last is not None and (held is None or last.vendor == held.vendor)
    return last if moved else held


def _first_routing(
    known: Sequence[Event], book: ContractBook | None
) -> tuple[Contract | None, str | None]:
    """The first vendor holds from the opening, whenever we found out which it was."""
    for event in known:
        if event.kind is Kind.VENDOR_CHANGED:
            break
        vendor = event.data.get("vendor")
        if event.kind is Kind.ROUTED and vendor and book is not None:
            found = book.find(vendor, event.data.get("contract"), event.data.get("version"))
            return found, event.data.get("tier")
    return None, None


def _tenure(known: Sequence[Event], position: int) -> Sequence[Event]:
    """What follows under the same vendor: a correction or a hand-over there reaches back."""
    end = position + 1
    while end < len(known) and known[end].kind is not Kind.VENDOR_CHANGED:
        end += 1
    return known[position + 1 : end]
