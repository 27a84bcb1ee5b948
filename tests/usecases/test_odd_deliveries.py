"""What the doctor says of a source's newest deliveries."""

from __future__ import annotations

import pytest

from router.domain.tickets.sightings import CLOCK_SKEW, Sighting
from router.store.unit import SqlStore
from router.usecases.intake.keep_unreadable import keep_unreadable
from router.usecases.intake.odd_deliveries import OddSource, odd_deliveries
from router.usecases.intake.take_in import take_in
from router.usecases.records import Arrival
from tests.usecases.world import World


@pytest.fixture
def world(store: SqlStore) -> World:
    return World(store)


def test_a_clock_that_is_off_rubbish_and_unknown_events_are_counted_by_source(
    world: World,
) -> None:
    world.source("acme")
    world.source("calm")
    world.opened()
    take_in(
        world.core,
        Arrival("acme", "skewed", world.now, b"x", (), flags=(CLOCK_SKEW,)),
    )
    odd = Sighting("", world.now, unknown="ticket.danced")
    take_in(world.core, Arrival("acme", "unknown", world.now, b"y", (odd,)))
    keep_unreadable(world.core, "acme", b"rubbish", "time: is missing", world.now)
    with world.core.store.read() as work:
        assert odd_deliveries(work, world.now) == (
            OddSource("acme", 4, clock_off=1, unreadable=1, unknown=1),
        )


def test_what_was_odd_long_ago_is_not_brought_up_again(world: World) -> None:
    world.source("acme")
    keep_unreadable(world.core, "acme", b"rubbish", "time: is missing", world.now)
    world.advance(minutes=25 * 60)
    with world.core.store.read() as work:
        assert odd_deliveries(work, world.now) == ()
