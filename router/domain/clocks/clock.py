"""A clock: the stopwatch of one target or duty on one ticket; what the fold says of it now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from router.domain.contracts.contract import Limit, Party
from router.domain.time.calendars import Calendar
from router.domain.time.instants import Instant


class ClockState(StrEnum):
    """Apart from whether it breached (rule 17)."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


class Pause(NamedTuple):
    """A stretch in which the clock did not count; `to` is None while it lasts."""

    since: Instant
    to: Instant | None
    reason: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A stretch that counted although it may surprise, and why: for the ledger to say."""

    since: Instant
    to: Instant
    why: str


@dataclass(frozen=True, slots=True)
class Clock:
    """What is known of one round of one obligation at the instant `as_of`.

    `due_at` is None while paused before it. `remaining_ns` is on the clock's own calendar: until
    the deadline, negative past it, frozen where it stopped. `breached_at` is when it became late.
    `length_ns` is the whole target on its calendar (None for a lead time that counts backward).
    `source` is the clause in words; `country_assumed` marks a calendar picked without a country.
    """

    obligation: str
    round: int
    owed_by: Party
    vendor: str
    contract: str
    version: str
    tier: str | None
    state: ClockState
    breached: bool
    started_at: Instant
    due_at: Instant | None
    breached_at: Instant | None
    stopped_at: Instant | None
    remaining_ns: int
    source: str
    limit: Limit
    less_than: bool
    calendar: Calendar
    calendar_name: str
    length_ns: int | None
    pauses: tuple[Pause, ...]
    as_of: Instant
    backward: bool = False
    planned_for: Instant | None = None
    interpretations: tuple[str, ...] = ()
    country_assumed: bool = False
    remarks: tuple[Remark, ...] = ()

    @property
    def id(self) -> str:
        """Stable within a ticket, and readable: `response-1`, `update-3`."""
        return f"{self.obligation}-{self.round}"
