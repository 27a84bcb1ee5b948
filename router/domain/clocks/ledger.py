"""The ledger of a clock: every stretch from its start to its deadline, and what it counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from router.domain.clocks.clock import Clock
from router.domain.time.instants import Instant


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch `[since, to)` of a clock's life.

    `counted_ns` is its whole length where it counted and 0 where not; `why` says what it was:
    `open`, or `closed`, `holiday: Good Friday`, `break`, `paused: waiting_for_customer`. Time that
    counted although it may surprise says so: `open (marked as spam)`. `ahead` marks what lies
    after the instant the clock was asked at (or after it ended): the way on to the deadline.
    """

    since: Instant
    to: Instant
    counted_ns: int
    why: str
    ahead: bool

    @property
    def counted(self) -> bool:
        return self.counted_ns > 0


def ledger_of(clock: Clock) -> tuple[Segment, ...]:
    """The segments of a clock, without gap or overlap.

    Those that are not `ahead` add up exactly to the time the clock has counted; all of them up to
    the deadline add up to the target. A lead time is shown from its deadline to the planned
    instant, and adds up to the lead.
    """
    if clock.backward:
        if clock.due_at is None or clock.planned_for is None:
            return ()
        return tuple(_segments(clock, clock.due_at, clock.planned_for))
    ends = [clock.as_of, clock.started_at]
    if clock.due_at is not None:
        ends.append(clock.due_at)
    return tuple(_segments(clock, clock.started_at, max(ends)))


def elapsed_ns(clock: Clock) -> int:
    """What the clock has counted up to `as_of`, in nanoseconds of its calendar's open time."""
    total = clock.calendar.elapsed(clock.started_at, clock.as_of)
    return total - paused_ns(clock)


def paused_ns(clock: Clock) -> int:
    """The open time that pauses took out of the clock so far (rule 10)."""
    return sum(
        clock.calendar.elapsed(p.since, clock.as_of if p.to is None else p.to) for p in clock.pauses
    )


def _segments(clock: Clock, start: Instant, end: Instant) -> Iterator[Segment]:
    """Cut the calendar's stretches at the pauses, at `as_of` and at the deadline."""
    cuts = {clock.as_of}
    if clock.due_at is not None:
        cuts.add(clock.due_at)
    for pause in clock.pauses:
        cuts.update((pause.since, clock.as_of if pause.to is None else pause.to))
    for remark in clock.remarks:
        cuts.update((remark.since, remark.to))
    marks = sorted(cut for cut in cuts if start < cut < end)
    position = 0
    for since, to, why in _stretches(clock, start, end):
        edge = since
        while position < len(marks) and marks[position] < to:
            if marks[position] > edge:
                yield _segment(clock, edge, marks[position], why)
                edge = marks[position]
            position += 1
        yield _segment(clock, edge, to, why)


def _stretches(clock: Clock, start: Instant, end: Instant) -> list[tuple[Instant, Instant, str]]:
    calendar = clock.calendar
    opened = [(since, to, "open") for since, to in calendar.windows(start, end)]
    return sorted(opened + list(calendar.closures(start, end)))


def _segment(clock: Clock, since: Instant, to: Instant, why: str) -> Segment:
    if why == "open":
        for pause in clock.pauses:
            if pause.since <= since and (pause.to is None or to <= pause.to):
                why = f"paused: {pause.reason}"
    counted = to - since if why == "open" else 0
    if counted:
        for remark in clock.remarks:
            if remark.since <= since and to <= remark.to:
                why = f"open ({remark.why})"
    return Segment(since, to, counted, why, ahead=since >= clock.as_of)
