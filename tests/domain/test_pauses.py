"""A clock with pauses (rule 10)."""

from __future__ import annotations

import pytest

from router.domain.clocks.pauses import read
from router.domain.time.instants import HOUR, LATEST, MINUTE, format_instant, parse_instant
from tests.domain.calendar_builders import a_calendar

at = parse_instant
MONDAY = "2026-02-02T"


@pytest.mark.parametrize(
    ("name", "pauses", "due"),
    [
        ("none", [], "2026-02-02T13:00:00Z"),
        ("an hour in between", [("10:00", "11:00")], "2026-02-02T14:00:00Z"),
        ("born paused", [("08:00", "10:30")], "2026-02-02T14:30:00Z"),
        (
            "overlapping count once",
            [("10:00", "11:00"), ("10:30", "11:30")],
            "2026-02-02T14:30:00Z",
        ),
        ("out of order", [("11:00", "11:30"), ("10:00", "10:30")], "2026-02-02T14:00:00Z"),
        ("touching", [("10:00", "10:30"), ("10:30", "11:00")], "2026-02-02T14:00:00Z"),
        ("after the deadline", [("13:30", "15:00")], "2026-02-02T13:00:00Z"),
        ("exactly at the deadline", [("13:00", "15:00")], "2026-02-02T13:00:00Z"),
        ("while closed", [("03:00", "08:00")], "2026-02-02T13:00:00Z"),
        ("over the night", [("12:00", "23:00")], "2026-02-03T10:00:00Z"),
    ],
)
def test_a_pause_moves_the_deadline_by_the_open_time_it_takes(name, pauses, due) -> None:
    stretches = [(at(f"{MONDAY}{a}:00Z"), at(f"{MONDAY}{b}:00Z")) for a, b in pauses]
    reading = read(a_calendar(), at("2026-02-02T09:00:00Z"), 4 * HOUR, stretches)
    assert reading.due_at is not None
    assert format_instant(reading.due_at) == due


def test_while_paused_there_is_no_deadline_but_what_has_elapsed() -> None:
    start, end = at("2026-02-02T09:00:00Z"), at("2026-02-02T12:00:00Z")
    reading = read(a_calendar(), start, 4 * HOUR, [(at("2026-02-02T10:00:00Z"), None)], end)
    assert reading.due_at is None
    assert reading.elapsed_ns == HOUR
    assert reading.paused_ns == 2 * HOUR
    assert reading.breached is False


def test_a_pause_that_begins_after_the_deadline_does_not_hide_the_breach() -> None:
    start, end = at("2026-02-02T09:00:00Z"), at("2026-02-02T15:00:00Z")
    reading = read(a_calendar(), start, 4 * HOUR, [(at("2026-02-02T14:00:00Z"), None)], end)
    assert reading.breached is True
    assert reading.elapsed_ns == 5 * HOUR


def test_at_the_deadline_it_is_met_and_a_nanosecond_later_it_is_not() -> None:
    start, due = at("2026-02-02T09:00:00Z"), at("2026-02-02T13:00:00Z")
    assert read(a_calendar(), start, 4 * HOUR, [], due).breached is False
    assert read(a_calendar(), start, 4 * HOUR, [], due + 1).breached is True


def test_elapsed_and_paused_add_up_to_the_open_time() -> None:
    calendar, start = a_calendar(), at("2026-02-02T09:30:00Z")
    end = at("2026-02-05T12:00:00Z")
    pauses = [(start + n * 5 * HOUR, start + n * 5 * HOUR + 47 * MINUTE) for n in range(12)]
    reading = read(calendar, start, None, pauses, end)
    assert reading.due_at is None
    assert reading.breached is None
    assert (reading.elapsed_ns or 0) + (reading.paused_ns or 0) == calendar.elapsed(start, end)
    assert end < LATEST
