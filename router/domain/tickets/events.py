"""What happened to a ticket or a duty: append-only facts that the clocks are folded from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from router.domain.time.instants import Instant


class Kind(StrEnum):
    """Past tense, one meaning each."""

    OPENED = "opened"
    ROUTED = "routed"  # data: vendor, contract, version, tier, tier_reason (the first assignment)
    TIER_CHANGED = "tier_changed"  # data: tier, reason; holds from its instant (rule 14)
    TIER_CORRECTED = "tier_corrected"  # data: tier, reason; holds from opening (rule 14)
    VENDOR_CHANGED = "vendor_changed"  # data: vendor, contract, version, tier (rule 16)
    CONTRACT_MOVED = "contract_moved"  # data: contract, version: the same ticket, a new version
    HANDOVER_REQUESTED = "handover_requested"
    HANDED_OVER = "handed_over"
    RESUMED = "resumed"  # data: reason, or none for every pause
    VENDOR_REPLIED = "vendor_replied"  # public, by the vendor's own staff (rule 11)
    VENDOR_CONTACTED = "vendor_contacted"  # a call that a person recorded: counts as a reply
    VENDOR_ACKNOWLEDGED = "vendor_acknowledged"  # it has the ticket; no automatic answer
    ACTION_PLAN_GIVEN = "action_plan_given"  # by the vendor: what it will do, and when
    WORKAROUND_GIVEN = "workaround_given"  # by the vendor: a way around until it is solved
    AGENT_REPLIED = "agent_replied"
    CUSTOMER_REPLIED = "customer_replied"
    NOTED = "noted"  # anything internal: a private note, a bot, an automatic answer
    PAUSED = "paused"  # data: reason
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    MARKED_AS_SPAM = "marked_as_spam"
    DELETED = "deleted"
    UNDELETED = "undeleted"  # takes back spam and deletion
    DUTY_STARTED = "duty_started"  # data: duty, planned_for, instance
    DUTY_DONE = "duty_done"  # data: duty, instance
    BREACH_WITHDRAWN = "breach_withdrawn"  # data: clock, evidence; a record, never folded


# The order of what happened at one instant (`docs/time.md`, "Which events count").
_PLACE = {
    kind: rank
    for rank, kinds in enumerate(
        [
            (Kind.OPENED, Kind.DUTY_STARTED),
            (Kind.TIER_CHANGED,),
            (Kind.TIER_CORRECTED,),
            (Kind.ROUTED,),
            (Kind.VENDOR_CHANGED,),
            (Kind.CONTRACT_MOVED,),
            (Kind.HANDOVER_REQUESTED,),
            (Kind.HANDED_OVER,),
            (Kind.RESUMED,),
            (
                Kind.VENDOR_REPLIED,
                Kind.VENDOR_CONTACTED,
                Kind.VENDOR_ACKNOWLEDGED,
                Kind.ACTION_PLAN_GIVEN,
                Kind.WORKAROUND_GIVEN,
            ),
            (Kind.AGENT_REPLIED, Kind.CUSTOMER_REPLIED, Kind.NOTED),
            (Kind.PAUSED,),
            (Kind.RESOLVED, Kind.DUTY_DONE),
            (Kind.CLOSED,),
            (Kind.REOPENED,),
            (Kind.MERGED,),
            (Kind.MARKED_AS_SPAM,),
            (Kind.DELETED,),
            (Kind.UNDELETED,),
            (Kind.BREACH_WITHDRAWN,),
        ]
    )
    for kind in kinds
}


@dataclass(frozen=True, slots=True)
class Event:
    """One fact.

    `at`: when it happened (the source's own instant, at its own precision). `received_at`: when we
    learned of it. `key`: natural key (source, comment or audit id, kind), the same however the
    fact reaches us. `sequence`: the source's own order within one action. `origin`: who says so
    (`source:acme`, `vendor:zuper`, `user:maria@…`, `system`). `data`: what the kind says above.
    """

    kind: Kind
    at: Instant
    key: str
    received_at: Instant
    sequence: int = 0
    origin: str = "system"
    data: Mapping[str, str | None] = field(default_factory=dict)


def place(event: Event) -> int:
    """The place of its kind among the events of one instant."""
    return _PLACE[event.kind]


def in_order(events: Iterable[Event], known_at: Instant) -> list[Event]:
    """The events known at an instant, each fact once, in the one order that folding uses.

    The order does not depend on arrival: instant, the source's own sequence, kind, natural key
    (`docs/time.md`, rule "Order"). `opened` comes first, and what happened before it counts at it.
    Of two sightings of one fact the one that we learned of first counts.
    """
    first: dict[str, Event] = {}
    for event in events:
        if event.received_at > known_at:
            continue
        seen = first.get(event.key)
        if seen is None or (event.received_at, event.at) < (seen.received_at, seen.at):
            first[event.key] = event
    openings = [e for e in first.values() if e.kind is Kind.OPENED]
    opened = min(openings, key=lambda e: (e.at, e.key)) if openings else None

    def order(event: Event) -> tuple[object, ...]:
        at = event.at if opened is None else max(event.at, opened.at)
        is_opening = opened is not None and event is opened
        early = min(event.at, at) if opened is not None and event.at < opened.at else at
        return (at, not is_opening, early, event.sequence, _PLACE[event.kind], event.key)

    return sorted(first.values(), key=order)
