"""What a team needs of the screens: closed tickets are found, counts are true, words are true."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from router.domain.tickets.events import Kind
from router.domain.time.instants import HOUR, MINUTE
from router.usecases.records import Role, TicketFilter
from router.usecases.routing.set_tier import set_tier
from router.usecases.tickets.pause import pause
from router.usecases.tickets.read_tickets import queue
from router.usecases.tickets.record import record
from tests.web.conftest import World
from tests.web.test_pages import text_of


def resolved(world: World, number: str, **more: str) -> str:
    ticket = world.ticket(number, **more)  # type: ignore[arg-type]  # only texts are given
    world.clock.advance(MINUTE)
    record(world.core, ticket, Kind.RESOLVED, who="user:maria")
    return ticket


@pytest.mark.parametrize(
    "asked", ["q=outage+of+maps", "q=%23777", "q=777", "state=resolved", "state=any"]
)
def test_a_resolved_ticket_is_found_by_search_and_filter(
    world: World, client: FlaskClient, asked: str
) -> None:
    ticket = resolved(world, "777", subject="Outage of maps")
    world.log_in(client)
    assert f'data-row="{ticket}"' in client.get(f"/queue?{asked}").text
    assert f'data-row="{ticket}"' not in client.get("/queue").text
    assert f'data-row="{ticket}"' not in client.get("/queue?q=777&state=all_open").text


def test_a_ticket_is_found_by_our_own_number(world: World, client: FlaskClient) -> None:
    ticket = resolved(world, "5")
    world.log_in(client)
    assert f'data-row="{ticket}"' in client.get(f"/queue?q={ticket}").text


def test_the_api_searches_open_and_closed(world: World, client: FlaskClient) -> None:
    closed, opened = resolved(world, "1", subject="maps"), world.ticket("2", subject="maps down")
    world.ticket("3", subject="other")
    got = client.get("/api/v1/tickets?q=maps", headers=world.bearer("agent")).get_json()
    assert {t["id"] for t in got["tickets"]} == {closed, opened}


def test_pages_of_a_search_go_from_open_to_closed_and_miss_none(world: World) -> None:
    closed = [resolved(world, str(n), subject="maps") for n in range(4)]
    opened = [world.ticket(str(n), subject="maps") for n in range(10, 14)]
    seen: list[str] = []
    cursor = None
    while True:
        page = queue(world.core, TicketFilter(text="maps"), cursor=cursor, limit=3, over=True)
        seen += [view.ticket.id for view in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert set(seen[:4]) == set(opened)
    assert seen[4:] == closed[::-1]


def test_late_now_counts_all_and_pages(world: World, client: FlaskClient) -> None:
    for n in range(103):
        world.ticket(str(n), opened=world.clock.at - 2 * HOUR)
    world.log_in(client, Role.MANAGER)
    page = client.get("/breaches").text
    assert '<span class="side" data-part="late-count">103</span>' in page
    assert late_rows(page) == 100
    more = page.split('href="/breaches?late=')[1].split('"')[0]
    assert late_rows(client.get(f"/breaches?late={more}").text) == 3


def late_rows(page: str) -> int:
    """How many rows the list of what is late now has."""
    return page.split('data-list="late"')[1].split("</tbody>")[0].count("data-row=")


@pytest.mark.parametrize("path", ["/breaches", "/duties"])
def test_the_board_and_the_duties_are_live(world: World, client: FlaskClient, path: str) -> None:
    world.log_in(client, Role.MANAGER)
    assert 'data-live="*"' in client.get(path).text


def test_a_contract_that_pauses_nothing_says_that_it_keeps_counting(
    world: World, client: FlaskClient
) -> None:
    ticket = world.ticket("1")
    pause(world.core, ticket, reason="waiting_for_customer", who="user:maria")
    world.log_in(client)
    page = text_of(client.get(f"/tickets/{ticket}").text)
    assert "The helpdesk waits for the customer; this contract keeps counting" in page
    assert "Resume clocks" not in page
    assert "Clocks paused" not in page
    queue = text_of(client.get("/queue").text)
    assert "helpdesk waits for the customer; this contract keeps counting" in queue


def test_a_ticket_of_a_retired_contract_is_told_so(world: World, client: FlaskClient) -> None:
    ticket = world.ticket("1", subject="No sound", body="in the meeting", tags=("bluejeans",))
    world.log_in(client)
    page = text_of(client.get(f"/tickets/{ticket}").text)
    assert "is retired" in page
    assert "no rule of any contract fits" not in page


def test_what_decided_names_the_person_who_did(world: World, client: FlaskClient) -> None:
    ticket = world.ticket("1")
    world.log_in(client)
    assert "decided the tier" not in text_of(client.get(f"/tickets/{ticket}").text)
    set_tier(world.core, ticket, "major", reason="one crew only", who="user:maria")
    assert "maria decided the tier" in text_of(client.get(f"/tickets/{ticket}").text)


def test_the_page_that_refuses_spells_the_role_as_everywhere(
    world: World, client: FlaskClient
) -> None:
    world.log_in(client, Role.READ_ONLY)
    page = client.get("/policies")
    answer = client.get("/breaches")
    assert answer.status_code == 403
    assert "The role read-only may not" in answer.text
    assert "read_only," not in answer.text + page.text
