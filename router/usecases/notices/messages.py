"""What a notice or a hand-over says, in words and as data; made at the moment of sending."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from router.domain.contracts.contract import Contract, Party
from router.domain.contracts.limit_words import promise_in_words
from router.domain.contracts.names import deed_words, first_up, plain, vendor_words
from router.domain.escalation.steps import NoticeKind
from router.domain.text.shown_text import isolated, one_line
from router.domain.time.instants import SECOND, Instant, format_instant, in_seconds, to_datetime
from router.usecases.notices.write_back import fields_of
from router.usecases.ports import Message
from router.usecases.present.clock_json import clock_facts
from router.usecases.records import (
    ClockRow,
    DeliveryRecord,
    NoticeRecord,
    StoredEvent,
    TicketRecord,
)
from router.usecases.tickets.addressed import words_for
from router.usecases.tickets.read_tickets import clocks_of_vendor
from router.usecases.tickets.thread import thread_of

#: Characters of a ticket's own words in a message; the API has the rest.
LONGEST_BODY = 100_000
#: Characters of a subject or a name within a message.
LONGEST_SUBJECT = 500


def notice_message(
    delivery: DeliveryRecord,
    notice: NoticeRecord,
    ticket: TicketRecord,
    clock: ClockRow | None,
    contract: Contract | None,
    now: Instant,
    url: str,
    organisation: str | None = None,
) -> Message:
    """The message of a notice to one receiver; `clock` is None where a correction removed it, and
    then only a withdrawal is left to be told. `contract`: the clock's, for its names.
    `organisation`: who asked."""
    if clock is None:
        return _of_a_gone_clock(delivery, notice, ticket, url, organisation)
    vendor = vendor_words(clock.vendor, contract)
    what = f"{plain(clock.obligation)}{_on(ticket)} ({vendor}): {_subject(ticket)}"
    customer = isolated(organisation or "the customer")
    promise = contract.find_promise(clock.tier, clock.obligation) if contract else None
    is_effort = promise is not None and promise.effort is not None
    owner = {"vendor": vendor, "us": "we", "customer": customer}[clock.owed_by.value]
    deadline = deadline_of(notice, clock)
    due = _moment(deadline)
    deed = deed_words(clock.obligation, contract)
    late_ns = max(_ended(clock, now) - deadline, 0)
    if clock.owed_by is Party.CUSTOMER and notice.kind is not NoticeKind.BREACH_WITHDRAWN:
        owed = f"{plain(clock.obligation)} ({vendor})"
        subject, lines = _reminder(notice, owed, customer, deed, due, now)
    elif notice.kind is NoticeKind.WARNING:
        subject = f"Due soon: {what}"
        must = "should" if is_effort else "must"
        left = _words(deadline - now)
        lines = [f"{first_up(owner)} {must} {deed} by {due}: in {left}."]
    elif notice.kind is NoticeKind.BREACH:
        subject = f"Breached: {what}"
        stood = "is" if clock.stopped_at is None else "was done, but"
        had_to = "was to" if is_effort else "had to"
        late = f"it {stood} {_words(late_ns)} late."
        lines = [f"{first_up(owner)} {had_to} {deed} by {due}: {late}"]
        lines += _exclusions(clock, contract)
    else:
        subject = f"Withdrawn: breach of {what}"
        lines = [_taken_back(notice)]
    lines += ["", *_about(ticket, organisation, clock, contract, vendor)]
    data: dict[str, object] = {
        "notice": notice.id,
        "kind": notice.kind.value,
        "step": notice.step,
        "due_at": format_instant(deadline),
        "late_by_seconds": in_seconds(late_ns) if notice.kind is NoticeKind.BREACH else 0,
        "ticket": ticket_data(ticket, organisation),
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


def _exclusions(clock: ClockRow, contract: Contract | None) -> list[str]:
    """When the contract calls this no breach, with the lines that say so: the reader judges."""
    found = contract.excluded_when(clock.obligation) if contract is not None else ()
    if not found:
        return []
    lines = ["", "The contract does not call it a breach where it is due to one of these:"]
    for each in found:
        source = each.get("source")
        ref = f" ({source['ref']})" if isinstance(source, Mapping) else ""
        lines.append(f"- {each['what']}{ref}")
    return lines


def deadline_of(notice: NoticeRecord, clock: ClockRow) -> Instant:
    """The deadline that the notice is about. A clock that was late from its start (a duty that came
    up too late, a tier raised too late) breaches later than its deadline, and its notice is known
    by that instant."""
    if clock.due_at is not None and notice.due_at == clock.breached_at:
        return clock.due_at
    return notice.due_at


def _reminder(
    notice: NoticeRecord, what: str, customer: str, deed: str, due: str, now: Instant
) -> tuple[str, list[str]]:
    """What the customer owes is no breach of a vendor's: we are reminded to remind them."""
    subject = f"Reminder: {customer}, {what}"
    if notice.kind is NoticeKind.WARNING:
        line = f"{first_up(customer)} must {deed} by {due}: in {_words(notice.due_at - now)}."
    else:
        line = f"{first_up(customer)} had to {deed} by {due}, and nobody has said it is done."
    return subject, [line, "Remind them, and mark the duty as done when it is."]


def _about(
    ticket: TicketRecord,
    organisation: str | None,
    clock: ClockRow,
    contract: Contract | None,
    vendor: str,
) -> list[str]:
    """What somebody who has only the mail needs to know of the ticket."""
    lines = [_ticket_line(ticket)]
    if organisation:
        lines.append(f"Customer: {isolated(organisation)}")
    named = contract.name if contract is not None else ""
    lines.append(f"Contract: {named or f'{vendor}, {plain(clock.contract)}'}")
    tier = contract.find_tier(clock.tier) if contract else None
    if clock.tier is not None:
        lines.append(f"Tier: {tier.name if tier is not None and tier.name else plain(clock.tier)}")
    promise = contract.find_promise(clock.tier, clock.obligation) if contract else None
    own = contract.obligations if contract else {}
    limit = f" {promise_in_words(promise, own)}" if promise is not None else ""
    nth = f", round {clock.round}" if clock.round > 1 else ""
    owed = {"vendor": "the vendor", "us": "us", "customer": "the customer"}[clock.owed_by.value]
    promised = f"{plain(clock.obligation)}{limit}{nth}, owed by {owed}"
    return [*lines, f"Promise: {promised}; {clock.source}"]


def _ticket_line(ticket: TicketRecord) -> str:
    if ticket.stands_alone:  # no helpdesk numbers it
        return f"Duty: {_subject(ticket)}"
    return f"Ticket: {_number(ticket)}: {_subject(ticket)}"


def _subject(ticket: TicketRecord) -> str:
    return isolated(one_line(shortened(ticket.facts.subject, LONGEST_SUBJECT)))


def _number(ticket: TicketRecord) -> str:
    return f"{isolated(one_line(ticket.external_id))} in {ticket.source}"


def _on(ticket: TicketRecord) -> str:
    return "" if ticket.stands_alone else f" on {_number(ticket)}"


def _moment(at: Instant) -> str:
    """An instant for people, in UTC: who reads a mail may be anywhere."""
    return f"{to_datetime(at):%a %-d %b %Y, %H:%M:%S} UTC"


def _of_a_gone_clock(
    delivery: DeliveryRecord,
    notice: NoticeRecord,
    ticket: TicketRecord,
    url: str,
    organisation: str | None,
) -> Message:
    return Message(
        id=delivery.id,
        kind=notice.kind.value,
        to=delivery.recipient,
        subject=f"Withdrawn: breach of {plain(_obligation(notice))}{_on(ticket)}",
        text=f"{_taken_back(notice)}\n\n{_ticket_line(ticket)}",
        at=delivery.created_at,
        data={
            "notice": notice.id,
            "kind": notice.kind.value,
            "step": notice.step,
            "due_at": format_instant(notice.due_at),
            "ticket": ticket_data(ticket, organisation),
            "clock": {"id": notice.clock_id, "round": notice.round},
        },
        url=url,
    )


def _taken_back(notice: NoticeRecord) -> str:
    return (
        f"The breach of the deadline of {_moment(notice.due_at)} that you were told of is "
        "withdrawn: later news shows that it was kept, or that it did not apply."
    )


def hand_over_message(
    delivery: DeliveryRecord,
    ticket: TicketRecord,
    clocks: Iterable[ClockRow],
    events: Sequence[StoredEvent],
    url: str,
    organisation: str | None = None,
) -> Message:
    """The ticket as it is pushed to a vendor: what the vendor would see of it by the API."""
    said = [s for s in words_for(events, delivery.recipient) if s.text is not None]
    page = thread_of(said)
    comments = [
        {
            "at": format_instant(stored.event.at),
            "kind": stored.event.kind.value,
            "author": stored.text.author,
            "body": shortened(stored.text.body, LONGEST_BODY),
        }
        for stored in page.items
        if stored.text is not None
    ]
    facts = ticket.facts
    data: dict[str, object] = {
        "ticket": {
            **ticket_data(ticket, organisation),
            "body": shortened(facts.body, LONGEST_BODY),
            "requester": facts.requester,
            "language": facts.language,
            "comments": comments,
            "comments_total": page.total,
            "clocks": [clock_facts(c) for c in clocks_of_vendor(clocks, delivery.recipient)],
        }
    }
    return Message(
        id=delivery.id,
        kind="hand_over",
        to=delivery.recipient,
        subject=f"{ticket.external_id}: {shortened(facts.subject, LONGEST_SUBJECT)}",
        text=shortened(facts.body, LONGEST_BODY),
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


def shortened(text: str, most: int) -> str:
    """The text, or its beginning with a mark that says how much of it is not shown."""
    if len(text) <= most:
        return text
    return f"{text[:most]} … [{len(text) - most:,} characters more]"


def ticket_data(ticket: TicketRecord, organisation: str | None) -> dict[str, object]:
    """A ticket for programs outside: what it is and whose, no words of the thread."""
    return {
        "id": ticket.id,
        "source": ticket.source,
        "external_id": ticket.external_id,
        "subject": shortened(ticket.facts.subject, LONGEST_SUBJECT),
        "vendor": ticket.vendor,
        "contract": ticket.contract,
        "tier": ticket.tier,
        "tier_reason": ticket.tier_reason,
        "customer": organisation,
        "state": ticket.state.value,
    }


def _ended(clock: ClockRow, now: Instant) -> Instant:
    return now if clock.stopped_at is None else clock.stopped_at


def _obligation(notice: NoticeRecord) -> str:
    """Which promise a clock was of, from its name: `response-1`."""
    return notice.clock_id.rpartition("-")[0] or notice.clock_id


def _words(length_ns: int) -> str:
    """A length for people: its two largest units."""
    seconds = max(length_ns, 0) // SECOND
    parts = []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "less than 1 s"
