"""The sweeper's loop: look, sleep until the next deadline, look again."""

from __future__ import annotations

import signal
import threading
from types import FrameType

import structlog

from router.domain.time.instants import MINUTE, SECOND, Instant, format_instant
from router.usecases.notices.sweep import Swept, next_tick, sweep
from router.usecases.ports import Core, Unavailable, Work
from router.usecases.upkeep.periodic_work import do_periodic_work

# What comes in meanwhile may be due sooner than anything known; and what the doorbell lost is
# found by looking. Together this is how late a notice can be.
LOOK_EVERY_SECONDS = 0.5
SWEPT_AT = "swept_at"
NOTED_EVERY = 5 * SECOND
PERIODIC_WORK_EVERY = 60 * MINUTE

log = structlog.get_logger("router.sweep")


class Sweeper:
    """Sweeps until told to stop. Any number may run beside each other."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._stop = threading.Event()
        self._noted: Instant = 0
        self._periodic_done: Instant = 0

    def stop(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """End the loop after the look that is going on; may be used as a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Sweep until `stop`, or SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        while not self._stop.is_set():
            self._stop.wait(self.look())

    def look(self) -> float:
        """One look; returns the seconds to sleep. Nothing that fails ends the loop."""
        try:
            swept = sweep(self._core)
            self._ring_again()
            self._note()
            self._do_periodic_work()
        except Unavailable as error:
            log.warning("the database cannot take it now", error=str(error))
            return 1.0
        except Exception:
            log.exception("a sweep failed")
            return 1.0
        if swept != Swept(next_look_at=swept.next_look_at):
            log.info("swept", tickets=swept.tickets, deliveries=swept.deliveries)
        return next_tick(swept, self._core.now(), LOOK_EVERY_SECONDS)

    def _ring_again(self) -> None:
        """Call the worker for what waits: retries, and what a lost job or a killed worker left."""
        with self._core.store.read() as work:
            unrouted = work.tickets.to_route(50)
            waiting = work.deliveries.waiting(self._core.now())
        if unrouted:
            self._core.doorbell.ring(Work.ROUTE, unrouted)
        if waiting:
            self._core.doorbell.ring(Work.DELIVER)

    def _note(self) -> None:
        """That somebody watches, for the doctor and the metrics."""
        now = self._core.now()
        if now - self._noted < NOTED_EVERY:
            return
        with self._core.store.write() as work:
            work.notes.set(SWEPT_AT, format_instant(now))
            work.commit()
        self._noted = now

    def _do_periodic_work(self) -> None:
        now = self._core.now()
        if now - self._periodic_done < PERIODIC_WORK_EVERY:
            return
        self._periodic_done = (
            now  # first: a mistake in it is logged once an hour, not twice a second
        )
        do_periodic_work(self._core)
