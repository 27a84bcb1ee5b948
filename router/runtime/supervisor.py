"""Runs the parts of the system as child processes, for as long as it runs itself.

A child that dies is started again, at once the first time, then after pauses that grow; having
lived for a while it is forgiven. The children end with us, however we end.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Protocol

from router.domain.errors import RouterError
from router.runtime.data_folder import Running
from router.runtime.processes import end_all, has_ended, identity, start

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 10.0
FORGIVEN_AFTER = 30.0
STOP_WITHIN = 2.5
LOOK_EVERY = 1.0  # a child's end wakes us; this is for the case that its signal got lost


class CannotStart(RouterError):
    """A part does not come up; its own lines above say why."""


class Say(Protocol):
    """Where the supervisor writes what it does: a structlog logger."""

    def info(self, event: str, **values: object) -> object: ...
    def warning(self, event: str, **values: object) -> object: ...


@dataclass(frozen=True, slots=True)
class Part:
    """One child. `last`: the signal it gets when we end without a word. `late`: stopped after the
    others, which still need it. `waits`: it reads a line from us before it begins its work, so
    that it can load its program while we prepare what it needs (`Supervisor.go`)."""

    name: str
    command: Sequence[str]
    env: dict[str, str] | None = None
    last: signal.Signals = signal.SIGTERM
    late: bool = False
    waits: bool = False
    before_restart: Callable[[], object] | None = None


@dataclass(slots=True)
class _Watched:
    part: Part
    process: subprocess.Popen[bytes]
    since: float
    identity: str
    restarts: int = 0
    failures: int = 0
    again_at: float | None = None  # None while it runs
    wall: int = field(default_factory=lambda: int(time.time()))


def pause_after(failures: int) -> float:
    """Seconds before the next start after so many early deaths in a row: 0.1, 0.2, … up to 10."""
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 20)))


def _started(part: Part) -> subprocess.Popen[bytes]:
    return start(list(part.command), env=part.env, last=part.last, listens=part.waits)


def _tell_to_go(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is None or process.stdin.closed:
        return
    with suppress(OSError):  # it died; that is looked at elsewhere
        process.stdin.write(b"go\n")
        process.stdin.flush()
    with suppress(OSError):
        process.stdin.close()


class Supervisor:
    """Starts parts and keeps them running. `record` is told of every change."""

    def __init__(self, say: Say, record: Callable[[list[Running]], None]) -> None:
        self._say = say
        self._record = record
        self._watched: list[_Watched] = []
        self._stop = False
        self._bell: tuple[int, int] | None = None

    def start(self, part: Part) -> None:
        """Start a part and watch it from now on."""
        process = _started(part)
        self._watched.append(_Watched(part, process, time.monotonic(), identity(process.pid) or ""))
        self._write()

    def go(self) -> None:
        """What the parts wait for is ready. One that is started again later need not wait."""
        for one in self._watched:
            _tell_to_go(one.process)

    def wait_until(self, ready: Callable[[], bool], patience: float, what: str) -> None:
        """Keep watch until `ready()`; returns early when we are told to stop. Raises CannotStart
        where it does not come true within `patience` seconds or a part dies three times."""
        until = time.monotonic() + patience
        while not self._stop and not ready():
            self._look()
            failing = next((one for one in self._watched if one.failures >= 3), None)
            if failing is not None:
                raise CannotStart(
                    f"{failing.part.name} does not start (its own lines above say why); "
                    "sla-router doctor looks for the cause"
                )
            if time.monotonic() > until:
                raise CannotStart(f"{what} did not come up within {patience:.0f} s")
            self._sleep(0.03)

    def run(self) -> None:
        """Keep watch until SIGINT or SIGTERM."""
        while not self._stop:
            self._look()
            waiting = [one.again_at for one in self._watched if one.again_at is not None]
            self._sleep(min([LOOK_EVERY, *(max(0.0, at - time.monotonic()) for at in waiting)]))

    @property
    def stopping(self) -> bool:
        """Whether a signal has asked us to stop."""
        return self._stop

    def end(self) -> None:
        """Stop everything, the late parts last; within 5 s in all."""
        early = [one.process for one in self._watched if not one.part.late]
        late = [one.process for one in self._watched if one.part.late]
        end_all(early, STOP_WITHIN)
        end_all(late, 0.5)
        for process in (*early, *late):
            if process.stdin is not None:
                process.stdin.close()
        self._watched = []
        self._write()

    @contextmanager
    def signals(self) -> Iterator[None]:
        """Within this, SIGINT and SIGTERM stop us and a child's end wakes us."""
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        os.set_blocking(writing, False)
        self._bell = (reading, writing)
        earlier_bell = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        handlers = {
            signal.SIGINT: self._asked_to_stop,
            signal.SIGTERM: self._asked_to_stop,
            signal.SIGCHLD: lambda _number, _frame: None,
        }
        earlier = {number: signal.signal(number, do) for number, do in handlers.items()}
        try:
            yield
        finally:
            for number, handler in earlier.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(earlier_bell)
            self._bell = None
            os.close(reading)
            os.close(writing)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop = True

    def _sleep(self, seconds: float) -> None:
        if self._bell is None:
            time.sleep(seconds)
            return
        if select.select([self._bell[0]], [], [], seconds)[0]:
            os.read(self._bell[0], 512)

    def _look(self) -> None:
        changed = False
        for one in self._watched:
            now = time.monotonic()
            if one.again_at is None and has_ended(one.process):
                one.failures = 1 if now - one.since >= FORGIVEN_AFTER else one.failures + 1
                pause = pause_after(one.failures)
                one.again_at = now + pause
                self._say.warning(
                    "a part died and is started again",
                    part=one.part.name,
                    exit_code=one.process.returncode,
                    pause_seconds=pause,
                )
                changed = True
            if one.again_at is not None and now >= one.again_at and not self._stop:
                if one.part.before_restart is not None:
                    one.part.before_restart()
                one.process = _started(one.part)
                _tell_to_go(one.process)
                one.identity = identity(one.process.pid) or ""
                one.since, one.wall, one.again_at = now, int(time.time()), None
                one.restarts += 1
                changed = True
        if changed:
            self._write()

    def _write(self) -> None:
        self._record(
            [
                Running(
                    name=one.part.name,
                    pid=one.process.pid,
                    identity=one.identity,
                    state="running" if one.again_at is None else "waiting",
                    restarts=one.restarts,
                    since=one.wall,
                )
                for one in self._watched
            ]
        )
