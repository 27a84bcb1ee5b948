"""One length on one calendar with pauses taken out (rule 10).

A pause counts only where it overlaps open time: what is paused is added at the end by counting the
rest of the length from where the pause ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from router.domain.calendars import Calendar
from router.domain.instants import LATEST, Instant


@dataclass(frozen=True, slots=True)
class Reading:
    """What a clock with pauses shows.

    `due_at`: None without a length, and while paused with some of it left. `elapsed_ns` and
    `paused_ns`: open time up to `end`, or without an end up to the deadline. `breached`: whether
    `end` is strictly after the deadline. None is what the question does not allow to say.
    """

    due_at: Instant | None
    elapsed_ns: int | None
    paused_ns: int | None
    breached: bool | None


def read(
    calendar: Calendar,
    start: Instant,
    length_ns: int | None,
    pauses: Iterable[tuple[Instant, Instant | None]],
    end: Instant | None = None,
) -> Reading:
    """The clock of a length from `start`, with pauses as (from, to); `to` None is still paused.

    Pauses may overlap and come in any order; what lies before `start` or after the deadline
    changes nothing.
    """
    stretches = _apart(start, pauses)
    due_at = None if length_ns is None else _due(calendar, start, length_ns, stretches)
    until = due_at if end is None else end
    elapsed_ns = paused_ns = None
    if until is not None:
        inside = [(since, min(to, until)) for since, to in stretches if since < until]
        paused_ns = sum(calendar.elapsed(since, to) for since, to in inside)
        if end is not None:
            elapsed_ns = calendar.elapsed(start, end) - paused_ns
    breached = None if end is None or length_ns is None else due_at is not None and end > due_at
    return Reading(due_at, elapsed_ns, paused_ns, breached)


def _due(
    calendar: Calendar, start: Instant, left: int, stretches: list[tuple[Instant, Instant]]
) -> Instant | None:
    at = start
    for since, to in stretches:
        counted = calendar.elapsed(at, since)
        if counted >= left and since > at:
            break
        left -= counted
        if to == LATEST:
            return None
        at = to
    return calendar.due(at, left)


def _apart(
    start: Instant, pauses: Iterable[tuple[Instant, Instant | None]]
) -> list[tuple[Instant, Instant]]:
    whole: list[tuple[Instant, Instant]] = []
    for since, to in sorted((max(a, start), LATEST if b is None else b) for a, b in pauses):
        if to <= since:
            continue
        if whole and since <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], to))
        else:
            whole.append((since, to))
    return whole
