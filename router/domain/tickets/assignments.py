"""Whose ticket it is and in which tier, kept while its events are folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from router.domain.tickets.events import Event, Kind

#: The kinds that change it after the first routing.
ASSIGNING = frozenset(
    (Kind.VENDOR_CHANGED, Kind.CONTRACT_MOVED, Kind.TIER_CHANGED, Kind.TIER_CORRECTED)
)


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the last word about vendor and tier says; all None before the first."""

    vendor: str | None = None
    contract: str | None = None
    version: str | None = None
    tier: str | None = None
    vendor_reason: str = ""
    tier_reason: str = ""

    def after(self, event: Event) -> Assignment:
        """What it is after an event. `routed` is left out: it holds from the opening."""
        data = event.data
        if event.kind is Kind.VENDOR_CHANGED:
            return assigned_by(event)
        if event.kind is Kind.CONTRACT_MOVED:
            return replace(
                self,
                contract=data.get("contract") or self.contract,
                version=data.get("version") or self.version,
            )
        if event.kind in (Kind.TIER_CHANGED, Kind.TIER_CORRECTED):
            return replace(self, tier=data.get("tier"), tier_reason=data.get("reason") or "")
        return self


def assigned_by(event: Event) -> Assignment:
    """What a `routed` or `vendor_changed` says."""
    data = event.data
    return Assignment(
        vendor=data.get("vendor"),
        contract=data.get("contract"),
        version=data.get("version"),
        tier=data.get("tier"),
        vendor_reason=data.get("reason") or "",
        tier_reason=data.get("tier_reason") or "",
    )


def first_routing(ordered: Sequence[Event]) -> Event | None:
    """The event by which the first vendor holds from the opening, whenever we found out."""
    for event in ordered:
        if event.kind is Kind.VENDOR_CHANGED:
            return None
        if event.kind is Kind.ROUTED and event.data.get("vendor"):
            return event
    return None
