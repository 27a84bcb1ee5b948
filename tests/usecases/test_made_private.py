"""Words that were public and are not any more."""

from __future__ import annotations

from router.domain.clocks.clock import ClockState
from router.domain.tickets.events import Kind
from router.usecases.ports import Store
from router.usecases.tickets.read_tickets import vendor_ticket
from tests.usecases.world import World


def test_an_answer_made_private_still_counts_and_is_not_shown_to_the_vendor_any_more(
    sqlite_store: Store,
) -> None:
    world = World(sqlite_store)
    world.source()
    ticket = world.opened()
    world.advance(minutes=1)
    said = world.saying(Kind.VENDOR_REPLIED, key="acme:comment:7", body="the wrong customer's data")
    world.arrives(said)
    words = [s.text.body for s in vendor_ticket(world.core, "alwayson", ticket).events if s.text]
    assert words == ["the wrong customer's data"]
    world.advance(minutes=1)
    world.arrives(world.saying(Kind.NOTED, key="acme:comment:7:made_private", why="made_private"))
    view = vendor_ticket(world.core, "alwayson", ticket)
    assert not [stored.text for stored in view.events if stored.text]
    response = next(clock for clock in view.clocks if clock.obligation == "response")
    assert response.state is ClockState.STOPPED
    kept = [s.text.body for s in world.view(ticket).events if s.text]
    assert kept == ["the wrong customer's data"]  # our own people see what happened
