"""Live pages: the stream says what changed, and costs nothing when nobody looks."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from router.usecases.access import let_in as accounts
from router.usecases.records import Role
from router.usecases.tickets.add_note import add_note
from router.web.http.auth import COOKIE
from router.web.live import OF_ONE_PERSON, LiveFeed, TooMany
from tests.patience import PATIENCE
from tests.web.conftest import World


@pytest.fixture
def feed(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveFeed]:
    monkeypatch.setattr("router.web.live.LOOK_EVERY_SECONDS", 0.02)
    monkeypatch.setattr("router.web.live.BEAT_EVERY_SECONDS", 0.1)
    made = LiveFeed(world.core, most=OF_ONE_PERSON + 2)
    yield made
    made.stop()


def next_of(stream: Iterator[str], name: str) -> dict[str, object]:
    for text in stream:
        if f"event: {name}\n" in text:
            return dict(json.loads(text.split("data: ")[1]))
    raise AssertionError("the stream ended")


def test_a_change_reaches_every_open_page(world: World, feed: LiveFeed) -> None:
    ticket = world.ticket()
    streams = []
    for _ in range(2):
        mine = feed.join("maria", "192.0.2.1")
        streams.append(feed.stream(mine, world.core.now, lambda: True))
    for stream in streams:
        assert next_of(stream, "beat") == {"now": world.clock.at // 1_000_000}
    add_note(world.core, ticket, "news", who="user:x")
    for stream in streams:
        assert next_of(stream, "changed")["tickets"] == [ticket]
        stream.close()  # type: ignore[attr-defined]  # a generator
    assert feed.watching == 0


def test_a_change_is_told_once_though_the_store_may_repeat_it(world: World, feed: LiveFeed) -> None:
    ticket = world.ticket()
    mine = feed.join("maria", "192.0.2.1")
    add_note(world.core, ticket, "news", who="user:x")
    assert mine.get(timeout=PATIENCE) == {ticket}
    other = world.ticket("2")
    assert mine.get(timeout=PATIENCE) == {other}


def test_nobody_looking_means_nothing_is_read(world: World, feed: LiveFeed) -> None:
    mine = feed.join("maria", "192.0.2.1")
    feed.leave(mine)
    deadline = time.monotonic() + PATIENCE
    while any(t.name == "live-feed" for t in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert feed.join("maria", "192.0.2.1") is not None  # and it starts again


def test_too_many_pages_are_asked_to_come_back(world: World, feed: LiveFeed) -> None:
    for number in range(OF_ONE_PERSON + 2):
        feed.join(f"person {number}", f"192.0.2.{number}")
    with pytest.raises(TooMany, match="on this process"):
        feed.join("another", "192.0.2.99")


def test_an_address_never_takes_every_stream(world: World) -> None:
    feed = LiveFeed(world.core, most=100)
    try:
        for number in range(75):
            feed.join(f"person {number}", "192.0.2.1")
        with pytest.raises(TooMany, match="75 live streams of this address"):
            feed.join("another", "192.0.2.1")
        assert feed.join("another", "192.0.2.2") is not None
    finally:
        feed.stop()


def test_a_person_has_a_few_streams_and_the_others_theirs(world: World) -> None:
    app = world.app()
    maria, boss = app.test_client(), app.test_client()
    world.log_in(maria, Role.READ_ONLY)
    world.log_in(boss, Role.MANAGER)
    opened = []
    for _ in range(OF_ONE_PERSON):
        stream = maria.get("/live")
        assert stream.status_code == 200
        opened.append(stream)
    refused = maria.get("/live")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "15")
    assert "6 live streams of yours are open already" in refused.get_json()["detail"]
    again = app.test_client()
    link = accounts.new_login_link(world.core, "read_only@example.com")
    found = accounts.log_in_with_link(world.core, link)
    assert found is not None
    again.set_cookie(COOKIE, found[0])
    assert again.get("/live").status_code == 429, "another session of the same person"
    with boss.get("/live") as answer:
        assert answer.status_code == 200
    assert b"event: beat" in next(opened[0].iter_encoded()), "those that are open go on"
    for one in opened:
        one.close()
    with maria.get("/live") as answer:
        assert answer.status_code == 200


def test_a_stream_ends_when_its_viewer_is_logged_out(world: World, feed: LiveFeed) -> None:
    mine = feed.join("maria", "192.0.2.1")
    assert len(list(feed.stream(mine, world.core.now, lambda: False))) == 1


def test_a_stream_ends_for_a_logged_out_viewer_however_much_changes(
    world: World, feed: LiveFeed
) -> None:
    mine = feed.join("maria", "192.0.2.1")
    mine.put(frozenset({"T-1"}))
    until = time.monotonic() + PATIENCE
    for _ in feed.stream(mine, world.core.now, lambda: False):
        mine.put(frozenset({"T-1"}))
        assert time.monotonic() < until
    assert feed.watching == 0


def test_the_stream_needs_a_login(world: World, client: FlaskClient) -> None:
    assert client.get("/live").status_code == 401
    world.log_in(client)
    with client.get("/live") as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "text/event-stream"
        assert b"event: beat" in next(answer.iter_encoded())
    accounts.remove_user(world.core, "agent@example.com")
    assert client.get("/live").status_code == 401
