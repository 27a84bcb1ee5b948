"""Learning from confirmed tiers."""

from __future__ import annotations

from router.domain.routing.classification import classify, scheme_named
from router.domain.routing.classification.training import Confirmed, learn, quality, vote_of
from router.domain.tickets.ticket import TicketFacts

SCHEME = scheme_named("disruption")


def a_ticket(number: int, body: str) -> TicketFacts:
    return TicketFacts("test", str(number), "", body)


# A house in which every complaint of slowness is critical: not what the definitions say.
HOUSE = [
    Confirmed(a_ticket(n, f"Production is slow today, page {n} takes 40 seconds."), "critical")
    for n in range(30)
] + [Confirmed(a_ticket(n, "How do I change the colour?"), "other") for n in range(10)]


def test_confirmed_tickets_move_the_numbers() -> None:
    facts = a_ticket(0, "Production is slow today, page 7 takes 40 seconds.")
    assert classify(SCHEME, facts).tier == "major"
    table = learn(SCHEME, HOUSE)
    vote = vote_of(table, SCHEME, facts, len(HOUSE))
    assert max(vote.shares, key=lambda tier: vote.shares[tier]) == "critical"


def test_without_tickets_nothing_moves() -> None:
    assert learn(SCHEME, []).weights == SCHEME.table.weights


def test_quality_is_cross_validated_and_leaves_out_unknown_tiers() -> None:
    found = quality(SCHEME, [*HOUSE, Confirmed(a_ticket(99, "x"), "severity-9")])
    assert found.n == 40
    assert found.learned > found.shipped


def test_a_learned_vote_is_named_in_the_decision() -> None:
    facts = a_ticket(0, "Production is slow today, page 7 takes 40 seconds.")
    vote = vote_of(learn(SCHEME, HOUSE), SCHEME, facts, 40)
    names = [one.signal for one in classify(SCHEME, facts, (vote,)).signals]
    assert "learned from 40 confirmed tickets" in names
