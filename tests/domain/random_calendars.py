"""Random calendars and instants, gathered around clock changes and the edges of windows."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from router.domain.time.calendars import Calendar
from router.domain.time.instants import SECOND, Instant

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Half hours of summer time, midnights that are skipped or repeated, a date left out, summer time
# in winter, Ramadan, changes at 00:01 and at 24:00.
ZONES = (
    "UTC",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Asuncion",
    "America/Havana",
    "America/Los_Angeles",
    "America/New_York",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kwajalein",
)
_EDGES = (0, 1, 1800, 3600, 5400, 7200, 9000, 10_800, 32_400, 61_200, 79_200, 82_800, 86_399)


@cache
def clock_changes(zone: str) -> list[int]:
    """Epoch seconds near the zone's clock changes from 1991 to 2039, to the hour."""
    found, at = [], datetime(1991, 1, 1, tzinfo=UTC)
    offset = at.astimezone(ZoneInfo(zone)).utcoffset()
    while at.year < 2040:
        at += timedelta(hours=6)
        now = at.astimezone(ZoneInfo(zone)).utcoffset()
        if now != offset:
            found.append(int(at.timestamp()))
            offset = now
    return found or [int(datetime(2026, 3, 29, tzinfo=UTC).timestamp())]


def some_definition(rng: random.Random) -> tuple[dict[str, Any], int]:
    """Arguments of a calendar that opens, and the epoch second around which its oddities lie."""
    zone = rng.choice(ZONES)
    centre = rng.choice(clock_changes(zone))
    around = datetime.fromtimestamp(centre, UTC).date()
    weekly = {day: _hours(rng) for day in DAYS if rng.random() < 0.7}
    weekly["wed"] = [(32_400, 61_200)]
    return {
        "zone": zone,
        "weekly": weekly,
        "holidays": dict.fromkeys(_days(rng, around, 2), "holiday"),
        "date_hours": {day: _hours(rng) for day in _days(rng, around, 2)},
        "breaks": {day: _hours(rng) for day in _days(rng, around, 3)},
    }, centre


def some_instant(rng: random.Random, centre: int) -> Instant:
    """An instant within some days of the centre, often on a full hour, seldom with a fraction."""
    at = centre + rng.randint(-6 * 86_400, 6 * 86_400)
    if rng.random() < 0.5:
        at = at // 1800 * 1800
    return at * SECOND + (rng.randint(0, 999_999) * 1000 if rng.random() < 0.2 else 0)


def some_length(rng: random.Random) -> int:
    """A length in nanoseconds, up to some days of open time."""
    return rng.choice((0, 1, 60, 1800, 3600, rng.randint(0, 200_000))) * SECOND


def calendars() -> st.SearchStrategy[tuple[Calendar, int]]:
    """Calendars with the epoch second around which their oddities lie."""

    def build(seed: int) -> tuple[Calendar, int]:
        arguments, centre = some_definition(random.Random(seed))
        return Calendar.build("random", **arguments), centre

    return st.integers(0, 2**32).map(build)


def offsets() -> st.SearchStrategy[int]:
    """Nanoseconds from a calendar's centre: whole half hours, seconds, and fractions."""
    day = 86_400
    return st.one_of(
        st.integers(-12 * 48, 12 * 48).map(lambda n: n * 1800 * SECOND),
        st.integers(-12 * day, 12 * day).map(lambda n: n * SECOND),
        st.integers(-12 * day * SECOND, 12 * day * SECOND),
    )


def lengths(least: int = 0) -> st.SearchStrategy[int]:
    """Nanoseconds of open time: round ones and any."""
    return st.one_of(
        st.integers(0, 200).map(lambda n: n * 1800 * SECOND), st.integers(0, 400_000 * SECOND)
    ).filter(lambda length: length >= least)


def _hours(rng: random.Random) -> list[tuple[int, int]]:
    windows = []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        opened = rng.choice((*_EDGES, rng.randrange(86_400)))
        closed = rng.choice((*_EDGES, 86_400, rng.randrange(86_401)))
        windows.append((opened, closed))
    return windows


def _days(rng: random.Random, around: date, most: int) -> list[date]:
    return sorted(
        {around + timedelta(days=rng.randint(-5, 5)) for _ in range(rng.randint(0, most))}
    )
