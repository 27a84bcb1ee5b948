"""How a clock looks: figures, looks, words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain.clocks.clock import ClockState
from router.domain.contracts.contract import BusinessDays, Length, Months, Party
from router.domain.contracts.names import first_up
from router.domain.tickets.events import Kind
from router.domain.time.instants import DAY, HOUR, MINUTE, SECOND, parse_instant
from router.usecases.records import ClockRow
from router.web.ui.timers import figure, in_words, soon_at, timer_of
from router.web.ui.words import EVENTS, how_it_stands, length_words, limit_words, who_must

START = parse_instant("2026-03-04T09:00:00Z")
DUE = START + HOUR


def a_clock(**changes: object) -> ClockRow:
    clock = ClockRow(
        ticket_id="T-1",
        id="response-1",
        obligation="response",
        round=1,
        owed_by=Party.VENDOR,
        vendor="zuper",
        contract="field-service",
        version="v",
        tier="major",
        state=ClockState.RUNNING,
        breached=False,
        started_at=START,
        due_at=DUE,
        breached_at=None,
        stopped_at=None,
        remaining_ns=HOUR,
        source="Annex A",
    )
    return replace(clock, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "length", "up", "shown"),
    [
        ("nothing", 0, True, "0:00"),
        ("a part of a second is still time left", 1, True, "0:01"),
        ("a part of a second late is no second yet", SECOND - 1, False, "0:00"),
        ("minutes", 9 * MINUTE + 5 * SECOND, True, "9:05"),
        ("hours", 5 * HOUR + 4 * MINUTE + 9 * SECOND, True, "5:04:09"),
        ("up to two days in hours", 2 * DAY - SECOND, True, "47:59:59"),
        ("days", 3 * DAY + 5 * HOUR, True, "3d 05h"),
    ],
)
def test_a_figure(name: str, length: int, up: bool, shown: str) -> None:
    assert figure(length, up=up) == shown, name


@pytest.mark.parametrize(
    ("name", "clock", "now", "look", "digits"),
    [
        ("fresh", a_clock(), START, "fine", "1:00:00"),
        ("just before soon", a_clock(), START + 45 * MINUTE - 1, "fine", "15:01"),
        ("the last quarter", a_clock(), START + 45 * MINUTE, "soon", "15:00"),
        ("at the deadline", a_clock(), DUE, "soon", "0:00"),
        ("past it", a_clock(), DUE + 90 * SECOND, "late", "−1:30"),
        (
            "paused shows what remains",
            a_clock(state=ClockState.PAUSED, due_at=None, remaining_ns=20 * MINUTE),
            DUE + DAY,
            "paused",
            "20:00",
        ),
        ("met", a_clock(state=ClockState.STOPPED, stopped_at=START), DUE + DAY, "met", ""),
        (
            "met late says by how much",
            a_clock(
                state=ClockState.STOPPED, breached=True, breached_at=DUE, stopped_at=DUE + MINUTE
            ),
            DUE + DAY,
            "late",
            "−1:00",
        ),
        ("cancelled", a_clock(state=ClockState.CANCELLED), DUE, "none", ""),
    ],
)
def test_a_timer(name: str, clock: ClockRow, now: int, look: str, digits: str) -> None:
    timer = timer_of(clock, now)
    assert (timer.look, timer.digits) == (look, digits), name
    assert (timer.due_ms is not None) is (clock.state is ClockState.RUNNING)


def test_soon_is_the_last_quarter_but_never_more_than_eight_hours() -> None:
    assert soon_at(START, START + HOUR) == START + 45 * MINUTE
    assert soon_at(START, START + 10 * DAY) == START + 10 * DAY - 8 * HOUR


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (0, "0 s"),
        (30 * MINUTE, "30 min"),
        (26 * HOUR + SECOND, "1 d 2 h 1 s"),
        (SECOND + 500_000_000, "1.5 s"),
        (1, "0.000000001 s"),
        (-MINUTE, "−1 min"),
    ],
)
def test_a_length_in_words(length: int, shown: str) -> None:
    assert in_words(length) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (1, "1 second"),
        (3, "3 seconds"),
        (1800, "30 minutes"),
        (3600, "1 hour"),
        (86_400, "24 hours"),
        (172_800, "2 days"),
        (5400, "90 minutes"),
    ],
)
def test_a_promised_length_in_words(seconds: int, shown: str) -> None:
    assert length_words(seconds) == shown


def test_a_limit_in_words() -> None:
    assert limit_words(Length(1800)) == "within 30 minutes"
    assert limit_words(Length(7200), less_than=True) == "less than 2 hours"
    assert limit_words(Months(6)) == "within 6 months"
    assert limit_words(BusinessDays(1, 17 * 3600)) == "by 17:00 of the next business day"
    assert limit_words(BusinessDays(3, 86_400)) == "by 24:00 of business day 3 after"


def test_who_must_act() -> None:
    assert who_must(a_clock()) == "Zuper must answer"
    assert who_must(a_clock(obligation="update")) == "Zuper must send an update"
    assert who_must(a_clock(obligation="hand-over", owed_by=Party.US)) == "We must hand it over"
    reminder = a_clock(obligation="meeting-assist", owed_by=Party.CUSTOMER)
    assert who_must(reminder) == "Customer must see to the meeting assist"


def test_how_it_stands() -> None:
    assert how_it_stands(a_clock(breached=True)) == "breached, still running"
    assert how_it_stands(a_clock(state=ClockState.STOPPED, breached=True)) == "met late"


def test_a_capital_leaves_the_rest_alone() -> None:
    assert first_up("ticket T-1 of BCR") == "Ticket T-1 of BCR"


def test_every_kind_of_event_has_words() -> None:
    """No page shows an identifier for what happened."""
    assert set(EVENTS) == {kind.value for kind in Kind}
