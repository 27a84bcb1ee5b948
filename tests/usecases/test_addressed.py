"""What a vendor may read of a ticket that was another's before, in the API and in its hand-over."""

from __future__ import annotations

import pytest

from router.domain.tickets.events import Kind
from router.store.unit import SqlStore
from router.usecases.routing.set_vendor import set_vendor
from router.usecases.tickets.add_note import add_note
from router.usecases.tickets.read_tickets import vendor_ticket
from router.usecases.vendors.vendor_reply import vendor_reply
from tests.usecases.world import World

#: What each says while a vendor has the ticket, and who of the two may read it: the vendor that
#: had it then, and the other, which has it before or after.
SAID = {
    "customer": (True, True),
    "agent, public": (True, False),
    "agent, private": (False, False),
    "note for the vendor": (True, False),
    "our note": (False, False),
    "vendor, public": (True, False),
    "vendor, its note": (True, False),
    "bot, public": (True, False),
}


@pytest.fixture
def world(sqlite_store: SqlStore) -> World:
    world = World(sqlite_store)
    world.source()
    world.endpoint("lutece")
    world.endpoint("alwayson")
    return world


def everybody_speaks(world: World, ticket: str, vendor: str, when: str) -> None:
    """Each says once who they are and when."""
    for kind, who in (
        (Kind.CUSTOMER_REPLIED, "customer"),
        (Kind.AGENT_REPLIED, "agent, public"),
        (Kind.NOTED, "bot, public"),
    ):
        world.advance(seconds=1)
        world.arrives(world.saying(kind, key=f"{who}:{when}", body=f"{who}:{when}"))
    world.advance(seconds=1)
    add_note(world.core, ticket, f"note for the vendor:{when}", who="user:max", public=True)
    add_note(world.core, ticket, f"our note:{when}", who="user:max")
    add_note(world.core, ticket, f"agent, private:{when}", who="user:max")
    for public, who in ((True, "vendor, public"), (False, "vendor, its note")):
        world.advance(seconds=1)
        body, origin = f"{who}:{when}", f"vendor:{vendor}"
        vendor_reply(world.core, vendor, ticket, body, public=public, who=origin)
    world.advance(seconds=1)


def read_by(world: World, vendor: str, ticket: str) -> set[str]:
    return {s.text.body for s in vendor_ticket(world.core, vendor, ticket).events if s.text}


def give(world: World, ticket: str, vendor: str) -> None:
    set_vendor(world.core, ticket, vendor, who="user:max", reason="it is theirs")
    world.advance(seconds=1)


def test_what_was_said_to_one_vendor_is_not_shown_to_the_next(world: World) -> None:
    """Through a change of vendor and back, for all that anybody says."""
    ticket = world.opened(vendor="alwayson")
    world.advance(seconds=1)
    everybody_speaks(world, ticket, "alwayson", "first")
    give(world, ticket, "lutece")
    everybody_speaks(world, ticket, "lutece", "second")
    theirs = read_by(world, "lutece", ticket)
    for who, (own, other) in SAID.items():
        assert (f"{who}:first" in theirs) is other, who
        assert (f"{who}:second" in theirs) is own, who
    give(world, ticket, "alwayson")
    again = read_by(world, "alwayson", ticket)
    for who, (own, other) in SAID.items():
        assert (f"{who}:first" in again) is own, who
        assert (f"{who}:second" in again) is other, who


def test_a_hand_over_holds_no_words_of_another_vendors_time(world: World) -> None:
    ticket = world.opened(vendor="alwayson")
    world.run()
    world.advance(seconds=1)
    everybody_speaks(world, ticket, "alwayson", "first")
    give(world, ticket, "lutece")
    world.run()
    sent = [m for m in world.vendor.sent if m.to == "lutece"]
    (handed,) = sent
    facts = handed.data["ticket"]
    assert isinstance(facts, dict)
    assert [c["body"] for c in facts["comments"]] == ["customer:first"]
