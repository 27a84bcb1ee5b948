"""No receiver holds up another: shares, precedence, and leaving alone who does not answer."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from router.domain.errors import DeliveryFailed
from router.usecases.intake.connections import why_not_asked
from router.usecases.outbox.deliver import deliver
from router.usecases.outbox.receivers import NOT_ASKED, NOT_NOTICES, SENDERS, SHARE, Receivers
from router.usecases.outbox.send_again import send_again
from router.usecases.outbox.senders import Outbox
from router.usecases.ports import Message, Store
from router.usecases.records import DeliveryState, Purpose
from tests.patience import PATIENCE
from tests.usecases.world import FakeChannel, World


class Hanging(FakeChannel):
    """Accepts what goes to `vendor` and answers only when it is let go; others are served."""

    def __init__(self, vendor: str) -> None:
        super().__init__()
        self.vendor = vendor
        self.let_go = threading.Event()
        self.asked: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.served = threading.Event()

    def hand_over(self, message: Message, settings: Mapping[str, object], http: Any) -> str:
        if message.to == self.vendor:
            self.asked.put(message.id)
            assert self.let_go.wait(PATIENCE)
        reference = super().send(message, settings, http)
        if message.to != self.vendor:
            self.served.set()
        return reference


class Told(FakeChannel):
    """Says when a notice has come."""

    def __init__(self) -> None:
        super().__init__()
        self.came = threading.Event()

    def send(self, message: Message, settings: Mapping[str, object], http: Any) -> str:
        reference = super().send(message, settings, http)
        self.came.set()
        return reference


@contextmanager
def sending(world: World) -> Iterator[None]:
    thread = threading.Thread(target=deliver, args=(world.core, "w", 1000))
    thread.start()
    try:
        yield
    finally:
        world.core.vendor_ways["fake"].let_go.set()  # type: ignore[attr-defined]
        thread.join(PATIENCE)
    assert not thread.is_alive()


def hung(store: Store, tickets: int) -> tuple[World, Hanging, Told]:
    """A world where the endpoint of one vendor hangs, with that many hand-overs waiting for it."""
    world = World(store)
    world.source()
    world.endpoint("alwayson")
    world.endpoint("nightline")
    vendor, told = Hanging("alwayson"), Told()
    world.core.vendor_ways["fake"] = vendor  # type: ignore[index]
    world.core.channels["fake"] = told  # type: ignore[index]
    for number in range(tickets):
        world.opened(f"hung-{number}")
    return world, vendor, told


def test_a_notice_arrives_while_many_hand_overs_hang(sqlite_store: Store) -> None:
    world, vendor, told = hung(sqlite_store, 50)
    world.advance(hours=1)
    world.sweep()  # the hand-overs are late: our own clock's notices wait behind them
    with world.core.store.read() as work:
        waiting = [d for d in work.deliveries.list(limit=500).items if d.purpose is Purpose.NOTICE]
    assert waiting
    with sending(world):
        assert told.came.wait(PATIENCE), "nobody was told while a vendor's endpoint hung"
        assert not vendor.let_go.is_set()


def test_another_vendor_gets_its_ticket_while_many_hand_overs_hang(sqlite_store: Store) -> None:
    world, vendor, _ = hung(sqlite_store, 50)
    world.opened("healthy", vendor="nightline")
    with sending(world):
        assert vendor.served.wait(PATIENCE)
        assert vendor.asked.get(timeout=PATIENCE)
        assert vendor.asked.qsize() < SHARE, "a receiver has its share of the senders and no more"


def due(*parcels: tuple[str, Purpose, str]) -> list[tuple[str, Purpose, str]]:
    return list(parcels)


def test_notices_go_before_hand_overs_before_write_backs_and_receivers_take_turns() -> None:
    receivers = Receivers()
    parcels = due(
        ("w1", Purpose.WRITE_BACK, "write_back:acme"),
        ("h1", Purpose.HAND_OVER, "hand_over:a"),
        ("h2", Purpose.HAND_OVER, "hand_over:a"),
        ("h3", Purpose.HAND_OVER, "hand_over:b"),
        ("n1", Purpose.NOTICE, "notice:mail"),
    )
    assert receivers.choose(parcels, 0, 10) == ["n1", "h1", "h3", "h2", "w1"]
    assert receivers.choose(parcels, 0, 2) == ["n1", "h1"]


def test_however_many_vendors_hang_senders_are_left_for_notices() -> None:
    receivers = Receivers()
    for number in range(NOT_NOTICES):
        receivers.begun(Purpose.HAND_OVER, f"hand_over:{number}")
    parcels = due(("h", Purpose.HAND_OVER, "hand_over:x"), ("n", Purpose.NOTICE, "notice:mail"))
    assert receivers.choose(parcels, 0, 10) == ["n"]
    assert SENDERS > NOT_NOTICES


def test_who_does_not_answer_is_left_alone_and_tried_now_and_then() -> None:
    receivers, second = Receivers(), 1_000_000_000
    parcels = due(*((f"h{n}", Purpose.HAND_OVER, "hand_over:a") for n in range(9)))
    assert len(receivers.choose(parcels, 0, 10)) == SHARE
    assert [receivers.unanswered("hand_over:a", 0) for _ in range(3)] == [None, None, 5 * second]
    assert receivers.full(0) == ["hand_over:a"]
    assert receivers.choose(parcels, 0, 10) == []
    assert receivers.choose(parcels, 5 * second, 10) == ["h0"], "one, as a trial"
    assert receivers.unanswered("hand_over:a", 5 * second) == 15 * second, "and then later"
    assert receivers.answered("hand_over:a"), "it had been left alone"
    assert len(receivers.choose(parcels, 5 * second, 10)) == SHARE


def test_what_waits_for_a_silent_receiver_is_put_off_for_every_worker_and_goes_when_it_answers(
    store: Store,
) -> None:
    world = World(store)
    world.source()
    world.endpoint("alwayson")
    for number in range(12):
        world.opened(f"n-{number}")
    silence = DeliveryFailed("it did not answer in time", retryable=True, unanswered=True)
    world.vendor.failures += [silence] * SHARE
    outbox = Outbox(world.core, "w1")
    outbox.send_all(SHARE)
    with store.read() as work:
        rest = [d for d in work.deliveries.list(limit=50).items if d.error == NOT_ASKED]
    assert len(rest) == 12 - SHARE
    assert {d.attempts for d in rest} == {0}
    assert world.deliver("w2") == 0, "another worker leaves it alone, too"
    world.advance(seconds=6)
    outbox.send_all(100)
    with store.read() as work:
        assert work.deliveries.counts() == {DeliveryState.SENT: 12}
    assert len({m.id for m in world.vendor.sent}) == len(world.vendor.sent) == 12


def test_an_endpoint_that_is_gone_is_not_asked_again_until_a_person_sends_again(
    sqlite_store: Store,
) -> None:
    world = World(sqlite_store)
    world.source()
    world.endpoint("alwayson")
    first = world.opened("1")
    world.vendor.failures.append(
        DeliveryFailed("it answered 410: it is gone for good", retryable=False, disable=True)
    )
    world.deliver()
    second = world.opened("2")
    world.deliver()
    assert world.vendor.sent == []
    (dead,) = world.view(second).deliveries
    assert dead.state is DeliveryState.DEAD
    assert "not asked any more: it answered 410" in dead.error
    assert "it answered 410" in why_not_asked(world.core)["alwayson-in"], "and it is listed so"
    for ticket_id in (first, second):
        send_again(world.core, world.view(ticket_id).deliveries[0].id)
    world.deliver()
    assert len(world.vendor.sent) == 2
    assert why_not_asked(world.core) == {}
