"""The decision tables: how much each signal speaks for each tier of a family of definitions.

A table is chosen by name in a contract's policy file (`details.classification`). Columns are the
tiers, highest first; where a family knows requests that are no support case at all, a last column
stands for them.

The numbers began as a support manager's judgement and were then moved as little as labelled
tickets asked for (a softmax regression pulled towards the first numbers); they stay readable, and
may be edited. A positive number speaks for the tier of that column.
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
    """`weights[signal][column]`."""

    name: str
    tiers: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]
    has_no_tier: bool = False
    no_tier_reason: str = ""


DISRUPTION = Table(
    name="disruption",
    tiers=("critical", "major", "other"),
    bias=(0.06, -0.4, 1.33),
    weights={
        "production": (0.47, 0.67, -0.95),
        "non_production": (-3.05, -2.5, 3.55),
        "everyone": (0.59, -0.08, -0.5),
        "many": (0.65, 0.29, -0.63),
        "part": (-0.2, 0.76, -0.46),
        "one_person": (-0.81, -0.46, 1.08),
        "outage": (1.1, -0.27, -0.52),
        "lost": (0.39, 0.26, -0.45),
        "stopped": (1.16, 0.02, -0.79),
        "degraded": (-0.7, 1.21, -0.21),
        "cosmetic": (-1.13, -0.86, 1.58),
        "no_way_out": (1.27, -0.4, -0.67),
        "way_out": (-0.65, 0.51, -0.06),
        "effort": (-0.59, 1.82, -1.02),
        "easy": (-0.65, -0.56, 1.1),
        "exposed": (1.89, -0.68, -0.72),
        "falsified": (1.76, -0.47, -0.79),
        "question": (-1.14, -0.54, 1.48),
        "feature_request": (-0.7, -0.7, 1.2),
        "paperwork": (-0.6, -0.7, 1.09),
        "billing": (-0.99, -0.66, 1.44),
        "ongoing": (0.86, -0.25, -0.51),
        "third_party": (-0.6, -0.31, 0.7),
        "own_mistake": (-0.24, -0.53, 0.67),
        "resolved": (-1.27, -0.5, 1.18),
        "urgent": (0.2, 0.34, -0.44),
        "not_urgent": (-0.71, -0.87, 1.39),
        "rest_works": (-0.87, 0.71, -0.04),
        "lost_for_all": (0.68, 0.18, -0.68),
        "lost_no_way_out": (1.11, -0.38, -0.63),
        "way_out_effort": (-0.92, 1.31, -0.59),
        "way_out_free": (-0.62, -0.09, 0.61),
        "priority_high": (0.09, -0.12, 0.14),
        "priority_low": (0.04, -0.18, 0.05),
        "money": (-0.33, 0.32, 0.0),
    },
)

APRIMO = Table(
    name="aprimo",
    tiers=("priority-1", "priority-2", "priority-3"),
    bias=(0.07, -0.3, 1.23),
    weights={
        "production": (0.55, 0.53, -0.89),
        "non_production": (-3.04, -2.5, 3.55),
        "everyone": (0.76, -0.22, -0.54),
        "many": (0.77, 0.15, -0.62),
        "part": (-0.26, 0.8, -0.43),
        "one_person": (-0.83, -0.43, 1.07),
        "outage": (1.65, -0.4, -0.64),
        "lost": (0.27, 0.3, -0.38),
        "stopped": (1.23, -0.03, -0.81),
        "degraded": (-0.54, 1.06, -0.23),
        "cosmetic": (-1.13, -0.84, 1.57),
        "no_way_out": (1.13, -0.25, -0.68),
        "way_out": (-0.63, 0.51, -0.09),
        "effort": (-0.61, 1.8, -0.99),
        "easy": (-0.63, -0.54, 1.07),
        "exposed": (0.03, 0.77, -0.49),
        "falsified": (0.24, 0.59, -0.44),
        "question": (-1.07, -0.55, 1.43),
        "feature_request": (-0.7, -0.7, 1.2),
        "paperwork": (-0.6, -0.68, 1.08),
        "billing": (-1.04, -0.63, 1.46),
        "ongoing": (0.77, -0.19, -0.48),
        "third_party": (-0.58, -0.33, 0.7),
        "own_mistake": (-0.22, -0.56, 0.68),
        "resolved": (-1.29, -0.5, 1.19),
        "urgent": (0.23, 0.34, -0.47),
        "not_urgent": (-0.73, -0.81, 1.34),
        "rest_works": (-1.57, 1.12, 0.04),
        "lost_for_all": (0.69, 0.19, -0.69),
        "lost_no_way_out": (1.04, -0.3, -0.64),
        "way_out_effort": (-0.94, 1.33, -0.6),
        "way_out_free": (-0.56, -0.14, 0.61),
        "priority_high": (0.16, -0.17, 0.11),
        "priority_low": (-0.08, -0.05, 0.03),
        "money": (-0.39, 0.34, 0.05),
    },
)

AIRCALL = Table(
    name="aircall",
    tiers=("severity-1", "severity-2", "severity-3", "severity-4"),
    bias=(-0.52, -0.16, 0.36, 0.49, -0.28),
    weights={
        "non_production": (-2.0, -1.5, 0.5, 1.5, 0.0),
        "everyone": (0.59, 0.08, 0.01, -0.33, -0.17),
        "many": (0.47, 0.23, 0.05, -0.43, -0.11),
        "part": (-0.4, 0.55, 0.26, -0.18, -0.12),
        "one_person": (-0.77, -0.12, 0.29, 0.38, -0.1),
        "outage": (1.46, -0.2, 0.04, -0.6, -0.5),
        "lost": (0.23, 0.45, 0.43, -0.7, -0.4),
        "stopped": (1.31, 0.2, -0.5, -0.6, -0.3),
        "degraded": (-0.57, 0.79, 0.43, -0.4, -0.36),
        "cosmetic": (-1.0, -0.71, 0.25, 0.85, 0.22),
        "no_way_out": (0.67, 1.15, -0.76, -0.59, -0.37),
        "way_out": (-0.97, -0.62, 1.28, -0.15, -0.23),
        "effort": (-0.38, 0.35, 0.3, -0.27, -0.08),
        "easy": (-0.62, -0.59, 0.92, 0.28, 0.0),
        "exposed": (0.5, 0.6, -0.3, -0.3, -0.3),
        "falsified": (0.2, 0.5, 0.0, -0.3, -0.3),
        "question": (-0.71, -0.61, -0.52, 1.6, 0.04),
        "feature_request": (-0.8, -0.6, -0.47, -0.04, 1.64),
        "paperwork": (-0.7, -0.6, -0.4, 1.0, 0.1),
        "billing": (-0.7, -0.6, -0.5, -0.21, 1.54),
        "ongoing": (0.09, -0.12, 0.04, 0.0, 0.0),
        "third_party": (-0.54, -0.3, 0.06, 0.83, -0.05),
        "own_mistake": (-0.53, -0.32, 0.19, 0.77, -0.02),
        "resolved": (-1.2, -0.9, 0.26, 1.38, -0.02),
        "urgent": (0.2, 0.11, -0.25, -0.08, 0.04),
        "not_urgent": (-0.83, -0.67, 0.7, 0.78, 0.0),
        "rest_works": (-0.73, 0.33, 0.58, -0.07, 0.0),
        "lost_for_all": (0.99, -0.17, -0.1, -0.42, -0.2),
        "lost_no_way_out": (0.72, 0.74, -0.7, -0.42, -0.23),
        "way_out_free": (-0.63, -0.56, 1.19, 0.02, -0.01),
        "priority_high": (0.04, -0.03, -0.03, 0.11, 0.0),
        "priority_low": (-0.17, -0.01, -0.01, 0.13, -0.03),
        "money": (-0.45, -0.23, -0.41, -0.33, 1.03),
        "porting": (-0.73, -0.64, -0.58, -0.31, 2.05),
    },
    has_no_tier=True,
    no_tier_reason="not support under this contract (billing, porting or a wish for a feature)",
)

TABLES: Mapping[str, Table] = {table.name: table for table in (DISRUPTION, APRIMO, AIRCALL)}
