"""Calendars: when time counts, and the questions about it, exact to the nanosecond.

A calendar is an immutable value. No question asks the time of day; `docs/time.md` states every
rule in words, numbered as they are cited here.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NoReturn

from router.domain.errors import BadCalendar, BadLength
from router.domain.time import business_days, closures
from router.domain.time import calendar_definitions as definitions
from router.domain.time.civil import local_date
from router.domain.time.instants import EARLIEST, SECOND, Instant, format_instant, in_seconds
from router.domain.time.window_tables import BASE, SPAN, Compiled, Table, as_instant, compiled
from router.domain.time.windows import HolidayProvider, Rules

Hours = Sequence[tuple[int, int]]


class Calendar:
    """Opening hours in a zone. Two calendars are equal when name and rules are.

    Instants and lengths are whole nanoseconds. Every question raises BadInstant outside the years
    1990 to 2100, BadLength for a negative length, and BadCalendar where no open time is left.
    `compiled` are its tables, for the neighbours `datetimes` and `batch`.
    """

    __slots__ = ("__weakref__", "_hash", "compiled", "name", "rules")

    name: str
    rules: Rules
    compiled: Compiled
    _hash: int

    def __init__(self, name: str, rules: Rules) -> None:
        set_once = object.__setattr__
        set_once(self, "name", name)
        set_once(self, "rules", rules)
        set_once(self, "compiled", compiled(rules))
        set_once(self, "_hash", hash((name, rules)))

    @classmethod
    def build(
        cls,
        name: str,
        zone: str,
        weekly: Mapping[str, Hours],
        holidays: Mapping[date, str] | HolidayProvider | None = None,
        date_hours: Mapping[date, Hours] | None = None,
        breaks: Mapping[date, Hours] | None = None,
        closures: Iterable[tuple[Instant, Instant, str]] = (),
        shifted: tuple[str, Mapping[str, Hours]] | None = None,
        may_never_open: bool = False,
    ) -> Calendar:
        """A calendar from plain data.

        `zone`: an IANA name. `weekly`: 'mon' to 'sun' with windows as (open, close) in local
        seconds of the day; close before open is overnight, equal is empty, 86,400 is 24:00.
        `holidays`: dates with names, or a hashable callable that gives those of a year.
        `date_hours`: replace the windows that open on a date. `breaks`: closed inside a date.
        `closures`: (from, to, name) with whole-second instants. `shifted`: the zone whose summer
        time matters, and the weekly hours (local to `zone`) that hold while it lasts; which week
        is in force is decided instant by instant. `may_never_open`: for a question about hours
        that nobody saves; elapsed time on them is 0.

        Raises BadCalendar for an unknown zone or day, seconds outside a day, and hours that never
        open from 1990 to 2100 (rule 8).
        """
        rules = definitions.rules_from(
            name, zone, weekly, holidays, date_hours, breaks, closures, shifted
        )
        calendar = cls(name, rules)
        if not may_never_open and not calendar.compiled.is_ever_open():
            raise BadCalendar(f"calendar {name!r} never opens; give it at least one window")
        return calendar

    @classmethod
    def always(cls, name: str, zone: str = "UTC") -> Calendar:
        """A calendar that is open at every instant; the zone only names its dates."""
        return cls.build(name, zone, {day: [(0, 86_400)] for day in definitions.DAYS})

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a calendar does not change: {name!r} cannot be set")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Calendar):
            return NotImplemented
        return self.name == other.name and self.rules == other.rules

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"<Calendar {self.name!r} {self.zone}>"

    def __reduce__(self) -> tuple[type[Calendar], tuple[str, Rules]]:
        return Calendar, (self.name, self.rules)

    @property
    def zone(self) -> str:
        """The name of the zone."""
        return self.rules.zone.key

    @property
    def is_always_open(self) -> bool:
        """True where every instant counts."""
        return self.compiled.always

    def definition(self) -> dict[str, object]:
        """Everything that moves a deadline, as JSON: the same for equal calendars."""
        return definitions.definition(self.name, self.rules)

    def due(self, start: Instant, length_ns: int) -> Instant:
        """When `length_ns` of open time have passed since `start`.

        Exactly at a closing it is that closing (rule 2). A length of 0 is `start` itself, or the
        next opening if that is closed (rule 9).
        """
        if length_ns < 0:
            raise _negative(length_ns)
        found = self.compiled.due(start - EARLIEST, length_ns, SECOND)
        if found is not None:
            return found + EARLIEST
        raise self._no_time_left(start, length_ns)

    def elapsed(self, start: Instant, end: Instant) -> int:
        """Open time in [start, end) in nanoseconds; 0 where end is not after start (rule 9)."""
        if end <= start:
            return 0
        return self.compiled.elapsed(start - EARLIEST, end - EARLIEST, SECOND)

    def latest_start(self, end: Instant, length_ns: int) -> Instant:
        """The latest instant from which `length_ns` of open time lead to `end` (rule 9).

        The mirror image of `due`: exactly at an opening it is that opening; a length of 0 is `end`
        itself, or the closing before it if it does not lie in (open, close].
        """
        if length_ns < 0:
            raise _negative(length_ns)
        table = self._covering(end, end)
        opens, sums = table.opens, table.sums
        at = bisect_left(opens, -(-end // SECOND) - BASE)  # windows that open before `end`
        if at:
            room = (sums[at] - sums[at - 1]) * SECOND
            used = end - (opens[at - 1] + BASE) * SECOND
            if not length_ns:
                return end if used <= room else as_instant(table.close(at - 1))
            target = sums[at - 1] * SECOND + min(used, room) - length_ns
            if target >= 0:
                at = bisect_right(sums, target // SECOND, 0, at) - 1
                return (opens[at] + BASE - sums[at]) * SECOND + target
        if table.lo > 0:
            self.compiled.reach(table.lo - 1)
            return self.latest_start(end, length_ns)
        raise BadCalendar(
            f"calendar {self.name!r} has not {in_seconds(length_ns)} seconds of open time between "
            f"1990 and {format_instant(end)}"
        )

    def is_open(self, at: Instant) -> bool:
        """Whether time counts at the instant; not at a closing (rule 1)."""
        table = self._covering(at, at)
        window = table.opened(at // SECOND - BASE) - 1
        return window >= 0 and at < as_instant(table.close(window))

    def next_opening(self, at: Instant) -> Instant | None:
        """The first opening after the instant; None where there is none before 2101."""
        table = self._covering(at, at)
        while True:
            window = table.opened(at // SECOND - BASE)
            if window < len(table.opens):
                return as_instant(table.opens[window])
            if table.hi == SPAN:
                return None
            table = self.compiled.reach(table.hi)

    def next_closing(self, at: Instant) -> Instant | None:
        """The first closing after the instant; None where there is none before 2101."""
        table = self._covering(at, at)
        while True:
            window = table.opened(at // SECOND - BASE)
            if window and at < as_instant(table.close(window - 1)):
                window -= 1
            if window < len(table.opens) and table.close(window) < table.hi:
                return as_instant(table.close(window))
            if table.hi == SPAN:
                return None
            table = self.compiled.reach(table.hi)

    def windows(self, start: Instant, end: Instant) -> Iterator[tuple[Instant, Instant]]:
        """The windows between two instants as (open, close), clipped to [start, end)."""
        if end <= start:
            return
        table = self._covering(start, end)
        first = max(table.opened(start // SECOND - BASE) - 1, 0)
        for at in range(first, len(table.opens)):
            opened, closed = as_instant(table.opens[at]), as_instant(table.close(at))
            if opened >= end:
                return
            if closed > start:
                yield max(opened, start), min(closed, end)

    def closures(self, start: Instant, end: Instant) -> Iterator[tuple[Instant, Instant, str]]:
        """The stretches of [start, end) that do not count, as (from, to, why).

        With `windows` they cover [start, end) exactly. `why` is `closed`, `break`, `holiday: ` and
        its name, or `hours for ` and the date; a stretch is split where the reason changes.
        """
        since = start
        for opened, closed in self.windows(start, end):
            if since < opened:
                yield from closures.reasons(self.compiled.book, since, opened)
            since = closed
        if since < end:
            yield from closures.reasons(self.compiled.book, since, end)

    def local_date(self, at: Instant) -> date:
        """The date in the calendar's zone at the instant."""
        return local_date(self.rules.zone, at)

    def business_day_end(self, start: Instant, count: int, by_second: int) -> Instant:
        """Local second `by_second` (86,400 is 24:00) of the count-th business day after the local
        date of `start`. A business day is a date that a window with open time belongs to."""
        return business_days.end_of(self.compiled.book, self.name, start, count, by_second)

    def compiled_between(self, start: Instant, end: Instant) -> Table:
        """The table of windows, compiled to hold both instants: what batches are answered from."""
        return self._covering(start, end)

    def compile_more(self, *, later: bool) -> bool:
        """Compile the years after (or before) those known; False where there are none left."""
        table = self.compiled.table
        beyond = table.hi if later else table.lo - 1
        if not 0 <= beyond < SPAN:
            return False
        self.compiled.reach(beyond)
        return True

    def _covering(self, start: Instant, end: Instant) -> Table:
        table = self.compiled.table
        for second in (start // SECOND - BASE, end // SECOND - BASE):
            if not table.lo <= second < table.hi:
                table = self.compiled.reach(second)
        return table

    def _no_time_left(self, start: Instant, length_ns: int) -> BadCalendar:
        return BadCalendar(
            f"calendar {self.name!r} has not {in_seconds(length_ns)} seconds of open time between "
            f"{format_instant(start)} and 2101"
        )


def _negative(length_ns: int) -> BadLength:
    return BadLength(f"{in_seconds(length_ns)} seconds is a negative length; give 0 or more")
