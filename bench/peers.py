"""The same questions, answered by others: what the time core is measured against.

`businesstimedelta` is a package for this very thing. The two loops are what a careful programmer
writes without one: a day at a time, in datetimes or in `whenever`, with hours looked up by weekday
and holidays in a set. Nothing here is slowed down on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import businesstimedelta
import pytz
from whenever import Date, Instant, Time, TimeDelta

DAY = timedelta(days=1)
Week = dict[int, list[tuple[int, int]]]


@dataclass(frozen=True)
class Office:
    """A calendar for all peers: windows as seconds of the day by weekday, Monday 0."""

    zone: str
    week: Week
    holidays: frozenset[date] = frozenset()


class BusinessTimeDelta:
    """The package. It has no 24:00, so a day ends a microsecond early."""

    def __init__(self, office: Office) -> None:
        zone = pytz.timezone(office.zone)
        days: dict[tuple[int, int], list[int]] = {}
        for day, windows in office.week.items():
            for window in windows:
                days.setdefault(window, []).append(day)
        rules: list[object] = [
            businesstimedelta.WorkDayRule(_time(o), _time(c), weekdays, tz=zone)
            for (o, c), weekdays in days.items()
        ]
        if office.holidays:
            named = dict.fromkeys(office.holidays, "holiday")
            rules.append(businesstimedelta.HolidayRule(named, tz=zone))
        self._rules = businesstimedelta.Rules(rules)

    def due(self, start: datetime, length: timedelta) -> datetime:
        """When that much open time has passed."""
        after = start + businesstimedelta.BusinessTimeDelta(self._rules, timedelta=length)
        return after.astimezone(UTC)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Open time between two moments."""
        spent: timedelta = self._rules.difference(start, end).timedelta
        return spent


class PlainLoop:
    """Standard library only: walk the local dates, build each window, count."""

    def __init__(self, office: Office) -> None:
        self._zone = ZoneInfo(office.zone)
        self._holidays = office.holidays
        self._week = {
            day: [(_wall(o), _wall(c % 86_400), c // 86_400) for o, c in windows]
            for day, windows in office.week.items()
        }

    def due(self, start: datetime, length: timedelta) -> datetime:
        """When that much open time has passed."""
        left = length
        for opened, closed in self._windows(start):
            since = opened if opened > start else start
            room = closed - since
            if room >= left:
                return since + left
            left -= room
        raise AssertionError("unreachable")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Open time between two moments."""
        total = timedelta(0)
        for opened, closed in self._windows(start):
            if opened >= end:
                break
            total += (closed if closed < end else end) - (opened if opened > start else start)
        return total

    def _windows(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        zone, week, holidays = self._zone, self._week, self._holidays
        day = start.astimezone(zone).date()
        while True:
            if day not in holidays:
                for opens, closes, later in week.get(day.weekday(), ()):
                    until = day + DAY if later else day
                    closed = datetime.combine(until, closes, zone).astimezone(UTC)
                    if closed > start:
                        yield datetime.combine(day, opens, zone).astimezone(UTC), closed
            day += DAY


class WheneverLoop:
    """The same walk with `whenever`, whose types are compiled and check more."""

    def __init__(self, office: Office) -> None:
        self._zone = office.zone
        self._holidays = {Date(day.year, day.month, day.day) for day in office.holidays}
        self._week = {
            day: [(_clock(o), _clock(c % 86_400), c // 86_400) for o, c in windows]
            for day, windows in office.week.items()
        }

    def elapsed(self, start: Instant, end: Instant) -> TimeDelta:
        """Open time between two instants."""
        zone, week, holidays = self._zone, self._week, self._holidays
        total = TimeDelta()
        day, last = start.to_tz(zone).date(), end.to_tz(zone).date()
        while day <= last:
            if day not in holidays:
                for opens, closes, later in week.get(day.day_of_week().value - 1, ()):
                    until = day.next_day() if later else day
                    opened = day.at(opens).assume_tz(zone).to_instant()
                    closed = until.at(closes).assume_tz(zone).to_instant()
                    opened, closed = max(opened, start), min(closed, end)
                    if opened < closed:
                        total += closed - opened
            day = day.next_day()
        return total


def _time(second: int) -> time:
    return time(23, 59, 59, 999_999) if second == 86_400 else _wall(second)


def _wall(second: int) -> time:
    return time(second // 3600, second // 60 % 60, second % 60)


def _clock(second: int) -> Time:
    return Time(second // 3600, second // 60 % 60, second % 60)
