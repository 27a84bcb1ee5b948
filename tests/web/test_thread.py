"""However much is written on a ticket, answers and pages stay small, and nothing is lost."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from router.domain.time.instants import HOUR
from router.usecases.tickets.read_tickets import read_ticket
from router.usecases.tickets.record import MOST_CHARACTERS, TEXTS_AN_HOUR
from router.usecases.tickets.thread import MOST_CHARACTERS as PAGE_CHARACTERS
from router.usecases.vendors.vendor_reply import vendor_reply
from tests.web.conftest import World

LONG = "w" * 20_000


def replied(world: World, ticket: str, count: int, body: str = "answer") -> None:
    """So many replies of the vendor, each a minute after the last and named by its number."""
    for number in range(count):
        world.clock.advance(HOUR // 60)
        text = f"{number} {body}"
        vendor_reply(world.core, "zuper", ticket, text, public=True, who="vendor:zuper")


def get(client: FlaskClient, world: World, path: str, role: str) -> Any:
    answer = client.get(f"/api/v1{path}", headers=world.bearer(role))
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def all_pages(
    client: FlaskClient, world: World, path: str, role: str, name: str
) -> tuple[list[dict[str, Any]], int]:
    """What stands on all pages, oldest first, and the size of the largest."""
    found: list[dict[str, Any]] = []
    largest, earlier = 0, None
    while True:
        query = f"?cursor={earlier}" if earlier else ""
        page = get(client, world, path + query, role)
        found = page[name] + found
        largest = max(largest, len(json.dumps(page)))
        earlier = page["earlier"]
        if earlier is None:
            assert page[f"{name}_total"] == len(found)
            return found, largest


def test_a_vendors_replies_come_back_page_by_page_and_every_one_once(
    world: World, client: FlaskClient
) -> None:
    ticket = world.ticket()
    replied(world, ticket, 60, LONG)
    path = f"/vendor/tickets/{ticket}"
    newest = get(client, world, path, "vendor")
    assert newest["comments"][-1]["text"].startswith("59 ")
    assert newest["comments_total"] == 61
    found, largest = all_pages(client, world, path, "vendor", "comments")
    assert [c["text"].split(" ")[0] for c in found[1:]] == [str(n) for n in range(60)]
    assert largest < PAGE_CHARACTERS + 30_000


def test_staff_read_the_same_thread_page_by_page(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    replied(world, ticket, 30, LONG)
    path = f"/tickets/{ticket}"
    found, largest = all_pages(client, world, path, "agent", "events")
    kept = read_ticket(world.core, ticket).events
    assert len(found) == len(kept)
    assert largest < PAGE_CHARACTERS + 60_000
    few = get(client, world, path + "?limit=2", "agent")
    assert (len(few["events"]), few["events_total"]) == (2, len(kept))


@pytest.mark.parametrize("cursor", ["x", "1.2.3", "9" * 400, "-1", "1.-1"])
def test_a_cursor_that_is_none_of_ours_is_named(
    world: World, client: FlaskClient, cursor: str
) -> None:
    ticket = world.ticket()
    for path, role in ((f"/tickets/{ticket}", "agent"), (f"/vendor/tickets/{ticket}", "vendor")):
        answer = client.get(f"/api/v1{path}?cursor={cursor}", headers=world.bearer(role))
        assert answer.status_code == 400, answer.text
        assert "cursor" in answer.get_json()["detail"]


def test_the_page_of_a_ticket_shows_the_newest_and_leads_to_the_rest(
    world: World, client: FlaskClient
) -> None:
    ticket = world.ticket()
    replied(world, ticket, 30, LONG)
    world.log_in(client)
    page = client.get(f"/tickets/{ticket}").text
    assert len(page) < PAGE_CHARACTERS + 100_000
    total = len(read_ticket(world.core, ticket).events)
    assert f" of {total}" in page
    assert "29 www" in page
    assert ">0 www" not in page
    seen = 0
    while True:
        seen += page.count('<div class="text">')
        earlier = re.search(r"before=([\d.]+)#h-events", page)
        if earlier is None:
            break
        page = client.get(f"/tickets/{ticket}?before={earlier[1]}").text
    assert seen == 31
    assert "Back to the newest" in page
    assert client.get(f"/tickets/{ticket}?before=nonsense").status_code == 400


def test_a_vendor_writes_so_much_in_an_hour_and_a_repeat_is_none_of_it(
    world: World, client: FlaskClient
) -> None:
    ticket = world.ticket()
    path = f"/api/v1/vendor/tickets/{ticket}/replies"
    headers = world.bearer("vendor")
    for number in range(TEXTS_AN_HOUR):
        kept = client.post(
            path, json={"body": "on it"}, headers=headers | {"Idempotency-Key": str(number)}
        )
        assert kept.status_code == 200
    refused = client.post(path, json={"body": "on it"}, headers=headers)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")
    assert "100 texts of yours" in refused.get_json()["detail"]
    again = client.post(path, json={"body": "on it"}, headers=headers | {"Idempotency-Key": "7"})
    assert again.status_code == 200
    world.clock.advance(HOUR)
    assert client.post(path, json={"body": "on it"}, headers=headers).status_code == 200


def test_a_vendor_writes_so_much_in_all_and_others_go_on(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    size = 60_000
    world.clock.advance(HOUR)
    for _ in range(MOST_CHARACTERS // size):
        world.clock.advance(HOUR // 60)
        vendor_reply(world.core, "zuper", ticket, "w" * size, public=True, who="vendor:zuper")
    refused = (
        client.post(
            f"/api/v1/vendor/tickets/{ticket}/replies",
            json={"body": LONG},
            headers=world.bearer("vendor"),
        ),
        client.post(
            f"/api/v1/vendor/tickets/{ticket}/replies",
            json={"body": LONG},
            headers=world.bearer("vendor"),
        ),
    )
    assert [r.status_code for r in refused] == [200, 422]
    assert "at most 5,000 with 2,000,000" in refused[1].get_json()["detail"]
    note = client.post(
        f"/api/v1/tickets/{ticket}/notes", json={"body": LONG}, headers=world.bearer("agent")
    )
    assert note.status_code == 200


def test_a_vendors_token_writes_so_often_whatever_it_writes(
    world: World, client: FlaskClient
) -> None:
    headers = world.bearer("vendor")
    for taken in range(1000):  # noqa: B007  # read below
        refused = client.post("/api/v1/vendor/tickets/T-0/resolve", json={}, headers=headers)
        if refused.status_code != 404:
            break
    assert (refused.status_code, taken >= 300) == (429, True)
    assert "writes of this token" in refused.get_json()["detail"]
    assert client.get("/api/v1/vendor/tickets", headers=headers).status_code == 200
    other = world.bearer("other_vendor")
    answer = client.post("/api/v1/vendor/tickets/T-0/resolve", json={}, headers=other)
    assert answer.status_code == 404, "another vendor is none the slower"


def test_a_text_that_is_too_long_names_the_limit(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    for path, role in (
        (f"/vendor/tickets/{ticket}/replies", "vendor"),
        (f"/vendor/tickets/{ticket}/resolve", "vendor"),
        (f"/tickets/{ticket}/notes", "agent"),
    ):
        answer = client.post(
            f"/api/v1{path}", json={"body": "w" * 20_001}, headers=world.bearer(role)
        )
        assert answer.status_code == 422
        assert "20000 characters" in answer.get_json()["detail"]


def test_lists_stay_small_however_long_the_words_of_each_ticket(
    world: World, client: FlaskClient
) -> None:
    huge = "w" * 300_000
    ids = [
        world.ticket(str(n), subject=huge, body=huge, organisation=huge, requester=huge)
        for n in range(5)
    ]
    listed = client.get("/api/v1/vendor/tickets", headers=world.bearer("vendor"))
    assert len(listed.data) < 5 * 20_000
    assert "characters more]" in listed.get_json()["tickets"][0]["body"]
    whole = get(client, world, f"/vendor/tickets/{ids[0]}", "vendor")
    assert whole["body"] == huge, "nothing is lost"
    staff = client.get("/api/v1/tickets", headers=world.bearer("agent"))
    assert len(staff.data) < 5 * 20_000
    world.log_in(client)
    assert len(client.get("/queue").data) < 5 * 20_000
