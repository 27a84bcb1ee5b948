"""How a clock looks: its state as one of five looks, its figure, and what a script needs to tick.

The script `static/timers.js` counts on by the same rules; what stands here is the first paint, and
all there is where scripts are off.
"""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.clocks.clock import ClockState
from router.domain.time.instants import DAY, HOUR, MINUTE, SECOND, Instant
from router.usecases.records import ClockRow

_WORDS = {
    "fine": "left",
    "soon": "left",
    "late": "late",
    "paused": "left, paused",
    "met": "met",
    "none": "",
}


@dataclass(frozen=True, slots=True)
class Timer:
    """`look`: fine, soon, late, paused, met or none. `due_ms`, `soon_ms`: milliseconds of UTC for
    the script; None where nothing ticks."""

    look: str
    digits: str
    state: str
    due_ms: int | None = None
    soon_ms: int | None = None

    @property
    def word(self) -> str:
        return _WORDS[self.look]


def soon_at(started_at: Instant, due_at: Instant) -> Instant:
    """From when on a deadline is near: the last quarter of the way, but no more than 8 hours."""
    return due_at - min((due_at - started_at) // 4, 8 * HOUR)


def timer_of(clock: ClockRow, now: Instant) -> Timer:
    """The clock's timer at that instant; a running one counts on the wall clock to its deadline."""
    state = clock.state.value
    if clock.state is ClockState.PAUSED:
        late = clock.breached
        return Timer("late" if late else "paused", figure(abs(clock.remaining_ns)), state)
    if clock.state is ClockState.RUNNING and clock.due_at is not None:
        soon = soon_at(clock.started_at, clock.due_at)
        left = clock.due_at - now
        due_ms, soon_ms = clock.due_at // 1_000_000, soon // 1_000_000
        if left < 0:
            return Timer("late", "−" + figure(-left), state, due_ms, soon_ms)
        look = "soon" if now >= soon else "fine"
        return Timer(look, figure(left, up=True), state, due_ms, soon_ms)
    if clock.breached and clock.breached_at is not None:
        ended = clock.stopped_at if clock.stopped_at is not None else now
        if clock.due_at is not None and ended > clock.due_at:
            return Timer("late", "−" + figure(ended - clock.due_at), state)
        return Timer("late", "", state)
    return Timer("met" if clock.state is ClockState.STOPPED else "none", "", state)


def figure(length_ns: int, *, up: bool = False) -> str:
    """A length as a timer shows it: 4:09, 5:04:09, 3d 05h.

    Rounded down, or up for time that is left, so that 0:00 is the deadline itself.
    """
    seconds = -(-length_ns // SECOND) if up else length_ns // SECOND
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    if days >= 2:
        return f"{days}d {hour:02d}h"
    if hours:
        return f"{hours}:{minute:02d}:{second:02d}"
    return f"{minute}:{second:02d}"


def in_words(length_ns: int) -> str:
    """A length for a sentence or a sum: `2 d 4 h`, `1 h 30 min`, `45 s`; at most three parts."""
    if length_ns < 0:
        return "−" + in_words(-length_ns)
    parts = []
    rest = length_ns
    for unit, sign in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        count, rest = divmod(rest, unit)
        if count:
            parts.append(f"{count} {sign}")
    seconds = rest / SECOND
    if seconds or not parts:
        parts.append(f"{seconds:.9f}".rstrip("0").rstrip(".") + " s")
    return " ".join(parts[:4])
