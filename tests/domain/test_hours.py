"""Hours and lengths as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from router.domain.errors import BadCalendar, BadLength
from router.domain.time.hours import (
    find_overlap,
    parse_date,
    parse_days,
    parse_length,
    parse_time,
    parse_week,
    parse_windows,
)


@pytest.mark.parametrize(
    ("text", "second"),
    [("00:00", 0), ("09:30", 34_200), ("23:59:59", 86_399), ("24:00", 86_400)],
)
def test_a_time_is_a_second_of_the_day(text: str, second: int) -> None:
    assert parse_time(text) == second


@pytest.mark.parametrize(
    "text", ["9:30", "24:01", "12:60", "12:00:60", "noon", "", "０９:３０", None, 930]
)
def test_what_is_no_time_is_quoted(text: object) -> None:
    with pytest.raises(BadCalendar, match="is not a time of day"):
        parse_time(text)  # type: ignore[arg-type] # files may hold anything


def test_a_day_has_as_many_windows_as_it_needs() -> None:
    assert parse_windows("09:00-12:00, 13:00-17:00") == [(32_400, 43_200), (46_800, 61_200)]
    assert parse_windows("22:00-06:00") == [(79_200, 21_600)]
    assert parse_windows("closed") == []


@pytest.mark.parametrize("text", ["09:00", "09:00 to 17:00", "24:00-02:00", "09:00-17:00;"])
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(BadCalendar, match=r"09:00|24:00|17:00"):
        parse_windows(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", ["mon"]),
        ("mon-wed", ["mon", "tue", "wed"]),
        ("Sat, sun", ["sat", "sun"]),
        ("sat-mon", ["sat", "sun", "mon"]),
    ],
)
def test_days_may_be_ranges(text: str, days: list[str]) -> None:
    assert parse_days(text) == days


def test_a_week_names_each_day_once() -> None:
    assert set(parse_week({"mon-fri": "09:00-17:00", "sat": "closed"})) == {
        *("mon", "tue", "wed", "thu", "fri", "sat")
    }
    with pytest.raises(BadCalendar, match="'wed' has hours twice"):
        parse_week({"mon-fri": "09:00-17:00", "wed": "09:00-12:00"})
    with pytest.raises(BadCalendar, match="'monday'"):
        parse_week({"monday": "09:00-17:00"})


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30m", 1800), ("4h", 14_400), ("1h30m", 5400), ("2d", 172_800), ("1w", 604_800), ("0s", 0)],
)
def test_a_length_is_whole_seconds(text: str, seconds: int) -> None:
    assert parse_length(text) == seconds


@pytest.mark.parametrize("text", ["4 hourz", "-4h", "4", "", "1.5h", "9999w", "٣h", None])
def test_what_is_no_length_is_quoted(text: object) -> None:
    with pytest.raises(BadLength):
        parse_length(text)  # type: ignore[arg-type] # files may hold anything


@pytest.mark.parametrize("text", ["2026-02-30", "2026-2-3", "20260203", "2026-W01-1", "", None])
def test_a_date_that_does_not_exist_is_refused(text: object) -> None:
    with pytest.raises(BadCalendar, match="is not a date"):
        parse_date(text)


def test_a_date_is_read() -> None:
    assert parse_date("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("name", "week", "found"),
    [
        ("apart", {"mon": "09:00-12:00,12:00-17:00"}, None),
        ("within a day", {"mon": "09:00-13:00,12:00-17:00"}, "mon"),
        ("out of the night before", {"mon": "22:00-06:00", "tue": "05:00-12:00"}, "tue"),
        ("over the end of the week", {"sun": "22:00-06:00", "mon": "05:00-12:00"}, "mon"),
        ("touching the night", {"sun": "22:00-06:00", "mon": "06:00-12:00"}, None),
    ],
)
def test_an_overlap_is_found_for_the_loader(name: str, week: dict[str, str], found: str) -> None:
    overlap = find_overlap(parse_week(week))
    assert (overlap and overlap[0]) == found
