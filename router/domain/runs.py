"""One run of one promise: from its start to a deadline, on its calendar, around its pauses."""

from __future__ import annotations

import calendar as civil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from router.domain.calendars import Calendar
from router.domain.clocks import Clock, ClockState, Pause
from router.domain.contracts import BusinessDays, Clause, Length, Limit, Months, Party
from router.domain.errors import BadCalendar
from router.domain.instants import SECOND, Instant, from_datetime, to_datetime


@dataclass(frozen=True, slots=True)
class Promise:
    """What a run is held against: a target or a duty with its calendar already chosen."""

    obligation: str
    owed_by: Party
    limit: Limit
    calendar: Calendar
    calendar_name: str
    clause: Clause
    less_than: bool
    pause_on: frozenset[str]
    interpretations: tuple[str, ...]
    vendor: str
    contract: str
    version: str
    tier: str | None = None
    backward: bool = False
    country_assumed: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run is at an instant: `due_at` is None while paused before the deadline."""

    due_at: Instant | None
    remaining_ns: int
    paused: bool
    breached: bool


@dataclass(slots=True)
class Run:
    """One round while the events are folded: ended by `stopped_at` or `cancelled_at`.

    `late_from`: a re-tiering cannot make a clock late before it happened. `ended_pauses`: the
    pauses as they stood when the run ended (later ones do not touch it). `follows_round`: of a
    duty that follows another, the round that it follows.
    """

    promise: Promise
    round: int
    started_at: Instant
    planned_for: Instant | None = None
    instance: str = ""
    stopped_at: Instant | None = None
    cancelled_at: Instant | None = None
    late_from: Instant | None = None
    follows_round: int | None = None
    ended_pauses: tuple[Pause, ...] = ()

    @property
    def is_live(self) -> bool:
        return self.stopped_at is None and self.cancelled_at is None

    @property
    def ended_at(self) -> Instant | None:
        return self.stopped_at if self.stopped_at is not None else self.cancelled_at

    def stop(self, at: Instant, pauses: Iterable[Pause]) -> None:
        """Met or missed, the obligation is done."""
        self.stopped_at = max(at, self.started_at)
        self.ended_pauses = self._own(pauses, self.stopped_at)

    def cancel(self, at: Instant, pauses: Iterable[Pause]) -> None:
        """The obligation falls away; a breach that happened stays."""
        self.cancelled_at = max(at, self.started_at)
        self.ended_pauses = self._own(pauses, self.cancelled_at)

    def _own(self, pauses: Iterable[Pause], until: Instant) -> tuple[Pause, ...]:
        return tuple(relevant(pauses, self.promise.pause_on, self.started_at, until))

    def standing(self, at: Instant, pauses: Iterable[Pause]) -> Standing:
        """Where the run is at `at`, with the pauses known by then."""
        promise = self.promise
        own = self._own(pauses, at)
        passed, due, left = deadline(promise, self.started_at, own, self.planned_for)
        paused = bool(own) and own[-1].to is None
        if due is None:
            return Standing(None, left, paused=True, breached=False)
        late = passed or is_late(promise, due, at)
        if at <= due:
            remaining = promise.calendar.elapsed(at, due)
        else:
            remaining = -promise.calendar.elapsed(due, at)
            for pause in own:  # a pause after the deadline does not add to the lateness
                until = at if pause.to is None else pause.to
                remaining += promise.calendar.elapsed(max(pause.since, due), until)
        return Standing(due, remaining, paused, late)

    def clock(self, now: Instant, pauses: Iterable[Pause]) -> Clock:
        """What the fold says of this run at `now`."""
        ended = self.ended_at
        at = now if ended is None else ended
        known = tuple(pauses) if ended is None else self.ended_pauses
        standing = self.standing(at, known)
        promise = self.promise
        if self.cancelled_at is not None:
            state = ClockState.CANCELLED
        elif self.stopped_at is not None:
            state = ClockState.STOPPED
        else:
            state = ClockState.PAUSED if standing.paused else ClockState.RUNNING
        breached_at = None
        if standing.breached and standing.due_at is not None:
            breached_at = max(standing.due_at, self.late_from or self.started_at)
        return Clock(
            obligation=promise.obligation,
            round=self.round,
            owed_by=promise.owed_by,
            vendor=promise.vendor,
            contract=promise.contract,
            version=promise.version,
            tier=promise.tier,
            state=state,
            breached=standing.breached,
            started_at=self.started_at,
            due_at=None if state is ClockState.PAUSED else standing.due_at,
            breached_at=breached_at,
            stopped_at=self.stopped_at,
            remaining_ns=standing.remaining_ns,
            source=str(promise.clause),
            limit=promise.limit,
            less_than=promise.less_than,
            calendar=promise.calendar,
            calendar_name=promise.calendar_name,
            length_ns=None if promise.backward else length_of(promise, self.started_at),
            pauses=self._own(known, at),
            as_of=at,
            backward=promise.backward,
            planned_for=self.planned_for,
            interpretations=promise.interpretations,
            country_assumed=promise.country_assumed,
        )


def is_late(promise: Promise, due: Instant, at: Instant) -> bool:
    """ "within N": strictly after the deadline; "less than N": at it (rule 4, I1)."""
    return at >= due if promise.less_than else at > due


def relevant(
    pauses: Iterable[Pause], reasons: frozenset[str], since: Instant, until: Instant
) -> list[Pause]:
    """The pauses that move a clock, clipped to it, overlapping ones joined (rule 10).

    Comes back in order; only the last may be open (`to` is None).
    """
    if not reasons:
        return []
    joined: list[Pause] = []
    clipped = (p for p in pauses if p.reason in reasons and p.since <= until)
    for pause in sorted(clipped, key=lambda p: p.since):
        start = max(pause.since, since)
        end = None if pause.to is None or pause.to > until else pause.to
        if end is not None and end <= start:
            continue
        last = joined[-1] if joined else None
        if last is not None and (last.to is None or last.to >= start):
            if last.to is not None and (end is None or end > last.to):
                joined[-1] = Pause(last.since, end, last.reason)
            continue
        joined.append(Pause(start, end, pause.reason))
    return joined


def deadline(
    promise: Promise, start: Instant, pauses: Sequence[Pause], planned_for: Instant | None
) -> tuple[bool, Instant | None, int]:
    """Whether the deadline passed before a pause, the deadline, and what was left at the last
    pause (nanoseconds of open time).

    While paused the deadline is None; one that passed before the pause began stays.
    """
    calendar = promise.calendar
    if promise.backward:
        return False, lead_time(promise, start if planned_for is None else planned_for), 0
    if not pauses:
        return False, unpaused_due(promise, start), 0
    left = length_of(promise, start)
    position = start
    for pause in pauses:
        due = calendar.due(position, left)
        if is_late(promise, due, pause.since):
            return True, due, 0
        left -= calendar.elapsed(position, pause.since)
        if pause.to is None:
            return False, None, left
        position = pause.to
    return False, calendar.due(position, left), 0


def length_of(promise: Promise, start: Instant) -> int:
    """The whole target in nanoseconds of open time, fixed when the clock starts (rule 10)."""
    if isinstance(promise.limit, Length):
        return promise.limit.seconds * SECOND
    return promise.calendar.elapsed(start, unpaused_due(promise, start))


def unpaused_due(promise: Promise, start: Instant) -> Instant:
    """The deadline of a forward promise that starts at `start` and never pauses."""
    limit = promise.limit
    if isinstance(limit, Length):
        return promise.calendar.due(start, limit.seconds * SECOND)
    if isinstance(limit, BusinessDays):
        return promise.calendar.business_day_end(start, limit.count, limit.by_second)
    return add_months(start, limit.count, promise.calendar.rules.zone)


def lead_time(promise: Promise, planned_for: Instant) -> Instant:
    """The latest instant that still keeps a lead time before a planned one (rule 9, I15)."""
    limit = promise.limit
    if isinstance(limit, Length):
        return promise.calendar.latest_start(planned_for, limit.seconds * SECOND)
    if isinstance(limit, Months):
        return add_months(planned_for, -limit.count, promise.calendar.rules.zone)
    raise BadCalendar(
        f"{promise.obligation} counts business days back from a date; write its lead time "
        "as a length or in months"
    )


def add_months(at: Instant, months: int, zone: ZoneInfo) -> Instant:
    """The same local time of day so many months later, on the month's last day where it has no
    such date (31 January plus one month is the end of February)."""
    local = to_datetime(at).astimezone(zone)
    index = local.year * 12 + local.month - 1 + months
    year, month = divmod(index, 12)
    day = min(local.day, civil.monthrange(year, month + 1)[1])
    moved = datetime(
        year, month + 1, day, local.hour, local.minute, local.second, local.microsecond, tzinfo=zone
    )
    return from_datetime(moved) + at % 1_000
