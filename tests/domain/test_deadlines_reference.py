"""Deadlines with pauses against a reference that knows no tables and walks minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.clocks.clock import Clock
from router.domain.contracts.contract import BusinessDays, Contract, Length, Limit
from router.domain.tickets.events import Event, Kind
from router.domain.time.calendars import Calendar
from router.domain.time.instants import MINUTE, Instant, from_datetime, to_datetime
from router.usecases.questions.business_time import answer
from tests.builders import ASKING, a_contract, a_target, a_tier, an_event, at, fold

PARIS = ZoneInfo("Europe/Paris")
Week = dict[int, list[tuple[int, int]]]
FIRST = at("2026-03-25 00:00")
HOURS: dict[str, Week] = {
    "plain": {day: [(540, 1020)] for day in range(5)},
    "with a lunch break": {day: [(540, 720), (780, 1020)] for day in range(5)},
    "nights": {day: [(1320, 1680)] for day in range(5)},  # until 04:00 of the next day
    "every minute": {day: [(0, 1440)] for day in range(7)},
}
SHORT = date(2026, 3, 30)  # the Monday after the clocks change: open 10:00 to 11:30 alone
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def windows_of(week: Week, day: date) -> list[tuple[int, int]]:
    return [(600, 690)] if day == SHORT else week.get(day.weekday(), [])


def calendar_of(week: Week) -> Calendar:
    weekly = {
        NAMES[day]: [(a * 60, (b if b <= 1440 else b - 1440) * 60) for a, b in hours]
        for day, hours in week.items()
    }
    return Calendar.build("c", "Europe/Paris", weekly, date_hours={SHORT: [(36_000, 41_400)]})


@cache
def open_minutes(name: str) -> frozenset[Instant]:
    """Every open minute of the weeks that the stories lie in."""
    return frozenset(
        minute for n in range(40 * 1440) if _is_open(HOURS[name], minute := FIRST + n * MINUTE)
    )


def _is_open(week: Week, minute: Instant) -> bool:
    local = to_datetime(minute).astimezone(PARIS)
    of_day = local.hour * 60 + local.minute
    today = any(a <= of_day < b for a, b in windows_of(week, local.date()))
    before = windows_of(week, local.date() - timedelta(days=1))
    return today or any(a <= of_day + 1440 < b for a, b in before)


def walk(name: str, since: Instant, minutes: int) -> Instant:
    """Where so many (one or more) open minutes have passed."""
    while minutes:
        minutes -= since in open_minutes(name)
        since += MINUTE
    return since


def unpaused(name: str, start: Instant, limit: Limit) -> Instant:
    if isinstance(limit, Length):
        return walk(name, start, limit.seconds // 60)
    assert isinstance(limit, BusinessDays)
    day, left = to_datetime(start).astimezone(PARIS).date(), limit.count
    while left:
        day += timedelta(days=1)
        left -= bool(windows_of(HOURS[name], day))
    midnight = datetime(day.year, day.month, day.day, tzinfo=PARIS)
    local = midnight + timedelta(seconds=limit.by_second)  # by the clock on the wall
    return from_datetime(local.astimezone(UTC))


Pauses = list[tuple[Instant, Instant | None]]


def reference(
    name: str,
    start: Instant,
    limit: Limit,
    pauses: Pauses,
    now: Instant,
) -> tuple[Instant | None, bool]:
    """The deadline at `now` (None while paused before it) and whether it has passed."""
    due = unpaused(name, start, limit)
    begun: Instant | None = None
    minute = start
    while True:
        inside = [a for a, b in pauses if a <= minute and (b is None or minute < b)]
        begun = (minute if begun is None else begun) if inside else None
        pausing = begun is not None and begun < due
        if minute == now:
            return (None, False) if pausing else (due, now > due)
        if pausing and minute in open_minutes(name):
            due = walk(name, due, 1)
        minute += MINUTE


@st.composite
def paused_clocks(draw: st.DrawFn) -> tuple[str, Instant, Limit, Pauses, Instant]:
    name = draw(st.sampled_from(sorted(HOURS)))
    start = at("2026-03-26 12:00") + draw(st.integers(0, 3 * 1440)) * MINUTE
    limit: Limit
    if draw(st.booleans()):
        by = draw(st.sampled_from([8, 9, 10, 11, 12, 12.5, 16, 17, 18, 22, 24]))
        limit = BusinessDays(draw(st.integers(1, 2)), int(by * 3600))
    else:
        limit = Length(draw(st.integers(1, 12 * 60)) * 60)
    pauses: Pauses = []
    since = start - 30 * MINUTE
    for _ in range(draw(st.integers(0, 4))):
        since += draw(st.sampled_from([0, 30, 90, 400, 900])) * MINUTE
        to = since + draw(st.sampled_from([1, 30, 60, 240, 960])) * MINUTE
        pauses.append((since, to))
        since = to
    due = unpaused(name, start, limit)
    if pauses and draw(st.booleans()):  # one that begins where the deadline is
        pauses[-1] = (max(due, since), None)
    return name, start, limit, pauses, start + draw(st.integers(0, 6 * 1440)) * MINUTE


def contract_with(week: Week, limit: Limit) -> Contract:
    target = a_target("response", limit, pause_on=ASKING)
    return a_contract("walked", calendar_of(week), a_tier("one", target))


def told(start: Instant, pauses: Pauses) -> list[Event]:
    events = [Event(Kind.OPENED, start, "opened", start)]
    for number, (since, to) in enumerate(pauses):
        data = {"reason": "waiting_for_customer"}
        events.append(Event(Kind.PAUSED, since, f"p{number}", start, data=data))
        if to is not None:
            events.append(Event(Kind.RESUMED, to, f"r{number}", start, data=data))
    return events


@settings(deadline=None, max_examples=250)
@given(paused_clocks())
def test_deadlines_with_pauses_are_those_of_a_walk_minute_by_minute(
    case: tuple[str, Instant, Limit, Pauses, Instant],
) -> None:
    name, start, limit, pauses, now = case
    events = [e for e in told(start, pauses) if e.at <= now]
    contract = contract_with(HOURS[name], limit)
    clock = fold_at(contract, events, now)
    due, late = reference(name, start, limit, pauses, now)
    assert (clock.due_at, clock.breached) == (due, late)


@settings(deadline=None, max_examples=100)
@given(paused_clocks())
def test_the_command_due_gives_the_deadline_that_the_fold_gives(
    case: tuple[str, Instant, Limit, Pauses, Instant],
) -> None:
    name, start, limit, pauses, _ = case
    if not isinstance(limit, Length):
        return
    now = start + 30 * 1440 * MINUTE
    clock = fold_at(contract_with(HOURS[name], limit), told(start, pauses), now)
    clocked = {
        NAMES[day]: [[_hour(a), _hour(b % 1440 if b > 1440 else b)] for a, b in hours]
        for day, hours in HOURS[name].items()
    }
    question = {
        "kind": "clock",
        "timezone": "Europe/Paris",
        "hours": clocked,
        "date_hours": {str(SHORT): [["10:00", "11:30"]]},
        "start": _text(start),
        "seconds": limit.seconds,
        "pauses": [[_text(a), None if b is None else _text(b)] for a, b in pauses],
    }
    assert answer(question)["due"] == (None if clock.due_at is None else _text(clock.due_at))


def fold_at(contract: Contract, events: list[Event], now: Instant) -> Clock:
    return fold(contract, "one", to_datetime(now).isoformat(), *events)["response-1"]


def _hour(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _text(instant: Instant) -> str:
    return to_datetime(instant).isoformat().replace("+00:00", "Z")


OFFICE = {day: [(540, 1020)] for day in range(5)}


@pytest.mark.parametrize(
    ("by", "since", "to", "due"),
    [
        # opened on Monday 2026-03-02 at 10:00 in Paris: two business days on is Wednesday
        (18, "2026-03-02 21:00", "2026-03-02 23:00", "2026-03-04 17:00"),  # at night
        (18, "2026-03-03 09:00", "2026-03-03 10:00", "2026-03-05 09:00"),  # an hour of work
        (18, "2026-03-04 15:30", "2026-03-04 16:15", "2026-03-05 08:30"),
        (18, "2026-03-04 16:30", "2026-03-04 16:45", "2026-03-04 17:00"),  # after closing
        (24, "2026-03-03 09:00", "2026-03-03 10:00", "2026-03-05 09:00"),
        (24, "2026-03-02 21:00", "2026-03-02 23:00", "2026-03-04 23:00"),
        (9, "2026-03-02 21:00", "2026-03-02 23:00", "2026-03-04 08:00"),
        (9, "2026-03-03 09:00", "2026-03-03 10:00", "2026-03-04 09:00"),
        (18, "2026-03-04 17:00", "2026-03-05 10:00", "2026-03-04 17:00"),  # at the deadline
    ],
)
def test_a_pause_moves_a_target_in_days_by_the_open_time_it_takes_and_by_nothing_else(
    by: int, since: str, to: str, due: str
) -> None:
    contract = contract_with(OFFICE, BusinessDays(2, by * 3600))
    clock = fold(
        contract,
        "one",
        "2026-03-20 10:00",
        an_event("opened", "2026-03-02 09:00"),
        an_event("paused", since, reason="waiting_for_customer"),
        an_event("resumed", to, reason="waiting_for_customer"),
    )["response-1"]
    assert clock.due_at == at(due)


def test_a_deadline_that_comes_while_paused_and_closed_is_late_from_the_end_of_the_pause() -> None:
    contract = contract_with(OFFICE, BusinessDays(1, 18 * 3600))
    story = (
        an_event("opened", "2026-03-02 09:00"),
        an_event("paused", "2026-03-03 16:30", reason="waiting_for_customer"),
        an_event("resumed", "2026-03-03 18:00"),
    )
    while_paused = fold(contract, "one", "2026-03-03 17:30", *story[:2])["response-1"]
    assert (while_paused.due_at, while_paused.breached) == (None, False)
    after = fold(contract, "one", "2026-03-03 19:00", *story)["response-1"]
    assert (after.due_at, after.breached_at) == (at("2026-03-03 17:00"), at("2026-03-03 18:00"))


def test_a_pause_that_begins_at_the_deadline_or_later_moves_nothing() -> None:
    contract = contract_with(HOURS["every minute"], Length(3600))
    opened = an_event("opened", "2026-03-02 09:00")
    for begins in ("2026-03-02 10:00", "2026-03-02 10:01"):
        pause = an_event("paused", begins, reason="waiting_for_customer")
        clock = fold(contract, "one", "2026-03-02 10:30", opened, pause)["response-1"]
        assert (clock.state, clock.breached) == ("paused", True)
        assert clock.due_at == clock.breached_at == at("2026-03-02 10:00")
    exactly = an_event("paused", "2026-03-02 10:00", reason="waiting_for_customer")
    clock = fold(contract, "one", "2026-03-02 10:00", opened, exactly)["response-1"]
    assert (clock.state, clock.breached) == ("running", False)
