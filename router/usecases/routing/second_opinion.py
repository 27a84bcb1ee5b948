"""The classifier with another voter beside the signals, who may be asked but never obeyed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from router.domain.contracts.contract import Contract
from router.domain.routing.classification import Decision, Vote
from router.domain.tickets.ticket import TicketFacts
from router.usecases.outbox.hold import held_by
from router.usecases.ports import Core
from router.usecases.records import Mode

#: Outcomes of questions are counted in notes of this name and the outcome's.
JUDGE_COUNT = "judge:"
OUTCOMES = ("answered", "cached", "timeout", "nonsense", "refused", "skipped")

Voter = Callable[[Contract, TicketFacts], Vote | None]
VotingClassifier = Callable[[Contract, TicketFacts, Sequence[Vote]], Decision]


def with_second_opinion(core: Core, classify: VotingClassifier, voter: Voter) -> Core:
    """The same core, whose tickets are also shown to the voter, one question each.

    Its vote is one more signal; where it turns the decision, see `settle`. It is outside: under
    the hold, and for tickets of anything but a live source, it is not asked.
    """

    def decide(contract: Contract, facts: TicketFacts) -> Decision:
        alone = classify(contract, facts, ())
        vote = voter(contract, facts) if contract.tiers and may_be_shown(core, facts) else None
        if vote is None:
            return alone
        return settle(contract, vote, alone, classify(contract, facts, (vote,)))

    return replace(core, classify=decide)


def settle(contract: Contract, vote: Vote, alone: Decision, together: Decision) -> Decision:
    """The decision with the vote. Where the vote turned it, the higher of both tiers is taken and
    a person is asked to look: a text that gives the voter orders can lower nothing."""
    if together.tier == alone.tier:
        return together
    order: list[str | None] = [*(tier.id for tier in contract.tiers), None]
    if order.index(together.tier) < order.index(alone.tier):
        without = alone.tier or "no tier"
        asks = f"Check the tier: without {vote.name} it would be {without}"
        return replace(
            together, uncertain=True, runner_up=alone.tier, reason=f"{_bare(together)}. {asks}"
        )
    own = tuple(replace(s, weight=-s.weight) for s in together.signals if s.signal == vote.name)
    said = f" (“{vote.words[0]}”)" if vote.words else ""
    asks = f"Check the tier: {vote.name} speaks for {together.tier or 'no tier'}{said}"
    return replace(
        alone,
        uncertain=True,
        runner_up=together.tier,
        signals=alone.signals + own,
        reason=f"{_bare(alone)}. {asks}",
    )


def _bare(decision: Decision) -> str:
    return decision.reason.removesuffix(". Check the tier: two were close")


def may_be_shown(core: Core, facts: TicketFacts) -> bool:
    """Whether a ticket's words may be sent outside at all."""
    if held_by(core) is not None:
        return False
    with core.store.read() as work:
        source = work.sources.find(facts.source)
    return source is not None and source.mode is Mode.LIVE
