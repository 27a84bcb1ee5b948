"""What a person said of a tier, kept for learning: each tells which tier held from the opening."""

from __future__ import annotations

import pytest

from router.usecases.ports import Conflict, Store
from router.usecases.records import Mode
from router.usecases.routing.confirm_tier import confirm_tier
from router.usecases.routing.confirmed import confirmed_tickets
from router.usecases.routing.set_tier import set_tier
from router.usecases.routing.set_vendor import set_vendor
from tests.usecases.world import World

ANNA = "user:anna@example.com"


@pytest.fixture
def world(sqlite_store: Store) -> World:
    made = World(sqlite_store)
    made.source()
    return made


def kept(world: World) -> list[tuple[str | None, str]]:
    return [(one.tier, one.how) for one in confirmed_tickets(world.core)]


def say(world: World, ticket: str, tier: str, *, correction: bool, who: str = ANNA) -> None:
    world.advance(minutes=1)
    set_tier(world.core, ticket, tier, reason="so it is", who=who, correction=correction)


def test_a_confirmation_clears_the_mark_and_moves_no_clock(world: World) -> None:
    ticket = world.opened(tier="high")
    before = world.view(ticket).clocks
    confirm_tier(world.core, ticket, "high", who=ANNA)
    assert world.view(ticket).clocks == before
    assert kept(world) == [("high", "confirmation")]


def test_no_tier_can_be_confirmed_too(world: World) -> None:
    ticket = world.opened(tier="none of these")
    confirm_tier(world.core, ticket, None, who=ANNA)
    assert kept(world) == [(None, "confirmation")]


def test_a_tier_that_changed_meanwhile_is_not_confirmed(world: World) -> None:
    ticket = world.opened(tier="high")
    with pytest.raises(Conflict, match="is in high by now"):
        confirm_tier(world.core, ticket, "low", who=ANNA)


def test_the_last_correction_counts(world: World) -> None:
    ticket = world.opened(tier="high")
    confirm_tier(world.core, ticket, "high", who=ANNA)
    say(world, ticket, "low", correction=True)
    assert kept(world) == [("low", "correction")]


def test_a_change_says_that_the_tier_before_it_was_right(world: World) -> None:
    """The ticket's text is of its opening, and so is what can be learned from it."""
    ticket = world.opened(tier="high")
    say(world, ticket, "low", correction=False)
    assert kept(world) == [("high", "change")]
    say(world, ticket, "high", correction=False)
    assert kept(world) == [("high", "change")]


def test_what_was_said_under_another_contract_is_not_kept(world: World) -> None:
    ticket = world.opened(tier="high")
    confirm_tier(world.core, ticket, "high", who=ANNA)
    world.advance(minutes=1)
    set_vendor(world.core, ticket, "lutece", reason="theirs", who=ANNA)
    assert kept(world) == []


def test_a_program_confirms_nothing(world: World) -> None:
    say(world, world.opened(tier="high"), "low", correction=True, who="token:desk")
    assert kept(world) == []


@pytest.mark.parametrize(
    ("mode", "count"), [(Mode.SHADOW, 1), (Mode.SAMPLE, 0), (Mode.IMPORTED, 0)]
)
def test_invented_and_imported_tickets_teach_nothing(
    sqlite_store: Store, mode: Mode, count: int
) -> None:
    world = World(sqlite_store)
    world.source(mode=mode)
    confirm_tier(world.core, world.opened(tier="high"), "high", who=ANNA)
    assert len(kept(world)) == count
