"""Tickets of the past come in: folded once each, written in chunks, told to nobody.

A chunk is one transaction, and with it goes how far the file was read: an import that was killed
goes on after its last chunk, and one that ran to its end is known again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from router.domain.contracts.contract import Contract
from router.domain.routing.rules import Undecided
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.sightings import Imported, Skipped
from router.domain.tickets.ticket import TicketFacts
from router.domain.time.instants import Instant, utc_day
from router.usecases.intake.take_in import with_facts, with_texts
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import CustomerRecord, Mode, NewEvent, PastTicket, TicketRecord
from router.usecases.routing.route import find_customer, keep_version, with_decision
from router.usecases.tickets.project import customer_in, fold_ticket, project, row_of

#: Tickets in one transaction. On SQLite it keeps webhooks waiting for some hundredths of a second.
CHUNK = 250
#: Characters of all texts in one, and so much an event, beyond which a chunk is full.
_HEAVIEST = 4 << 20
#: So many skipped rows are listed one by one, and so many reasons counted apart.
LISTED = 1000
_REASONS = 50
_TICKET = re.compile(r"^ticket .{1,255}?: ")


@dataclass
class Report:
    """How far an import came. `row`: the last that is done with; `tickets`: new ones, with their
    `events` and `clocks`; `known`: tickets that were here, `extended`: those of them that got
    something new; `unassigned`: new ones that wait for a person to name the vendor. `rows`: the
    first `LISTED` skipped ones."""

    row: int = 0
    tickets: int = 0
    events: int = 0
    clocks: int = 0
    breached: int = 0
    unassigned: int = 0
    known: int = 0
    extended: int = 0
    skipped: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[int, str]] = field(default_factory=list)
    done: bool = False

    def skip(self, passed: Skipped, count: int = 1) -> None:
        """Count a row that was passed over, or several for one reason."""
        self.skipped += count
        reason = _reason_of(passed, self.reasons)
        self.reasons[reason] = self.reasons.get(reason, 0) + count
        if len(self.rows) < LISTED:
            self.rows.append((passed.row, passed.reason))


class _Passed:
    """Rows that were passed over and are not done with yet: the ticket around them may still be
    read. The first are kept one by one; of more only how many for which reason, and the last."""

    def __init__(self) -> None:
        self._rows: list[Skipped] = []
        self._more: dict[str, tuple[Skipped, int]] = {}
        self._last_row = 0

    def add(self, passed: Skipped) -> None:
        self._last_row = max(self._last_row, passed.row)
        if len(self._rows) < LISTED:
            self._rows.append(passed)
            return
        reason = _reason_of(passed, self._more)
        _, count = self._more.get(reason, (passed, 0))
        self._more[reason] = (passed, count + 1)

    def settle(self, report: Report, row: int | None) -> None:
        """Report what stands up to that row, or all."""
        for one in self._rows:
            if row is None or one.row <= row:
                report.skip(one)
        self._rows = [] if row is None else [one for one in self._rows if one.row > row]
        for reason, (last, count) in list(self._more.items()):
            if row is None or last.row <= row:
                report.skip(last, count)
                del self._more[reason]
        if row is None:
            report.row = max(report.row, self._last_row)


def _reason_of(passed: Skipped, known: Mapping[str, object]) -> str:
    reason = _TICKET.sub("", passed.reason, count=1)
    return reason if reason in known or len(known) < _REASONS else "other reasons"


@dataclass(frozen=True)
class Terms:
    """What an import's tickets are held against.

    `contract` None: each is routed as a ticket that comes in now. `by_priority` False: the
    contract's own definitions decide the tier, else the `tier` of what was read.
    """

    source: str
    contract: Contract | None
    by_priority: bool


def kept_report(core: Core, mark: str) -> Report:
    """How far the import of that mark came; an empty report where there was none."""
    with core.store.read() as work:
        kept = work.notes.get(_note(mark))
    if kept is None:
        return Report()
    values = json.loads(kept)
    return Report(**{**values, "rows": [(row, reason) for row, reason in values["rows"]]})


def import_history(
    core: Core,
    found: Iterable[Imported | Skipped],
    terms: Terms,
    *,
    mark: str,
    report: Report,
    now: Instant,
    on_row: Callable[[int], object] = int,
) -> Report:
    """Write what was found after `report.row`, and how far that is, chunk by chunk.

    `mark` is the same for the same file read the same way. `on_row` is called with the last row of
    each chunk. Repeating changes nothing; a ticket that came by webhook is left alone. Raises
    Unavailable where the database cannot be written; all earlier chunks are kept.
    """
    run = _Run(core, terms, now)
    passed = _Passed()
    for batch in _batches(found, passed):
        new = run.folded(batch)
        with core.store.write() as work:
            told = run.write(work, batch, new)
            for one in told[1]:
                passed.add(one)
            if batch:
                report.row = max(report.row, max(one.row for one in batch))
            for name, count in told[0].items():
                setattr(report, name, getattr(report, name) + count)
            # A row that is not done with yet will be read again if we are killed now.
            passed.settle(report, report.row)
            work.notes.set(_note(mark), _text(report))
            work.commit()
        on_row(report.row)
    passed.settle(report, None)
    report.done = True
    with core.store.write() as work:
        work.notes.set(_note(mark), _text(report))
        work.commit()
    return report


def _batches(found: Iterable[Imported | Skipped], passed: _Passed) -> Iterator[Sequence[Imported]]:
    """Chunks of tickets, no number twice in one; rows that were passed over go to `passed`."""
    batch: list[Imported] = []
    numbers: set[str] = set()
    weight = 0
    for one in found:
        if isinstance(one, Skipped):
            passed.add(one)
            continue
        if weight > _HEAVIEST or len(batch) == CHUNK or one.sighting.external_id in numbers:
            yield batch
            batch, numbers, weight = [], set(), 0
        weight += _weight_of(one)
        batch.append(one)
        numbers.add(one.sighting.external_id)
    if batch:
        yield batch


def _weight_of(one: Imported) -> int:
    texts = sum(len(value) for value in one.sighting.changes.values() if isinstance(value, str))
    return texts + 500 * len(one.sighting.events)


class _Run:
    """What stays the same during one import."""

    def __init__(self, core: Core, terms: Terms, now: Instant) -> None:
        self._core = core
        self._terms = terms
        self._now = now
        self._customers: dict[tuple[str | None, str], CustomerRecord | None] = {}

    def folded(self, batch: Sequence[Imported]) -> list[PastTicket]:
        """Those that are new, folded outside of any transaction: that takes most of the time."""
        core, source = self._core, self._terms.source
        with core.store.read() as work:
            known = work.history.known(source, [one.sighting.external_id for one in batch])
            fresh = [one for one in batch if one.sighting.external_id not in known]
            facts = [one.sighting.facts(source) for one in fresh]
            customers = [self._customer(work, each) for each in facts]
        return [
            self._fold(one, each, customer)
            for one, each, customer in zip(fresh, facts, customers, strict=True)
        ]

    def write(
        self, work: UnitOfWork, batch: Sequence[Imported], new: Sequence[PastTicket]
    ) -> tuple[dict[str, int], list[Skipped]]:
        """Write one chunk; how many of what, and tickets that must be left alone."""
        for contract in self._contracts(new):
            keep_version(self._core, work, contract, self._now)
        added = work.history.add(new, self._now)
        written = [one for one in new if one.ticket.id in added]
        here = {one.ticket.external_id for one in written}
        passed: list[Skipped] = []
        known = extended = 0
        for one in batch:
            if one.sighting.external_id in here:
                continue
            known += 1
            outcome = self._again(work, one)
            if outcome is None:
                number = one.sighting.external_id
                reason = f"ticket {number}: is here as a ticket that is not imported; left alone"
                passed.append(Skipped(one.row, reason))
            else:
                extended += outcome
        counts = {
            "tickets": len(written),
            "events": sum(len(one.events) for one in written),
            "clocks": sum(len(one.clocks) for one in written),
            "breached": sum(clock.breached for one in written for clock in one.clocks),
            "unassigned": sum(one.ticket.needs == "vendor" for one in written),
            "known": known,
            "extended": extended,
        }
        return counts, passed

    def _again(self, work: UnitOfWork, one: Imported) -> bool | None:
        """Whether a known ticket got something new; None for one that is not imported."""
        found = work.tickets.find_locked(self._terms.source, one.sighting.external_id)
        if found is None or found.mode is not Mode.IMPORTED:
            return None
        changed = with_facts(found, one.sighting)
        news = work.events.append(found.id, with_texts(one.sighting.events, one.sighting))
        if not news and changed is found:
            return False
        project(self._core, work, changed, self._now)
        return True

    def _fold(
        self, one: Imported, facts: TicketFacts, customer: CustomerRecord | None
    ) -> PastTicket:
        core, now = self._core, self._now
        sighting = one.sighting
        opened = [e.at for e in sighting.events if e.kind is Kind.OPENED]
        opened_at = min(opened, default=sighting.facts_at)
        ticket = TicketRecord(
            id=core.ids("T"),
            source=self._terms.source,
            external_id=sighting.external_id,
            facts=facts,
            facts_at=dict.fromkeys(sighting.changes, sighting.facts_at),
            opened_at=opened_at,
            mode=Mode.IMPORTED,
            customer_id=None if customer is None else customer.id,
            needs="",
        )
        ticket, routed = self._routed(ticket, one, customer)
        events = with_texts(sighting.events, sighting)
        if not opened:
            events.insert(0, NewEvent(self._event(Kind.OPENED, ticket, "first-seen")))
        if routed is not None:
            events.append(NewEvent(routed))
        clocks, folded = fold_ticket(
            core, ticket, customer_in(customer, facts), [e.event for e in events], now
        )
        escalations = core.escalations()
        rows = tuple(row_of(ticket.id, clock, folded, escalations) for clock in clocks)
        return PastTicket(folded, tuple(events), rows)

    def _routed(
        self, ticket: TicketRecord, one: Imported, customer: CustomerRecord | None
    ) -> tuple[TicketRecord, Event | None]:
        """The ticket and the event that puts it under its contract, from its opening on."""
        contract, reason = self._terms.contract, "the import names the vendor"
        if contract is None:
            who = None if customer is None else customer.customer
            decided = self._core.routing().decide(ticket.facts, who, utc_day(ticket.opened_at))
            if isinstance(decided, Undecided):
                return replace(ticket, needs="vendor", vendor_reason=decided.reason), None
            contract, reason = decided.contract, decided.reason
        if self._terms.by_priority:
            tier = one.tier
            why = "the import's mapping of priorities" + ("" if tier else " has none for it")
        else:
            decision = self._core.classify(contract, ticket.facts)
            ticket = with_decision(ticket, decision)
            tier, why = decision.tier, decision.reason
        data = {
            "vendor": contract.vendor,
            "contract": contract.id,
            "version": contract.version,
            "tier": tier,
            "tier_reason": why,
            "reason": reason,
        }
        return ticket, self._event(Kind.ROUTED, ticket, "routed", data)

    def _event(
        self, kind: Kind, ticket: TicketRecord, fact: str, data: dict[str, str | None] | None = None
    ) -> Event:
        # Before whatever else happened at the opening: a priority that changed then changed after.
        return Event(
            kind,
            ticket.opened_at,
            key=f"{ticket.source}:{ticket.external_id}:{fact}",
            received_at=self._now,
            sequence=-1,
            origin=f"source:{ticket.source}",
            data=data or {},
        )

    def _contracts(self, new: Sequence[PastTicket]) -> list[Contract]:
        named = {
            (t.vendor, t.contract, t.version) for one in new if (t := one.ticket).vendor is not None
        }
        found = [self._core.book.find(v, c, version) for v, c, version in named if v is not None]
        return [contract for contract in found if contract is not None]

    def _customer(self, work: UnitOfWork, facts: TicketFacts) -> CustomerRecord | None:
        """The kept customer; none is made of what an old file names."""
        who = (facts.organisation, (facts.requester or "").rpartition("@")[2])
        if who not in self._customers:
            self._customers[who] = find_customer(work, facts)
        return self._customers[who]


def _note(mark: str) -> str:
    return f"import:{mark}"


def _text(report: Report) -> str:
    return json.dumps(asdict(report), ensure_ascii=False)
