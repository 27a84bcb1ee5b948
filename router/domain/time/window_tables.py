"""Compiled windows: sorted openings and prefix sums of open time, grown as questions need them.

A table holds 8 bytes a window. It starts empty, is compiled in blocks of years where a question
falls, stays one unbroken span, and is replaced whole, so that readers need no lock.
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left, bisect_right
from datetime import date
from itertools import pairwise
from weakref import WeakValueDictionary

from router.domain.errors import BadInstant
from router.domain.time.civil import DAY_SECONDS, EPOCH_ORDINAL
from router.domain.time.instants import EARLIEST, LATEST, SECOND, Instant
from router.domain.time.windows import RuleBook, Rules

BASE = EARLIEST // SECOND  # table seconds count from 1990, so that 32 bits reach 2100
SPAN = LATEST // SECOND - BASE
_BUCKET_BITS = 18
_BUCKET = 1 << _BUCKET_BITS  # seconds: about three days, in which few windows open
_SOON = 8  # most deadlines lie within so many windows: looked at first
_YEARS_A_BLOCK = 4
_BLOCKS = [
    (date(year, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY_SECONDS - BASE
    for year in range(1990, 2101, _YEARS_A_BLOCK)
] + [SPAN]


class Table:
    """The windows of [lo, hi), in seconds since 1990: window i opens at `opens[i]` and lasts
    `sums[i + 1] - sums[i]`; `sums[i]` is all open time from `lo` until it opens. `near[b]` is how
    many windows open before bucket b begins (buckets count from `lo`), so that a search need only
    look into one bucket."""

    __slots__ = ("hi", "lo", "near", "opens", "sums")

    def __init__(self, lo: int, hi: int, opens: array[int], sums: array[int]) -> None:
        self.lo, self.hi, self.opens, self.sums = lo, hi, opens, sums
        starts = range(lo, hi + 2 * _BUCKET, _BUCKET)
        self.near = array("I", [bisect_left(opens, start) for start in starts])

    def opened(self, second: int) -> int:
        """How many windows have opened at that second or before."""
        bucket = (second - self.lo) >> _BUCKET_BITS
        return bisect_right(self.opens, second, self.near[bucket], self.near[bucket + 1])

    def close(self, at: int) -> int:
        """When window `at` closes."""
        return self.opens[at] + self.sums[at + 1] - self.sums[at]

    def joined(self, later: Table) -> Table:
        """One table of this and the one that begins where it ends."""
        opens, sums = self.opens[:], self.sums[:]
        total, first = sums[-1], 0
        if opens and later.opens and self.close(len(opens) - 1) == later.opens[0]:
            sums[-1] += later.sums[1]
            first = 1
        opens.extend(later.opens[first:])
        sums.extend(total + length for length in later.sums[first + 1 :])
        return Table(self.lo, later.hi, opens, sums)


class Compiled:
    """The table of one set of rules, shared by all calendars that have them."""

    def __init__(self, rules: Rules) -> None:
        self.book = RuleBook(rules)
        always = all(day == ((0, DAY_SECONDS),) for day in rules.weekly) and rules.summer is None
        self.always = always and not (
            rules.holidays or rules.date_hours or rules.breaks or rules.closures
        )
        self.table = (
            Table(0, SPAN, array("I", [0]), array("I", [0, SPAN]))
            if self.always
            else Table(0, 0, array("I"), array("I", [0]))
        )
        self._growing = threading.Lock()

    def due(self, start: int, length: int, unit: int) -> int | None:
        """When so much open time has passed since `start`; None where not so much is left.

        Instants are counted from 1990, all in units of which `unit` make a second: 1 for whole
        seconds, 1,000,000,000 for nanoseconds. Either way the answer is exact.
        """
        second, fraction = (start, 0) if unit == 1 else divmod(start, unit)
        table = self.table
        if not table.lo <= second < table.hi:
            table = self.reach(second)
        opens, sums, near = table.opens, table.sums, table.near
        bucket = (second - table.lo) >> _BUCKET_BITS
        at = bisect_right(opens, second, near[bucket], near[bucket + 1])
        target = length
        if at:
            spent, most = sums[at - 1] + second - opens[at - 1], sums[at]
            if spent < most:  # it is open, and as edges are whole seconds, the fraction counts
                target += spent * unit + fraction
                if target <= most * unit:
                    return start + length
            else:
                target += most * unit
        if length:
            needed, soon = -(-target // unit), at + _SOON
            if soon < len(sums) and sums[soon] >= needed:
                at = bisect_left(sums, needed, at, soon)
            else:
                at = bisect_left(sums, needed, at)
            if at < len(sums):
                return (opens[at - 1] - sums[at - 1]) * unit + target
        elif at < len(opens):
            return opens[at] * unit
        if table.hi == SPAN:
            return None
        self.reach(table.hi)
        return self.due(start, length, unit)

    def elapsed(self, start: int, end: int, unit: int) -> int:
        """Open time in [start, end), in the units of `due`; `start` is before `end`."""
        first, last, before, after = start, end, 0, 0
        if unit != 1:  # edges are whole seconds: where it is open, a fraction counts as it is
            (first, before), (last, after) = divmod(start, unit), divmod(end, unit)
        table = self.table
        lo = table.lo
        if not (lo <= first and last < table.hi):
            self.reach(first)
            table = self.reach(last)
            lo = table.lo
        opens, sums, near = table.opens, table.sums, table.near
        bucket = (last - lo) >> _BUCKET_BITS
        at = bisect_right(opens, last, near[bucket], near[bucket + 1])
        if not at:
            return 0
        until = sums[at - 1] + last - opens[at - 1]
        if until >= sums[at]:
            until, after = sums[at], 0
        bucket = (first - lo) >> _BUCKET_BITS
        at = bisect_right(opens, first, near[bucket], near[bucket + 1])
        if not at:
            return until * unit + after
        since = sums[at - 1] + first - opens[at - 1]
        if since >= sums[at]:
            since, before = sums[at], 0
        return (until - since) * unit + after - before

    def reach(self, second: int) -> Table:
        """The table, compiled to where `second` (since 1990) lies in it.

        Raises BadInstant for an instant outside the years 1990 to 2100.
        """
        if not 0 <= second < SPAN:
            raise BadInstant(
                f"{second + BASE} (seconds since 1970) is outside the years 1990 to 2100"
            )
        with self._growing:
            table = self.table
            if table.lo <= second < table.hi:
                return table
            block = bisect_right(_BLOCKS, second) - 1
            if table.hi == 0:
                table = self._compile(_BLOCKS[block], _BLOCKS[block + 1])
            elif second >= table.hi:
                table = table.joined(self._compile(table.hi, _BLOCKS[block + 1]))
            else:
                table = self._compile(_BLOCKS[block], table.lo).joined(table)
            self.table = table
            return table

    def is_ever_open(self) -> bool:
        """Whether there is any open time from 1990 to 2100; looks at a fortnight first."""
        if self.always:
            return True
        sample = (date(2026, 1, 5).toordinal() - EPOCH_ORDINAL) * DAY_SECONDS
        if self.book.compile(sample, sample + 14 * DAY_SECONDS):
            return True
        return any(self.book.compile(lo + BASE, hi + BASE) for lo, hi in pairwise(_BLOCKS))

    def _compile(self, lo: int, hi: int) -> Table:
        opens, sums, total = array("I"), array("I", [0]), 0
        for opened, closed in self.book.compile(lo + BASE, hi + BASE):
            total += closed - opened
            opens.append(opened - BASE)
            sums.append(total)
        return Table(lo, hi, opens, sums)


_SHARED: WeakValueDictionary[Rules, Compiled] = WeakValueDictionary()


def compiled(rules: Rules) -> Compiled:
    """The one compiled form of equal rules, for as long as a calendar uses it."""
    found = _SHARED.get(rules)
    if found is None:
        found = _SHARED[rules] = Compiled(rules)
    return found


def as_instant(second: int) -> Instant:
    """The instant of a table second."""
    return (second + BASE) * SECOND
