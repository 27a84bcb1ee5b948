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
    """`weights[signal][column]`; `lean`: how much less likely the top tier, or another higher one,
    may be and still be taken."""

    name: str
    tiers: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]
    lean: tuple[float, float] = (0.25, 0.05)
    has_no_tier: bool = False
    no_tier_reason: str = ""


DISRUPTION = Table(
    name="disruption",
    tiers=("critical", "major", "other"),
    bias=(0.06, -0.32, 1.25),
    weights={
        "production": (0.43, 0.61, -0.85),
        "non_production": (-3.04, -2.5, 3.54),
        "everyone": (0.52, -0.07, -0.44),
        "many": (0.59, 0.34, -0.62),
        "part": (-0.24, 0.76, -0.42),
        "one_person": (-0.79, -0.45, 1.04),
        "outage": (1.06, -0.19, -0.56),
        "lost": (0.39, 0.27, -0.46),
        "stopped": (1.12, 0.1, -0.83),
        "degraded": (-0.62, 1.09, -0.18),
        "cosmetic": (-1.1, -0.85, 1.54),
        "no_way_out": (1.2, -0.35, -0.65),
        "way_out": (-0.61, 0.43, -0.02),
        "effort": (-0.56, 1.74, -0.97),
        "easy": (-0.63, -0.55, 1.07),
        "exposed": (1.82, -0.64, -0.69),
        "falsified": (1.64, -0.41, -0.74),
        "question": (-1.04, -0.46, 1.3),
        "feature_request": (-0.7, -0.7, 1.2),
        "paperwork": (-0.6, -0.68, 1.07),
        "billing": (-0.91, -0.67, 1.38),
        "ongoing": (0.78, -0.19, -0.48),
        "third_party": (-0.57, -0.34, 0.7),
        "own_mistake": (-0.29, -0.5, 0.68),
        "resolved": (-1.25, -0.57, 1.22),
        "urgent": (0.23, 0.35, -0.47),
        "not_urgent": (-0.7, -0.81, 1.31),
        "rest_works": (-0.77, 0.6, -0.03),
        "lost_for_all": (0.71, 0.13, -0.65),
        "lost_no_way_out": (1.07, -0.35, -0.62),
        "way_out_effort": (-0.91, 1.27, -0.57),
        "way_out_free": (-0.6, -0.1, 0.6),
        "priority_high": (0.11, -0.05, 0.05),
        "priority_low": (0.02, -0.2, 0.09),
        "money": (-0.25, 0.29, -0.05),
    },
)

APRIMO = Table(
    name="aprimo",
    tiers=("priority-1", "priority-2", "priority-3"),
    bias=(0.08, -0.27, 1.18),
    weights={
        "production": (0.51, 0.48, -0.8),
        "non_production": (-3.03, -2.5, 3.54),
        "everyone": (0.66, -0.18, -0.48),
        "many": (0.69, 0.22, -0.61),
        "part": (-0.27, 0.77, -0.39),
        "one_person": (-0.8, -0.43, 1.04),
        "outage": (1.6, -0.31, -0.68),
        "lost": (0.3, 0.29, -0.39),
        "stopped": (1.17, 0.07, -0.84),
        "degraded": (-0.49, 0.98, -0.19),
        "cosmetic": (-1.1, -0.83, 1.53),
        "no_way_out": (1.09, -0.24, -0.66),
        "way_out": (-0.6, 0.43, -0.04),
        "effort": (-0.58, 1.72, -0.94),
        "easy": (-0.62, -0.53, 1.05),
        "exposed": (-0.03, 0.8, -0.47),
        "falsified": (0.15, 0.64, -0.4),
        "question": (-0.99, -0.49, 1.28),
        "feature_request": (-0.7, -0.7, 1.2),
        "paperwork": (-0.6, -0.66, 1.06),
        "billing": (-0.95, -0.65, 1.4),
        "ongoing": (0.71, -0.15, -0.46),
        "third_party": (-0.56, -0.35, 0.7),
        "own_mistake": (-0.27, -0.52, 0.69),
        "resolved": (-1.26, -0.58, 1.24),
        "urgent": (0.26, 0.33, -0.49),
        "not_urgent": (-0.71, -0.76, 1.27),
        "rest_works": (-1.47, 1.01, 0.06),
        "lost_for_all": (0.72, 0.13, -0.66),
        "lost_no_way_out": (1.02, -0.29, -0.63),
        "way_out_effort": (-0.92, 1.29, -0.57),
        "way_out_free": (-0.56, -0.14, 0.6),
        "priority_high": (0.16, -0.1, 0.04),
        "priority_low": (-0.06, -0.11, 0.07),
        "money": (-0.29, 0.29, 0.0),
    },
)

AIRCALL = Table(
    name="aircall",
    tiers=("severity-1", "severity-2", "severity-3", "severity-4"),
    bias=(-0.51, -0.12, 0.28, 0.5, -0.26),
    weights={
        "non_production": (-2.0, -1.5, 0.5, 1.5, 0.0),
        "everyone": (0.59, 0.07, 0.0, -0.32, -0.15),
        "many": (0.5, 0.2, 0.04, -0.42, -0.11),
        "part": (-0.35, 0.49, 0.27, -0.18, -0.12),
        "one_person": (-0.78, -0.12, 0.3, 0.38, -0.1),
        "outage": (1.37, -0.08, 0.01, -0.6, -0.5),
        "lost": (0.23, 0.47, 0.42, -0.68, -0.43),
        "stopped": (1.28, 0.23, -0.5, -0.6, -0.3),
        "degraded": (-0.54, 0.73, 0.45, -0.4, -0.35),
        "cosmetic": (-1.0, -0.71, 0.26, 0.89, 0.17),
        "no_way_out": (0.67, 1.08, -0.76, -0.54, -0.35),
        "way_out": (-0.93, -0.62, 1.2, -0.12, -0.22),
        "effort": (-0.35, 0.3, 0.33, -0.28, -0.08),
        "easy": (-0.62, -0.57, 0.81, 0.36, 0.0),
        "exposed": (0.5, 0.6, -0.3, -0.3, -0.3),
        "falsified": (0.2, 0.5, 0.0, -0.3, -0.3),
        "question": (-0.73, -0.56, -0.5, 1.49, 0.1),
        "feature_request": (-0.8, -0.6, -0.44, -0.05, 1.61),
        "paperwork": (-0.7, -0.6, -0.4, 1.0, 0.1),
        "billing": (-0.7, -0.6, -0.5, -0.2, 1.52),
        "ongoing": (0.06, -0.09, 0.03, 0.0, 0.0),
        "third_party": (-0.53, -0.32, 0.07, 0.83, -0.04),
        "own_mistake": (-0.5, -0.32, 0.16, 0.77, -0.02),
        "resolved": (-1.2, -0.9, 0.26, 1.37, -0.02),
        "urgent": (0.19, 0.14, -0.22, -0.12, 0.02),
        "not_urgent": (-0.82, -0.65, 0.61, 0.78, 0.07),
        "rest_works": (-0.7, 0.3, 0.53, -0.02, 0.0),
        "lost_for_all": (0.95, -0.12, -0.11, -0.42, -0.2),
        "lost_no_way_out": (0.68, 0.75, -0.69, -0.42, -0.22),
        "way_out_free": (-0.6, -0.55, 1.1, 0.06, -0.01),
        "priority_high": (0.06, 0.0, -0.02, 0.07, -0.01),
        "priority_low": (-0.15, -0.03, -0.04, 0.15, -0.02),
        "money": (-0.45, -0.25, -0.4, -0.31, 1.01),
        "porting": (-0.72, -0.63, -0.56, -0.28, 1.98),
    },
    has_no_tier=True,
    no_tier_reason="not support under this contract (billing, porting or a wish for a feature)",
)

TABLES: Mapping[str, Table] = {table.name: table for table in (DISRUPTION, APRIMO, AIRCALL)}
