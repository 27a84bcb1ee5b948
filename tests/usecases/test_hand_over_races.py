"""A hand-over on its way while its ticket goes elsewhere, away, or says something else."""

from __future__ import annotations

from typing import Any

from router.domain.clocks.clock import ClockState
from router.domain.tickets.events import Kind
from router.usecases.ports import Message, Store
from router.usecases.records import DeliveryState
from router.usecases.routing.set_vendor import set_vendor
from tests.usecases.world import World

WHO = "user:maria@example.com"


def test_what_reaches_the_old_vendor_late_starts_no_clock_of_the_new_one(
    sqlite_store: Store,
) -> None:
    world = World(sqlite_store)
    world.source()
    world.endpoint("alwayson")
    world.endpoint("nightline")
    ticket_id = world.opened()

    def slow(message: Message, *_: Any) -> str:
        if message.to == "alwayson":
            world.advance(seconds=1)
            set_vendor(world.core, ticket_id, "nightline", reason="theirs", who=WHO)
            world.advance(seconds=1)
        return f"{message.to}'s case"

    world.vendor.hand_over = slow  # type: ignore[method-assign]
    world.deliver()
    view = world.view(ticket_id)
    assert view.ticket.vendor_reference is None
    assert [c.id for c in view.clocks if c.state is ClockState.RUNNING] == ["hand-over-2"]
    world.advance(minutes=1)
    world.run()
    view = world.view(ticket_id)
    assert view.ticket.vendor_reference == "nightline's case"
    (response,) = (c for c in view.clocks if c.state is ClockState.RUNNING)
    assert (response.vendor, response.started_at) == ("nightline", world.now)


def test_a_hand_over_tells_nothing_of_an_earlier_vendor_and_no_words_made_private(
    sqlite_store: Store,
) -> None:
    world = World(sqlite_store)
    world.source()
    world.endpoint("nightline")
    ticket_id = world.opened()
    world.advance(minutes=1)
    said = world.saying(Kind.CUSTOMER_REPLIED, key="acme:comment:7", body="the password is hush")
    world.arrives(said)
    world.arrives(world.saying(Kind.NOTED, key="acme:comment:7:made_private", why="made_private"))
    world.advance(hours=2)  # alwayson has missed its deadline
    set_vendor(world.core, ticket_id, "nightline", reason="theirs", who=WHO)
    world.run()
    (message,) = world.vendor.sent
    ticket: Any = message.data["ticket"]
    assert ticket["comments"] == []
    assert [clock["id"] for clock in ticket["clocks"]] == ["hand-over-1"]


def test_what_a_mistaken_deletion_held_back_goes_out_when_it_is_taken_back(
    sqlite_store: Store,
) -> None:
    world = World(sqlite_store)
    world.source()
    world.endpoint("alwayson")
    ticket_id = world.opened()
    world.arrives(world.saying(Kind.DELETED))
    world.run()
    assert world.vendor.sent == []
    world.advance(minutes=1)
    world.arrives(world.saying(Kind.UNDELETED))
    world.run()
    assert len(world.vendor.sent) == 1
    view = world.view(ticket_id)
    assert [d.state for d in view.deliveries if d.purpose == "hand_over"] == [DeliveryState.SENT]


def test_a_breach_that_a_mistaken_deletion_kept_from_being_told_is_told_after_all(
    sqlite_store: Store,
) -> None:
    world = World(sqlite_store)
    world.source()
    world.opened()
    world.advance(hours=2)
    world.sweep()  # written, and nobody has sent it yet
    world.arrives(world.saying(Kind.MARKED_AS_SPAM))
    world.run()
    assert world.told() == []
    world.advance(minutes=1)
    world.arrives(world.saying(Kind.UNDELETED))
    world.run()
    world.run()
    assert world.told().count(("breach", "managers@example.com")) == 1
