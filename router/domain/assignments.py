"""Whose ticket it is and in which tier, read off its events: the same whatever order they came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from router.domain.events import Event, Kind, in_order
from router.domain.instants import Instant


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the last word about vendor and tier says; all None before the first."""

    vendor: str | None = None
    contract: str | None = None
    version: str | None = None
    tier: str | None = None
    vendor_reason: str = ""
    tier_reason: str = ""


def assignment_of(events: Iterable[Event], now: Instant) -> Assignment:
    """The assignment that the events known at `now` give."""
    found = Assignment()
    for event in in_order(events, now):
        data = event.data
        if event.kind in (Kind.ROUTED, Kind.VENDOR_CHANGED):
            found = Assignment(
                vendor=data.get("vendor"),
                contract=data.get("contract"),
                version=data.get("version"),
                tier=data.get("tier"),
                vendor_reason=data.get("reason") or "",
                tier_reason=data.get("tier_reason") or "",
            )
        elif event.kind is Kind.CONTRACT_MOVED:
            found = replace(
                found,
                contract=data.get("contract") or found.contract,
                version=data.get("version") or found.version,
            )
        elif event.kind in (Kind.TIER_CHANGED, Kind.TIER_CORRECTED):
            found = replace(found, tier=data.get("tier"), tier_reason=data.get("reason") or "")
    return found
