"""Killed at any point and started again: nothing is lost, and nobody is told twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from router.domain.time.instants import MINUTE, SECOND
from router.store.engine import make_engine, sqlite_url
from router.store.unit import SqlStore, SqlUnitOfWork
from router.usecases.outbox.deliver import LEASE
from router.usecases.ports import Message, Unavailable
from router.usecases.records import DeliveryState
from tests.usecases.world import MORNING, FakeChannel, World


class Killed(BaseException):
    """Not an Exception: nothing in the product may catch it, as nothing catches kill -9."""


class Fuse:
    """Counts the points at which a process may die, and dies at one of them."""

    def __init__(self, at: int) -> None:
        self.left = at

    def burn(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed


class MortalStore:
    """A store whose process may die just before or just after each commit."""

    def __init__(self, store: SqlStore, fuse: Fuse) -> None:
        self._store = store
        self._fuse = fuse

    @contextmanager
    def write(self) -> Iterator[SqlUnitOfWork]:
        with self._store.write() as work:
            commit = work.commit

            def mortal() -> None:
                self._fuse.burn()
                commit()
                self._fuse.burn()

            work.commit = mortal  # type: ignore[method-assign]  # this one object, for this test
            yield work

    def read(self) -> Any:
        return self._store.read()


class MortalChannel(FakeChannel):
    """A channel whose process may die just before or just after the receiver has the message."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self._fuse = fuse

    def send(self, message: Message, settings: Mapping[str, object], http: Any) -> str:
        self._fuse.burn()
        reference = super().send(message, settings, http)
        self._fuse.burn()
        return reference

    hand_over = send


def story(world: World) -> None:
    """A ticket comes, is handed over, breaches and is told of."""
    world.arrives(world.opening(), delivery="d1")
    world.run()
    world.now = max(world.now, MORNING + 31 * MINUTE)
    world.run()


def test_killed_at_any_point_the_story_ends_the_same(sqlite_template: Path, tmp_path: Path) -> None:
    point, survived = 0, False
    while not survived:
        point += 1
        path = tmp_path / f"{point}.db"
        shutil.copy(sqlite_template, path)
        store = SqlStore(make_engine(sqlite_url(path)))
        fuse = Fuse(point)
        survived = _live(store, fuse)
        _start_again(store, point)
        store.close()
        path.unlink()
    assert point > 15, "the story has many points to die at"


def _live(store: SqlStore, fuse: Fuse) -> bool:
    world = _world(store, fuse)
    try:
        story(world)
    except Killed:
        _RECEIVED[:] = [*world.channel.sent, *world.vendor.sent]
        return False
    _RECEIVED[:] = [*world.channel.sent, *world.vendor.sent]
    return True


_RECEIVED: list[Message] = []


def _world(store: SqlStore, fuse: Fuse) -> World:
    world = World(store)
    world.endpoint("alwayson")
    channel = MortalChannel(fuse)
    world.channel = world.vendor = channel
    world.core = replace(
        world.core,
        store=MortalStore(store, fuse),
        channels={"fake": channel},
        vendor_ways={"fake": channel},
    )
    return world


def _start_again(store: SqlStore, point: int) -> None:
    """Another process, later, by when every lease of the dead one has run out."""
    world = World(store)
    ids = world.core.ids
    world.core = replace(world.core, ids=lambda prefix: f"{ids(prefix)}-again")
    world.now = MORNING + 31 * MINUTE + LEASE + SECOND
    story(world)
    received = {m.id: m for m in [*_RECEIVED, *world.channel.sent, *world.vendor.sent]}
    kinds = sorted((m.kind, m.to) for m in received.values())
    with store.read() as work:
        (ticket,) = [t for t in [work.tickets.find("acme", "4711")] if t is not None]
        deliveries = work.deliveries.of(ticket.id)
        clocks = work.clocks.of([ticket.id])[ticket.id]
    assert {d.state for d in deliveries} <= {DeliveryState.SENT, DeliveryState.WITHDRAWN}, point
    assert kinds.count(("hand_over", "alwayson")) == 1, point
    late = [c for c in clocks if c.breached]
    told = [kind for kind in kinds if kind[0] == "breach"]
    assert told == [("breach", "hook"), ("breach", "managers@example.com")] * len(late), point


def test_a_database_that_is_gone_is_said_to_be_unavailable(tmp_path: Path) -> None:
    store = SqlStore(make_engine(sqlite_url(tmp_path / "no" / "folder.db")))
    with pytest.raises(Unavailable, match="cannot take it now"), store.write():
        pass
