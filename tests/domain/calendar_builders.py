"""Calendars for tests: a sensible week, override what the test is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from router.domain.time.calendars import Calendar

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def seconds(text: str) -> int:
    """Seconds of the day of `HH:MM`."""
    hour, minute = text.split(":")
    return int(hour) * 3600 + int(minute) * 60


def hours(*windows: str) -> list[tuple[int, int]]:
    """Windows from texts such as `09:00-17:00`."""
    return [(seconds(o), seconds(c)) for o, c in (window.split("-") for window in windows)]


def week(**days: str) -> dict[str, list[tuple[int, int]]]:
    """Weekly hours: `week(mon="09:00-12:00 13:00-17:00")`; `weekdays` stands for mon to fri."""
    if "weekdays" in days:
        days |= dict.fromkeys(DAYS[:5], days.pop("weekdays"))
    return {day: hours(*text.split()) for day, text in days.items()}


def a_calendar(
    zone: str = "UTC",
    weekly: Mapping[str, list[tuple[int, int]]] | None = None,
    **other: Any,
) -> Calendar:
    """Monday to Friday, 09:00 to 17:00 UTC, unless told otherwise."""
    return Calendar.build("office", zone, weekly or week(weekdays="09:00-17:00"), **other)
