"""Appending one event that happens now and folding again: what most verbs come down to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from router.domain.errors import BadEvent
from router.domain.tickets.events import Event, Kind
from router.domain.time.instants import HOUR, Instant
from router.usecases.ports import Core, Reused, TooMuch, UnitOfWork, Work
from router.usecases.records import NewEvent, Text, TicketRecord
from router.usecases.tickets.project import project

#: The longest text that a person or a vendor may send, in characters.
LONGEST_TEXT = 65_536
#: What one vendor may write on one ticket: texts in an hour, and texts and characters in all.
TEXTS_AN_HOUR = 100
MOST_TEXTS = 5_000
MOST_CHARACTERS = 2_000_000


def record(
    core: Core,
    ticket_id: str,
    kind: Kind,
    *,
    who: str,
    data: Mapping[str, str | None] | None = None,
    text: Text | None = None,
    at: Instant | None = None,
    check: Callable[[TicketRecord], None] | None = None,
    key: str | None = None,
    reply: Text | None = None,
) -> TicketRecord:
    """Append an event to a ticket and fold; returns the ticket as it is then.

    `at` None is now. `reply`: words of the vendor that came with it, kept as its public reply of
    the same instant. `check` is given the locked ticket and may refuse by raising. `key` makes a
    repeat known; None is a new fact. Raises UnknownTicket; BadEvent for an instant in the future.
    """
    now = core.now()
    if at is not None and at > now:
        raise BadEvent("what is recorded must have happened; the instant lies in the future")
    event = Event(
        kind, now if at is None else at, key or core.ids("E"), now, origin=who, data=data or {}
    )
    with core.store.write() as work:
        ticket = work.tickets.lock(ticket_id)
        if check is not None:
            check(ticket)
        new = [NewEvent(event, text)]
        if reply is not None:
            spoken = replace(event, kind=Kind.VENDOR_REPLIED, key=f"{event.key}:reply")
            new.insert(0, NewEvent(spoken, reply))
        changed = _append(core, work, ticket, new, now)
        work.commit()
    core.doorbell.ring(Work.DELIVER)
    return changed


def _check_share(work: UnitOfWork, ticket_id: str, new: NewEvent, now: Instant) -> None:
    """Raises TooMuch where a vendor wrote more on one ticket than anybody could read, with what is
    written just now; a repeat is none of that."""
    who = new.event.origin
    if new.text is None or not who.startswith("vendor:"):
        return
    recent, count, characters = work.events.written(ticket_id, who, now - HOUR)
    if count > MOST_TEXTS or characters > MOST_CHARACTERS:
        raise TooMuch(
            f"ticket {ticket_id!r} would hold {count:,} texts of yours with {characters:,} "
            f"characters; at most {MOST_TEXTS:,} with {MOST_CHARACTERS:,} are taken"
        )
    if recent > TEXTS_AN_HOUR:
        raise TooMuch(
            f"{TEXTS_AN_HOUR} texts of yours came for ticket {ticket_id!r} in the last hour; "
            "no more are taken until some of them are older",
            retry_after_seconds=600,
        )


def _append(
    core: Core, work: UnitOfWork, ticket: TicketRecord, new: Sequence[NewEvent], now: Instant
) -> TicketRecord:
    if not work.events.append(ticket.id, new):
        _check_same(work, ticket.id, new)
        return ticket  # the same fact again
    for one in new:
        _check_share(work, ticket.id, one, now)
    return project(core, work, ticket, now)


def _check_same(work: UnitOfWork, ticket_id: str, new: Sequence[NewEvent]) -> None:
    """Raises Reused where a key comes again with other words: what is dropped in silence would be
    taken for said."""
    kept = {stored.event.key: stored for stored in work.events.of(ticket_id)}
    for one in new:
        known = kept.get(one.event.key)
        if known is None or known.text is None or one.text is None:
            continue
        if known.text.body != one.text.body or known.event.kind is not one.event.kind:
            raise Reused(
                "this Idempotency-Key was used for other words; send another key with these"
            )


def said(body: str, author: str, *, public: bool) -> Text:
    """Words as they are kept; raises BadEvent for none at all and for too many."""
    if not body.strip():
        raise BadEvent("body is empty; write what was said")
    if len(body) > LONGEST_TEXT:
        raise BadEvent(f"body has {len(body)} characters; at most {LONGEST_TEXT} are taken")
    clean = body.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return Text(clean.encode("utf-8", "replace").decode(), author, public)
