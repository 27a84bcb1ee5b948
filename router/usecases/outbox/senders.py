"""The senders of one process: each takes one parcel at a time, and none waits for another.

One thread claims, hands out and writes down; it writes with one sync to disk all that came back
meanwhile, and claims in the same transaction what can be sent next.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue

from router.domain.errors import DeliveryFailed
from router.domain.time.instants import SECOND, Instant, format_instant
from router.usecases.outbox.parcels import Withdrawn
from router.usecases.outbox.prepare_delivery import prepare
from router.usecases.outbox.receivers import SENDERS, Receivers, gone_note
from router.usecases.outbox.record_delivery import after_failure, record_outcome
from router.usecases.ports import Core, Unavailable, UnitOfWork
from router.usecases.records import DeliveryRecord, DeliveryState

log = logging.getLogger(__name__)

#: How long a claim holds; whoever is alive renews it, so a killed worker's is free after this.
LEASE = 6 * SECOND
_RENEWED_EVERY_SECONDS = 2.0
#: How many that are due are looked at together.
_LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class _Outcome:
    """`answered`: whether the receiver said anything, None where it was not asked. `gone`: that it
    is gone for good."""

    delivery: DeliveryRecord
    answered: bool | None = None
    gone: bool = False


class Outbox:
    """Sends what is due, at most SENDERS at once. `by` is unique among all that send."""

    def __init__(self, core: Core, by: str) -> None:
        self._core = core
        self._by = by
        self._receivers = Receivers()
        self._under_way: dict[str, DeliveryRecord] = {}
        self._unwritten: list[_Outcome] = []
        self._back: SimpleQueue[_Outcome | BaseException | None] = SimpleQueue()
        self._work: SimpleQueue[DeliveryRecord | None] = SimpleQueue()
        self._threads = 0
        self._renewed = time.monotonic()

    def wake(self) -> None:
        """Something may be due: look now. From any thread."""
        self._back.put(None)

    def send_all(self, limit: int) -> int:
        """Send what is due at this instant, at most `limit`, and wait for it; how many it was."""
        claimed, at = 0, self._core.now()
        try:
            while True:
                claimed += self._turn(limit - claimed, at)
                if not self._under_way:
                    return claimed
                self._wait(_RENEWED_EVERY_SECONDS)
        finally:
            self._dismiss()

    def run(self, stopped: Callable[[], bool], patience: float) -> None:
        """Send what is due until `stopped`, looking whenever woken; then wait at most `patience`
        seconds for what is under way."""
        while not stopped():
            self._try(SENDERS)
            self._wait(self._pause_seconds())
        until = time.monotonic() + patience
        while self._under_way and time.monotonic() < until:
            self._wait(0.1)
            self._try(0)
        self._dismiss()

    def _pause_seconds(self) -> float:
        now = self._core.now()
        opens_at = self._receivers.opens_at(now)
        longest = 1.0 if self._unwritten else _RENEWED_EVERY_SECONDS
        return longest if opens_at is None else min(longest, (opens_at - now) / SECOND)

    def _try(self, limit: int) -> None:
        """A turn; nothing that fails ends the loop."""
        try:
            self._turn(limit)
        except Unavailable as error:
            log.warning("the database cannot take what was sent now: %s", error)
        except Exception:
            log.exception("a turn of sending failed")

    def _wait(self, seconds: float) -> None:
        """Until something comes back or somebody calls; all that is there is taken together."""
        try:
            self._take(self._back.get(timeout=seconds))
            while True:
                self._take(self._back.get_nowait())
        except Empty:
            return

    def _take(self, back: _Outcome | BaseException | None) -> None:
        if isinstance(back, BaseException):
            raise back
        if back is not None:
            delivery = back.delivery
            self._receivers.ended(delivery.purpose, delivery.receiver)
            self._unwritten.append(back)

    def _turn(self, limit: int, at: Instant | None = None) -> int:
        """Write down what came back, claim what can be sent (was due `at`; now) and hand it out;
        how many."""
        self._renew()
        limit = min(limit, SENDERS - len(self._under_way) + len(self._unwritten))
        if not self._unwritten and not (limit > 0 and self._is_any_due(at)):
            return 0
        outcomes = self._unwritten
        try:
            with self._core.store.write() as work:
                self._write(work, outcomes)
                claimed = self._claim(work, limit, at)
                work.commit()
        except Unavailable:
            raise  # kept, and their claims with them, until it can be written
        except Exception:
            log.exception("what came of %d parcels could not be written together", len(outcomes))
            self._write_one_by_one(outcomes)
            claimed = ()
        self._written(outcomes)
        for delivery in claimed:
            self._hand_out(delivery)
        return len(claimed)

    def _is_any_due(self, at: Instant | None) -> bool:
        now = self._core.now()
        with self._core.store.read() as work:
            return bool(work.deliveries.due(at or now, self._receivers.full(now), 1))

    def _write(self, work: UnitOfWork, outcomes: Sequence[_Outcome]) -> None:
        # Tickets are locked in one order everywhere.
        for outcome in sorted(outcomes, key=lambda o: o.delivery.ticket_id):
            record_outcome(self._core, work, outcome.delivery, self._core.now())
        # Not before all tickets: who holds a parcel must not wait for a ticket.
        for outcome in outcomes:
            self._heed(work, outcome)

    def _heed(self, work: UnitOfWork, outcome: _Outcome) -> None:
        """What an outcome says of its receiver."""
        receiver, now = outcome.delivery.receiver, self._core.now()
        if outcome.gone:
            said = f"{outcome.delivery.error} ({format_instant(now)})"
            log.error("%s is not used any more: %s", receiver, said)
            work.notes.set(gone_note(receiver), said)
        if outcome.answered and self._receivers.answered(receiver):
            log.warning("%s answers again", receiver)
            work.deliveries.let_go(receiver, now)
        elif outcome.answered is False:
            until = self._receivers.unanswered(receiver, now)
            if until is not None and until > now:
                log.warning("%s does not answer; it is left alone for a while", receiver)
                work.deliveries.put_off(receiver, until)

    def _claim(self, work: UnitOfWork, limit: int, at: Instant | None) -> Sequence[DeliveryRecord]:
        if limit <= 0 or work.notes.get("hold") is not None:
            return ()
        now = self._core.now()
        due = work.deliveries.due(at or now, self._receivers.full(now), _LOOKED_AT)
        due = tuple(one for one in due if one[0] not in self._under_way)
        chosen = self._receivers.choose(due, now, limit)
        if not chosen:
            return ()
        return work.deliveries.claim(chosen, at or now, now + LEASE, self._by)

    def _write_one_by_one(self, outcomes: Sequence[_Outcome]) -> None:
        """One that cannot be written keeps no other from it; its claim runs out."""
        for outcome in outcomes:
            try:
                with self._core.store.write() as work:
                    self._write(work, [outcome])
                    work.commit()
            except Exception:
                log.exception("what came of %s could not be written", outcome.delivery.id)

    def _written(self, outcomes: Sequence[_Outcome]) -> None:
        self._unwritten = []
        for outcome in outcomes:
            del self._under_way[outcome.delivery.id]

    def _renew(self) -> None:
        """Keep the claims on what is under way, and on what is not written yet."""
        if not self._under_way or time.monotonic() - self._renewed < _RENEWED_EVERY_SECONDS:
            return
        with self._core.store.write() as work:
            work.deliveries.renew(sorted(self._under_way), self._by, self._core.now() + LEASE)
            work.commit()
        self._renewed = time.monotonic()

    def _hand_out(self, delivery: DeliveryRecord) -> None:
        if not self._under_way:
            self._renewed = time.monotonic()  # the claim is fresh
        self._under_way[delivery.id] = delivery
        self._receivers.begun(delivery.purpose, delivery.receiver)
        if self._threads < len(self._under_way) and self._threads < SENDERS:
            self._threads += 1
            # A daemon: who hangs in a call does not keep the process from ending.
            threading.Thread(target=self._send_on, name="sender", daemon=True).start()
        self._work.put(delivery)

    def _dismiss(self) -> None:
        for _ in range(self._threads):
            self._work.put(None)
        self._threads = 0

    def _send_on(self) -> None:
        """What a sender does: one parcel after the other."""
        while (delivery := self._work.get()) is not None:
            try:
                self._back.put(_send(self._core, delivery))
            except BaseException as error:  # noqa: BLE001  # raised again where they are led
                self._back.put(error)
                return


def _send(core: Core, delivery: DeliveryRecord) -> _Outcome:
    """One attempt; what came of it. Whatever fails is an outcome."""
    try:
        return _attempt(core, delivery)
    except Exception as error:
        log.exception("delivery %s failed for a reason of ours", delivery.id)
        ours = DeliveryFailed(f"our mistake: {type(error).__name__}", retryable=True)
        return _Outcome(after_failure(delivery, ours, core.now()))


def _attempt(core: Core, delivery: DeliveryRecord) -> _Outcome:
    try:
        with core.store.read() as work:
            parcel = prepare(core, work, delivery, core.now())
    except DeliveryFailed as failed:
        return _Outcome(after_failure(delivery, failed, core.now()))
    if isinstance(parcel, Withdrawn):
        withdrawn = DeliveryState.WITHDRAWN
        return _Outcome(replace(delivery, state=withdrawn, error=parcel.reason))
    try:
        reference = parcel.send(core.http)
    except DeliveryFailed as failed:
        again = after_failure(delivery, failed, core.now())
        return _Outcome(again, not failed.unanswered, failed.disable)
    sent = replace(
        delivery,
        state=DeliveryState.SENT,
        sent_at=core.now(),
        error="",
        reference=(reference or "")[:255],
    )
    return _Outcome(sent, True)
