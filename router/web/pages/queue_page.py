"""`/queue`: what is due next, what needs a vendor or details, and whose tier is uncertain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request

from router.domain.clocks.clock import ClockState
from router.domain.contracts.contract import Contract
from router.domain.routing.rules import Undecided
from router.domain.tickets.ticket import TicketState
from router.domain.time.instants import Instant, utc_day
from router.usecases.intake.pull import FetchTrouble, fetch_troubles
from router.usecases.outbox.hold import held
from router.usecases.ports import Core
from router.usecases.records import ClockRow, Missed, TicketFilter, TicketRecord, TicketView
from router.usecases.tickets.kept_book import version_or_current
from router.usecases.tickets.read_tickets import queue as read_queue
from router.web.http.auth import MANAGERS
from router.web.pages.guard import Answer, page, viewer
from router.web.pages.queue_rows import address, in_queue, wanted_rows
from router.web.ui.timers import Timer, timer_of
from router.web.ui.words import MISSED, STATES, promise_words, who_must

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue; `clock` is the one that is due next, None where none runs."""

    ticket: TicketRecord
    customer: str
    clock: ClockRow | None
    timer: Timer | None
    must: str
    promise: str
    why_none: str
    state_words: str
    candidates: tuple[str, ...] = ()  # vendors that fit equally well


def build_queue(core: Core) -> Blueprint:
    """The page, and the part of it that is loaded again when tickets change."""
    pages = Blueprint("queue", __name__)

    @pages.get("/queue")
    @page(core)
    def queue() -> Answer:
        needs = request.args.get("needs")
        tab = needs if needs in ("vendor", "tier", "details") else "due"
        where, over = _where(tab), _with_over(tab)
        cursor = request.args.get("cursor") or None
        only = wanted_rows()
        if only is not None:
            where, cursor = replace(where, ids=only), None
        found = read_queue(core, where, cursor=cursor, limit=PAGE_SIZE, over=over)
        with core.store.read() as work:
            counts = work.tickets.counts(TicketFilter())
        now = core.now()
        contracts = core.contracts()
        return render_template(
            "queue.html",
            rows=[row_of(core, view, now) for view in found.items],
            next=found.next,
            first=cursor is None,
            tab=tab,
            where=where,
            counts=counts,
            held=held(core),
            unfetched=_unfetched(core),
            vendors=sorted({c.vendor for c in contracts if not c.retired}),
            tiers=_tiers(contracts, where.vendor),
            states=list(TicketState),
            state=request.args.get("state", ""),
            missed=request.args.get("missed", ""),
            kinds=MISSED,
            order=in_queue,
            part=only is not None,
            here=address(),
        )

    return pages


def _where(tab: str) -> TicketFilter:
    given = {k: request.args.get(k, "").strip()[:200].replace("\x00", "") for k in _FILTERS}
    state = given["state"]
    return TicketFilter(
        vendor=given["vendor"] or None,
        tier=given["tier"] or None,
        state=TicketState(state) if state in list(TicketState) else None,
        text=given["q"] or None,
        needs=tab if tab in ("vendor", "details") else None,
        check_tier=True if tab == "tier" else None,
        missed=Missed(given["missed"]) if given["missed"] in list(Missed) else None,
    )


def _with_over(tab: str) -> bool:
    """Whether tickets that are over are asked for too: by their state, or by a search that does not
    say which. What lacks something is only asked of those that are open."""
    state = request.args.get("state", "")
    if tab != "due" or state == OPEN_ONLY:
        return False
    asked = request.args.get("q", "").strip() or request.args.get("missed") in list(Missed)
    return state in (ANY, *OVER) or (not state and bool(asked))


#: The filter's words beside the states themselves.
ANY, OPEN_ONLY = "any", "all_open"
OVER = ("resolved", "closed", "cancelled")
_FILTERS = ("vendor", "tier", "state", "q", "missed")


def _tiers(contracts: Iterable[Contract], vendor: str | None) -> list[str]:
    found: dict[str, None] = {}
    for contract in contracts:
        if vendor in (None, contract.vendor) and not contract.retired:
            found.update(dict.fromkeys(tier.id for tier in contract.tiers))
    return list(found)


def next_clock(clocks: tuple[ClockRow, ...]) -> ClockRow | None:
    """The clock that a row is about: the running one due first, else a paused one."""
    running = [c for c in clocks if c.state is ClockState.RUNNING and c.due_at is not None]
    if running:
        return min(running, key=lambda c: (c.due_at or 0, c.id))
    return next((c for c in clocks if c.state is ClockState.PAUSED), None)


def row_of(core: Core, view: TicketView, now: Instant) -> Row:
    """The line of the queue for one ticket."""
    ticket = view.ticket
    clock = next_clock(view.clocks)
    contract = contract_of(core, ticket.vendor, ticket.contract, ticket.version)
    return Row(
        ticket=ticket,
        customer=_customer(view),
        clock=clock,
        timer=timer_of(clock, now) if clock else None,
        must=who_must(clock, contract) if clock else "",
        promise=promise_of(contract, clock) if clock else "",
        why_none=_why_none(ticket, contract),
        state_words=_state_words(ticket, clock),
        candidates=candidates_of(core, view),
    )


def candidates_of(core: Core, view: TicketView) -> tuple[str, ...]:
    """The vendors between which a person has to choose: those that fit equally well, by the
    contracts in force now."""
    if view.ticket.needs != "vendor":
        return ()
    customer = None if view.customer is None else view.customer.customer
    decided = core.routing().decide(view.ticket.facts, customer, utc_day(view.ticket.opened_at))
    return decided.candidates if isinstance(decided, Undecided) else (decided.contract.vendor,)


def contract_of(
    core: Core, vendor: str | None, contract: str | None, version: str | None
) -> Contract | None:
    """The contract a ticket or clock is under, in the version it started with if that is kept."""
    if vendor is None:
        return None
    return version_or_current(core.book, vendor, contract, version)


def promise_of(contract: Contract | None, clock: ClockRow) -> str:
    """The promise behind a clock in words; empty where the contract has it no more."""
    if contract is None:
        return ""
    promise = contract.find_promise(clock.tier, clock.obligation)
    return promise_words(contract, promise) if promise else ""


def _unfetched(core: Core) -> tuple[FetchTrouble, ...]:
    """Sources that failed more than once in a row, for those who can do something about it."""
    if viewer().role not in MANAGERS:
        return ()
    with core.store.read() as work:
        return tuple(t for t in fetch_troubles(work) if t.state.failures > 1)


def _customer(view: TicketView) -> str:
    facts = view.ticket.facts
    return view.customer_name or facts.requester_name or facts.requester or ""


def _state_words(ticket: TicketRecord, clock: ClockRow | None) -> str:
    """The ticket's state; where it waits for the customer and a clock runs on, that it does."""
    waits = ticket.state is TicketState.WAITING_FOR_CUSTOMER
    if waits and clock is not None and clock.tier and clock.state is ClockState.RUNNING:
        return "helpdesk waits for the customer; this contract keeps counting"
    return STATES.get(ticket.state.value, ticket.state.value)


def _why_none(ticket: TicketRecord, contract: Contract | None) -> str:
    if ticket.state.value in OVER:
        return f"it is {ticket.state.value}"
    if ticket.unreadable:
        return f"its clocks cannot be read: {ticket.unreadable}"
    if ticket.needs == "routing":
        return "not routed yet"
    if ticket.vendor is None:
        return ticket.vendor_reason or "no contract's rules matched it"
    if contract is not None and not contract.tiers:
        return contract.no_tier_reason or "the contract promises no response or update"
    if ticket.tier is None:
        return ticket.tier_reason or "it is in no tier yet"
    return "no clock runs now"
