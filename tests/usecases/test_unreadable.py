"""A ticket that cannot be read stops nothing but itself."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from sqlalchemy import text

from router.domain.contracts.contract import Contract, Rule
from router.domain.tickets.events import Kind
from router.store.unit import SqlStore
from router.usecases.tickets.refold import refold, refold_all
from tests.builders import alwayson
from tests.usecases.world import World


@pytest.fixture
def world(store: SqlStore) -> World:
    return World(store)


def test_the_sweep_goes_on_past_a_row_that_cannot_be_read(
    world: World, store: SqlStore, caplog: pytest.LogCaptureFixture
) -> None:
    broken = world.opened("broken")
    world.opened("fine")
    with store.engine.begin() as connection:
        connection.execute(
            text("UPDATE clocks SET state = 'odd' WHERE ticket_id = :id"), {"id": broken}
        )
    world.advance(minutes=31)
    with caplog.at_level(logging.ERROR):
        world.run()
        world.run()
    assert world.told() == [("breach", "hook"), ("breach", "managers@example.com")]
    errors = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert [broken in r.getMessage() for r in errors] == [True], "one error, not one a tick"


def test_events_of_a_ticket_that_cannot_be_folded_are_kept_and_folded_later(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    ticket_id = world.opened()
    whole = world.core.book
    object.__setattr__(world.core, "book", BrokenBook())
    world.advance(minutes=5)
    with caplog.at_level(logging.CRITICAL):
        world.arrives(world.saying(Kind.VENDOR_REPLIED, body="Here"))
    object.__setattr__(world.core, "book", whole)
    with world.core.store.read() as work:
        assert "RuntimeError: the book is on fire" in work.tickets.get(ticket_id).unreadable
    refold(world.core, [ticket_id])
    view = world.view(ticket_id)
    assert view.ticket.unreadable == ""
    assert {c.id: c.state.value for c in view.clocks} == {
        "response-1": "stopped",
        "update-1": "running",
    }


class BrokenBook:
    def find(
        self, vendor: str, contract: str | None = None, version: str | None = None
    ) -> Contract | None:
        raise RuntimeError("the book is on fire")


def test_folding_everything_again_changes_and_tells_nothing(world: World) -> None:
    ticket_id = world.opened()
    world.opened("other", vendor="lutece")
    world.advance(minutes=31)
    world.run()
    before, sent = world.view(ticket_id), len(world.channel.sent)
    assert refold_all(world.core) == 2
    world.run()
    after = world.view(ticket_id)
    bare = [[replace(c, schedule=()) for c in view.clocks] for view in (before, after)]
    assert bare[0] == bare[1]
    assert replace(after, clocks=()) == replace(before, clocks=())
    assert len(world.channel.sent) == sent


def test_a_rule_less_contract_leaves_its_vendor_to_be_named(store: SqlStore) -> None:
    world = World(store, alwayson(rules=(Rule(tags=("x",)),)))
    assert world.view(world.opened(vendor="y")).ticket.needs == "vendor"
