"""What pauses do to a deadline (rule 10): one answer for clocks and for questions without a ticket.

A pause counts only where it overlaps open time: it moves the deadline by that much open time, and
one that begins at the deadline or later moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from router.domain.clocks.clock import Pause
from router.domain.time.calendars import Calendar
from router.domain.time.instants import Instant


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline with the pauses taken in.

    `due_at` is None while the last pause lasts, and then `left_ns` of open time remain. `passed`:
    it came before the last pause, which moved nothing. `late_from`: the end of a pause that the
    deadline lies in and that met no open time; nobody is late while paused.
    """

    due_at: Instant | None
    left_ns: int = 0
    passed: bool = False
    late_from: Instant | None = None


def moved(calendar: Calendar, due_at: Instant, pauses: Sequence[Pause]) -> Moved:
    """The deadline `due_at` after `pauses`, in order and apart (see `joined`)."""
    taken = 0  # what pauses took and `due_at` has not been moved by yet: only where it matters
    for pause in pauses:
        if pause.since >= due_at:
            due_at, taken = _on(calendar, due_at, taken), 0
            if pause.since >= due_at:
                return Moved(due_at, passed=True)
        if pause.to is None:
            due_at = _on(calendar, due_at, taken)
            return Moved(None, calendar.elapsed(pause.since, due_at))
        taken += calendar.elapsed(pause.since, pause.to)
        if pause.to > due_at:
            due_at, taken = _on(calendar, due_at, taken), 0
            if pause.to > due_at:
                return Moved(due_at, passed=pause is not pauses[-1], late_from=pause.to)
    return Moved(_on(calendar, due_at, taken))


def _on(calendar: Calendar, due_at: Instant, taken: int) -> Instant:
    """The deadline moved by open time; one that nothing moves stays, even where it is closed."""
    return calendar.due(due_at, taken) if taken else due_at


def joined(pauses: Iterable[Pause], since: Instant, until: Instant | None = None) -> list[Pause]:
    """The pauses clipped to begin at `since` or later, in order, those that overlap or touch as
    one. Only the last may last (`to` is None); at `until` one that ends later does."""
    found: list[Pause] = []
    for pause in sorted(pauses, key=_begin):
        start = pause.since if pause.since > since else since
        end = pause.to
        if until is not None:
            if pause.since > until:
                break
            if end is not None and end > until:
                end = None
        if end is not None and end <= start:
            continue
        last = found[-1] if found else None
        if last is not None and (last.to is None or last.to >= start):
            if last.to is not None and (end is None or end > last.to):
                found[-1] = Pause(last.since, end, last.reason)
            continue
        same = start == pause.since and end == pause.to
        found.append(pause if same else Pause(start, end, pause.reason))
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """What a length with pauses shows.

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
    changes nothing. Those after `end` are taken in too.
    """
    stretches = joined((Pause(since, to, "") for since, to in pauses), start)
    due_at = None
    if length_ns is not None:
        due_at = moved(calendar, calendar.due(start, length_ns), stretches).due_at
    until = due_at if end is None else end
    elapsed_ns = paused_ns = None
    if until is not None:
        paused_ns = sum(
            calendar.elapsed(p.since, until if p.to is None or p.to > until else p.to)
            for p in stretches
        )
        if end is not None:
            elapsed_ns = calendar.elapsed(start, end) - paused_ns
    breached = None if end is None or length_ns is None else due_at is not None and end > due_at
    return Reading(due_at, elapsed_ns, paused_ns, breached)


def _begin(pause: Pause) -> Instant:
    return pause.since
