"""Live pages: the stream says what changed, and costs nothing when nobody looks."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from router.usecases import accounts
from router.usecases.add_note import add_note
from router.web.live import LiveFeed
from tests.patience import PATIENCE
from tests.web.conftest import World


@pytest.fixture
def feed(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveFeed]:
    monkeypatch.setattr("router.web.live.LOOK_EVERY_SECONDS", 0.02)
    monkeypatch.setattr("router.web.live.BEAT_EVERY_SECONDS", 0.1)
    made = LiveFeed(world.core, most=2)
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
        mine = feed.join()
        assert mine is not None
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
    mine = feed.join()
    assert mine is not None
    add_note(world.core, ticket, "news", who="user:x")
    assert mine.get(timeout=PATIENCE) == {ticket}
    other = world.ticket("2")
    assert mine.get(timeout=PATIENCE) == {other}


def test_nobody_looking_means_nothing_is_read(world: World, feed: LiveFeed) -> None:
    mine = feed.join()
    assert mine is not None
    feed.leave(mine)
    deadline = time.monotonic() + PATIENCE
    while any(t.name == "live-feed" for t in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert feed.join() is not None  # and it starts again


def test_too_many_pages_are_asked_to_come_back(world: World, feed: LiveFeed) -> None:
    assert feed.join() is not None
    assert feed.join() is not None
    assert feed.join() is None


def test_a_stream_ends_when_its_viewer_is_logged_out(world: World, feed: LiveFeed) -> None:
    mine = feed.join()
    assert mine is not None
    assert len(list(feed.stream(mine, world.core.now, lambda: False))) == 1


def test_a_stream_ends_for_a_logged_out_viewer_however_much_changes(
    world: World, feed: LiveFeed
) -> None:
    mine = feed.join()
    assert mine is not None
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
