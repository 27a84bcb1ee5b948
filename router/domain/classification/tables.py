"""The decision tables: how much each signal speaks for each tier of a family of definitions.

A table is chosen by name in a contract's policy file (`details.classification`). Columns are the
tiers, highest first; where a family knows requests that are no support case at all, a last column
stands for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WORDS = {
    "production": "production is named",
    "non_production": "a test environment, not production",
    "everyone": "everybody is hit",
    "many": "many people are hit",
    "part": "a share of people or cases",
    "one_person": "one person or thing",
    "outage": "the service is down",
    "lost": "a function fails",
    "stopped": "work stands still",
    "degraded": "slow, partial or intermittent",
    "cosmetic": "how something looks or reads",
    "no_way_out": "no workaround, or tried in vain",
    "way_out": "a way round exists",
    "effort": "people work round it by hand",
    "easy": "the way round costs little",
    "exposed": "data seen by the wrong people",
    "falsified": "data changed or destroyed by the system",
    "question": "a question",
    "feature_request": "a wish for a feature",
    "paperwork": "paperwork, not a fault",
    "billing": "a bill or the contract's price",
    "money": "money is spoken of",
    "ongoing": "it goes on right now",
    "porting": "porting of numbers",
    "third_party": "somebody else's fault",
    "own_mistake": "the user's own slip",
    "resolved": "already over",
    "urgent": "real consequences soon",
    "not_urgent": "no hurry, no harm",
    "rest_works": "the rest works",
    "lost_for_all": "down or failing for everybody",
    "lost_no_way_out": "failing with no way round",
    "way_out_effort": "goes on only with people working by hand",
    "way_out_free": "a way round that needs no extra people",
    "priority_high": "the helpdesk's priority is high",
    "priority_low": "the helpdesk's priority is low",
}


@dataclass(frozen=True, slots=True)
class Table:
    """`weights[signal][column]`; `lean`: how much less likely the top tier, or another higher one,
    may be and still be taken."""

    name: str
    tiers: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]
    lean: tuple[float, float] = (0.15, 0.08)
    has_no_tier: bool = False
    no_tier_reason: str = ""


DISRUPTION = Table(
    name="disruption",
    tiers=("critical", "major", "other"),
    bias=(0.0, 0.0, 1.0),
    weights={
        "production": (0.3, 0.3, -0.4),
        "non_production": (-3.0, -2.5, 3.5),
        "everyone": (0.4, 0.0, -0.4),
        "many": (0.4, 0.4, -0.5),
        "part": (-0.3, 0.6, -0.2),
        "one_person": (-0.7, -0.4, 0.9),
        "outage": (0.9, 0.1, -0.7),
        "lost": (0.4, 0.2, -0.4),
        "stopped": (1.2, 0.1, -0.9),
        "degraded": (-0.4, 0.8, -0.1),
        "cosmetic": (-1.0, -0.8, 1.4),
        "no_way_out": (0.9, -0.1, -0.6),
        "way_out": (-0.6, 0.3, 0.1),
        "effort": (-0.5, 1.4, -0.7),
        "easy": (-0.6, -0.5, 1.0),
        "exposed": (1.6, -0.5, -0.6),
        "falsified": (1.3, -0.2, -0.6),
        "question": (-0.7, -0.5, 1.0),
        "feature_request": (-0.7, -0.7, 1.2),
        "paperwork": (-0.6, -0.6, 1.0),
        "billing": (-0.7, -0.7, 1.2),
        "ongoing": (0.5, 0.0, -0.4),
        "third_party": (-0.5, -0.4, 0.7),
        "own_mistake": (-0.4, -0.4, 0.7),
        "resolved": (-1.2, -0.9, 1.5),
        "urgent": (0.3, 0.4, -0.6),
        "not_urgent": (-0.7, -0.6, 1.1),
        "rest_works": (-0.5, 0.3, 0.0),
        "lost_for_all": (0.8, 0.0, -0.6),
        "lost_no_way_out": (0.9, -0.2, -0.6),
        "way_out_effort": (-0.9, 1.2, -0.5),
        "way_out_free": (-0.6, -0.1, 0.6),
        "priority_high": (0.1, 0.1, -0.1),
        "priority_low": (-0.1, -0.1, 0.1),
    },
)

APRIMO = Table(
    name="aprimo",
    tiers=("priority-1", "priority-2", "priority-3"),
    bias=(0.0, 0.0, 1.0),
    weights={
        **DISRUPTION.weights,
        "outage": (1.4, 0.0, -0.8),
        "exposed": (-0.2, 0.9, -0.4),
        "falsified": (-0.1, 0.8, -0.3),
        "rest_works": (-1.2, 0.7, 0.1),
    },
)

_AIRCALL = {
    "non_production": (-2.0, -1.5, 0.5, 1.5, 0.0),
    "everyone": (0.7, 0.0, -0.1, -0.3, -0.1),
    "many": (0.6, 0.1, 0.0, -0.4, -0.1),
    "part": (-0.2, 0.3, 0.3, -0.2, -0.1),
    "one_person": (-0.8, -0.1, 0.3, 0.4, -0.1),
    "outage": (1.2, 0.2, -0.1, -0.6, -0.5),
    "lost": (0.3, 0.5, 0.3, -0.6, -0.5),
    "stopped": (1.2, 0.3, -0.5, -0.6, -0.3),
    "degraded": (-0.4, 0.5, 0.5, -0.4, -0.3),
    "cosmetic": (-1.0, -0.7, 0.3, 1.0, 0.0),
    "no_way_out": (0.7, 0.9, -0.7, -0.5, -0.3),
    "way_out": (-0.8, -0.6, 1.0, -0.1, -0.2),
    "effort": (-0.2, 0.1, 0.4, -0.3, -0.1),
    "easy": (-0.6, -0.5, 0.7, 0.4, 0.0),
    "exposed": (0.5, 0.6, -0.3, -0.3, -0.3),
    "falsified": (0.2, 0.5, 0.0, -0.3, -0.3),
    "question": (-0.7, -0.5, -0.3, 1.0, 0.3),
    "feature_request": (-0.8, -0.6, -0.4, 0.0, 1.5),
    "paperwork": (-0.7, -0.6, -0.4, 1.0, 0.1),
    "billing": (-0.7, -0.6, -0.5, -0.2, 1.5),
    "money": (-0.4, -0.3, -0.3, -0.2, 0.8),
    "porting": (-0.7, -0.6, -0.5, -0.2, 1.8),
    "third_party": (-0.5, -0.4, 0.1, 0.8, 0.0),
    "own_mistake": (-0.4, -0.3, 0.1, 0.7, 0.0),
    "resolved": (-1.2, -0.9, 0.3, 1.3, 0.0),
    "urgent": (0.2, 0.2, -0.1, -0.3, 0.0),
    "not_urgent": (-0.8, -0.6, 0.4, 0.8, 0.2),
    "rest_works": (-0.6, 0.2, 0.5, 0.0, 0.0),
    "lost_for_all": (0.9, 0.0, -0.2, -0.4, -0.2),
    "lost_no_way_out": (0.6, 0.8, -0.7, -0.4, -0.2),
    "way_out_free": (-0.5, -0.5, 0.9, 0.1, 0.0),
    "priority_high": (0.1, 0.1, 0.0, -0.1, 0.0),
    "priority_low": (-0.1, -0.1, 0.0, 0.1, 0.0),
}

AIRCALL = Table(
    name="aircall",
    tiers=("severity-1", "severity-2", "severity-3", "severity-4"),
    bias=(-0.4, 0.0, 0.2, 0.4, -0.3),
    weights=_AIRCALL,
    has_no_tier=True,
    no_tier_reason="not support under this contract (billing, porting or a wish for a feature)",
)

TABLES: Mapping[str, Table] = {table.name: table for table in (DISRUPTION, APRIMO, AIRCALL)}
