"""Real processes to measure: their processor time, what they answer, and figures about both."""

from __future__ import annotations

import json
import os
import selectors
import socket
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
_TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += parents.get(one, [])
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """Processor time that these processes have used so far, in user and kernel mode."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def share(values: Sequence[float], part: float) -> float:
    """The value that this part of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def keep(name: str, figures: object) -> None:
    """Write the figures where later runs can be compared with them."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


def table(rows: Sequence[Mapping[str, object]]) -> None:
    """Print rows under their names."""
    names = list(rows[0])
    texts = [names, *([str(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[i]) for line in texts) for i in range(len(names))]
    for line in texts:
        sys.stdout.write("  ".join(c.rjust(w) for c, w in zip(line, widths, strict=True)) + "\n")
    sys.stdout.flush()


@dataclass
class _Line:
    """One keep-alive connection: what was sent when, and what has come back of the answer."""

    socket: socket.socket
    sent_at: float = 0.0
    request: int = 0
    got: bytearray = field(default_factory=bytearray)

    def answer(self) -> int | None:
        """The status, once the whole answer is there."""
        head, found, body = bytes(self.got).partition(b"\r\n\r\n")
        if not found:
            return None
        lengths = [
            int(line.partition(b":")[2])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length:")
        ]
        if not lengths:
            raise RuntimeError("an answer came without a length")
        if len(body) < lengths[0]:
            return None
        self.got.clear()
        return int(head.split(b" ", 2)[1])


@dataclass
class Load:
    """What came of a load: how long each request took, in seconds; the statuses; the whole."""

    seconds: list[float]
    statuses: list[int]
    wall: float

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.wall


def load(port: int, requests: Sequence[bytes], connections: int, at_most: float) -> Load:
    """Send the requests over so many keep-alive connections, each the next when the last is
    answered, for `at_most` seconds. One thread: it must not take much from what it measures."""
    selector = selectors.DefaultSelector()
    lines = []
    for _ in range(connections):
        made = socket.create_connection(("127.0.0.1", port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines.append(_Line(made))
        selector.register(made, selectors.EVENT_READ, lines[-1])
    numbers: Iterator[int] = iter(range(len(requests)))
    result = Load([], [], 0.0)
    began = time.perf_counter()

    def send(line: _Line) -> bool:
        number = next(numbers, None)
        if number is None or time.perf_counter() - began > at_most:
            return False
        line.request, line.sent_at = number, time.perf_counter()
        line.socket.sendall(requests[number])
        return True

    busy = sum(send(line) for line in lines)
    while busy:
        for key, _ in selector.select(timeout=15):
            line: _Line = key.data
            part = line.socket.recv(65_536)
            if not part:
                raise RuntimeError("the server closed a connection")
            line.got += part
            status = line.answer()
            if status is None:
                continue
            result.seconds.append(time.perf_counter() - line.sent_at)
            result.statuses.append(status)
            busy -= not send(line)
    result.wall = time.perf_counter() - began
    for line in lines:
        line.socket.close()
    return result
