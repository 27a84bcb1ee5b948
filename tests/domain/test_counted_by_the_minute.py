"""Twenty corners of business time, each counted again minute by minute from the rules alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from router.domain.time.calendars import Calendar
from router.domain.time.instants import MINUTE, SECOND, parse_instant

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UTC_1970 = datetime(1970, 1, 1, tzinfo=UTC)
H = 3600
Case = tuple[str, list[tuple[int, int]], str, int, dict[str, list[tuple[int, int]]], list[str]]

# zone, daily hours, start, minutes of open time, hours of dates, holidays
CASES: dict[str, Case] = {
    "midnight is skipped": ("America/Sao_Paulo", [(0, 2 * H)], "2018-11-03T20:00:00Z", 90, {}, []),
    "midnight is repeated": (
        *("America/Sao_Paulo", [(22 * H, 2 * H)], "2018-02-17T20:00:00Z"),
        *(250, {}, []),
    ),
    "a night into the skipped midnight": (
        *("America/Sao_Paulo", [(22 * H, 2 * H)], "2018-11-03T20:00:00Z", 200, {}, []),
    ),
    "Beirut skips midnight": ("Asia/Beirut", [(0, 3 * H)], "2024-03-30T12:00:00Z", 150, {}, []),
    "Beirut repeats the last hour": (
        *("Asia/Beirut", [(20 * H, 24 * H)], "2024-10-26T12:00:00Z", 299, {}, []),
    ),
    "Cairo skips midnight": ("Africa/Cairo", [(0, 8 * H)], "2024-04-25T12:00:00Z", 421, {}, []),
    "Cairo repeats an hour": (
        "Africa/Cairo",
        [(12 * H, 24 * H)],
        "2024-10-31T08:00:00Z",
        770,
        {},
        [],
    ),
    "half an hour skipped": (
        "Australia/Lord_Howe",
        [(H, 5 * H)],
        "2026-10-03T10:00:00Z",
        215,
        {},
        [],
    ),
    "half an hour repeated": (
        *("Australia/Lord_Howe", [(H, 5 * H)], "2026-04-04T10:00:00Z", 265, {}, []),
    ),
    "a date that never was": (
        "Pacific/Apia",
        [(9 * H, 17 * H)],
        "2011-12-29T20:00:00Z",
        700,
        {},
        [],
    ),
    "a night before the date that never was": (
        *("Pacific/Apia", [(22 * H, 6 * H)], "2011-12-30T05:00:00Z", 700, {}, []),
    ),
    "two hours skipped": ("Antarctica/Troll", [(0, 6 * H)], "2026-03-28T12:00:00Z", 300, {}, []),
    "two hours repeated": ("Antarctica/Troll", [(0, 6 * H)], "2026-10-24T12:00:00Z", 470, {}, []),
    "a holiday takes its night": (
        *("UTC", [(22 * H, 6 * H)], "2026-01-05T12:00:00Z", 500, {}, ["2026-01-06"]),
    ),
    "a holiday leaves the tail before it": (
        *("UTC", [(22 * H, 6 * H)], "2026-01-05T12:00:00Z", 480, {}, ["2026-01-06"]),
    ),
    "hours of a date replace its night": (
        *("UTC", [(22 * H, 6 * H)], "2026-01-05T12:00:00Z", 600, {"2026-01-06": [(H, 2 * H)]}, []),
    ),
    "a holiday beats the hours of its date": (
        *("UTC", [(9 * H, 17 * H)], "2026-01-05T12:00:00Z", 400),
        *({"2026-01-06": [(0, 24 * H)]}, ["2026-01-06"]),
    ),
    "windows that touch are one": (
        *("Europe/Paris", [(9 * H, 12 * H), (12 * H, 13 * H)], "2026-01-05T08:00:00Z", 240, {}, []),
    ),
    "windows that overlap count once": (
        *("Europe/Paris", [(9 * H, 14 * H), (12 * H, 17 * H)], "2026-01-05T08:00:00Z", 481, {}, []),
    ),
    "an empty window is no window": (
        *("Europe/Paris", [(9 * H, 9 * H), (10 * H, 11 * H)], "2026-03-28T09:30:00Z", 61, {}, []),
    ),
}


def _instant_of(zone: ZoneInfo, day: date, second: int) -> datetime:
    """Rule 7: an edge in a skipped hour moves later by the gap; of a repeated hour, the first."""
    wall = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(seconds=second)
    return wall.replace(fold=0).astimezone(UTC)


def _open_minutes(case: Case, first: date) -> set[int]:
    """Every open minute of twelve dates, as minutes since 1970."""
    zone_name, hours, _, _, dated, holidays = case
    zone, found = ZoneInfo(zone_name), set[int]()
    for offset in range(-3, 9):
        day = first + timedelta(offset)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
        if day.isoformat() in holidays or noon.astimezone(UTC).astimezone(zone).date() != day:
            continue
        for opens, closes in dated.get(day.isoformat(), hours):
            until = closes if closes >= opens else closes + 24 * H
            since, to = (_instant_of(zone, day, edge) for edge in (opens, until))
            found.update(range(*((at - _UTC_1970) // timedelta(minutes=1) for at in (since, to))))
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_corner_is_what_counting_the_minutes_gives(name: str) -> None:
    case = CASES[name]
    zone, hours, start, minutes, dated, holidays = case
    calendar = Calendar.build(
        name,
        zone,
        dict.fromkeys(DAYS, hours),
        {date.fromisoformat(day): "x" for day in holidays},
        {date.fromisoformat(day): windows for day, windows in dated.items()},
    )
    at = parse_instant(start)
    counted = sorted(
        each
        for each in _open_minutes(case, date.fromisoformat(start[:10]))
        if each >= at // (60 * SECOND)
    )
    due = (counted[minutes - 1] + 1) * MINUTE
    assert calendar.due(at, minutes * MINUTE) == due
    assert calendar.elapsed(at, due) == minutes * MINUTE
    assert calendar.latest_start(due, minutes * MINUTE) == counted[0] * MINUTE
