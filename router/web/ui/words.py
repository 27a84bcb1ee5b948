"""Names and sentences for people, from the values of the core."""

from __future__ import annotations

from collections.abc import Collection

from router.domain.clocks.clock import ClockState
from router.domain.contracts.contract import (
    BusinessDays,
    ByCountry,
    Contract,
    Duty,
    Length,
    Limit,
    Months,
    Party,
    Target,
)
from router.domain.contracts.names import deed_words, plain, vendor_words
from router.domain.time.instants import DAY, HOUR, MINUTE, SECOND
from router.usecases.records import ClockRow

#: Kinds of events, as a person would say them.
EVENTS = {
    "opened": "opened",
    "routed": "routed to a vendor",
    "tier_changed": "tier changed",
    "tier_corrected": "tier corrected: it holds from opening",
    "vendor_changed": "vendor changed",
    "contract_moved": "moved to another contract version",
    "handover_requested": "hand-over to the vendor asked for",
    "handed_over": "handed over to the vendor",
    "resumed": "clocks resumed",
    "vendor_replied": "vendor replied",
    "vendor_contacted": "vendor was spoken to",
    "vendor_acknowledged": "vendor acknowledged it",
    "action_plan_given": "vendor gave an action plan",
    "workaround_given": "vendor gave a workaround",
    "agent_replied": "we replied",
    "customer_replied": "customer replied",
    "noted": "internal note",
    "paused": "clocks paused",
    "resolved": "resolved",
    "closed": "closed",
    "reopened": "reopened",
    "merged": "merged into another ticket",
    "marked_as_spam": "marked as spam",
    "deleted": "deleted",
    "undeleted": "taken back from spam or deletion",
    "duty_started": "duty started",
    "duty_done": "duty done",
    "breach_withdrawn": "breach withdrawn",
}

STATES = {
    "new": "new",
    "open": "open",
    "waiting_for_vendor": "waiting for vendor",
    "waiting_for_customer": "waiting for customer",
    "resolved": "resolved",
    "closed": "closed",
    "cancelled": "cancelled",
}

#: What became of a delivery.
DELIVERIES = {
    "pending": "waiting",
    "claimed": "being sent",
    "sent": "sent",
    "withdrawn": "withdrawn",
    "dead": "given up",
}

#: Which breaches a list is about.
MISSED = {
    "ever": "ever breached",
    "running": "late now",
    "answered_late": "answered late",
    "untold": "nobody was told",
}

#: What became of telling somebody of a breach.
TOLD = {
    "told": "told",
    "waiting": "not told yet: waiting to be sent",
    "held": "not told: all sending is on hold",
    "given_up": "not told: sending was given up",
    "withdrawn": "not told: withdrawn before it was sent",
    "no_receiver": "nobody was told: no receiver is set up",
    "no_step": "nobody was told: no step of an escalation was due",
    "not_live": "nobody was told: this ticket tells nobody",
}

ORIGIN_KINDS = {
    "user": "by",
    "token": "by program",
    "vendor": "by vendor",
    "source": "from",
}


def who_must(clock: ClockRow, contract: Contract | None = None) -> str:
    """Who has to do what for the clock: `Zuper must answer`."""
    act = deed_words(clock.obligation, contract)
    vendor = vendor_words(clock.vendor, contract)
    who = {Party.VENDOR: vendor, Party.US: "We", Party.CUSTOMER: "Customer"}
    return f"{who[clock.owed_by]} must {act}"


def pause_words(kind: str, reason: str, pausing: Collection[str]) -> str:
    """What a pause or its end does under a contract whose promises pause for `pausing`."""
    if kind == "resumed":
        return EVENTS[kind] if pausing else "the wait ended; this contract had kept counting"
    if reason in pausing:
        return EVENTS[kind]
    waits = "the helpdesk waits for the customer"
    said = (
        waits if reason == "waiting_for_customer" else f"on hold in the helpdesk: {plain(reason)}"
    )
    return f"{said}; this contract keeps counting"


def how_it_stands(clock: ClockRow) -> str:
    """The clock's state in a word or two."""
    if clock.state is ClockState.STOPPED:
        return "met late" if clock.breached else "met in time"
    if clock.state is ClockState.CANCELLED:
        return "cancelled, had breached" if clock.breached else "cancelled"
    if clock.state is ClockState.PAUSED:
        return "paused, had breached" if clock.breached else "paused"
    return "breached, still running" if clock.breached else "running"


def length_words(seconds: int) -> str:
    """A promised length: `30 minutes`, `24 hours`, `2 days`, `90 minutes`.

    One day is 24 hours here: a reader takes "a day" for the calendar's.
    """
    for unit, name, least in ((DAY, "day", 2), (HOUR, "hour", 1), (MINUTE, "minute", 1)):
        count, rest = divmod(seconds * SECOND, unit)
        if count >= least and not rest:
            return f"{count} {name}" + ("" if count == 1 else "s")
    return f"{seconds} second" + ("" if seconds == 1 else "s")


def limit_words(limit: Limit, *, less_than: bool = False) -> str:
    """A promised limit: `within 30 minutes`, `less than 2 hours`, `by 17:00 of the next business
    day`."""
    if isinstance(limit, Length):
        hours, rest = divmod(limit.seconds, 3_600)
        told = f"{hours} hours" if limit.in_hours and hours > 1 and not rest else None
        return f"{'less than' if less_than else 'within'} {told or length_words(limit.seconds)}"
    if isinstance(limit, Months):
        return f"within {limit.count} month" + ("" if limit.count == 1 else "s")
    assert isinstance(limit, BusinessDays)
    hour, minute = divmod(limit.by_second // 60, 60)
    nth = "the next business day" if limit.count == 1 else f"business day {limit.count} after"
    return f"by {hour:02d}:{minute:02d} of {nth}"


def calendar_words(contract: Contract, name: str, country: str | None = None) -> str:
    """Which hours count: the calendar's name and its zone."""
    found = contract.calendars.get(name)
    words = {"support": "support hours", "business": "business hours", "24x5": "24 h, 5 days"}
    if isinstance(found, ByCountry):
        shown = words.get(name, plain(name))
        chosen = found.countries.get((country or "").upper(), found.otherwise)
        return f"{shown} ({plain(chosen)})" if country else f"{shown} by country"
    return words.get(name, plain(name))


def target_words(contract: Contract, target: Target) -> str:
    """A tier's limit: `within 2 hours`, `every 30 minutes` for what begins again and again."""
    words = limit_words(target.limit, less_than=target.less_than)
    goes_round = contract.obligation(target.obligation).goes_round
    return words.replace("within", "every", 1) if goes_round else words


def promise_words(contract: Contract, promise: Target | Duty, country: str | None = None) -> str:
    """A promise in one line: `within 6 hours, on support hours`, `every 30 minutes`."""
    words = limit_words(promise.limit, less_than=promise.less_than)
    if isinstance(promise, Target):
        words = target_words(contract, promise)
    if isinstance(promise, Duty) and promise.backward:
        words = words.replace("within", "at least") + (
            " before the date" if promise.from_date else " before"
        )
    calendar = calendar_words(contract, promise.calendar, country)
    effort = f", with {promise.effort.level} efforts" if promise.effort else ""
    return (words if calendar == "always" else f"{words}, on {calendar}") + effort
