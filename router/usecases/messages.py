"""What a notice or a hand-over says, in words and as data; made at the moment of sending."""

from __future__ import annotations

from collections.abc import Iterable

from router.domain.contracts import Party
from router.domain.escalations import NoticeKind
from router.domain.instants import SECOND, Instant, format_instant, in_seconds
from router.domain.story import HAND_OVER
from router.usecases.clock_json import clock_facts
from router.usecases.ports import Message
from router.usecases.records import (
    ClockRow,
    DeliveryRecord,
    NoticeRecord,
    StoredEvent,
    TicketRecord,
)
from router.usecases.write_back import fields_of


def notice_message(
    delivery: DeliveryRecord,
    notice: NoticeRecord,
    ticket: TicketRecord,
    clock: ClockRow | None,
    now: Instant,
    url: str,
) -> Message:
    """The message of a notice to one receiver; `clock` is None where a correction removed it, and
    then only a withdrawal is left to be told."""
    if clock is None:
        return _of_a_gone_clock(delivery, notice, ticket, url)
    what = f"{clock.obligation} on {ticket.external_id}"
    customer = ticket.facts.organisation or "the customer"
    owner = {"vendor": clock.vendor, "us": "we", "customer": customer}[clock.owed_by.value]
    deadline = _deadline(notice, clock)
    due = format_instant(deadline // SECOND * SECOND)
    late_ns = max(_ended(clock, now) - deadline, 0)
    if clock.owed_by is Party.CUSTOMER and notice.kind is not NoticeKind.BREACH_WITHDRAWN:
        subject, lines = _reminder(notice, clock, customer, due, now)
    elif notice.kind is NoticeKind.WARNING:
        subject = f"Due soon: {what} ({clock.vendor})"
        lines = [f"{_upper(owner)} must {_deed(clock)} by {due}: in {_words(deadline - now)}."]
    elif notice.kind is NoticeKind.BREACH:
        subject = f"Breached: {what} ({clock.vendor})"
        stood = "is" if clock.stopped_at is None else "was done, but"
        lines = [f"The deadline of {due} passed; it {stood} {_words(late_ns)} late."]
    else:
        subject = f"Withdrawn: breach of {what} ({clock.vendor})"
        lines = [_taken_back(notice)]
    lines += [
        "",
        f"Ticket: {ticket.external_id} ({ticket.source}): {ticket.facts.subject}",
        f"Vendor: {clock.vendor}, contract {clock.contract}, tier {clock.tier or 'none'}",
        f"Obligation: {clock.obligation}, round {clock.round}, owed by {clock.owed_by.value}",
        f"Promise: {clock.source}",
    ]
    data: dict[str, object] = {
        "notice": notice.id,
        "kind": notice.kind.value,
        "step": notice.step,
        "due_at": format_instant(deadline),
        "late_by_seconds": in_seconds(late_ns) if notice.kind is NoticeKind.BREACH else 0,
        "ticket": ticket_data(ticket),
        "clock": clock_facts(clock),
    }
    return Message(
        id=delivery.id,
        kind=notice.kind.value,
        to=delivery.recipient,
        subject=subject,
        text="\n".join(lines),
        at=delivery.created_at,
        data=data,
        url=url,
    )


def _deadline(notice: NoticeRecord, clock: ClockRow) -> Instant:
    """The deadline that the notice is about. A clock that was late from its start (a duty that came
    up too late, a tier raised too late) breaches later than its deadline, and its notice is known
    by that instant."""
    if clock.due_at is not None and notice.due_at == clock.breached_at:
        return clock.due_at
    return notice.due_at


def _reminder(
    notice: NoticeRecord, clock: ClockRow, customer: str, due: str, now: Instant
) -> tuple[str, list[str]]:
    """What the customer owes is no breach of a vendor's: we are reminded to remind them."""
    subject = f"Reminder: {customer}, {_plain(clock.obligation)} ({clock.vendor})"
    if notice.kind is NoticeKind.WARNING:
        line = f"{_upper(customer)} must {_deed(clock)} by {due}: in {_words(notice.due_at - now)}."
    else:
        line = f"{_upper(customer)} had to {_deed(clock)} by {due}, and nobody has said it is done."
    return subject, [line, "Remind them, and mark the duty as done when it is."]


def _deed(clock: ClockRow) -> str:
    deeds = {"response": "answer", "update": "send an update", "resolution": "resolve it"}
    if clock.obligation == HAND_OVER:
        return "hand it over"
    return deeds.get(clock.obligation, f"see to the {_plain(clock.obligation)}")


def _plain(identifier: str) -> str:
    return identifier.replace("-", " ")


def _of_a_gone_clock(
    delivery: DeliveryRecord, notice: NoticeRecord, ticket: TicketRecord, url: str
) -> Message:
    about = f"Ticket: {ticket.external_id} ({ticket.source}): {ticket.facts.subject}"
    return Message(
        id=delivery.id,
        kind=notice.kind.value,
        to=delivery.recipient,
        subject=f"Withdrawn: breach of {notice.clock_id} on {ticket.external_id}",
        text=f"{_taken_back(notice)}\n\n{about}",
        at=delivery.created_at,
        data={
            "notice": notice.id,
            "kind": notice.kind.value,
            "step": notice.step,
            "due_at": format_instant(notice.due_at),
            "ticket": ticket_data(ticket),
            "clock": {"id": notice.clock_id, "round": notice.round},
        },
        url=url,
    )


def _taken_back(notice: NoticeRecord) -> str:
    due = format_instant(notice.due_at // SECOND * SECOND)
    return (
        f"The breach of the deadline of {due} that you were told of is withdrawn: "
        "later news shows that it was kept, or that it did not apply."
    )


def hand_over_message(
    delivery: DeliveryRecord,
    ticket: TicketRecord,
    clocks: Iterable[ClockRow],
    events: Iterable[StoredEvent],
    url: str,
) -> Message:
    """The ticket as it is pushed to a vendor, with its public words only."""
    comments = [
        {
            "at": format_instant(stored.event.at),
            "kind": stored.event.kind.value,
            "author": stored.text.author,
            "body": stored.text.body,
        }
        for stored in events
        if stored.text is not None and stored.text.public
    ]
    facts = ticket.facts
    data: dict[str, object] = {
        "ticket": {
            **ticket_data(ticket),
            "body": facts.body,
            "requester": facts.requester,
            "language": facts.language,
            "comments": comments,
            "clocks": [clock_facts(clock) for clock in clocks],
        }
    }
    return Message(
        id=delivery.id,
        kind="hand_over",
        to=delivery.recipient,
        subject=f"{ticket.external_id}: {facts.subject}",
        text=facts.body,
        at=delivery.created_at,
        data=data,
        url=url,
    )


def write_back_message(delivery: DeliveryRecord, ticket: TicketRecord, url: str) -> Message:
    """A note and fields for the helpdesk that the ticket came from."""
    note = str(delivery.payload.get("note", ""))
    return Message(
        id=delivery.id,
        kind="write_back",
        to=delivery.recipient,
        subject=str(delivery.payload.get("about", "")),
        text=note,
        at=delivery.created_at,
        data={
            "external_id": ticket.external_id,
            "note": note,
            "fields": fields_of(ticket),
        },
        url=url,
    )


def ticket_data(ticket: TicketRecord) -> dict[str, object]:
    """A ticket for programs outside: what it is and whose, no words of the thread."""
    return {
        "id": ticket.id,
        "source": ticket.source,
        "external_id": ticket.external_id,
        "subject": ticket.facts.subject,
        "vendor": ticket.vendor,
        "contract": ticket.contract,
        "tier": ticket.tier,
        "tier_reason": ticket.tier_reason,
        "customer": ticket.facts.organisation,
        "state": ticket.state.value,
    }


def _ended(clock: ClockRow, now: Instant) -> Instant:
    return now if clock.stopped_at is None else clock.stopped_at


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _words(length_ns: int) -> str:
    """A length for people: its two largest units."""
    seconds = max(length_ns, 0) // SECOND
    parts = []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "less than 1 s"
