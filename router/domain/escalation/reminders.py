"""When to remind: a share of a target or a length before the deadline, on the clock's own
calendar (rule 9)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from router.domain.clocks.clock import Clock
from router.domain.errors import BadLength
from router.domain.time.instants import SECOND, Instant


@dataclass(frozen=True, slots=True)
class Share:
    """So much of the target used up, in per cent: `Share(75)`."""

    percent: int

    def __post_init__(self) -> None:
        if not 0 < self.percent <= 100:
            raise BadLength(f"{self.percent} % is not a share of a target; write 1 to 100")


@dataclass(frozen=True, slots=True)
class Before:
    """So many seconds of the clock's calendar before the deadline."""

    seconds: int

    def __post_init__(self) -> None:
        if self.seconds < 0:
            raise BadLength(f"{self.seconds} s is negative; write a length of 0 or more")


Reminder: TypeAlias = Share | Before


def reminder_at(clock: Clock, reminder: Reminder) -> Instant | None:
    """The instant to remind at, or None while there is no deadline (paused).

    Never before the clock started: a reminder longer than the target is due at the start.
    A share of a lead time, which has no length of its own, counts from its start to its deadline.
    """
    if clock.due_at is None:
        return None
    if isinstance(reminder, Before):
        before = reminder.seconds * SECOND
    else:
        length = clock.length_ns
        if length is None:
            length = clock.calendar.elapsed(clock.started_at, clock.due_at)
        before = int(length * Fraction(100 - reminder.percent, 100))
    if before == 0:
        return clock.due_at
    return max(clock.calendar.latest_start(clock.due_at, before), clock.started_at)
