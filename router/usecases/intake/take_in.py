"""A verified delivery of a helpdesk comes in: kept, known again, and put into its tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from router.domain.clocks.fold import ticket_state
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.sightings import Sighting
from router.domain.tickets.ticket import TicketFacts
from router.domain.time.instants import Instant
from router.usecases.ports import Conflict, Core, UnitOfWork, Work
from router.usecases.records import Arrival, Mode, NewEvent, Receipt, Text, TicketRecord
from router.usecases.routing.route import find_customer
from router.usecases.tickets.project import project

_NAMED = "ticket:"  # in a thread: a ticket of ours that the mail names


@dataclass(frozen=True, slots=True)
class Taken:
    """`repeat`: it was taken before, and nothing changed. `ticket_ids`: the tickets it touched."""

    repeat: bool
    ticket_ids: tuple[str, ...] = ()


def take_in(core: Core, arrival: Arrival) -> Taken:
    """Write a delivery and everything that follows from it, in one transaction.

    Raises Unavailable where it cannot be written; then nothing of it was. Routing and classifying
    come later, in a worker, which is called once the transaction is on disk.
    """
    with core.store.write() as work:
        receipt = Receipt(
            id=core.ids("R"),
            source=arrival.source,
            delivery_id=arrival.delivery_id,
            received_at=arrival.received_at,
            body=arrival.body,
            flags=tuple(sorted({*arrival.flags, *_flags(arrival.sightings)})),
            unknown=tuple(s.unknown for s in arrival.sightings if s.unknown),
        )
        if not work.receipts.add(receipt):
            return Taken(repeat=True)
        mode = arrival.mode or _mode(core, work, arrival.source)
        for sighting in arrival.sightings:
            for delivery_id, why in sighting.bounced:
                work.deliveries.came_back(delivery_id, why)
        taken = [
            take(core, work, arrival, sighting, mode)
            # Always in the same order: two deliveries about the same tickets must not each
            # hold what the other waits for (a deadlock).
            for sighting in sorted(_placed(work, arrival), key=lambda s: s.external_id)
            if sighting.external_id
        ]
        work.commit()
    unrouted = [ticket.id for ticket in taken if ticket.needs == "routing"]
    if unrouted:
        core.doorbell.ring(Work.ROUTE, list(dict.fromkeys(unrouted)))
    if any(ticket.needs != "routing" for ticket in taken):
        core.doorbell.ring(Work.DELIVER)  # late news may have taken a breach back
    return Taken(False, tuple(dict.fromkeys(ticket.id for ticket in taken)))


def take(
    core: Core, work: UnitOfWork, arrival: Arrival, sighting: Sighting, mode: Mode
) -> TicketRecord:
    """Put what was seen into its ticket, within the caller's transaction; `mode` if it is new."""
    mail_ids = [m for m in sighting.thread if not m.startswith(_NAMED)]
    work.threads.remember(arrival.source, mail_ids, sighting.external_id)
    known = work.tickets.find_locked(arrival.source, sighting.external_id)
    if known is None:
        opened = _open(core, work, arrival, sighting, mode)
        if opened is not None:
            return opened
        # Another delivery about it was quicker.
        known = work.tickets.find_locked(arrival.source, sighting.external_id)
        if known is None:
            raise Conflict(f"ticket {sighting.external_id!r} came and went; send it again")
    changed = with_facts(known, sighting)
    news = work.events.append(known.id, _events(work, arrival, known, sighting))
    if changed is known and not news:
        return known
    if changed.vendor is None and changed is not known and changed.needs == "vendor":
        changed = replace(changed, needs="routing")  # what it says now may tell whose it is
    if changed.vendor is not None and changed is not known and changed.customer_id is None:
        found = find_customer(work, changed.facts)  # its organisation may be named late
        changed = replace(changed, customer_id=None if found is None else found.id)
    return project(core, work, changed, arrival.received_at)


def _placed(work: UnitOfWork, arrival: Arrival) -> list[Sighting]:
    """Each under the ticket that it belongs to; what answers something that we do not know is
    taken for what it says by itself."""
    found = []
    for sighting in arrival.sightings:
        placed = _at_home(work, arrival.source, sighting)
        if placed.otherwise is not None and not (
            placed.external_id
            and work.tickets.find_locked(arrival.source, placed.external_id) is not None
        ):
            placed = placed.otherwise
        found.append(placed)
    return found


def _at_home(work: UnitOfWork, source: str, sighting: Sighting) -> Sighting:
    """A mail belongs to the ticket that its thread is known by, or that it names itself."""
    mail_ids = [m for m in sighting.thread if not m.startswith(_NAMED)]
    home = work.threads.find(source, mail_ids)
    if home is None:
        named = [m.removeprefix(_NAMED) for m in sighting.thread if m.startswith(_NAMED)]
        tickets = work.tickets.find_many(named) if named else ()
        home = next((t.external_id for t in tickets if t.source == source), None)
    return sighting if home is None else replace(sighting, external_id=home)


def _open(
    core: Core, work: UnitOfWork, arrival: Arrival, sighting: Sighting, mode: Mode
) -> TicketRecord | None:
    """A ticket that was never seen, written whole: it has no vendor and so no clock to fold.

    Its opening is the earliest instant that is known of it. None where another delivery has just
    opened it.
    """
    now = arrival.received_at
    given = [e.at for e in sighting.events if e.kind is Kind.OPENED]
    bare = TicketRecord(
        id=core.ids("T"),
        source=arrival.source,
        external_id=sighting.external_id,
        facts=TicketFacts(arrival.source, sighting.external_id, subject="", body=""),
        opened_at=min(given) if given else _first_seen(sighting, now),
        mode=mode,
    )
    first = [] if given else [_first_sight(bare, bare.opened_at, now)]
    events = [*sighting.events, *first]
    ticket = replace(with_facts(bare, sighting), state=ticket_state(events, now))
    try:
        work.tickets.add(ticket)
    except Conflict:
        return None
    work.events.append(ticket.id, with_texts(events, sighting))
    return ticket


def _events(
    work: UnitOfWork, arrival: Arrival, ticket: TicketRecord, sighting: Sighting
) -> list[NewEvent]:
    """What the sighting brings to a known ticket, without the echoes of what we wrote there."""
    events = list(sighting.events)
    seen_at = _first_seen(sighting, arrival.received_at)
    if seen_at < ticket.opened_at and not any(e.kind is Kind.OPENED for e in events):
        events.append(_first_sight(ticket, seen_at, arrival.received_at))
    ours = work.echoes.known(arrival.source, [*sighting.echoes, *(e.key for e in events)])
    return with_texts([e for e in events if e.key not in ours], sighting)


def with_texts(events: Sequence[Event], sighting: Sighting) -> list[NewEvent]:
    """Events with the words that the sighting has for them."""
    texts = {c.key: Text(c.body, c.author, c.public) for c in sighting.comments}
    return [NewEvent(event, texts.get(event.key)) for event in events]


def _first_seen(sighting: Sighting, received_at: Instant) -> Instant:
    return min([sighting.facts_at, *(event.at for event in sighting.events), received_at])


def _first_sight(ticket: TicketRecord, at: Instant, received_at: Instant) -> Event:
    """A ticket needs an opening to have clocks. Until its source's own arrives, the first time it
    was seen stands in: of several openings the earliest counts, in whatever order they came."""
    key = f"{ticket.source}:{ticket.external_id}:first-seen:{at}"
    return Event(Kind.OPENED, at, key, received_at, origin=f"source:{ticket.source}")


def with_facts(ticket: TicketRecord, sighting: Sighting) -> TicketRecord:
    """Each field as its latest payload has it, whatever order they came in."""
    known = dict(ticket.facts_at)
    fresh: dict[str, Any] = {}
    for name, value in sighting.changes.items():
        at = known.get(name)
        if at is None or (sighting.facts_at, repr(value)) > (at, repr(getattr(ticket.facts, name))):
            fresh[name] = value
            known[name] = sighting.facts_at
    if not fresh:
        return ticket
    facts = replace(sighting, changes=fresh).facts(ticket.source, ticket.facts)
    return replace(ticket, facts=facts, facts_at=known)


def _mode(core: Core, work: UnitOfWork, source: str) -> Mode:
    found = work.sources.find(source)
    return core.default_mode if found is None else found.mode


def _flags(sightings: Sequence[Sighting]) -> set[str]:
    return {flag for sighting in sightings for flag in sighting.flags}
