"""Fetching from sources: what was dropped is made good, once, and a failure stops nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from router.domain.errors import DeliveryFailed
from router.domain.tickets.sightings import Found, Pulled
from router.domain.time.instants import MINUTE, SECOND, Instant
from router.store.unit import SqlStore
from router.usecases.intake.change_source import change_settings
from router.usecases.intake.pull import fetch_troubles, pull_due, pull_state
from router.usecases.records import Mode
from tests.usecases.world import World


@dataclass
class FakePuller:
    kind: str = "fake"
    answers: list[Pulled | DeliveryFailed] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def wants(self, settings: Mapping[str, object]) -> bool:
        return settings.get("pull") is True

    def pull(
        self,
        source: str,
        settings: Mapping[str, object],
        bookmark: str,
        since: Instant,
        now: Instant,
        http: Any,
    ) -> Pulled:
        self.asked.append(f"{source}@{bookmark}")
        answer = self.answers.pop(0)
        if isinstance(answer, DeliveryFailed):
            raise answer
        return answer


@pytest.fixture
def world(store: SqlStore) -> World:
    world = World(store)
    world.core = replace(world.core, pullers={"fake": FakePuller()})
    return world


def puller(world: World) -> FakePuller:
    found = world.core.pullers["fake"]
    assert isinstance(found, FakePuller)
    return found


def page(world: World, number: str, bookmark: str, *, more: bool = False) -> Pulled:
    sighting = world.opening(number)
    return Pulled((Found(f"export:{number}", (sighting,)),), bookmark, more=more)


def test_what_was_there_before_is_history_and_what_comes_after_is_live(world: World) -> None:
    world.source("acme", pull=True)
    puller(world).answers = [
        page(world, "1", "a", more=True),
        page(world, "2", "b"),
        page(world, "3", "c"),
    ]
    for _ in range(3):
        assert pull_due(world.core) == 1
        assert pull_due(world.core) == 0, "its time has not come"
        world.advance(minutes=2)
    assert puller(world).asked == ["acme@", "acme@a", "acme@b"]
    with world.core.store.read() as work:
        tickets = [work.tickets.find("acme", n) for n in ("1", "2", "3")]
    assert [t.mode for t in tickets if t] == [Mode.IMPORTED, Mode.IMPORTED, Mode.LIVE]


def test_the_same_page_again_changes_nothing(world: World) -> None:
    world.source("acme", pull=True)
    one = page(world, "1", "a")
    puller(world).answers = [one, one]
    assert pull_due(world.core) == 1
    world.advance(minutes=2)
    assert pull_due(world.core) == 0


def test_what_a_webhook_told_already_changes_nothing(world: World) -> None:
    world.source("acme", pull=True)
    (ticket_id,) = world.arrives(world.opening("1")).ticket_ids
    before = len(world.view(ticket_id).events)
    puller(world).answers = [page(world, "1", "a")]
    pull_due(world.core)
    assert len(world.view(ticket_id).events) == before


def test_a_failure_keeps_the_bookmark_says_why_and_keeps_the_pause_asked_for(
    world: World,
) -> None:
    world.source("acme", pull=True)
    world.source("other", pull=True)
    slow = DeliveryFailed("zendesk answered 429", retryable=True, retry_after_seconds=600)
    puller(world).answers = [page(world, "1", "a"), page(world, "9", "x")]
    pull_due(world.core)
    world.advance(minutes=2)
    puller(world).answers = [slow, page(world, "10", "y")]
    assert pull_due(world.core) == 1, "the other source goes on"
    state = pull_state(world.core, "acme")
    assert (state.bookmark, state.error) == ("a", "zendesk answered 429")
    assert state.next_at == world.now + 600 * SECOND
    world.advance(minutes=10)
    puller(world).answers = [page(world, "2", "b"), page(world, "11", "z")]
    pull_due(world.core)
    assert pull_state(world.core, "acme").error == ""


def test_failures_in_a_row_are_counted_asked_less_often_and_ended_by_a_success(
    world: World,
) -> None:
    world.source("acme", pull=True)
    puller(world).answers = [page(world, "1", "a")]
    pull_due(world.core)
    first = world.now
    pauses = []
    for _ in range(8):
        world.advance(seconds=(pull_state(world.core, "acme").next_at - world.now) // SECOND)
        puller(world).answers = [DeliveryFailed("the mailbox is shut", retryable=True)]
        pull_due(world.core)
        state = pull_state(world.core, "acme")
        pauses.append((state.next_at - world.now) // MINUTE)
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    assert (state.failures, state.failed_at, state.succeeded_at) == (8, world.now, first)
    assert (state.bookmark, state.caught_up) == ("a", True)
    world.advance(minutes=60)
    puller(world).answers = [page(world, "2", "b")]
    assert pull_due(world.core) == 1
    state = pull_state(world.core, "acme")
    assert (state.error, state.failed_at, state.failures) == ("", None, 0)
    assert state.succeeded_at == world.now


def test_only_sources_that_ask_for_it(world: World) -> None:
    world.source("acme")
    assert pull_due(world.core) == 0
    assert puller(world).asked == []


def test_more_to_read_is_read_sooner(world: World) -> None:
    world.source("acme", pull=True)
    puller(world).answers = [page(world, "1", "a", more=True)]
    pull_due(world.core)
    assert pull_state(world.core, "acme").next_at == world.now + MINUTE // 2


def test_what_cannot_be_read_is_kept_alone_and_the_rest_goes_on(world: World) -> None:
    world.source("box", pull=True)
    bad = Pulled(
        page(world, "1", "b1").found, "b1", ("mail 2: no",), unreadable=((b"From: ((((", "no"),)
    )
    puller(world).answers = [bad]
    assert pull_due(world.core) == 1
    assert pull_state(world.core, "box").bookmark == "b1"
    with world.core.store.read() as work:
        flags = [receipt.flags for receipt in work.receipts.list("box").items]
    assert ("unreadable", "no") in flags


def test_a_source_that_fails_for_a_reason_of_ours_stops_no_other(world: World) -> None:
    world.source("a", pull=True)
    world.source("b", pull=True)

    class Broken(FakePuller):
        def pull(self, source: str, *given: Any) -> Pulled:
            if source == "a":
                raise RecursionError("deep")
            return page(world, "7", "b7")

    world.core = replace(world.core, pullers={"fake": Broken()})
    assert pull_due(world.core) == 1
    assert pull_state(world.core, "a").error == "our mistake: RecursionError"
    assert pull_state(world.core, "b").bookmark == "b7"


def test_an_error_holds_no_secret_and_no_pause_lasts_longer_than_a_day(world: World) -> None:
    """What is shown on pages and in `sources list` may quote what the other side said."""
    world.source("acme", pull=True)
    said = "https://ada:hunter2hunter2@box.example refused Authorization: Bearer slr_abcdefgh1234"
    failed = DeliveryFailed(said, retryable=True, retry_after_seconds=9e9)
    puller(world).answers = [failed]
    pull_due(world.core)
    state = pull_state(world.core, "acme")
    assert "hunter2" not in state.error
    assert "slr_abcdefgh1234" not in state.error
    assert "box.example refused" in state.error
    assert state.next_at == world.now + 24 * 60 * MINUTE


def test_a_source_that_was_mended_is_fetched_from_at_once(world: World) -> None:
    """Whoever corrects a password does not wait for the end of the pause after the failures."""
    world.source("acme", pull=True)
    puller(world).answers = [DeliveryFailed("401", retryable=True), page(world, "1", "a")]
    pull_due(world.core)
    assert pull_due(world.core) == 0
    change_settings(world.core, "acme", {"pull": True, "user": "ada"}, lambda *_: None)
    assert pull_due(world.core) == 1


def test_what_cannot_be_fetched_from_is_told_until_it_can(world: World) -> None:
    world.source("acme", pull=True)
    world.source("other", pull=True)
    puller(world).answers = [DeliveryFailed("401", retryable=True), page(world, "9", "x")]
    pull_due(world.core)
    with world.core.store.read() as work:
        assert [t.source for t in fetch_troubles(work)] == ["acme"]
    world.advance(minutes=3)
    puller(world).answers = [page(world, "1", "a"), page(world, "10", "y")]
    pull_due(world.core)
    with world.core.store.read() as work:
        assert fetch_troubles(work) == ()
