"""Clocks and ledgers as the JSON that stays: the same in the API and in `explain`."""

from __future__ import annotations

from typing import Any

from router.domain.clocks.clock import Clock
from router.domain.clocks.ledger import Segment, ledger_of
from router.domain.time.instants import Instant, format_instant, in_seconds
from router.usecases.records import ClockRow


def clock_json(clock: Clock) -> dict[str, Any]:
    """One clock; instants as RFC 3339 in UTC, lengths in seconds."""
    return clock_facts(clock) | {"remaining_seconds": in_seconds(clock.remaining_ns)}


def clock_facts(clock: Clock | ClockRow) -> dict[str, Any]:
    """The same without what is left, which a kept row only knows as of its last fold."""
    return {
        "id": clock.id,
        "obligation": clock.obligation,
        "round": clock.round,
        "owed_by": clock.owed_by.value,
        "state": clock.state.value,
        "breached": clock.breached,
        "started_at": format_instant(clock.started_at),
        "due_at": _instant(clock.due_at),
        "breached_at": _instant(clock.breached_at),
        "stopped_at": _instant(clock.stopped_at),
        "source": clock.source,
    }


def segment_json(segment: Segment) -> dict[str, Any]:
    """One segment of a ledger; `seconds` is what it counted, `ahead` the way to the deadline."""
    return {
        "from": format_instant(segment.since),
        "to": format_instant(segment.to),
        "seconds": in_seconds(segment.counted_ns),
        "counted": segment.counted,
        "why": segment.why,
        "ahead": segment.ahead,
    }


def ledger_json(clock: Clock) -> list[dict[str, Any]]:
    """The whole ledger of a clock."""
    return [segment_json(segment) for segment in ledger_of(clock)]


def _instant(at: Instant | None) -> str | None:
    return None if at is None else format_instant(at)
