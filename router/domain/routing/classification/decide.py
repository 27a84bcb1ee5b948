"""From signals to a tier, with the reason in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from router.domain.contracts.contract import Contract
from router.domain.routing.classification.decision_tables import WORDS, Table
from router.domain.routing.classification.evidence import evidence_of
from router.domain.routing.classification.schemes import (
    Scheme,
    scheme_named,
    scheme_of,
    scheme_of_vendor,
)
from router.domain.routing.classification.signals import Finding
from router.domain.routing.classification.vocabulary import opinion_on
from router.domain.tickets.ticket import TicketFacts

CLOSE = 0.25  # a tier that is not likelier than another by so much should be looked at
_HARM = frozenset({"outage", "lost", "stopped", "degraded", "exposed", "falsified", "no_way_out"})
VOCABULARY = "words like those of such tickets"
BESIDE = 0.3  # what the table's numbers count for beside the vocabulary, which learned beside them
# These turn a ticket round whatever else it is written with, so they count more beside it.
_SETTLED = frozenset({"non_production", "resolved"})  # where nobody need be called for nothing
_DECISIVE = frozenset({"non_production", "resolved", "feature_request", "billing", "porting"})
EQUAL = 0.05  # tiers whose shares differ by no more are about as likely
MISSED = 2.0  # missing the top tier costs so much, any other mistake 1
LEAST = 0.005  # no opinion holds a tier for less likely, however sure it is


@dataclass(frozen=True, slots=True)
class Signal:
    """What was noticed, the ticket's own words for it, and how much it spoke for the tier chosen
    against the runner-up (negative: against it)."""

    signal: str
    words: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Decision:
    """A tier by the contract's definition, and why.

    `tier` is None where the contract has none for such a ticket; `confidence` and the runner-up's
    distance are shares of 1; `uncertain`: a person should look at it.
    """

    tier: str | None
    confidence: float
    runner_up: str | None
    signals: tuple[Signal, ...]
    reason: str
    uncertain: bool


@dataclass(frozen=True, slots=True)
class Vote:
    """Another opinion (a trained model's, a judge's): shares by tier id, and its weight."""

    name: str
    shares: dict[str, float]
    weight: float
    words: tuple[str, ...] = ()


def classify(
    contract: Contract | Scheme | str, facts: TicketFacts, votes: Sequence[Vote] = ()
) -> Decision:
    """The tier of a ticket by a contract's definitions, from what the ticket says.

    `contract`: a contract, a scheme, or the name of a vendor or scheme. The helpdesk's priority
    and the tone weigh little. A missed top tier counts double, of equals the higher is
    taken, and close calls are uncertain. KeyError for a name that is neither a vendor's nor a
    scheme's.
    """
    scheme = _scheme(contract)
    if not scheme.tiers:
        reason = scheme.no_tier_reason or "the contract has no severity tiers"
        return Decision(None, 1.0, None, (), reason, uncertain=False)
    vote = vocabulary_vote(scheme, facts)
    found = found_in(facts, vote)
    if vote is not None:
        votes = (vote, *votes)
    scores = _scores(scheme, found, votes, share_of_table(vote))
    shares = _softmax(list(scores.values()))
    ranked = sorted(zip(scores, shares, strict=True), key=lambda pair: -pair[1])
    harm = bool(found.keys() & _HARM) and not found.keys() & _SETTLED
    chosen = ranked[0]
    if harm:
        likely = _least_cost(ranked, scheme.tiers[0])
        chosen = _higher_of_equals(ranked, likely, scheme.tiers)
    runner = next((pair for pair in ranked if pair[0] != chosen[0]), None)
    uncertain = runner is not None and chosen[1] - runner[1] < CLOSE
    against = runner[0] if runner else None
    signals = _explain(scheme, found, votes, (chosen[0], against), share_of_table(vote))
    tier = chosen[0] or None
    return Decision(
        tier,
        round(chosen[1], 3),
        (runner[0] or None) if runner else None,
        signals,
        _reason(tier, signals, scheme, uncertain),
        uncertain,
    )


def _scheme(contract: Contract | Scheme | str) -> Scheme:
    if isinstance(contract, Scheme):
        return contract
    if isinstance(contract, Contract):
        return scheme_of(contract)
    return scheme_of_vendor(contract) or scheme_named(contract)


NO_TIER = ""  # the class of what the contract does not call support at all


def vocabulary_vote(scheme: Scheme, facts: TicketFacts) -> Vote | None:
    """What the ticket's words alone speak for; None for a few words alone."""
    opinion = opinion_on(scheme, facts)
    if opinion is None or opinion.trust == 0:
        return None
    classes = (*scheme.tiers, NO_TIER) if scheme.table.has_no_tier else scheme.tiers
    shares = dict(zip(classes, opinion.shares, strict=True))
    return Vote(VOCABULARY, shares, round(opinion.trust, 3), opinion.words)


def share_of_table(vote: Vote | None) -> float:
    """How much the table's numbers count, with or without the vocabulary's vote."""
    return 1.0 if vote is None else 1.0 - (1.0 - BESIDE) * vote.weight


def found_in(facts: TicketFacts, vote: Vote | None) -> dict[str, Finding]:
    """The evidence as the table weighs it beside the vocabulary's vote."""
    return weighed(facts, 0.0 if vote is None else vote.weight)


def weighed(facts: TicketFacts, trust: float) -> dict[str, Finding]:
    """The evidence where the vocabulary's vote counts for `trust`."""
    return {
        name: replace(one, strength=one.strength * (1.0 + trust / 2)) if name in _DECISIVE else one
        for name, one in evidence_of(facts).items()
    }


def columns_of(table: Table, found: Mapping[str, Finding]) -> list[float]:
    """What the table's numbers say, by column."""
    columns = list(table.bias)
    for name, finding in found.items():
        for at, weight in enumerate(table.weights.get(name, ())):
            columns[at] += weight * finding.strength
    return columns


def _scores(
    scheme: Scheme, found: dict[str, Finding], votes: Sequence[Vote], table_share: float
) -> dict[str, float]:
    """A score by tier id (and NO_TIER where the table has it)."""
    columns = columns_of(scheme.table, found)
    scores = {
        tier: sum(share * columns[at] for at, share in enumerate(mix))
        for tier, mix in zip(scheme.tiers, scheme.ranks, strict=True)
    }
    if scheme.table.has_no_tier:
        scores[NO_TIER] = columns[-1]
    scores = {tier: score * table_share for tier, score in scores.items()}
    for vote in votes:
        for tier in scores:
            scores[tier] += vote.weight * math.log(max(LEAST, vote.shares.get(tier, 0.0)))
    return scores


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return [power / sum(powers) for power in powers]


def _least_cost(ranked: Sequence[tuple[str, float]], top: str) -> tuple[str, float]:
    """The tier whose expected cost is least: one that is wrong costs its share of 1, a missed top
    tier MISSED, so that the top tier may be taken although another is likelier."""
    return max(ranked, key=lambda pair: pair[1] * (MISSED if pair[0] == top else 1.0))


def _higher_of_equals(
    ranked: Sequence[tuple[str, float]], chosen: tuple[str, float], tiers: Sequence[str]
) -> tuple[str, float]:
    """The highest of the tiers that are about as likely as the one chosen; any is above none."""
    rank = {NO_TIER: len(tiers), **{tier: at for at, tier in enumerate(tiers)}}
    equals = [pair for pair in ranked if chosen[1] - pair[1] <= EQUAL]
    return min([chosen, *equals], key=lambda pair: rank[pair[0]])


def _explain(
    scheme: Scheme,
    found: dict[str, Finding],
    votes: Sequence[Vote],
    pair: tuple[str, str | None],
    table_share: float,
) -> tuple[Signal, ...]:
    chosen, runner = pair
    signals = []
    for name, finding in found.items():
        weights = scheme.table.weights.get(name)
        if not weights:
            continue
        pull = _pull(scheme, weights, chosen) - _pull(scheme, weights, runner)
        weight = round(pull * finding.strength * table_share, 2)
        if abs(weight) >= 0.05:
            signals.append(Signal(WORDS[name], finding.words, weight))
    for vote in votes:
        pull = math.log(max(LEAST, vote.shares.get(chosen, 0.0))) - math.log(
            max(LEAST, vote.shares.get(runner or "", 0.0))
        )
        signals.append(Signal(vote.name, vote.words, round(vote.weight * pull, 2)))
    return tuple(sorted(signals, key=lambda s: -abs(s.weight)))


def _pull(scheme: Scheme, weights: Sequence[float], tier: str | None) -> float:
    if tier is None:
        return 0.0
    if tier == NO_TIER:
        return weights[-1]
    mix = scheme.ranks[scheme.tiers.index(tier)]
    return sum(share * weights[at] for at, share in enumerate(mix))


def _reason(tier: str | None, signals: tuple[Signal, ...], scheme: Scheme, uncertain: bool) -> str:
    spoke = [s for s in signals if s.weight > 0][:4]
    grounds = "; ".join(f"{s.signal} (“{s.words[0]}”)" if s.words else s.signal for s in spoke)
    if tier is None:
        head = scheme.table.no_tier_reason
    elif not spoke:
        head = f"{tier}: nothing in the text speaks for another tier"
    else:
        head = f"{tier}: {grounds}"
    if tier is None and grounds:
        head = f"{head}: {grounds}"
    return f"{head}. Check the tier: two were close" if uncertain else head
