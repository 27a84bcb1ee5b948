"""Aware datetimes in, UTC datetimes out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from router.domain.errors import BadInstant, BadLength
from router.domain.time import datetimes
from tests.domain.calendar_builders import a_calendar

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = datetime(2026, 2, 6, 17, 30, tzinfo=PARIS)
MONDAY = datetime(2026, 2, 9, 9, 30, tzinfo=UTC)


def test_the_answers_are_those_of_the_calendar_in_utc() -> None:
    hour = timedelta(hours=1)
    assert datetimes.due(a_calendar(), FRIDAY, hour) == MONDAY
    assert datetimes.due(a_calendar(), FRIDAY, hour).tzinfo is UTC
    assert datetimes.latest_start(a_calendar(), MONDAY, hour) == FRIDAY
    assert datetimes.elapsed(a_calendar(), FRIDAY, MONDAY) == hour
    assert datetimes.elapsed(a_calendar(), MONDAY, FRIDAY) == timedelta(0)
    assert datetimes.is_open(a_calendar(), FRIDAY)
    windows = datetimes.windows(a_calendar(), FRIDAY, MONDAY)
    assert [closed - opened for opened, closed in windows] == [hour / 2, hour / 2]


def test_the_two_passes_of_a_repeated_hour_are_an_hour_apart() -> None:
    always = a_calendar(weekly={day: [(0, 86_400)] for day in ("sat", "sun")})
    first = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS)
    assert datetimes.elapsed(always, first, first.replace(fold=1)) == timedelta(hours=1)


def test_a_datetime_without_an_offset_is_refused() -> None:
    with pytest.raises(BadInstant, match="2026-02-06 17:30:00 has no offset"):
        datetimes.due(a_calendar(), FRIDAY.replace(tzinfo=None), timedelta(hours=1))


def test_a_negative_length_is_refused() -> None:
    with pytest.raises(BadLength, match="negative"):
        datetimes.due(a_calendar(), FRIDAY, timedelta(hours=-1))
