"""Live pages: one reader of changes per process, handed on to any number of event streams."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator

import structlog
from flask import json

from router.domain.time.instants import Instant
from router.usecases.ports import Core
from router.usecases.tickets.follow import Follower

log = structlog.get_logger("router.web.live")

LOOK_EVERY_SECONDS = 0.5
BEAT_EVERY_SECONDS = 15.0
#: A browser that reads this much slower than tickets change is told to load everything anew.
BACKLOG = 100
#: Stands for every ticket, where changes were lost for one that reads too slowly.
ALL = "*"


#: Streams of one person in one process: a browser has one for all its tabs, some have one for each
#: that is seen.
OF_ONE_PERSON = 6


class TooMany(Exception):
    """A stream that is not opened, with why. `of_the_caller`: it is the caller who has too many;
    else the process is full, and another one may not be."""

    def __init__(self, why: str, *, of_the_caller: bool) -> None:
        super().__init__(why)
        self.of_the_caller = of_the_caller


class LiveFeed:
    """Looks for changed tickets while somebody watches; stops looking when nobody does."""

    def __init__(self, core: Core, *, most: int) -> None:
        self._core = core
        self._most = most
        # Who is never to take all of them: a person, and whoever shares an address.
        self._of_one_address = max(OF_ONE_PERSON, most * 3 // 4)
        self._watchers: dict[queue.Queue[frozenset[str]], tuple[str, str]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    @property
    def watching(self) -> int:
        """How many streams are open in this process."""
        return len(self._watchers)

    def join(self, person: str, address: str) -> queue.Queue[frozenset[str]]:
        """A queue that gets the ids of changed tickets. Raises TooMany for a stream more than a
        person, an address or this process may have; those that are open go on."""
        mine: queue.Queue[frozenset[str]] = queue.Queue(BACKLOG)
        with self._lock:
            self._check(person, address)
            self._watchers[mine] = (person, address)
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._look, args=(Follower(self._core),), name="live-feed", daemon=True
                )
                self._thread.start()
        return mine

    def leave(self, mine: queue.Queue[frozenset[str]]) -> None:
        with self._lock:
            self._watchers.pop(mine, None)

    def _check(self, person: str, address: str) -> None:
        if len(self._watchers) >= self._most:
            raise TooMany("too many live pages are open on this process", of_the_caller=False)
        open_ones = self._watchers.values()
        if sum(who == person for who, _ in open_ones) >= OF_ONE_PERSON:
            raise TooMany(
                f"{OF_ONE_PERSON} live streams of yours are open already; close a page",
                of_the_caller=True,
            )
        if sum(where == address for _, where in open_ones) >= self._of_one_address:
            raise TooMany(
                f"{self._of_one_address} live streams of this address are open already",
                of_the_caller=True,
            )

    def stop(self) -> None:
        """Ends the reader; for tests and for an orderly end of the process."""
        self._stopped.set()

    def stream(
        self,
        mine: queue.Queue[frozenset[str]],
        now: Callable[[], Instant],
        welcome: Callable[[], bool],
    ) -> Iterator[str]:
        """Server-sent events: `changed` with ticket ids, `beat` with the server's clock.

        Ends when `welcome` says, at a beat, that the viewer is no longer logged in.
        """
        try:
            yield f"retry: 2000\n\n{_event('beat', now())}"
            beaten_at = time.monotonic()
            while not self._stopped.is_set():
                # However much changes meanwhile: who has been logged out must not read on.
                left = beaten_at + BEAT_EVERY_SECONDS - time.monotonic()
                if left <= 0:
                    if not welcome():
                        return
                    yield _event("beat", now())
                    beaten_at = time.monotonic()
                    continue
                try:
                    tickets = mine.get(timeout=left)
                except queue.Empty:
                    continue
                while not mine.empty():  # what came meanwhile goes in the same event
                    tickets |= mine.get_nowait()
                yield _event("changed", now(), sorted(tickets))
        finally:
            self.leave(mine)

    def _look(self, follower: Follower) -> None:
        while not self._stopped.wait(LOOK_EVERY_SECONDS):
            with self._lock:
                if not self._watchers:
                    self._thread = None
                    return
            try:
                changes = follower.changes()
            except Exception as error:  # noqa: BLE001  top of a thread: pages must go on living
                log.warning("changes could not be read", error_type=type(error).__name__)
                continue
            if changes:
                self._tell(frozenset(change.ticket_id for change in changes))

    def _tell(self, tickets: frozenset[str]) -> None:
        with self._lock:
            watchers = tuple(self._watchers)
        for one in watchers:
            try:
                one.put_nowait(tickets)
            except queue.Full:
                log.info("a live page reads too slowly; it is told to read all anew")
                with contextlib.suppress(queue.Empty, queue.Full):
                    one.get_nowait()
                    one.put_nowait(frozenset({ALL}))


def _event(name: str, now: Instant, tickets: list[str] | None = None) -> str:
    data: dict[str, object] = {"now": now // 1_000_000}
    if tickets is not None and ALL in tickets:
        data |= {"tickets": [], "all": True}
    elif tickets is not None:
        data["tickets"] = tickets
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
