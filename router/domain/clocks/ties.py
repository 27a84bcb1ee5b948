"""Events of one instant that undo each other leave things as they were, in whatever order they
came (`docs/time.md`, "Events that cancel each other")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from router.domain.tickets.assignments import Assignment, assigned_by
from router.domain.tickets.events import Event, Kind, place

_ENDINGS = (Kind.RESOLVED, Kind.CLOSED)
_REMOVALS = (Kind.MARKED_AS_SPAM, Kind.DELETED)
_PAUSES = (Kind.PAUSED, Kind.RESUMED)


def settled(ordered: Sequence[Event], given: Assignment) -> Sequence[Event]:
    """The events without those that undo each other; `given` is what holds from the opening."""
    if not any(a.at == b.at and a.sequence == b.sequence for a, b in pairwise(ordered)):
        return ordered
    found: list[Event] = []
    paused = _Paused()
    for _, one_instant in groupby(ordered, key=lambda event: (event.at, event.sequence)):
        group = list(one_instant)
        if len(group) > 1:
            group = _without_returns(group, given)
            group = _surplus(group, _ENDINGS, (Kind.REOPENED,))
            group = _surplus(group, _REMOVALS, (Kind.UNDELETED,))
            group = _pauses(group, paused.reasons)
        for event in group:
            given = given.after(event)
            paused.take(event)
        found += group
    return found


class _Paused:
    """Which pauses last, so far."""

    def __init__(self) -> None:
        self.reasons: set[str] = set()
        self._resolved = False

    def take(self, event: Event) -> None:
        kind = event.kind
        if kind is Kind.PAUSED:
            self.reasons.add(_named(event))
        elif kind is Kind.RESUMED:
            reason = _reason(event)
            self.reasons = set() if reason is None else self.reasons - {reason}
        elif kind in _ENDINGS and not self._resolved:
            self.reasons, self._resolved = set(), True
        elif kind is Kind.REOPENED:
            self._resolved = False


def _surplus(group: list[Event], one: Sequence[Kind], other: Sequence[Kind]) -> list[Event]:
    """Without as many of each side as there are of both, the earlier in the order first."""
    ones = [event for event in group if event.kind in one]
    others = [event for event in group if event.kind in other]
    pairs = min(len(ones), len(others))
    gone = {id(event) for event in (*ones[:pairs], *others[:pairs])}
    return [event for event in group if id(event) not in gone] if gone else group


def _pauses(group: list[Event], lasting: set[str]) -> list[Event]:
    """The pauses and resumptions of one instant, reason by reason."""
    own = [event for event in group if event.kind in _PAUSES]
    if len({event.kind for event in own}) < len(_PAUSES):
        return group
    resumed = [_reason(event) for event in own if event.kind is Kind.RESUMED]
    begun = [_named(event) for event in own if event.kind is Kind.PAUSED]
    ends = {reason for reason in resumed if reason is not None}
    if None in resumed:
        ends |= lasting
    begins = []
    for reason in dict.fromkeys(begun):
        undone = resumed.count(reason) + resumed.count(None)
        if begun.count(reason) >= undone:
            ends.discard(reason)  # it lasts on, or begins
        if begun.count(reason) > undone:
            begins.append(next(e for e in own if e.kind is Kind.PAUSED and _named(e) == reason))
    end = next(event for event in own if event.kind is Kind.RESUMED)
    kept = [event for event in group if event.kind not in _PAUSES]
    kept += [replace(end, data={"reason": reason}) for reason in sorted(ends)]
    return sorted(kept + begins, key=place)


def _without_returns(group: list[Event], given: Assignment) -> list[Event]:
    """Without the changes of tier, vendor or version that come back to what was there before."""
    for kind, same in _RETURNS.items():
        own = [event for event in group if event.kind is kind]
        if len(own) > 1 and any(same(event, given) for event in own):
            group = [event for event in group if event.kind is not kind]
    return group


def _same_tier(event: Event, given: Assignment) -> bool:
    return event.data.get("tier") == given.tier


def _same_vendor(event: Event, given: Assignment) -> bool:
    named = assigned_by(event)
    same_contract = None in (named.contract, given.contract) or named.contract == given.contract
    return (named.vendor, named.tier) == (given.vendor, given.tier) and same_contract


def _same_version(event: Event, given: Assignment) -> bool:
    moved = given.after(event)
    return (moved.contract, moved.version) == (given.contract, given.version)


_RETURNS = {
    Kind.TIER_CHANGED: _same_tier,
    Kind.VENDOR_CHANGED: _same_vendor,
    Kind.CONTRACT_MOVED: _same_version,
}


def _reason(event: Event) -> str | None:
    return event.data.get("reason")


def _named(event: Event) -> str:
    return event.data.get("reason") or ""
