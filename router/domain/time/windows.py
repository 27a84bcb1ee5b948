"""What a calendar is defined by, and the opening windows that follow from it.

Precedence (rule 6): a holiday removes the whole windows that open on its local date; hours for a
date replace the windows that open on it; breaks and timed closures cut by instant. Windows that
overlap or touch become one: a calendar is open or not, never open twice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import TypeAlias
from zoneinfo import ZoneInfo

from router.domain.time.civil import (
    DAY_SECONDS,
    EPOCH_ORDINAL,
    epoch_second,
    exists,
    midnight_offsets,
    summer_stretches,
)

# (open, close) as local seconds of the day; a close above 86,400 lies on the next date.
DayWindows: TypeAlias = tuple[tuple[int, int], ...]
Week: TypeAlias = tuple[DayWindows, ...]  # Monday first
HolidayProvider: TypeAlias = Callable[[int], Mapping[date, str]]
Stretch: TypeAlias = tuple[int, int]

NO_WINDOWS: DayWindows = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The value behind a calendar: two equal ones have the same windows.

    `holidays`: dates with their names, or a hashable provider that is asked year by year.
    `summer`: the zone and the week that holds while that zone is on summer time.
    `closures`: timed ones, as (from, to, name) in epoch seconds.
    """

    zone: ZoneInfo
    weekly: Week
    holidays: tuple[tuple[date, str], ...] | HolidayProvider = ()
    date_hours: tuple[tuple[date, DayWindows], ...] = ()
    breaks: tuple[tuple[date, DayWindows], ...] = ()
    closures: tuple[tuple[int, int, str], ...] = ()
    summer: tuple[ZoneInfo, Week] | None = None


class RuleBook:
    """Rules made ready for looking up by date; it keeps no windows."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.zone = rules.zone
        self.date_hours = {day.toordinal(): hours for day, hours in rules.date_hours}
        # There may be a century of them: merged once, and found by their edges.
        self.closed = merged((since, to) for since, to, _ in rules.closures)
        # The latest end of those up to each: it only grows, so that it can be searched.
        self.closures_end = list(accumulate((to for _, to, _ in rules.closures), max))
        self.breaks = {day.toordinal(): hours for day, hours in rules.breaks}
        self._provider = rules.holidays if callable(rules.holidays) else None
        self._names: dict[int, str] = {}
        self._years: set[int] = set()
        if not callable(rules.holidays):
            self._names = {day.toordinal(): name for day, name in rules.holidays}

    def holiday(self, ordinal: int) -> str | None:
        """The name of the holiday on that date."""
        return self.holidays(ordinal, ordinal).get(ordinal)

    def holidays(self, first: int, last: int) -> dict[int, str]:
        """Names by ordinal, at least of those between the two dates."""
        if self._provider is not None:
            for year in range(date.fromordinal(first).year, date.fromordinal(last).year + 1):
                if year not in self._years:
                    found = self._provider(year)
                    self._names.update((day.toordinal(), name) for day, name in found.items())
                    self._years.add(year)
        return self._names

    def planned(self, ordinal: int) -> DayWindows:
        """The windows of the date if it is no holiday, of both weeks where summer has its own."""
        hours = self.date_hours.get(ordinal)
        if hours is not None:
            return hours
        weekday = (ordinal - 1) % 7
        usual = self.rules.weekly[weekday]
        return usual if self.rules.summer is None else usual + self.rules.summer[1][weekday]

    def opens_on(self, ordinal: int) -> bool:
        """Whether open time is left of the windows that belong to the date: a business day."""
        if self.holiday(ordinal) is not None or not exists(self.zone, ordinal):
            return False
        return bool(self._of_dates(ordinal, ordinal))

    def compile(self, lo: int, hi: int) -> list[Stretch]:
        """The windows within [lo, hi) in epoch seconds: sorted, apart from each other, clipped."""
        first = lo // DAY_SECONDS + EPOCH_ORDINAL - 3
        last = hi // DAY_SECONDS + EPOCH_ORDINAL + 2
        windows = self._of_dates(first, last)
        return [(max(o, lo), min(c, hi)) for o, c in windows if o < hi and c > lo]

    def edges(self, ordinal: int, hours: DayWindows) -> Iterator[Stretch]:
        """Windows of a date as epoch seconds, without those that a clock change leaves empty."""
        for opened, closed in hours:
            since = epoch_second(self.zone, ordinal, opened)
            to = epoch_second(self.zone, ordinal, closed)
            if since < to:
                yield since, to

    def _of_dates(self, first: int, last: int) -> list[Stretch]:
        usual = self._usual(self.rules.weekly, first, last)
        if self.rules.summer is not None:
            zone, week = self.rules.summer
            summer = summer_stretches(
                zone, date.fromordinal(first - 3).year, date.fromordinal(last + 5).year
            )
            usual = without(merged(usual), summer)
            usual += within(self._usual(week, first, last), summer)
        for ordinal, hours in self.date_hours.items():
            if first <= ordinal <= last and self.holiday(ordinal) is None:
                usual.extend(self.edges(ordinal, hours) if exists(self.zone, ordinal) else ())
        return without(merged(usual), self._cuts(first, last))

    def _usual(self, week: Week, first: int, last: int) -> list[Stretch]:
        """The weekly windows of dates that are no holidays and have no hours of their own."""
        if not any(week):
            return []
        holidays, date_hours = self.holidays(first, last), self.date_hours
        offsets = midnight_offsets(self.zone, first, last + 3)
        found: list[Stretch] = []
        for at, ordinal in enumerate(range(first, last + 1)):
            hours = week[(ordinal - 1) % 7]
            if not hours or ordinal in holidays or ordinal in date_hours:
                continue
            offset = offsets[at]
            if offset == offsets[at + 1] == offsets[at + 2]:
                midnight = (ordinal - EPOCH_ORDINAL) * DAY_SECONDS - offset
                for opened, closed in hours:
                    found.append((midnight + opened, midnight + closed))
            elif exists(self.zone, ordinal):
                found.extend(self.edges(ordinal, hours))
        return found

    def _cuts(self, first: int, last: int) -> list[Stretch]:
        lo = (first - EPOCH_ORDINAL - 2) * DAY_SECONDS
        hi = (last - EPOCH_ORDINAL + 5) * DAY_SECONDS
        cuts = self.closed[bisect_right(self.closed, lo, key=_end) :]
        cuts = cuts[: bisect_left(cuts, hi, key=_begin)]
        for ordinal, hours in self.breaks.items():
            if first - 2 <= ordinal <= last + 2:
                cuts.extend(self.edges(ordinal, hours))
        return merged(cuts)


def _begin(stretch: Stretch) -> int:
    return stretch[0]


def _end(stretch: Stretch) -> int:
    return stretch[1]


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Sorted, with those that overlap or touch made one."""
    whole: list[Stretch] = []
    end = None
    for since, to in sorted(stretches):
        if end is not None and since <= end:
            if to > end:
                end = to
                whole[-1] = (whole[-1][0], to)
        else:
            end = to
            whole.append((since, to))
    return whole


def without(stretches: Iterable[Stretch], cuts: Iterable[Stretch]) -> list[Stretch]:
    """What is left of sorted stretches outside the cuts, which are sorted and apart."""
    spans = list(cuts)
    if not spans:
        return list(stretches)
    left: list[Stretch] = []
    at = 0
    for since, to in stretches:
        while at < len(spans) and spans[at][1] <= since:
            at += 1
        cut = at
        while cut < len(spans) and spans[cut][0] < to:
            cut_from, cut_to = spans[cut]
            if since < cut_from:
                left.append((since, cut_from))
            since = cut_to
            cut += 1
        if since < to:
            left.append((since, to))
    return left


def within(stretches: Iterable[Stretch], frames: Iterable[Stretch]) -> list[Stretch]:
    """The parts of the stretches inside the frames."""
    spans = list(frames)
    return [
        (max(since, lo), min(to, hi))
        for since, to in stretches
        for lo, hi in spans
        if since < hi and to > lo
    ]
