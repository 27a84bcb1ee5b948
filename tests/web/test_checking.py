"""What waits for a person: a tier to check, a vendor to choose; and what runs in shadow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from router.usecases.outbox.hold import hold
from router.usecases.records import Mode, Role, SourceRecord
from router.usecases.tickets.read_tickets import read_ticket
from tests.web.conftest import World
from tests.web.test_pages import text_of


def uncertain(world: World, number: str = "7", **facts: str) -> str:
    """A ticket that the classifier would have a person look at."""
    ticket = world.ticket(number, **facts)  # type: ignore[arg-type]  # subject and body
    with world.store.write() as work:
        record = replace(work.tickets.lock(ticket), check_tier=True, runner_up="other")
        work.tickets.save(record, world.clock.at)
        work.commit()
    return ticket


def test_the_queue_lists_tiers_to_check(world: World, client: FlaskClient) -> None:
    world.ticket("1", subject="A sure one: production is down, nobody can work")
    uncertain(world, subject="An unsure one")
    world.log_in(client)
    assert "Check the tier 1" in text_of(client.get("/queue").text)
    page = text_of(client.get("/queue?needs=tier").text)
    assert "An unsure one" in page
    assert "A sure one" not in page
    assert "check the tier" in page  # on the row too
    assert "or Other?" in page or "or other?" in page


def test_an_empty_list_says_what_it_is_for(world: World, client: FlaskClient) -> None:
    world.log_in(client)
    assert "No tier to check" in client.get("/queue?needs=tier").text


def test_confirming_clears_it(world: World, client: FlaskClient) -> None:
    ticket = uncertain(world)
    csrf = world.log_in(client)
    tier = read_ticket(world.core, ticket).ticket.tier
    assert f'action="/tickets/{ticket}/tier/confirm"' in client.get(f"/tickets/{ticket}").text
    form = {"csrf": csrf, "tier": tier}
    assert client.post(f"/tickets/{ticket}/tier/confirm", data=form).status_code == 303
    view = read_ticket(world.core, ticket)
    assert (view.ticket.tier, view.ticket.check_tier) == (tier, False)
    assert "No tier to check" in client.get("/queue?needs=tier").text
    assert "/tier/confirm" not in client.get(f"/tickets/{ticket}").text


def test_a_tier_that_is_no_longer_so_is_not_confirmed(world: World, client: FlaskClient) -> None:
    ticket = uncertain(world)
    csrf = world.log_in(client)
    answer = client.post(f"/tickets/{ticket}/tier/confirm", data={"csrf": csrf, "tier": "other"})
    assert answer.status_code == 409
    assert read_ticket(world.core, ticket).ticket.check_tier


def test_readers_cannot_confirm(world: World, client: FlaskClient) -> None:
    ticket = uncertain(world)
    csrf = world.log_in(client, Role.READ_ONLY)
    answer = client.post(f"/tickets/{ticket}/tier/confirm", data={"csrf": csrf, "tier": "critical"})
    assert answer.status_code == 403


@pytest.fixture
def tied(world: World) -> str:
    return world.ticket("9", subject="Odd", tags=("zuper", "aprimo"))


def test_two_vendors_that_fit_equally_are_named_and_asked_about(
    world: World, client: FlaskClient, tied: str
) -> None:
    world.log_in(client)
    row = text_of(client.get("/queue?needs=vendor").text)
    assert "Aprimo or Zuper?" in row or "Zuper or Aprimo?" in row
    page = client.get(f"/tickets/{tied}").text
    assert "Whose ticket is this?" in page
    assert "fit equally well" in page
    assert '<button class="primary">Zuper</button>' in page
    assert '<button class="primary">Aprimo</button>' in page


def test_one_press_chooses(world: World, client: FlaskClient, tied: str) -> None:
    csrf = world.log_in(client)
    form = {"csrf": csrf, "vendor": "zuper", "reason": "chosen by a person"}
    assert client.post(f"/tickets/{tied}/vendor", data=form).status_code == 303
    ticket = read_ticket(world.core, tied).ticket
    assert (ticket.vendor, ticket.needs) == ("zuper", "")
    assert "Whose ticket is this?" not in client.get(f"/tickets/{tied}").text


def test_a_reader_is_not_asked(world: World, client: FlaskClient, tied: str) -> None:
    world.log_in(client, Role.READ_ONLY)
    assert "Whose ticket is this?" not in client.get(f"/tickets/{tied}").text


def test_a_ticket_in_shadow_says_so(world: World, client: FlaskClient) -> None:
    shadowed, live = world.ticket("1", mode=Mode.SHADOW), world.ticket("2")
    world.log_in(client)
    assert "was in shadow when this ticket came in" in client.get(f"/tickets/{shadowed}").text
    assert "shadow" not in text_of(client.get(f"/tickets/{live}").text).lower()


def test_breaches_name_the_sources_in_shadow(world: World, client: FlaskClient) -> None:
    world.log_in(client, Role.MANAGER)
    assert "in shadow" not in client.get("/breaches").text
    with world.store.write() as work:
        work.sources.add(SourceRecord("acme", "generic", (), world.clock.at, mode=Mode.SHADOW))
        work.commit()
    assert "acme runs in shadow" in text_of(client.get("/breaches").text)


@pytest.mark.parametrize("path", ["/queue", "/breaches"])
def test_a_hold_is_said_where_people_look_and_since_when(
    world: World, client: FlaskClient, path: str
) -> None:
    world.log_in(client, Role.MANAGER)
    assert "on hold" not in client.get(path).text
    hold(world.core, True, who="command line")
    told = text_of(client.get(path).text)
    assert "All sending is on hold since 10:00 UTC , by command line." in told


def test_who_must_choose_sees_what_was_asked(world: World, client: FlaskClient) -> None:
    """Once: not all helpdesks send the first text as a comment, and some do."""
    words = "The <b>board</b> is odd since noon."
    ticket = world.ticket(body=words)
    world.log_in(client)
    assert text_of(client.get(f"/tickets/{ticket}").text).count("is odd since noon.") == 1
    with world.store.write() as work:
        record = work.tickets.lock(ticket)
        changed = replace(record, facts=replace(record.facts, body=f"{words} Help!"))
        work.tickets.save(changed, world.clock.at)
        work.commit()
    page = client.get(f"/tickets/{ticket}").text
    assert "What was asked" in page
    assert "The &lt;b&gt;board&lt;/b&gt; is odd since noon. Help!" in page
