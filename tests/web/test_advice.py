"""What the ticket's page proposes about the tier, and what it says is missing."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from router.domain.time.instants import MINUTE
from router.usecases.routing.set_tier import set_tier
from router.usecases.tickets.add_note import add_note
from router.usecases.tickets.read_tickets import read_ticket
from tests.web.conftest import World
from tests.web.test_pages import text_of

WORKAROUND = "Good news: as a workaround six of us enter the jobs by hand, so work goes on."


def page_of(client: FlaskClient, ticket: str) -> str:
    return text_of(client.get(f"/tickets/{ticket}").text)


def test_a_workaround_in_the_thread_is_proposed_and_changes_nothing(
    world: World, client: FlaskClient
) -> None:
    ticket = world.ticket()
    world.log_in(client)
    assert "Proposed:" not in page_of(client, ticket)
    world.clock.advance(MINUTE)
    add_note(world.core, ticket, WORKAROUND, who="user:maria@example.com")
    assert "Proposed: Major" in page_of(client, ticket)
    assert read_ticket(world.core, ticket).ticket.tier == "critical"


@pytest.mark.parametrize("tiers", [("major", "critical"), ("critical",)])
def test_a_person_who_sets_or_confirms_the_tier_has_answered_the_proposal(
    world: World, client: FlaskClient, tiers: tuple[str, ...]
) -> None:
    ticket = world.ticket()
    world.log_in(client)
    add_note(world.core, ticket, WORKAROUND, who="user:maria@example.com")
    for tier in tiers:
        world.clock.advance(MINUTE)
        set_tier(world.core, ticket, tier, reason="it fails again", who="user:maria@example.com")
    assert "Proposed:" not in page_of(client, ticket)


@pytest.mark.parametrize(
    ("body", "at_once"),
    [
        ("All calls fail for everyone, nobody can sign in, no workaround.", True),
        ("How do I change the greeting?", False),
    ],
)
def test_what_aircall_needs_is_asked_for_without_delaying_the_top_tier(
    world: World, client: FlaskClient, body: str, at_once: bool
) -> None:
    ticket = world.ticket(subject="Aircall", body=body, tags=("aircall",))
    world.log_in(client)
    page = page_of(client, ticket)
    assert "Aircall will ask for" in page
    assert ("goes to the vendor without waiting" in page) is at_once
    assert "needs details" in text_of(client.get("/queue?needs=details").text)


def test_a_person_ends_the_asking_and_what_is_missing_stays_to_be_read(
    world: World, client: FlaskClient
) -> None:
    ticket = world.ticket(subject="Aircall", body="How do I change it?", tags=("aircall",))
    csrf = world.log_in(client)
    answer = client.post(f"/tickets/{ticket}/hand-over", data={"csrf": csrf})
    assert answer.status_code == 303
    page = page_of(client, ticket)
    assert "This is all there is" not in page
    assert "The vendor will ask for" in page
    assert client.post(f"/tickets/{ticket}/hand-over", data={"csrf": csrf}).status_code == 409
