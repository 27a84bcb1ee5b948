"""A second, slow calendar that shares nothing with the product's: day by day with zoneinfo.

It knows windows as aware datetimes only, has no tables, no sums and no years compiled ahead, and
walks to its answer one local date at a time. Definitions are those of `Calendar.build`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = list[tuple[int, int]]
ONE = timedelta(days=1)


@dataclass
class ReferenceCalendar:
    """The same plain data as `Calendar.build` takes."""

    zone: str
    weekly: dict[str, Hours]
    holidays: dict[date, str] = field(default_factory=dict)
    date_hours: dict[date, Hours] = field(default_factory=dict)
    breaks: dict[date, Hours] = field(default_factory=dict)
    _known: dict[date, list[tuple[datetime, datetime]]] = field(default_factory=dict)

    def due(self, start: datetime, length: timedelta) -> datetime:
        """When that much open time has passed."""
        left = length
        for opened, closed in self._from(start):
            since = max(opened, start)
            if closed - since >= left:
                return since + left
            left -= closed - since
        raise AssertionError("unreachable")

    def latest_start(self, end: datetime, length: timedelta) -> datetime:
        """The mirror image, walking backward."""
        left = length
        for opened, closed in self._until(end):
            to = min(closed, end)
            if to - opened >= left:
                return to - left
            left -= to - opened
        raise AssertionError("unreachable")

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Open time between the two."""
        total = timedelta(0)
        for opened, closed in self._from(start):
            if opened >= end:
                break
            total += max(min(closed, end) - max(opened, start), timedelta(0))
        return total

    def _from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Windows that close after `start`, in order, each instant once."""
        day = start.astimezone(ZoneInfo(self.zone)).date() - 3 * ONE
        last = start
        pending: list[tuple[datetime, datetime]] = []
        for _ in range(4000):
            pending = sorted(pending + self._windows(day))
            # What opens two days on cannot come before what is pending now.
            horizon = datetime(day.year, day.month, day.day, tzinfo=UTC) - 2 * ONE
            while pending and pending[0][0] < horizon:
                opened, closed = pending.pop(0)
                if closed > last:
                    yield max(opened, last) if opened < last else opened, closed
                    last = closed
            day += ONE

    def _until(self, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = end.astimezone(ZoneInfo(self.zone)).date() + 3 * ONE
        first = end
        pending: list[tuple[datetime, datetime]] = []
        for _ in range(4000):
            pending = sorted(pending + self._windows(day), key=lambda w: (w[1], w[0]))
            horizon = datetime(day.year, day.month, day.day, tzinfo=UTC) + 4 * ONE
            while pending and pending[-1][1] > horizon:
                opened, closed = pending.pop()
                if opened < first:
                    yield opened, min(closed, first)
                    first = opened
            day -= ONE

    def _windows(self, day: date) -> list[tuple[datetime, datetime]]:
        """What opens on a local date, breaks taken out."""
        if day not in self._known:
            self._known[day] = list(self._make(day))
        return self._known[day]

    def _make(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if day in self.holidays or not self._happens(day):
            return
        hours = self.date_hours.get(day, self.weekly.get(DAYS[day.weekday()], []))
        pieces = [piece for window in hours for piece in self._edges(day, window)]
        for offset in range(-3, 4):
            for window in self.breaks.get(day + offset * ONE, []):
                for cut_from, cut_to in self._edges(day + offset * ONE, window):
                    pieces = [
                        (since, to)
                        for o, c in pieces
                        for since, to in ((o, min(c, cut_from)), (max(o, cut_to), c))
                        if since < to
                    ]
        yield from pieces

    def _edges(self, day: date, window: tuple[int, int]) -> Iterator[tuple[datetime, datetime]]:
        opened, closed = window
        since = self._at(day, opened)
        to = self._at(day + ONE, closed) if closed < opened else self._at(day, closed)
        if opened != closed and since < to:
            yield since, to

    def _at(self, day: date, second: int) -> datetime:
        wall = datetime.combine(day, time.min) + timedelta(seconds=second)
        return wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def _happens(self, day: date) -> bool:
        return self._at(day, 0) < self._at(day + ONE, 0)
