"""Child processes: who they are, that they die with us, and how they are ended.

A number alone does not say who a process is, since numbers are given again. What it started at
does, so nothing is ever ended by a recorded number without comparing that first.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1


def identity(pid: int) -> str | None:
    """A text that no other process of that number has had; None where there is no such process.

    On Linux the kernel's start tick, elsewhere the start time that `ps` shows. A zombie is none.
    """
    if sys.platform == "linux":
        try:
            # The name stands in brackets and may hold anything; the fields are counted after it.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in "ZX" else fields[19]
    shown = subprocess.run(  # noqa: S603 - a number of ours
        ["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout.strip() or None


def command_line(pid: int) -> str:
    """The command line of a process, empty where it cannot be read."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, UnicodeDecodeError):
            return ""
    shown = subprocess.run(  # noqa: S603 - a number of ours
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout.strip()


def dies_with_parent(parent: int, last: signal.Signals) -> Callable[[], None] | None:
    """What a child runs before its program: on Linux the kernel then sends it `last` when the
    process `parent` ends, however that ends. None where there is no such thing."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def arrange() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(last), 0, 0, 0)
        if os.getppid() != parent:  # it ended between the fork and the line above
            os._exit(1)

    return arrange


def start(
    command: list[str],
    *,
    env: dict[str, str] | None = None,
    last: signal.Signals = signal.SIGTERM,
    listens: bool = False,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own (Ctrl-C at the terminal is ours to handle).

    `listens`: its standard input is a pipe from us, else it has none."""
    return subprocess.Popen(  # noqa: S603 - our own commands
        command,
        env=env,
        stdin=subprocess.PIPE if listens else subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=dies_with_parent(os.getpid(), last),
    )


def signal_group(pid: int, what: signal.Signals) -> None:
    """Send a signal to a process that leads a group, and to its own children; gone is fine."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, what)


def has_ended(child: subprocess.Popen[bytes]) -> bool:
    """Whether a child has ended; if so, what is left of its group is ended too, before its number
    is given back."""
    if child.returncode is not None:
        return True
    try:
        seen = os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        seen = None
        child.poll()
        return True
    if seen is None:
        return False
    signal_group(child.pid, signal.SIGKILL)
    child.wait()
    return True


def end_all(children: Iterable[subprocess.Popen[bytes]], patience: float) -> None:
    """Ask children to stop, and end those that have not within `patience` seconds."""
    waiting = [child for child in children if not has_ended(child)]
    for child in waiting:
        child.terminate()
    until = time.monotonic() + patience
    while waiting and time.monotonic() < until:
        time.sleep(0.02)
        waiting = [child for child in waiting if not has_ended(child)]
    for child in waiting:
        signal_group(child.pid, signal.SIGKILL)
        child.wait()


def end_recorded(pid: int, known_as: str, patience: float = 3.0) -> bool:
    """End a process that an earlier run recorded, if it is still the same one; whether it was."""
    if identity(pid) != known_as:
        return False
    for what in (signal.SIGTERM, signal.SIGKILL):
        signal_group(pid, what)
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if identity(pid) != known_as:
                return True
            time.sleep(0.05)
    return True
