"""The questions to calendars for a million at once: numpy arrays of epoch seconds.

Several calendars are laid end to end in one table, so that one pass answers for all of them. Every
answer equals the scalar one of `Calendar`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from router.domain.errors import BadCalendar, BadInstant, BadLength
from router.domain.time.calendars import Calendar
from router.domain.time.instants import SECOND, format_instant
from router.domain.time.window_tables import BASE, SPAN

Seconds: TypeAlias = NDArray[np.int64]
Places: TypeAlias = NDArray[np.intp]
_CHUNK = 1 << 15  # questions answered at a time, so that what is in between stays in the cache
_MARGIN = 60 * 86_400  # compiled beyond the latest start and length, so that few need more

_SHIFT = 15  # a bucket is 32,768 seconds, about nine hours: few windows open within one
_BUCKET = 1 << _SHIFT
_MOST_STEPS = 3
_MOST_BUCKETS = 1 << 21


def due(
    calendars: Sequence[Calendar], which: NDArray[np.integer], starts: Seconds, lengths: Seconds
) -> Seconds:
    """When `lengths` seconds of open time have passed since `starts`, in epoch seconds.

    `which` says for each question the calendar by its place in `calendars`; the three arrays are
    of one length. Raises BadInstant, BadLength and BadCalendar as `Calendar.due`, quoting the
    first offender.
    """
    which, starts, lengths = _checked(calendars, which, starts, lengths)
    answer = np.empty_like(starts)
    if not starts.size:
        return answer
    longest = min(int(lengths.max()), SPAN)
    reach = min(int(starts.max()) + longest + _MARGIN, BASE + SPAN - 1)
    tables = _TablesEndToEnd(calendars, int(starts.min()), reach, longest)
    for part in _parts(starts.size):
        while True:
            lacking = _due_part(tables, which[part], starts[part], lengths[part], answer[part])
            if not lacking.size:
                break
            _grow(calendars, which[part], starts[part], lengths[part], lacking, later=True)
            tables = _TablesEndToEnd(calendars, int(starts.min()), reach, longest)
    return answer


def latest_start(
    calendars: Sequence[Calendar], which: NDArray[np.integer], ends: Seconds, lengths: Seconds
) -> Seconds:
    """The latest seconds from which `lengths` of open time lead to `ends`; arguments as `due`."""
    which, ends, lengths = _checked(calendars, which, ends, lengths)
    answer = np.empty_like(ends)
    if not ends.size:
        return answer
    longest = min(int(lengths.max()), SPAN)
    reach = max(int(ends.min()) - longest - _MARGIN, BASE)
    tables = _TablesEndToEnd(calendars, reach, int(ends.max()), longest)
    for part in _parts(ends.size):
        while True:
            lacking = _start_part(tables, which[part], ends[part], lengths[part], answer[part])
            if not lacking.size:
                break
            _grow(calendars, which[part], ends[part], lengths[part], lacking, later=False)
            tables = _TablesEndToEnd(calendars, reach, int(ends.max()), longest)
    return answer


def elapsed(
    calendars: Sequence[Calendar], which: NDArray[np.integer], starts: Seconds, ends: Seconds
) -> Seconds:
    """Seconds of open time in [starts, ends), 0 where reversed; arguments as `due`."""
    which, starts, ends = _checked(calendars, which, starts, ends, lengths=False)
    answer = np.empty_like(starts)
    if not starts.size:
        return answer
    lo, hi = min(starts.min(), ends.min()), max(starts.max(), ends.max())
    tables = _TablesEndToEnd(calendars, int(lo), int(hi), 0)
    for part in _parts(starts.size):
        line = tables.time_line[which[part]]
        keys = ends[part] + line
        until = tables.position(keys, tables.by_opening.last(keys))
        keys = starts[part] + line
        until -= tables.position(keys, tables.by_opening.last(keys))
        np.maximum(until, 0, out=answer[part])
    return answer


def is_open(
    calendars: Sequence[Calendar], which: NDArray[np.integer], at: Seconds
) -> NDArray[np.bool_]:
    """Whether time counts at each instant; arguments as `due`."""
    which, at, _ = _checked(calendars, which, at, at, lengths=False)
    if not at.size:
        return np.zeros(at.shape, np.bool_)
    tables = _TablesEndToEnd(calendars, int(at.min()), int(at.max()), 0)
    keys = at + tables.time_line[which]
    counts: NDArray[np.bool_] = keys < tables.closes[tables.by_opening.last(keys)]
    return counts


def _due_part(
    tables: _TablesEndToEnd, which: Seconds, starts: Seconds, lengths: Seconds, answer: Seconds
) -> Places:
    """Write the answers; returns the places whose answer lies beyond the compiled years."""
    line = tables.time_line[which]
    keys = starts + line
    at = tables.by_opening.last(keys)
    target = tables.position(keys, at)
    target += np.minimum(lengths, SPAN)
    to = tables.by_sum.last(target - 1) + 1  # the first that has counted as much when it closes
    np.subtract(tables.opens[to] - tables.before[to] + target, line, out=answer)
    nothing = np.flatnonzero(lengths == 0)
    if nothing.size:
        closed = keys[nothing] >= tables.closes[at[nothing]]
        to[nothing] = at[nothing] + closed
        opening = tables.opens[to[nothing]] - line[nothing]
        answer[nothing] = np.where(closed, opening, starts[nothing])
    return np.flatnonzero(tables.is_edge[to])


def _start_part(
    tables: _TablesEndToEnd, which: Seconds, ends: Seconds, lengths: Seconds, answer: Seconds
) -> Places:
    line = tables.time_line[which]
    keys = ends + line
    at = tables.by_opening.last(keys - 1)  # the last window that opens before the end
    target = tables.position(keys, at) - np.minimum(lengths, SPAN)
    to = np.searchsorted(tables.before, target, "right") - 1
    nothing = lengths == 0
    start = np.where(
        nothing,
        np.minimum(keys, tables.closes[at]),
        tables.opens[to] - tables.before[to] + target,
    )
    np.subtract(start, line, out=answer)
    return np.flatnonzero((target < tables.sum_line[which]) | (nothing & tables.is_edge[at]))


def _grow(
    calendars: Sequence[Calendar],
    which: Seconds,
    instants: Seconds,
    lengths: Seconds,
    lacking: Places,
    *,
    later: bool,
) -> None:
    for owner in np.unique(which[lacking]):
        calendar = calendars[owner]
        if not calendar.compile_more(later=later):
            first = lacking[which[lacking] == owner][0]
            raise BadCalendar(
                f"calendar {calendar.name!r} has not {lengths[first]} seconds of open time "
                f"{'after' if later else 'before'} {format_instant(int(instants[first]) * SECOND)} "
                "in the years 1990 to 2100"
            )


def _parts(size: int) -> Iterator[slice]:
    return (slice(at, at + _CHUNK) for at in range(0, size, _CHUNK))


def _checked(
    calendars: Sequence[Calendar],
    which: NDArray[np.integer],
    first: Seconds,
    second: Seconds,
    *,
    lengths: bool = True,
) -> tuple[Seconds, Seconds, Seconds]:
    arrays = []
    for name, array in (("calendars", which), ("first", first), ("second", second)):
        given = np.asarray(array)
        if given.dtype.kind not in "iu":
            raise TypeError(f"{name}: {given.dtype} given; pass whole seconds as int64")
        arrays.append(given.astype(np.int64, copy=False))
    shapes = [array.shape for array in arrays]
    if len(set(shapes)) != 1 or len(shapes[0]) != 1:
        raise ValueError(f"shapes are {shapes}; pass arrays of one dimension and one length")
    which, first, second = arrays
    if which.size and not (which.min() >= 0 and which.max() < len(calendars)):
        raise IndexError(f"which: {which.min()} to {which.max()}, of {len(calendars)} calendars")
    for instants in (first,) if lengths else (first, second):
        outside = np.flatnonzero((instants < BASE) | (instants >= BASE + SPAN))
        if outside.size:
            value = int(instants[outside[0]])
            raise BadInstant(f"{value} (seconds since 1970) is outside the years 1990 to 2100")
    if lengths and second.size and second.min() < 0:
        raise BadLength(f"{second.min()} seconds is a negative length; give 0 or more")
    return which, first, second


class _TablesEndToEnd:
    """Calendars' windows from `lo` to `hi` (epoch seconds) at least, for lengths up to `longest`.

    Calendar n has its own stretch of two number lines: adding `time_line[n]` to an epoch second
    gives a key among `opens` and `closes`; open time counted within it begins at `sum_line[n]` and
    stands in `before` (until a window opens) and `after` (until it closes). Each calendar begins
    and ends with an empty window, `is_edge`, so that every key has neighbours.
    """

    def __init__(self, calendars: Sequence[Calendar], lo: int, hi: int, longest: int) -> None:
        tables = [c.compiled_between(lo * SECOND, hi * SECOND) for c in calendars]
        first = min(table.lo for table in tables)
        width = _up(max(table.hi for table in tables) - first + 2)
        room = _up(max(table.sums[-1] for table in tables) + longest + 2)
        opens: list[ArrayLike] = []
        closes: list[ArrayLike] = []
        before: list[ArrayLike] = []
        after: list[ArrayLike] = []
        edges: list[ArrayLike] = []
        starts = _BUCKET + width * np.arange(len(tables), dtype=np.int64)
        self.sum_line = _BUCKET + room * np.arange(len(tables), dtype=np.int64)
        self.time_line = starts - (first + BASE)
        for start, line, table in zip(starts, self.sum_line, tables, strict=True):
            opened = np.frombuffer(table.opens, np.uint32).astype(np.int64) + (start - first)
            sums = np.frombuffer(table.sums, np.uint32).astype(np.int64) + line
            opens += [[start - 1], opened, [start + width - 2]]
            closes += [[start - 1], opened + np.diff(sums), [start + width - 2]]
            before += [sums[:1], sums]
            after += [sums, [line + room - 2]]
            edges += [[True], np.zeros(len(opened), np.bool_), [True]]
        self.opens, self.closes, self.before = (
            _end_to_end(opens),
            _end_to_end(closes),
            _end_to_end(before),
        )
        self.is_edge = _end_to_end(edges).astype(np.bool_)
        self.by_opening = _Finder(self.opens, _BUCKET + width * len(tables))
        self.by_sum = _Finder(_end_to_end(after), _BUCKET + room * len(tables))

    def position(self, keys: Seconds, at: Places) -> Seconds:
        """Open time until each key, which lies in or after window `at`, on the line of sums."""
        found: Seconds = np.minimum(keys, self.closes[at])
        found -= self.opens[at]
        found += self.before[at]
        return found


class _Finder:
    """Finds the last of sorted edges at or before a key: a look into a bucket and a step or two,
    where a binary search takes a dozen."""

    def __init__(self, edges: Seconds, end: int) -> None:
        self._edges = edges
        self._steps: int | None = None
        if end >> _SHIFT <= _MOST_BUCKETS:
            begins = np.arange((end >> _SHIFT) + 1, dtype=np.int64) << _SHIFT
            first = np.searchsorted(edges, begins, "right") - 1
            steps = int(np.diff(first).max(initial=0))
            if steps <= _MOST_STEPS:
                self._steps = steps
                self._first = np.maximum(first, 0)

    def last(self, keys: Seconds) -> Places:
        """The place of the last edge at or before each key."""
        if self._steps is None:
            return np.searchsorted(self._edges, keys, "right") - 1
        at: Places = self._first[keys >> _SHIFT]
        for _ in range(self._steps):
            at += self._edges[at + 1] <= keys
        return at


def _end_to_end(pieces: list[ArrayLike]) -> Seconds:
    return np.concatenate([np.asarray(piece, np.int64) for piece in pieces])


def _up(length: int) -> int:
    """Rounded up to whole buckets."""
    return (length + _BUCKET - 1) >> _SHIFT << _SHIFT
