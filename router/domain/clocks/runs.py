"""One run of one promise: from its start to a deadline, on its calendar, around its pauses."""

from __future__ import annotations

import calendar as civil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from router.domain.clocks.clock import Clock, ClockState, Pause, Remark
from router.domain.clocks.pauses import Moved, joined, moved
from router.domain.contracts.contract import BusinessDays, Clause, Length, Limit, Months, Party
from router.domain.contracts.obligations import Obligation
from router.domain.errors import BadCalendar
from router.domain.time.calendars import Calendar
from router.domain.time.civil import epoch_second
from router.domain.time.instants import SECOND, Instant, from_datetime, to_datetime

NOT_PROMISED = "not promised by the tier"


@dataclass(frozen=True, slots=True)
class Promise:
    """What a run is held against: a target or a duty with its calendar already chosen. `rules`:
    what starts and stops it; None for a duty, whose own events do."""

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
    date_zone: ZoneInfo | None = None  # a lead time counts from the planned day in this zone
    rules: Obligation | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run is at an instant: `due_at` is None while paused before the deadline.
    `late_from`: where it is not late from the deadline on, but from the end of a pause."""

    due_at: Instant | None
    remaining_ns: int
    paused: bool
    breached: bool
    late_from: Instant | None = None


@dataclass(slots=True)
class Run:
    """One round while the events are folded: ended by `stopped_at` or `cancelled_at`.

    `late_from`: a re-tiering cannot make a clock late before it happened. `ended_pauses`: the
    pauses as they stood when the run ended (later ones do not touch it). `follows_round`: of a
    duty that follows another, the round that it follows. `resolved`: stretches between a
    resolution and the reopening after which the round went on. `remarks`: what the ledger adds.
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
    resolved: tuple[Pause, ...] = ()
    remarks: tuple[Remark, ...] = ()

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

    def take_back(self, at: Instant, target: Promise) -> None:
        """A promise that fell away is made again: the round goes on from its own start."""
        since = at if self.cancelled_at is None else self.cancelled_at
        if not self._standing(since, self.ended_pauses).breached:
            self.promise = target
            self.late_from = at
        self.remarks = (*self.remarks, Remark(since, at, NOT_PROMISED))
        self.cancelled_at = None
        self.ended_pauses = ()

    def go_on(self, at: Instant, target: Promise) -> None:
        """Reopened: the resolution that stopped the round did not hold. The time since does not
        count; a breach that happened keeps its deadline, else the terms of now hold."""
        since = at if self.stopped_at is None else self.stopped_at
        if not self._standing(since, self.ended_pauses).breached:
            self.promise = target
            self.late_from = at
        self.resolved = (*self.resolved, Pause(since, at, "resolved"))
        self.stopped_at = None
        self.ended_pauses = ()

    def _own(self, pauses: Iterable[Pause], until: Instant) -> tuple[Pause, ...]:
        reasons = self.promise.pause_on
        if not reasons and not self.resolved:
            return ()
        own = [*(p for p in pauses if p.reason in reasons), *self.resolved]
        return tuple(joined(own, self.started_at, until))

    def standing(self, at: Instant, pauses: Iterable[Pause]) -> Standing:
        """Where the run is at `at`, with the pauses known by then."""
        return self._standing(at, self._own(pauses, at))

    def _standing(self, at: Instant, own: tuple[Pause, ...]) -> Standing:
        """The same with the run's own pauses, joined and clipped."""
        promise = self.promise
        found = deadline(promise, self.started_at, own, self.planned_for)
        due = found.due_at
        if due is None:
            return Standing(None, found.left_ns, paused=True, breached=False)
        late = is_late(promise, due, at)
        paused = bool(own) and own[-1].to is None and (late or not found.passed)
        if at <= due:
            remaining = promise.calendar.elapsed(at, due)
        else:
            remaining = -promise.calendar.elapsed(due, at)
            for pause in own:  # a pause after the deadline does not add to the lateness
                until = at if pause.to is None else pause.to
                remaining += promise.calendar.elapsed(max(pause.since, due), until)
        return Standing(due, remaining, paused, late, found.late_from)

    def clock(
        self, now: Instant, pauses: Iterable[Pause], remarks: tuple[Remark, ...] = ()
    ) -> Clock:
        """What the fold says of this run at `now`; `remarks` are those of its ticket."""
        ended = self.ended_at
        at = now if ended is None else ended
        own = self._own(pauses, at) if ended is None else self.ended_pauses
        standing = self._standing(at, own)
        promise = self.promise
        if self.cancelled_at is not None:
            state = ClockState.CANCELLED
        elif self.stopped_at is not None:
            state = ClockState.STOPPED
        else:
            state = ClockState.PAUSED if standing.paused else ClockState.RUNNING
        breached_at = None
        if standing.breached and standing.due_at is not None:
            breached_at = max(
                standing.due_at, self.late_from or self.started_at, standing.late_from or 0
            )
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
            due_at=standing.due_at,
            breached_at=breached_at,
            stopped_at=self.stopped_at,
            remaining_ns=standing.remaining_ns,
            source=str(promise.clause),
            limit=promise.limit,
            less_than=promise.less_than,
            calendar=promise.calendar,
            calendar_name=promise.calendar_name,
            length_ns=None if promise.backward else length_of(promise, self.started_at),
            pauses=own,
            as_of=at,
            backward=promise.backward,
            planned_for=self.planned_for,
            interpretations=promise.interpretations,
            country_assumed=promise.country_assumed,
            remarks=(*self.remarks, *remarks),
        )


def is_late(promise: Promise, due: Instant, at: Instant) -> bool:
    """ "within N": strictly after the deadline; "less than N": at it (rule 4, I1)."""
    return at >= due if promise.less_than else at > due


def deadline(
    promise: Promise, start: Instant, pauses: Sequence[Pause], planned_for: Instant | None
) -> Moved:
    """The deadline with the run's own pauses, and what was left at the last one."""
    if promise.backward:
        return Moved(lead_time(promise, start if planned_for is None else planned_for))
    due = unpaused_due(promise, start)
    return moved(promise.calendar, due, pauses) if pauses else Moved(due)


def length_of(promise: Promise, start: Instant) -> int:
    """The whole target in nanoseconds of open time: up to the deadline without pauses."""
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
    if promise.date_zone is not None:
        day = to_datetime(planned_for).astimezone(promise.date_zone).date()
        planned_for = epoch_second(promise.date_zone, day.toordinal(), 0) * SECOND
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
