"""Who is told when: the steps of an escalation, laid over a clock. Pure; `now` is an argument.

A clock's `schedule` says when each step is due. It is made once, when the events are folded, so
that a sweep over many clocks compares instants and folds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

from router.domain.clocks.clock import Clock, ClockState
from router.domain.contracts.contract import Party
from router.domain.errors import BadLength
from router.domain.escalation.reminders import Before, Share, reminder_at
from router.domain.time.instants import SECOND, Instant


class NoticeKind(StrEnum):
    """What a notice says."""

    WARNING = "warning"
    BREACH = "breach"
    BREACH_WITHDRAWN = "breach_withdrawn"


@dataclass(frozen=True, slots=True)
class After:
    """So many seconds of ordinary time after the breach; 0 is the breach itself."""

    seconds: int = 0

    def __post_init__(self) -> None:
        if self.seconds < 0:
            raise BadLength(f"{self.seconds} s is negative; write a length of 0 or more")


When: TypeAlias = Share | Before | After


@dataclass(frozen=True, slots=True)
class Tell:
    """One receiver: an address on a channel (a name in `Escalations.channels`)."""

    channel: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    when: When
    tell: tuple[Tell, ...]

    @property
    def kind(self) -> NoticeKind:
        return NoticeKind.BREACH if isinstance(self.when, After) else NoticeKind.WARNING


@dataclass(frozen=True, slots=True)
class Escalation:
    """Ordered steps for the clocks that all of its conditions fit; an empty one fits any."""

    name: str
    steps: tuple[Step, ...]
    vendors: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    obligations: frozenset[str] = frozenset()

    def fits(self, vendor: str, tier: str | None, obligation: str) -> bool:
        return (
            (not self.vendors or vendor in self.vendors)
            and (not self.tiers or tier in self.tiers)
            and (not self.obligations or obligation in self.obligations)
        )

    def find_step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)


@dataclass(frozen=True, slots=True)
class ChannelUse:
    """A channel as an escalation file sets it up: which kind, with which settings."""

    name: str
    kind: str
    settings: Mapping[str, object] = field(default_factory=dict, repr=False)  # secrets are in it


@dataclass(frozen=True, slots=True)
class Escalations:
    """Everything that the escalation files say: the first that fits a clock is its escalation."""

    ordered: tuple[Escalation, ...] = ()
    channels: Mapping[str, ChannelUse] = field(default_factory=dict)

    def for_clock(self, vendor: str, tier: str | None, obligation: str) -> Escalation | None:
        return next((e for e in self.ordered if e.fits(vendor, tier, obligation)), None)

    def find(self, name: str) -> Escalation | None:
        return next((e for e in self.ordered if e.name == name), None)


@dataclass(frozen=True, slots=True)
class StepAt:
    """A step of a clock and the instant from which it is due."""

    step: str
    kind: NoticeKind
    at: Instant

    @classmethod
    def of(cls, step: str, kind: str, at: int) -> StepAt:
        return cls(step, NoticeKind(kind), at)


class Watched(Protocol):
    """What a sweep reads of a clock."""

    @property
    def state(self) -> ClockState: ...
    @property
    def breached(self) -> bool: ...
    @property
    def due_at(self) -> Instant | None: ...
    @property
    def breached_at(self) -> Instant | None: ...
    @property
    def stopped_at(self) -> Instant | None: ...
    @property
    def less_than(self) -> bool: ...
    @property
    def schedule(self) -> Sequence[StepAt]: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sweep is to do about one clock: the steps to tell of, the verdict to write, and the
    next instant to look at it (None: nothing more will happen by itself)."""

    steps: tuple[StepAt, ...]
    breached: bool
    breached_at: Instant | None
    look_at: Instant | None


def late_from(deadline: Instant, less_than: bool) -> Instant:
    """The first instant that is late: "within" holds at its deadline, "less than" does not (I1)."""
    return deadline if less_than else deadline + 1


def schedule_of(clock: Clock, escalation: Escalation | None) -> tuple[StepAt, ...]:
    """When each step of the escalation is due for this clock, earliest first.

    Warnings count on the clock's own calendar (rule 9) and are for running clocks that are not
    late. What follows a breach counts from it in ordinary time, and only as far as the clock ran:
    a late answer is told of once, not again an hour later. What the customer owes is reminded of,
    up to its deadline and never after it.
    """
    if escalation is None:
        return ()
    deadline = clock.breached_at if clock.breached else clock.due_at
    running = clock.state is ClockState.RUNNING
    if deadline is None or not (running or clock.breached):
        return ()
    found = []
    for step in escalation.steps:
        if isinstance(step.when, After):
            if step.when.seconds and clock.owed_by is Party.CUSTOMER:
                continue
            at = late_from(deadline, clock.less_than) + step.when.seconds * SECOND
            ended = clock.stopped_at
            if step.when.seconds and not running and (ended is None or ended < at):
                continue
            found.append(StepAt(step.id, step.kind, at))
        elif running and not clock.breached:
            reminder = reminder_at(clock, step.when)
            if reminder is not None:
                found.append(StepAt(step.id, step.kind, reminder))
    return tuple(sorted(found, key=lambda s: s.at))


def steps_due(clock: Watched, now: Instant) -> tuple[StepAt, ...]:
    """The steps to tell of at `now`; told ones among them are known by their notices.

    A warning is due only while the clock runs and is not late: after a pause of the sweeper the
    breach alone is told.
    """
    verdict, _ = verdict_at(clock, now)
    may_warn = clock.state is ClockState.RUNNING and not verdict
    return tuple(
        step
        for step in clock.schedule
        if step.at <= now and (verdict if step.kind is NoticeKind.BREACH else may_warn)
    )


def verdict_at(clock: Watched, now: Instant) -> tuple[bool, Instant | None]:
    """Whether and since when a clock is late at `now`, if nothing happened since it was folded."""
    if clock.breached or clock.state is not ClockState.RUNNING or clock.due_at is None:
        return clock.breached, clock.breached_at
    if now < late_from(clock.due_at, clock.less_than):
        return False, None
    return True, clock.due_at


def look_at(clock: Watched, after: Instant | None = None) -> Instant | None:
    """The first instant later than `after` at which something must happen for a clock: a step of
    its escalation, or its turning late."""
    marks = [step.at for step in clock.schedule]
    if clock.state is ClockState.RUNNING and not clock.breached and clock.due_at is not None:
        marks.append(late_from(clock.due_at, clock.less_than))
    return min((m for m in marks if after is None or m > after), default=None)


def plan_clock(clock: Watched, now: Instant) -> Plan:
    """What is to be done about one clock at `now`."""
    breached, breached_at = verdict_at(clock, now)
    return Plan(steps_due(clock, now), breached, breached_at, look_at(clock, now))


def plan_sweep(clocks: Iterable[Watched], now: Instant) -> tuple[Plan, ...]:
    """The same for many, in their order."""
    return tuple(plan_clock(clock, now) for clock in clocks)
