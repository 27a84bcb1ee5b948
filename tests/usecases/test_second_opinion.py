"""Who is asked for another opinion, about which tickets, and what is counted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from router.domain.contracts.contract import Contract
from router.domain.routing.classification import Decision, Signal, Vote
from router.domain.tickets.ticket import TicketFacts
from router.usecases.outbox.hold import hold
from router.usecases.ports import Store
from router.usecases.records import Mode
from router.usecases.routing.second_opinion import JUDGE_COUNT, with_second_opinion
from tests.usecases.world import World


class Voter:
    """Keeps what it was shown, and votes for one tier."""

    def __init__(self, tier: str | None) -> None:
        self.tier = tier
        self.shown: list[str] = []

    def __call__(self, contract: Contract, facts: TicketFacts) -> Vote | None:
        self.shown.append(facts.external_id)
        return (self.tier and Vote("judge", {self.tier: 1.0}, 0.5, ("said so",))) or None


def by_vote(contract: Contract, facts: TicketFacts, votes: Sequence[Vote]) -> Decision:
    """The helpdesk's word, unless somebody votes."""
    tier = next(iter(votes[0].shares)) if votes else facts.priority
    signals = tuple(Signal(vote.name, vote.words, 0.7) for vote in votes)
    return Decision(tier, 0.9, None, signals, f"{tier}: so it is", uncertain=False)


def asking(store: Store, voter: Voter, mode: Mode = Mode.LIVE) -> World:
    world = World(store)
    world.core = with_second_opinion(world.core, by_vote, voter)
    world.source(mode=mode)
    return world


def test_a_vote_that_raises_the_tier_is_shown_to_a_person(store: Store) -> None:
    world = asking(store, Voter("high"))
    ticket = world.view(world.opened(tier="low")).ticket
    assert (ticket.tier, ticket.check_tier) == ("high", True)
    assert "without judge it would be low" in str(ticket.tier_reason)
    assert ticket.tier_signals[0]["signal"] == "judge"


def test_a_vote_lowers_nothing_by_itself(store: Store) -> None:
    world = asking(store, Voter("low"))
    ticket = world.view(world.opened(tier="high")).ticket
    assert (ticket.tier, ticket.runner_up, ticket.check_tier) == ("high", "low", True)


def test_silence_leaves_the_decision_as_it_is(store: Store) -> None:
    world = asking(store, Voter(None))
    ticket = world.view(world.opened(tier="low")).ticket
    assert (ticket.tier, ticket.check_tier, ticket.tier_reason) == ("low", False, "low: so it is")


def test_nobody_is_asked_under_the_hold(store: Store) -> None:
    voter = Voter("high")
    world = asking(store, voter)
    hold(world.core, True, who="user:a")
    world.opened()
    assert voter.shown == []


@pytest.mark.parametrize("mode", [Mode.SHADOW, Mode.SAMPLE, Mode.IMPORTED])
def test_nobody_is_asked_about_tickets_of_which_nothing_is_sent(store: Store, mode: Mode) -> None:
    voter = Voter("high")
    asking(store, voter, mode).opened()
    assert voter.shown == []


def test_outcomes_are_counted_in_the_store(store: Store) -> None:
    """By whichever worker: an increment, not a value read before."""
    for _ in range(3):
        with store.write() as work:
            work.notes.count(JUDGE_COUNT + "answered")
            work.commit()
    with store.read() as work:
        assert work.notes.get(JUDGE_COUNT + "answered") == "3"
        assert work.notes.get(JUDGE_COUNT + "timeout") is None
