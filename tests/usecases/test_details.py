"""What the vendor will ask for is asked of our agents before the hand-over (004:1927-1937)."""

from __future__ import annotations

from pathlib import Path

import pytest

from router.domain.contracts.contract import Rule
from router.domain.tickets.events import Kind
from router.domain.time.instants import MINUTE
from router.usecases.ports import Conflict, Store
from router.usecases.records import Mode, TicketFilter
from router.usecases.routing.set_tier import set_tier
from router.usecases.routing.set_vendor import set_vendor
from router.usecases.tickets.add_note import add_note
from router.usecases.vendors.hand_over_as_is import hand_over_as_is
from tests.builders import alwayson, nightline
from tests.usecases.world import MORNING, World

NEEDS = {
    "needs": [
        {"id": "account", "what": "account or instance name"},
        {"id": "version", "what": "version of the software"},
    ]
}
WHO = "user:maria@example.com"
BOTH = "It is instance north-4, version 3.28."


@pytest.fixture
def world(store: Store, tmp_path: Path) -> World:
    made = World(
        store,
        alwayson(rules=(Rule(tags=("alwayson",)),), details={"requests": NEEDS}),
        nightline(rules=(Rule(tags=("nightline",)),)),
    )
    made.source(options={"write_back": "on"})
    return made


def needs(world: World, ticket_id: str) -> str:
    return world.view(ticket_id).ticket.needs


def test_a_hand_over_waits_for_what_is_missing_and_the_agent_is_asked(world: World) -> None:
    world.endpoint("alwayson")
    ticket_id = world.opened(tier="low")
    world.run()
    assert world.vendor.sent == []
    assert needs(world, ticket_id) == "details"
    (note,) = world.helpdesk.sent
    assert "- account or instance name\n- version of the software" in note.text
    assert "at the latest at 2026-03-02T10:04:00Z" in note.text


def test_it_goes_out_once_the_details_are_there_whoever_gives_them(world: World) -> None:
    world.endpoint("alwayson")
    ticket_id = world.opened(tier="low")
    world.advance(seconds=30)
    add_note(world.core, ticket_id, "They use instance north-4.", who=WHO)
    world.run()
    assert world.vendor.sent == []
    world.advance(seconds=30)
    world.arrives(world.saying(Kind.CUSTOMER_REPLIED, body="Version 3.28, sorry."))
    world.run()
    assert len(world.vendor.sent) == 1
    assert needs(world, ticket_id) == ""
    (response,) = (c for c in world.view(ticket_id).clocks if c.id == "response-1")
    assert response.started_at == MORNING + MINUTE


def test_nothing_waits_longer_than_most_of_our_own_time(world: World) -> None:
    """Four fifths of the five minutes of rule 15; then the vendor asks for itself."""
    world.endpoint("alwayson")
    ticket_id = world.opened(tier="low")
    world.advance(minutes=3, seconds=59)
    world.run()
    assert world.vendor.sent == []
    world.advance(seconds=1)
    world.run()
    assert len(world.vendor.sent) == 1
    assert needs(world, ticket_id) == ""
    (ours,) = (c for c in world.view(ticket_id).clocks if c.id == "hand-over-1")
    assert not ours.breached


def test_the_top_tier_waits_for_nothing_and_is_asked_for_all_the_same(world: World) -> None:
    world.endpoint("alwayson")
    ticket_id = world.opened(tier="high")
    assert needs(world, ticket_id) == "details"
    world.run()
    assert len(world.vendor.sent) == 1


def test_a_ticket_that_gets_into_the_top_tier_stops_waiting(world: World) -> None:
    world.endpoint("alwayson")
    ticket_id = world.opened(tier="low")
    world.advance(seconds=20)
    set_tier(world.core, ticket_id, "high", reason="everybody is hit", who=WHO)
    world.run()
    assert len(world.vendor.sent) == 1


def test_a_person_hands_it_over_as_it_is(world: World) -> None:
    world.endpoint("alwayson")
    ticket_id = world.opened(tier="low")
    hand_over_as_is(world.core, ticket_id, who=WHO)
    world.run()
    assert len(world.vendor.sent) == 1
    assert needs(world, ticket_id) == ""
    said = [s.event for s in world.view(ticket_id).events if s.event.origin == WHO]
    assert [event.data["reason"] for event in said] == ["goes to the vendor as it is"]
    with pytest.raises(Conflict, match="nothing is asked"):
        hand_over_as_is(world.core, ticket_id, who=WHO)


def test_without_an_endpoint_nothing_is_held_and_the_answer_ends_the_asking(world: World) -> None:
    """A vendor that reads in place has the ticket from the opening."""
    ticket_id = world.opened(tier="low")
    assert needs(world, ticket_id) == "details"
    assert world.view(ticket_id).clocks[0].started_at == MORNING
    world.advance(minutes=1)
    world.arrives(world.saying(Kind.VENDOR_REPLIED, body="Which version is it?"))
    assert needs(world, ticket_id) == ""


def test_an_answer_of_another_vendor_does_not_end_the_asking(world: World) -> None:
    ticket_id = world.opened(tier="low")
    world.advance(minutes=1)
    world.arrives(world.saying(Kind.VENDOR_REPLIED, body="Not ours.", vendor="nightline"))
    assert needs(world, ticket_id) == "details"


def test_what_says_it_all_is_not_asked_for(world: World) -> None:
    world.endpoint("alwayson")
    opening = world.opening(tier="low")
    changes = {**opening.changes, "body": BOTH}
    ticket_id = world.arrives(type(opening)("4711", world.now, changes, opening.events)).ticket_ids[
        0
    ]
    world.run()
    assert needs(world, ticket_id) == ""
    assert len(world.vendor.sent) == 1
    assert "will ask" not in world.helpdesk.sent[0].text


def test_a_ticket_that_goes_to_another_vendor_is_asked_for_that_one(world: World) -> None:
    world.endpoint("alwayson")
    ticket_id = world.opened(tier="low")
    world.advance(minutes=1)
    set_vendor(world.core, ticket_id, "nightline", reason="theirs", who=WHO)
    assert needs(world, ticket_id) == ""
    world.run()
    assert world.vendor.sent == []


def test_a_ticket_that_was_resolved_while_it_waited_goes_to_its_vendor_only_if_it_comes_back(
    world: World,
) -> None:
    world.endpoint("alwayson")
    ticket_id = world.opened(tier="low")
    world.advance(minutes=1)
    world.arrives(world.saying(Kind.RESOLVED))
    world.advance(minutes=30)
    world.run()
    assert world.vendor.sent == []
    world.arrives(world.saying(Kind.REOPENED))
    world.run()
    assert len(world.vendor.sent) == 1
    running = [c for c in world.view(ticket_id).clocks if c.state == "running"]
    assert [(c.obligation, c.started_at) for c in running] == [("response", world.now)]


def test_a_resolved_ticket_is_asked_for_nothing(world: World) -> None:
    ticket_id = world.opened(tier="low")
    world.advance(minutes=1)
    world.arrives(world.saying(Kind.RESOLVED))
    assert needs(world, ticket_id) == ""


@pytest.mark.parametrize(("mode", "asked"), [(Mode.SHADOW, "details"), (Mode.SAMPLE, "")])
def test_what_is_not_live_is_asked_for_on_the_page_alone(
    world: World, mode: Mode, asked: str
) -> None:
    with world.core.store.write() as work:
        source = work.sources.find("acme")
        assert source is not None
        work.sources.save(type(source)(**{**_fields(source), "mode": mode}))
        work.commit()
    ticket_id = world.opened(tier="low")
    world.run()
    assert needs(world, ticket_id) == asked
    assert world.helpdesk.sent == []


def _fields(source: object) -> dict[str, object]:
    return {name: getattr(source, name) for name in source.__slots__}  # type: ignore[attr-defined]


def test_they_are_listed_and_counted_for_a_person(world: World) -> None:
    ticket_id = world.opened(tier="low")
    world.opened("4712", vendor="nightline")
    with world.core.store.read() as work:
        found = work.tickets.list(TicketFilter(needs="details")).items
        assert [ticket.id for ticket in found] == [ticket_id]
        assert work.tickets.counts(TicketFilter())["needs_details"] == 1
