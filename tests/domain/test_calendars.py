"""Calendars answer to the second; each rule by name, as tables of instants."""

from __future__ import annotations

from datetime import date

import pytest

from router.domain.errors import BadCalendar, BadInstant, BadLength
from router.domain.time.calendars import Calendar
from router.domain.time.instants import HOUR, MINUTE, SECOND, format_instant, parse_instant
from tests.domain.calendar_builders import a_calendar, hours

at = parse_instant


@pytest.mark.parametrize(
    ("name", "start", "length", "expected"),
    [
        ("inside a window", "2026-02-03T09:00:00Z", 2 * HOUR, "2026-02-03T11:00:00Z"),
        ("before opening", "2026-02-03T01:00:00Z", HOUR, "2026-02-03T10:00:00Z"),
        ("rule 1: at closing", "2026-02-03T17:00:00Z", HOUR, "2026-02-04T10:00:00Z"),
        ("rule 1: at opening", "2026-02-03T09:00:00Z", HOUR, "2026-02-03T10:00:00Z"),
        ("rule 2: runs out at closing", "2026-02-03T16:00:00Z", HOUR, "2026-02-03T17:00:00Z"),
        ("rule 2: a day of eight", "2026-02-06T09:00:00Z", 8 * HOUR, "2026-02-06T17:00:00Z"),
        ("over a weekend", "2026-02-06T16:30:00Z", HOUR, "2026-02-09T09:30:00Z"),
        ("rule 9: nothing, closed", "2026-02-07T12:00:00Z", 0, "2026-02-09T09:00:00Z"),
        ("rule 9: nothing, open", "2026-02-06T12:00:00Z", 0, "2026-02-06T12:00:00Z"),
        ("rule 3: fractions stay", "2026-02-06T16:59:59.5Z", SECOND, "2026-02-09T09:00:00.5Z"),
    ],
)
def test_a_length_is_due_when_that_much_open_time_has_passed(name, start, length, expected) -> None:
    assert format_instant(a_calendar().due(at(start), length)) == expected


@pytest.mark.parametrize(
    ("name", "end", "length", "expected"),
    [
        ("inside a window", "2026-02-03T11:00:00Z", 2 * HOUR, "2026-02-03T09:00:00Z"),
        ("after closing", "2026-02-03T20:00:00Z", HOUR, "2026-02-03T16:00:00Z"),
        ("at opening", "2026-02-03T09:00:00Z", HOUR, "2026-02-02T16:00:00Z"),
        ("over a weekend", "2026-02-09T09:30:00Z", HOUR, "2026-02-06T16:30:00Z"),
        ("nothing, closed", "2026-02-07T12:00:00Z", 0, "2026-02-06T17:00:00Z"),
        ("nothing, at closing", "2026-02-06T17:00:00Z", 0, "2026-02-06T17:00:00Z"),
        ("nothing, at opening", "2026-02-09T09:00:00Z", 0, "2026-02-06T17:00:00Z"),
    ],
)
def test_backward_is_the_mirror_image(name, end, length, expected) -> None:
    assert format_instant(a_calendar().latest_start(at(end), length)) == expected


def test_elapsed_counts_open_time_only_and_never_less_than_nothing() -> None:
    calendar = a_calendar()
    friday, monday = at("2026-02-06T16:00:00Z"), at("2026-02-09T10:00:00.25Z")
    assert calendar.elapsed(friday, monday) == 2 * HOUR + SECOND // 4
    assert calendar.elapsed(monday, friday) == 0
    assert calendar.elapsed(monday, monday) == 0


def test_open_now_and_what_comes_next() -> None:
    calendar = a_calendar()
    friday, saturday = at("2026-02-06T16:00:00Z"), at("2026-02-07T12:00:00Z")
    assert calendar.is_open(friday)
    assert not calendar.is_open(saturday)
    assert not calendar.is_open(at("2026-02-06T17:00:00Z"))
    assert calendar.next_closing(friday) == at("2026-02-06T17:00:00Z")
    assert calendar.next_closing(saturday) == at("2026-02-09T17:00:00Z")
    assert calendar.next_opening(friday) == calendar.next_opening(saturday)
    assert calendar.next_opening(saturday) == at("2026-02-09T09:00:00Z")


def test_always_open_has_no_edges() -> None:
    always = Calendar.always("24x7")
    assert always.is_always_open
    assert always.due(at("2026-02-07T12:00:00Z"), 5 * MINUTE) == at("2026-02-07T12:05:00Z")
    assert always.next_closing(at("2026-02-07T12:00:00Z")) is None
    assert always.next_opening(at("2026-02-07T12:00:00Z")) is None


def test_windows_and_closures_cover_a_stretch_and_say_why() -> None:
    calendar = a_calendar(
        zone="Europe/London",
        holidays={date(2026, 4, 3): "Good Friday"},
        date_hours={date(2026, 4, 2): hours("10:00-14:00")},
        breaks={date(2026, 4, 2): hours("12:00-12:30")},
    )
    start, end = at("2026-04-02T08:30:00Z"), at("2026-04-04T12:00:00Z")
    pieces = [(o, c, "open") for o, c in calendar.windows(start, end)]
    pieces += calendar.closures(start, end)
    assert [(format_instant(a), why) for a, _, why in sorted(pieces)] == [
        ("2026-04-02T08:30:00Z", "hours for 2026-04-02"),
        ("2026-04-02T09:00:00Z", "open"),
        ("2026-04-02T11:00:00Z", "break"),
        ("2026-04-02T11:30:00Z", "open"),
        ("2026-04-02T13:00:00Z", "hours for 2026-04-02"),
        ("2026-04-02T23:00:00Z", "holiday: Good Friday"),
        ("2026-04-03T23:00:00Z", "closed"),
    ]


@pytest.mark.parametrize(
    ("name", "start", "count", "by", "expected"),
    [
        ("next business day", "2026-02-03T09:00:00Z", 1, 17 * 3600, "2026-02-04T17:00:00Z"),
        ("from a Friday night", "2026-02-06T23:30:00Z", 1, 17 * 3600, "2026-02-09T17:00:00Z"),
        ("three, by 24:00", "2026-02-05T09:00:00Z", 3, 86_400, "2026-02-12T00:00:00Z"),
        ("a holiday is none", "2026-02-09T09:00:00Z", 1, 17 * 3600, "2026-02-11T17:00:00Z"),
    ],
)
def test_business_days_are_the_dates_on_which_a_window_opens(
    name, start, count, by, expected
) -> None:
    calendar = a_calendar(holidays={date(2026, 2, 10): "Founders' day"})
    assert format_instant(calendar.business_day_end(at(start), count, by)) == expected


def test_a_calendar_that_never_opens_is_refused() -> None:
    with pytest.raises(BadCalendar, match="'shut' never opens"):
        Calendar.build("shut", "UTC", {"mon": [(32_400, 32_400)]})


def test_bad_values_are_quoted() -> None:
    with pytest.raises(BadCalendar, match="'Europe/Pariss'"):
        a_calendar(zone="Europe/Pariss")
    with pytest.raises(BadCalendar, match="'monday'"):
        Calendar.build("x", "UTC", {"monday": [(0, 1)]})
    with pytest.raises(BadLength, match="-3600"):
        a_calendar().due(at("2026-02-03T09:00:00Z"), -HOUR)
    with pytest.raises(BadInstant, match="1990 to 2100"):
        a_calendar().due(-5 * HOUR, HOUR)


def test_no_open_time_left_is_an_error_not_a_loop() -> None:
    with pytest.raises(BadCalendar, match="and 2101"):
        a_calendar().due(at("2026-02-03T09:00:00Z"), 400_000 * HOUR)
    with pytest.raises(BadCalendar, match="1990"):
        a_calendar().latest_start(at("2026-02-03T09:00:00Z"), 400_000 * HOUR)


def test_the_length_for_which_no_time_is_left_is_named_to_the_second() -> None:
    with pytest.raises(BadCalendar, match="has not 1440000001 seconds of open time"):
        a_calendar().due(at("2026-02-03T09:00:00Z"), 400_000 * HOUR + SECOND)


def test_equal_rules_make_equal_calendars_that_do_not_change() -> None:
    assert a_calendar() == a_calendar()
    assert hash(a_calendar()) == hash(a_calendar())
    assert a_calendar() != a_calendar(zone="Europe/Paris")
    assert a_calendar().definition() == a_calendar().definition()
    with pytest.raises(AttributeError, match="does not change"):
        a_calendar().name = "other"  # type: ignore[misc] # the point of the test
