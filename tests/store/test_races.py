"""Several at once: one wins, and nothing is lost or done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from router.domain.time.instants import MINUTE, SECOND
from router.store.engine import make_engine
from router.store.unit import SqlStore
from router.usecases.notices.sweep import sweep
from router.usecases.outbox.deliver import LEASE, deliver
from router.usecases.ports import Conflict
from router.usecases.records import DeliveryState, Role, TokenRecord
from router.usecases.routing.route import route
from tests.usecases.world import MORNING, World


@pytest.fixture
def stores(database_url: str) -> Iterator[list[SqlStore]]:
    """As four processes see one database: each its own connections and its own lock."""
    found = [SqlStore(make_engine(database_url, connections=4)) for _ in range(4)]
    yield found
    for store in found:
        store.close()


@pytest.fixture
def worlds(stores: list[SqlStore]) -> list[World]:
    """Four processes that share what is sent and the ids that they give."""
    found = [World(store) for store in stores]
    lock = threading.Lock()
    ids = found[0].core.ids

    def unique(prefix: str) -> str:
        with lock:
            return ids(prefix)

    for world in found:
        world.channel = found[0].channel
        object.__setattr__(world.core, "ids", unique)
        object.__setattr__(world.core, "channels", {"fake": found[0].channel})
        object.__setattr__(world.core, "vendor_ways", {"fake": found[0].channel})
    return found


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Run all of them, starting together."""
    gate = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        gate.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [done.result() for done in [pool.submit(run, job) for job in jobs]]


def test_a_delivery_that_comes_four_times_at_once_is_taken_once(worlds: list[World]) -> None:
    taken = at_once(*(lambda w=w: w.arrives(w.opening(), delivery="d1") for w in worlds))
    assert sorted(t.repeat for t in taken) == [False, True, True, True]  # type: ignore[attr-defined]
    with worlds[0].core.store.read() as work:
        assert len(work.receipts.list("acme").items) == 1


def test_four_deliveries_about_one_new_ticket_open_it_once(worlds: list[World]) -> None:
    taken = at_once(
        *(lambda w=w, n=n: w.arrives(w.opening(), delivery=f"d{n}") for n, w in enumerate(worlds))
    )
    assert len({t.ticket_ids for t in taken}) == 1  # type: ignore[attr-defined]


def test_four_workers_route_a_ticket_once(worlds: list[World]) -> None:
    taken = worlds[0].arrives(worlds[0].opening())
    at_once(*(lambda w=w: route(w.core, taken.ticket_ids) for w in worlds))
    kinds = [s.event.kind.value for s in worlds[0].view(taken.ticket_ids[0]).events]
    assert kinds == ["opened", "routed"]


def test_four_sweepers_and_four_workers_tell_everybody_once(worlds: list[World]) -> None:
    for number in range(30):
        worlds[0].opened(str(number))
    for world in worlds:
        world.now = MORNING + 31 * MINUTE

    def work(world: World, name: str) -> None:
        for turn in range(20):
            sweep(world.core, 7)
            deliver(world.core, f"{name}-{turn}", 5)

    at_once(*(lambda w=w, n=n: work(w, f"worker-{n}") for n, w in enumerate(worlds)))
    sent = worlds[0].channel.sent
    assert len(sent) == 60
    assert len({m.id for m in sent}) == 60
    with worlds[0].core.store.read() as unit:
        assert unit.deliveries.counts() == {"sent": 60}


def test_of_two_workers_one_claims(worlds: list[World]) -> None:
    worlds[0].opened()
    for world in worlds:
        world.now = MORNING + 31 * MINUTE
    worlds[0].sweep()

    def claim(world: World, name: str) -> int:
        with world.core.store.write() as work:
            now = world.now
            due = [id_ for id_, _, _ in work.deliveries.due(now, (), 10)]
            got = work.deliveries.claim(due, now, now + LEASE, name)
            work.commit()
            return len(got)

    claimed = at_once(*(lambda w=w, n=n: claim(w, f"w{n}") for n, w in enumerate(worlds)))
    assert sorted(claimed) == [0, 0, 0, 2]  # type: ignore[type-var]


def test_a_killed_workers_claim_is_taken_over_with_the_same_id_and_only_once(
    worlds: list[World],
) -> None:
    dead, alive = worlds[0], worlds[1]
    dead.opened()
    dead.now = alive.now = MORNING + 31 * MINUTE
    dead.sweep()
    with dead.core.store.write() as work:
        due = [id_ for id_, _, _ in work.deliveries.due(dead.now, (), 10)]
        claimed = work.deliveries.claim(due, dead.now, dead.now + LEASE, "dead")
        work.commit()
    assert deliver(alive.core, "alive") == 0
    alive.now += LEASE + SECOND
    assert deliver(alive.core, "alive") == 2
    assert {m.id for m in alive.channel.sent} == {d.id for d in claimed}
    with dead.core.store.write() as work:
        late = [work.deliveries.finish(d) for d in claimed]
        work.commit()
    assert late == [False, False], "who has lost a claim does not write over the winner"
    with dead.core.store.read() as work:
        assert {work.deliveries.get(d.id).state for d in claimed} == {DeliveryState.SENT}


def test_leaving_without_commit_rolls_back(store: SqlStore) -> None:
    token = TokenRecord("desk", "hash", Role.AGENT, MORNING)
    with store.write() as work:
        work.tokens.add(token)
    with store.read() as work:
        assert work.tokens.list() == ()
    with store.write() as work:
        work.tokens.add(token)
        work.commit()
    with store.write() as work, pytest.raises(Conflict, match="'desk' already"):
        work.tokens.add(token)


def test_writers_of_many_threads_all_get_through(store: SqlStore) -> None:
    world = World(store)
    lock = threading.Lock()
    ids = world.core.ids

    def unique(prefix: str) -> str:
        with lock:
            return ids(prefix)

    object.__setattr__(world.core, "ids", unique)

    def write(name: int) -> None:
        for turn in range(10):
            world.arrives(world.opening(f"{name}-{turn}"), delivery=f"{name}-{turn}")

    at_once(*(lambda n=n: write(n) for n in range(8)))
    with store.read() as work:
        assert len(work.tickets.to_route(1000)) == 80
