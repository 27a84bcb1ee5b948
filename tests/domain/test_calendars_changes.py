"""Clock changes, nights, holidays, and weeks that follow a named zone's summer (rules 5 to 7)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from router.domain.errors import BadCalendar
from router.domain.time.calendars import Calendar
from router.domain.time.instants import HOUR, MINUTE, SECOND, format_instant, parse_instant
from tests.domain.calendar_builders import DAYS, a_calendar, hours, week

at = parse_instant
DUBLIN = "Europe/Dublin"


def spent(calendar: Calendar, start: str, end: str) -> float:
    """Open minutes between two texts."""
    return calendar.elapsed(at(start), at(end)) / MINUTE


@pytest.mark.parametrize(
    ("name", "zone", "windows", "day", "minutes"),
    [
        ("a day of 23 hours", "Europe/Paris", "00:00-24:00", "2026-03-29", 23 * 60),
        ("a day of 25 hours", "Europe/Paris", "00:00-24:00", "2026-10-25", 25 * 60),
        ("opens in the gap: later by it", "Europe/Paris", "02:30-05:00", "2026-03-29", 90),
        ("closes in the gap: later by it", "Europe/Paris", "01:00-02:30", "2026-03-29", 90),
        ("opens and closes in the gap", "Europe/Paris", "02:15-02:45", "2026-03-29", 30),
        ("emptied by the gap", "Europe/Paris", "02:15-03:00", "2026-03-29", 0),
        ("opens in the repeat: the first", "Europe/Paris", "02:30-05:00", "2026-10-25", 210),
        ("closes in the repeat: the first", "Europe/Paris", "01:00-02:30", "2026-10-25", 90),
        ("night over the gap", "America/New_York", "22:00-06:00", "2026-03-07", 7 * 60),
        ("night over the repeat", "America/New_York", "22:00-06:00", "2026-10-31", 9 * 60),
        ("midnight skipped", "America/Sao_Paulo", "00:00-24:00", "2018-11-04", 23 * 60),
        ("midnight skipped, the eve", "America/Sao_Paulo", "20:00-24:00", "2018-11-03", 240),
        ("23:00 repeated before midnight", "America/Sao_Paulo", "00:00-24:00", "2018-02-17", 1500),
        ("midnight repeated", "America/Havana", "00:00-24:00", "2026-11-01", 25 * 60),
        ("repeated at a minute past", "America/St_Johns", "00:00-24:00", "2010-11-07", 25 * 60),
        ("half an hour forward", "Australia/Lord_Howe", "00:00-24:00", "2026-10-04", 1410),
        ("half an hour back", "Australia/Lord_Howe", "00:00-24:00", "2026-04-05", 1470),
        ("two hours at once", "Antarctica/Troll", "00:00-24:00", "2026-03-29", 22 * 60),
        ("Tehran at midnight", "Asia/Tehran", "00:00-24:00", "2021-03-22", 23 * 60),
        ("Casablanca for Ramadan", "Africa/Casablanca", "00:00-24:00", "2026-02-15", 25 * 60),
        ("a date that Apia skipped", "Pacific/Apia", "09:00-17:00", "2011-12-30", 0),
        ("the eve of that date", "Pacific/Apia", "09:00-17:00", "2011-12-29", 480),
        ("the day after it", "Pacific/Apia", "09:00-17:00", "2011-12-31", 480),
        ("a night into that date", "Pacific/Apia", "22:00-06:00", "2011-12-29", 480),
    ],
)
def test_a_window_counts_what_the_clocks_leave_of_it(name, zone, windows, day, minutes) -> None:
    """Only that date has hours, so all that is open around it is its own."""
    on = date.fromisoformat(day)
    others = {on + timedelta(days=n): "off" for n in range(-3, 4) if n}
    calendar = a_calendar(zone, date_hours={on: hours(windows)}, holidays=others)
    noon = at(f"{day}T12:00:00Z")
    assert calendar.elapsed(noon - 60 * HOUR, noon + 60 * HOUR) == minutes * MINUTE


def test_an_edge_that_occurs_twice_is_its_first_occurrence() -> None:
    calendar = a_calendar("Europe/Paris", week(sun="02:30-05:00"))
    opening = calendar.next_opening(at("2026-10-24T12:00:00Z"))
    assert opening == at("2026-10-25T00:30:00Z")


@pytest.mark.parametrize(
    ("name", "start", "end", "minutes"),
    [
        ("the eve's tail stays", "2026-04-02T20:00:00Z", "2026-04-03T12:00:00Z", 480),
        ("its own night is gone", "2026-04-03T12:00:00Z", "2026-04-04T12:00:00Z", 0),
        ("the day after is ordinary", "2026-04-04T12:00:00Z", "2026-04-05T12:00:00Z", 480),
    ],
)
def test_a_holiday_removes_the_nights_that_open_on_it(name, start, end, minutes) -> None:
    nights = dict.fromkeys(DAYS, hours("22:00-06:00"))
    calendar = a_calendar(weekly=nights, holidays={date(2026, 4, 3): "Good Friday"})
    assert spent(calendar, start, end) == minutes


def test_hours_for_a_date_replace_the_windows_that_open_on_it() -> None:
    nights = dict.fromkeys(DAYS, hours("22:00-06:00"))
    calendar = a_calendar(weekly=nights, date_hours={date(2026, 4, 3): hours("10:00-12:00")})
    assert spent(calendar, "2026-04-03T00:00:00Z", "2026-04-04T12:00:00Z") == 360 + 120


def test_a_holiday_wins_over_hours_for_the_date() -> None:
    calendar = a_calendar(
        holidays={date(2026, 4, 3): "Good Friday"},
        date_hours={date(2026, 4, 3): hours("10:00-12:00")},
    )
    assert spent(calendar, "2026-04-03T00:00:00Z", "2026-04-04T00:00:00Z") == 0


def test_a_break_cuts_by_instant_even_the_night_before() -> None:
    nights = dict.fromkeys(DAYS, hours("22:00-06:00"))
    calendar = a_calendar(weekly=nights, breaks={date(2026, 4, 3): hours("01:00-02:00")})
    assert spent(calendar, "2026-04-02T20:00:00Z", "2026-04-03T12:00:00Z") == 420


def test_windows_that_overlap_count_once() -> None:
    calendar = a_calendar(weekly=week(mon="09:00-13:00 12:00-17:00", sun="20:00-10:00"))
    assert spent(calendar, "2026-02-01T00:00:00Z", "2026-02-03T00:00:00Z") == 240 + 17 * 60


def test_a_timed_closure_cuts_and_is_named() -> None:
    closure = (at("2026-02-03T12:00:00Z"), at("2026-02-03T13:00:00Z"), "Fire drill")
    calendar = a_calendar(closures=[closure])
    start, end = at("2026-02-03T11:00:00Z"), at("2026-02-03T14:00:00Z")
    assert calendar.elapsed(start, end) == 2 * HOUR
    assert list(calendar.closures(start, end)) == [(closure[0], closure[1], "holiday: Fire drill")]


def support_week(summer_zone: str) -> Calendar:
    """Sunday 22:00 to Friday 23:00 GMT; an hour later and an hour earlier in summer (I4)."""
    middle = {day: [(0, 86_400)] for day in ("mon", "tue", "wed", "thu")}
    winter = {**middle, "sun": [(79_200, 86_400)], "fri": [(0, 82_800)]}
    summer = {**middle, "sun": [(82_800, 86_400)], "fri": [(0, 79_200)]}
    return Calendar.build("24 x 5", "UTC", winter, shifted=(summer_zone, summer))


@pytest.mark.parametrize(
    ("name", "zone", "start", "opening", "closing"),
    [
        ("winter", "Europe/Paris", "2026-01-10", "2026-01-11T22:00:00Z", "2026-01-16T23:00:00Z"),
        ("summer", "Europe/Paris", "2026-07-11", "2026-07-12T23:00:00Z", "2026-07-17T22:00:00Z"),
        ("spring", "Europe/Paris", "2026-03-28", "2026-03-29T23:00:00Z", "2026-04-03T22:00:00Z"),
        ("autumn", "Europe/Paris", "2026-10-24", "2026-10-25T22:00:00Z", "2026-10-30T23:00:00Z"),
        (
            "between: New York is in summer, Paris is not",
            "America/New_York",
            "2026-03-14",
            "2026-03-15T23:00:00Z",
            "2026-03-20T22:00:00Z",
        ),
        (
            "between: Paris is not in summer yet",
            "Europe/Paris",
            "2026-03-14",
            "2026-03-15T22:00:00Z",
            "2026-03-20T23:00:00Z",
        ),
        (
            "Irish summer",
            "Europe/Dublin",
            "2026-07-11",
            "2026-07-12T23:00:00Z",
            "2026-07-17T22:00:00Z",
        ),
        (
            "Irish winter",
            "Europe/Dublin",
            "2026-01-10",
            "2026-01-11T22:00:00Z",
            "2026-01-16T23:00:00Z",
        ),
        ("no summer", "Asia/Kolkata", "2026-07-11", "2026-07-12T22:00:00Z", "2026-07-17T23:00:00Z"),
    ],
)
def test_a_week_follows_the_summer_time_of_the_zone_it_names(
    name, zone, start, opening, closing
) -> None:
    calendar, noon = support_week(zone), at(f"{start}T12:00:00Z")
    assert format_instant(calendar.next_opening(noon) or 0) == opening
    assert format_instant(calendar.next_closing(noon) or 0) == closing


def test_which_week_is_in_force_is_decided_instant_by_instant() -> None:
    """Paris springs forward at 01:00 UTC: nights before it are winter's, after it summer's."""
    calendar = Calendar.build(
        "nights",
        "UTC",
        {"sun": hours("00:00-03:00")},
        shifted=("Europe/Paris", {"sun": hours("00:30-04:00")}),
    )
    start = at("2026-03-29T00:00:00Z")
    assert list(calendar.windows(start, start + 6 * HOUR)) == [(start, start + 4 * HOUR)]


@pytest.mark.parametrize("name", ["localtime", "Europe", "../etc/passwd", "", "Mars/Olympus"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(BadCalendar, match="is not a time zone"):
        Calendar.always("x", name)


def test_questions_in_any_order_of_years_agree() -> None:
    """Years are compiled as questions need them; the order must not show."""
    forward, backward = a_calendar("Europe/London"), a_calendar("Europe/London")
    years = [1991, 2003, 2026, 2050, 2099]
    ask = [at(f"{year}-06-05T15:59:59Z") for year in years]
    first = [forward.due(start, 30 * HOUR + SECOND) for start in ask]
    del forward
    second = [backward.due(start, 30 * HOUR + SECOND) for start in reversed(ask)]
    assert first == second[::-1]
    assert backward.elapsed(ask[0], ask[-1]) == sum(
        backward.elapsed(a, b) for a, b in pairwise(ask)
    )
