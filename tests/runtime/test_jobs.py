"""The queue is a doorbell: heard, it wakes a worker; lost, nothing is."""

from __future__ import annotations

import logging
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError

from router.runtime import data_folder, embedded_valkey, jobs
from router.store.unit import SqlStore
from router.usecases.ports import Work
from tests.patience import PATIENCE
from tests.usecases.world import World


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[str]:
    """The address of an embedded server of our own."""
    data_folder.run_folder(tmp_path).mkdir(parents=True, exist_ok=True)
    server = subprocess.Popen(embedded_valkey.command(embedded_valkey.find_binary(), tmp_path))
    try:
        assert embedded_valkey.wait_until_it_answers(embedded_valkey.socket_path(tmp_path))
        yield embedded_valkey.url(tmp_path)
    finally:
        server.kill()
        server.wait()


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """rq takes the signals of the process and never gives them back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def world(sqlite_store: SqlStore) -> World:
    return World(sqlite_store)


def test_a_ring_wakes_a_worker_that_routes_and_sends(world: World, valkey: str) -> None:
    bell = jobs.RqDoorbell(valkey)
    taken = world.arrives(world.opening())
    bell.ring(Work.ROUTE, taken.ticket_ids)
    jobs.run(world.core, valkey, burst=True)
    assert world.view(taken.ticket_ids[0]).ticket.vendor == "alwayson"
    world.advance(minutes=31)
    world.sweep()
    bell.ring(Work.DELIVER)
    jobs.run(world.core, valkey, burst=True)
    assert world.told() == [("breach", "hook"), ("breach", "managers@example.com")]


def test_a_flood_of_rings_queues_a_few_jobs(valkey: str) -> None:
    bell = jobs.RqDoorbell(valkey)
    for _ in range(100):
        bell.ring(Work.DELIVER)
    with Redis.from_url(valkey) as connection:
        assert connection.llen("rq:queue:sla-router-deliver") == 4


class SlowBell:
    """Takes a while for each ring, and keeps what it heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[Work, tuple[str, ...]]] = []
        self.goes_on = threading.Event()

    def ring(self, work: Work, ids: Sequence[str] = ()) -> None:
        self.heard.append((work, tuple(ids)))
        self.goes_on.wait(PATIENCE)
        if work is Work.DELIVER:
            raise OSError("the bell broke")


def test_a_bell_from_aside_keeps_nobody_waiting_and_rings_together_what_came_meanwhile() -> None:
    slow = SlowBell()
    bell = jobs.BellFromAside(slow)
    bell.ring(Work.DELIVER)
    _until(lambda: len(slow.heard) == 1)
    for number in range(50):
        bell.ring(Work.ROUTE, [f"T-{number}"])
    assert len(slow.heard) == 1
    slow.goes_on.set()
    _until(lambda: len(slow.heard) == 2)
    assert slow.heard[1] == (Work.ROUTE, tuple(f"T-{number}" for number in range(50)))
    bell.ring(Work.ROUTE, ["T-last"])  # it is heard although the bell broke before
    _until(lambda: len(slow.heard) == 3)


def _until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_the_queue_runs_no_function_but_the_two_that_are_ours(
    world: World, valkey: str, tmp_path: Path
) -> None:
    """Whoever reaches the queue server can enqueue, and has nothing run by it."""
    with Redis.from_url(valkey) as connection:
        queue = jobs._queue(Work.DELIVER, connection)
        queue.enqueue("os.mkdir", str(tmp_path / "made"))
        queue.enqueue("router.runtime.jobs.run", "x")
        jobs.run(world.core, valkey, burst=True)
        assert queue.count == 0
    assert not (tmp_path / "made").exists()


def test_a_bell_without_a_server_raises_nothing(tmp_path: Path) -> None:
    bell = jobs.RqDoorbell(f"unix://{tmp_path}/nobody.sock")
    bell.ring(Work.DELIVER)
    bell.ring(Work.ROUTE, ["T-1"])


def test_what_the_queue_lost_is_found_by_looking(world: World) -> None:
    taken = world.arrives(world.opening())
    lookout = jobs._Lookout(world.core)
    lookout.look()
    lookout.look()
    ticket_id = taken.ticket_ids[0]
    assert world.view(ticket_id).ticket.vendor == "alwayson"
    world.advance(minutes=31)
    world.sweep()
    lookout.look()
    assert world.channel.sent == [], "a moment is left to the queue"
    world.advance(seconds=2)
    lookout.look()
    assert len(world.channel.sent) == 2


def test_a_queue_that_is_gone_is_said_once_and_not_at_each_look(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    silence = jobs._Silence()
    for _ in range(3):
        assert not jobs._worked_to_the_end("redis://127.0.0.1:1", silence)
    said = [r.getMessage() for r in caplog.records if "does not answer" in r.getMessage()]
    assert said == ["the queue does not answer: ConnectionError; what waits is looked for instead"]
    silence.over()
    assert not jobs._worked_to_the_end("redis://127.0.0.1:1", silence)
    assert len([r for r in caplog.records if "does not answer" in r.getMessage()]) == 2


def test_a_queue_that_goes_away_is_said_in_one_line(
    world: World, valkey: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A worker whose server is killed says so without a traceback, and other errors keep theirs."""
    jobs.run(world.core, valkey, burst=True)
    rq_log = logging.getLogger("rq.worker")
    for error in (ConnectionError("refused"), ValueError("ours")):
        try:
            raise error
        except (ConnectionError, ValueError):
            rq_log.exception("found an unhandled exception")
    gone, ours = caplog.records[-2:]
    assert (gone.getMessage(), gone.exc_info) == ("the queue went away: ConnectionError", None)
    assert ours.exc_info is not None


def test_a_worker_waits_for_a_queue_that_is_not_there(tmp_path: Path) -> None:
    """Neither starting without a server nor losing it ends the worker."""
    assert not jobs._worked_to_the_end(f"unix://{tmp_path}/nobody.sock", jobs._Silence())
