"""Puts a ticket into one of its contract's severity tiers, with the reason in words."""

from router.domain.routing.classification.advice import (
    LowerTier,
    Missing,
    completeness,
    proposes_lower,
)
from router.domain.routing.classification.decide import Decision, Signal, Vote, classify
from router.domain.routing.classification.schemes import (
    Scheme,
    scheme_named,
    scheme_of,
    scheme_of_vendor,
)

__all__ = [
    "Decision",
    "LowerTier",
    "Missing",
    "Scheme",
    "Signal",
    "Vote",
    "classify",
    "completeness",
    "proposes_lower",
    "scheme_named",
    "scheme_of",
    "scheme_of_vendor",
]
