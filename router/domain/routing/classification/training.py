"""Learning from confirmed tiers: the decision table's numbers, moved as little as they ask for.

A softmax regression over the same signals, pulled towards the shipped numbers, so that few tickets
move them little and none of them can unlearn the definitions. Needs nothing beyond Python, and what
comes out is again a table that a person can read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from router.domain.routing.classification.decide import (
    LEAST,
    NO_TIER,
    Vote,
    found_in,
    share_of_table,
    vocabulary_vote,
)
from router.domain.routing.classification.decision_tables import Table
from router.domain.routing.classification.schemes import Scheme
from router.domain.tickets.ticket import TicketFacts

FEWEST = 20  # confirmed tickets; fewer teach nothing
_PULL = 3.0  # how strongly the shipped numbers hold
_ROUNDS = 250
_WEIGHT = 0.6  # of a learned table's vote, beside the signals themselves


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A ticket whose tier a person has confirmed; None where the contract has none for it."""

    facts: TicketFacts
    tier: str | None


@dataclass(frozen=True, slots=True)
class Quality:
    """Of `n` confirmed tickets, how many are right with the shipped table, and with one learned
    from the others (cross-validated: no ticket judges what was learned from itself)."""

    n: int
    shipped: int
    learned: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A ticket's signals, its tier's column, and what else speaks for each column: the
    vocabulary's vote, beside which the table counts only for its `share`."""

    values: Mapping[str, float]
    column: int
    beside: tuple[float, ...]
    share: float


def learn(scheme: Scheme, confirmed: Sequence[Confirmed]) -> Table:
    """A table for the scheme's tiers. Tickets of a tier that it does not have are left out."""
    return _fit(_own(scheme), _rows(scheme, confirmed))


def quality(scheme: Scheme, confirmed: Sequence[Confirmed], folds: int = 5) -> Quality:
    """Cross-validated: what learning brings on tickets that were not learned from."""
    start = _own(scheme)
    rows = _rows(scheme, confirmed)
    shipped = sum(_best(_shares(start, row)) == row.column for row in rows)
    learned = 0
    for fold in range(folds):
        held_back = rows[fold::folds]
        table = _fit(start, [row for at, row in enumerate(rows) if at % folds != fold])
        learned += sum(_best(_shares(table, row)) == row.column for row in held_back)
    return Quality(len(rows), shipped, learned)


def vote_of(table: Table, scheme: Scheme, facts: TicketFacts, learned_from: int) -> Vote:
    """The opinion on a ticket of a table learned for a scheme, for `classify(…, votes)`."""
    row = _row(scheme, facts, 0)
    shares = dict(zip(_columns(table), _shares(table, row), strict=True))
    return Vote(f"learned from {learned_from} confirmed tickets", shares, _WEIGHT)


def classes(scheme: Scheme) -> tuple[str, ...]:
    """The scheme's tiers, and NO_TIER where it knows tickets without one."""
    return (*scheme.tiers, NO_TIER) if scheme.table.has_no_tier else scheme.tiers


def _columns(table: Table) -> tuple[str, ...]:
    return (*table.tiers, NO_TIER) if table.has_no_tier else table.tiers


def _own(scheme: Scheme) -> Table:
    """The scheme's table with one column for each of its own tiers."""

    def mixed(columns: tuple[float, ...]) -> tuple[float, ...]:
        own = tuple(sum(s * columns[at] for at, s in enumerate(mix)) for mix in scheme.ranks)
        return (*own, columns[-1]) if scheme.table.has_no_tier else own

    weights = {name: mixed(columns) for name, columns in scheme.table.weights.items()}
    return replace(scheme.table, tiers=scheme.tiers, bias=mixed(scheme.table.bias), weights=weights)


def _rows(scheme: Scheme, confirmed: Sequence[Confirmed]) -> list[_Row]:
    columns = {name: at for at, name in enumerate(classes(scheme))}
    return [
        _row(scheme, one.facts, columns[one.tier or NO_TIER])
        for one in confirmed
        if (one.tier or NO_TIER) in columns
    ]


def _row(scheme: Scheme, facts: TicketFacts, column: int) -> _Row:
    vote = vocabulary_vote(scheme, facts)
    values = {name: found.strength for name, found in found_in(facts, vote).items()}
    share = share_of_table(vote)
    if vote is None:
        return _Row(values, column, (0.0,) * len(classes(scheme)), share)
    logs = (math.log(max(LEAST, vote.shares[name])) for name in classes(scheme))
    return _Row(values, column, tuple(vote.weight * one for one in logs), share)


def _shares(table: Table, row: _Row) -> list[float]:
    scores = list(table.bias)
    for name, value in row.values.items():
        for at, weight in enumerate(table.weights.get(name, ())):
            scores[at] += weight * value
    scores = [score * row.share + more for score, more in zip(scores, row.beside, strict=True)]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return [power / sum(powers) for power in powers]


def _best(shares: Sequence[float]) -> int:
    return max(range(len(shares)), key=lambda at: shares[at])


def _fit(start: Table, rows: Sequence[_Row]) -> Table:
    if not rows:
        return start
    bias = list(start.bias)
    weights = {name: list(columns) for name, columns in start.weights.items()}
    largest = max(1.0 + sum(v * v for v in row.values.values()) for row in rows)
    step = 1.0 / (0.5 * largest * len(rows) + 2 * _PULL)
    for _ in range(_ROUNDS):
        table = _table(start, bias, weights)
        bias_slope = [2 * _PULL * (b - b0) for b, b0 in zip(bias, start.bias, strict=True)]
        slopes = {
            name: [2 * _PULL * (w - w0) for w, w0 in zip(own, start.weights[name], strict=True)]
            for name, own in weights.items()
        }
        for row in rows:
            for at, share in enumerate(_shares(table, row)):
                error = (share - (at == row.column)) * row.share
                bias_slope[at] += error
                for name, value in row.values.items():
                    if name in slopes:
                        slopes[name][at] += error * value
        bias = [b - step * slope for b, slope in zip(bias, bias_slope, strict=True)]
        for name, own in weights.items():
            weights[name] = [w - step * g for w, g in zip(own, slopes[name], strict=True)]
    return _table(start, bias, weights)


def _table(start: Table, bias: Sequence[float], weights: Mapping[str, Sequence[float]]) -> Table:
    rounded = {name: tuple(round(w, 5) for w in own) for name, own in weights.items()}
    return replace(start, bias=tuple(round(b, 5) for b in bias), weights=rounded)
