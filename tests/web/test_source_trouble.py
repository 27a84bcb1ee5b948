"""A helpdesk that cannot be fetched from is told of where people look."""

from __future__ import annotations

import json

from flask.testing import FlaskClient

from router.usecases.intake.connections import add_source
from router.usecases.records import Role
from tests.web.conftest import World


def failing(world: World, failures: int) -> None:
    add_source(world.core, "box", "email", kinds={"email"})
    now = world.core.now()
    state = {"error": "the mailbox refused the password", "failed_at": now, "failures": failures}
    with world.core.store.write() as work:
        work.notes.set("pull:box", json.dumps(state))
        work.commit()


def test_managers_see_on_the_queue_what_is_missing_and_since_when(
    world: World, client: FlaskClient
) -> None:
    """Once may be a hiccup; twice is said, to those who can do something about it."""
    failing(world, 2)
    world.log_in(client, Role.MANAGER)
    assert "Nothing can be fetched from box" in client.get("/queue").text
    assert "Nothing has come from it yet" in client.get("/queue").text
    world.log_in(client, Role.AGENT)
    assert "can be fetched from" not in client.get("/queue").text


def test_a_single_failure_is_no_news(world: World, client: FlaskClient) -> None:
    failing(world, 1)
    world.log_in(client, Role.MANAGER)
    assert "can be fetched from" not in client.get("/queue").text


def test_the_api_lists_sources_with_their_errors_and_no_secret(
    world: World, client: FlaskClient
) -> None:
    failing(world, 3)
    answer = client.get("/api/v1/sources", headers=world.bearer("admin"))
    (box,) = (s for s in answer.json["sources"] if s["name"] == "box")  # type: ignore[index]
    assert box["fetch_error"] == "the mailbox refused the password"
    assert (box["fetch_failures"], box["fetched_at"]) == (3, None)
    assert set(box) == {
        "name",
        "kind",
        "mode",
        "last_seen_at",
        "fetched_at",
        "fetch_error",
        "fetch_failed_at",
        "fetch_failures",
    }
