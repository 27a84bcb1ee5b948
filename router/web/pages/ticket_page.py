"""`/tickets/<id>` and each clock's ledger: what happened, what is due, and why then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request

from router.domain.clocks.clock import Clock, ClockState
from router.domain.clocks.ledger import Segment, ledger_of
from router.domain.contracts.contract import Contract, Interpretation
from router.domain.contracts.names import plain, vendor_words
from router.domain.tickets.events import Kind
from router.usecases.ports import Core
from router.usecases.records import ClockRow, StoredEvent, TicketView
from router.usecases.routing.advise import advise
from router.usecases.tickets.read_tickets import read_clock, read_ticket
from router.usecases.tickets.thread import thread_of
from router.usecases.vendors.vendor_deed import awaited
from router.web.pages.guard import Answer, page
from router.web.pages.queue_page import candidates_of, contract_of, promise_of
from router.web.ui.drawing import Mark, of_ledger, time_line
from router.web.ui.timers import Timer, timer_of
from router.web.ui.viewer_zone import viewer_zone
from router.web.ui.words import (
    EVENTS,
    ORIGIN_KINDS,
    how_it_stands,
    pause_words,
    promise_words,
    who_must,
)


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock of a ticket as a line."""

    clock: ClockRow
    timer: Timer
    must: str
    promise: str
    stands: str
    is_duty: bool

    @property
    def active(self) -> bool:
        return self.clock.state in (ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event in words; `by` says who says so."""

    stored: StoredEvent
    what: str
    by: str
    details: tuple[tuple[str, str], ...]


def build_ticket(core: Core) -> Blueprint:
    """The two pages."""
    pages = Blueprint("ticket", __name__)

    @pages.get("/tickets/<ticket_id>")
    @page(core)
    def ticket(ticket_id: str) -> Answer:
        view = read_ticket(core, ticket_id)
        record = view.ticket
        now = core.now()
        contract = contract_of(core, record.vendor, record.contract, record.version)
        lines = [_clock_line(core, clock, now) for clock in view.clocks]
        thread = thread_of(view.events, cursor=request.args.get("before") or None)
        return render_template(
            "ticket.html",
            view=view,
            ticket=record,
            contract=contract,
            advice=advise(contract, record, view.events, view.clocks),
            active=sorted(
                (line for line in lines if line.active),
                key=lambda line: (line.clock.due_at is None, line.clock.due_at or 0),
            ),
            done=[line for line in lines if not line.active],
            # Newest first: an agent comes back to see what is new.
            events=[_event_line(core, stored, contract) for stored in reversed(thread.items)],
            thread=thread,
            newest=not request.args.get("before"),
            vendors=_choices(core),
            candidates=candidates_of(core, view),
            asked=_asked(view),
            pausable=_pausable(contract),
            deeds=awaited(contract, view.clocks),
            paused=_is_paused(view.events),
            decided_by=_decided_by(view.events),
            link=_safe_link(record.facts.url),
            here=request.full_path.rstrip("?"),
        )

    @pages.get("/tickets/<ticket_id>/clocks/<clock_id>")
    @page(core)
    def ledger(ticket_id: str, clock_id: str) -> Answer:
        view = read_ticket(core, ticket_id)
        clock = read_clock(core, ticket_id, clock_id)
        contract = contract_of(core, clock.vendor, clock.contract, clock.version)
        return render_template(
            "ledger.html",
            view=view,
            ticket=view.ticket,
            here=request.full_path.rstrip("?"),
            **ledger_facts(
                core, clock, contract, next((c for c in view.clocks if c.id == clock_id), None)
            ),
        )

    return pages


def ledger_facts(
    core: Core, clock: Clock, contract: Contract | None, row: ClockRow | None
) -> dict[str, object]:
    """What the ledger's template shows of one clock: sums, drawing, clause, interpretations."""
    segments = ledger_of(clock)
    promise = contract.find_promise(clock.tier, clock.obligation) if contract else None
    now = core.now()
    return {
        "clock": clock,
        "timer": timer_of(row, now) if row else None,
        "must": who_must(row, contract) if row else "",
        "stands": how_it_stands(row) if row else "",
        "segments": segments,
        "counted_ns": sum(s.counted_ns for s in segments if not s.ahead),
        "ahead_ns": sum(s.counted_ns for s in segments if s.ahead),
        "elapsed_ns": sum(s.to - s.since for s in segments),
        "promise": promise_words(contract, promise) if contract and promise else "",
        "clause": promise.clause if promise else None,
        "interpretations": _interpretations(contract, clock.interpretations),
        "calendar_zone": clock.calendar.zone,
        "drawing": drawing_of(clock, segments),
    }


def drawing_of(clock: Clock, segments: tuple[Segment, ...]) -> str:
    """The clock's time line on the viewer's zone and the calendar's, one axis where they agree."""
    own, theirs = viewer_zone(), ZoneInfo(clock.calendar.zone)
    zones = [(f"{own.key} (yours)", own)]
    if theirs.key != own.key and theirs.key != "UTC":
        zones.append((f"{theirs.key} (the calendar's)", theirs))
    marks = []
    if clock.due_at is not None:
        marks.append(Mark(clock.due_at, "due", "due"))
    return time_line(of_ledger(segments, clock.due_at), zones, marks, f"time line of {clock.id}")


def _interpretations(contract: Contract | None, ids: tuple[str, ...]) -> list[Interpretation]:
    known = contract.interpretations if contract else {}
    return [known[id] for id in ids if id in known]


def _clock_line(core: Core, clock: ClockRow, now: int) -> ClockLine:
    contract = contract_of(core, clock.vendor, clock.contract, clock.version)
    return ClockLine(
        clock=clock,
        timer=timer_of(clock, now),
        must=who_must(clock, contract),
        promise=promise_of(contract, clock),
        stands=how_it_stands(clock),
        is_duty=contract is not None and contract.find_duty(clock.obligation) is not None,
    )


_SHOWN = ("vendor", "contract", "tier", "reason", "spoke_to", "duty", "claimed_at")


def _event_line(core: Core, stored: StoredEvent, contract: Contract | None) -> EventLine:
    event = stored.event
    kind, _, name = event.origin.partition(":")
    by = f"{ORIGIN_KINDS.get(kind, kind)} {name}".strip() if name else "by the router itself"
    what = EVENTS.get(event.kind.value, event.kind.value)
    if contract is not None and event.kind in (Kind.PAUSED, Kind.RESUMED):
        what = pause_words(event.kind.value, event.data.get("reason") or "", _pausable(contract))
    return EventLine(stored, what, by, tuple(_details(core, event.data)))


def _details(core: Core, data: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """What an event says, by the names that people know."""
    vendor = data.get("vendor")
    contract = contract_of(core, vendor, data.get("contract"), data.get("version"))
    for key in _SHOWN:
        value = data.get(key)
        if not value or (key == "vendor" and data.get("contract")):
            continue  # a contract's name begins with its vendor's
        if key == "vendor":
            value = vendor_words(vendor, contract)
        elif key == "contract":
            named = contract.name if contract is not None else ""
            value = named or f"{vendor_words(vendor, contract)}, {plain(value)}"
        elif key in ("tier", "duty"):
            value = plain(value)
        yield plain(key), value


def _choices(core: Core) -> list[tuple[str, str]]:
    """Vendor and contract as a person may choose them: value `vendor/contract` and a name, once
    where several follow each other under one name."""
    named = {
        f"{c.vendor}/{c.id}": c.name or f"{c.vendor}, {c.id}"
        for c in core.contracts()
        if not c.retired
    }
    return list(named.items())


_LONGEST_ASKED = 8_000


def _asked(view: TicketView) -> str:
    """The ticket's own words, which a person needs to choose a vendor or a tier; empty where they
    stand among the events already."""
    body = view.ticket.facts.body.strip()
    if any(stored.text is not None and stored.text.body.strip() == body for stored in view.events):
        return ""
    return body if len(body) <= _LONGEST_ASKED else body[:_LONGEST_ASKED] + " …"


def _pausable(contract: Contract | None) -> list[str]:
    """The reasons of pause that any promise of the contract names."""
    tiers = contract.tiers if contract else ()
    return sorted({reason for tier in tiers for t in tier.targets for reason in t.pause_on})


def _is_paused(events: tuple[StoredEvent, ...]) -> bool:
    """Whether the last pause has not been ended."""
    kinds = [
        stored.event.kind
        for stored in sorted(events, key=lambda s: (s.event.at, s.id))
        if stored.event.kind in (Kind.PAUSED, Kind.RESUMED)
    ]
    return bool(kinds) and kinds[-1] is Kind.PAUSED


def _decided_by(events: tuple[StoredEvent, ...]) -> str:
    """Who set or confirmed the tier that holds, where a person or a program did; else empty: then
    it is what the ticket's words say."""
    deciding = (Kind.ROUTED, Kind.VENDOR_CHANGED, Kind.TIER_CHANGED, Kind.TIER_CORRECTED)
    last = ""
    for stored in sorted(events, key=lambda s: (s.event.received_at, s.id)):
        event = stored.event
        confirmed = event.kind is Kind.NOTED and "tier" in event.data and "before" in event.data
        if event.kind in deciding or confirmed:
            kind, _, name = event.origin.partition(":")
            chose = event.kind not in (Kind.ROUTED, Kind.VENDOR_CHANGED)
            last = name if chose and kind in ("user", "token") else ""
    return last


def _safe_link(url: str | None) -> str | None:
    """The helpdesk's link to the ticket where it is a web address: `javascript:` is none."""
    if url and url.startswith(("https://", "http://")) and not any(ord(s) < 33 for s in url):
        return url
    return None
