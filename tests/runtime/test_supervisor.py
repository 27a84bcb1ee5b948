"""The supervisor, over real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from router.runtime import data_folder, embedded_valkey
from router.runtime.processes import end_recorded, identity
from router.runtime.supervisor import CannotStart, Part, Supervisor, pause_after
from tests.patience import PATIENCE

SLEEP = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "open({told!r}, 'w').write('deaf'); time.sleep(600)"
)


class Notebook:
    """Keeps what the supervisor says and records."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.running: list[data_folder.Running] = []

    def info(self, event: str, **values: object) -> None:
        self.said.append(event)

    def warning(self, event: str, **values: object) -> None:
        self.said.append(f"{event}: {values.get('part')}")

    def record(self, running: list[data_folder.Running]) -> None:
        self.running = running

    def pid(self, name: str) -> int:
        return next(one.pid for one in self.running if one.name == name)


def wait_for(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until a condition holds, and fail if it does not."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.02)
    pytest.fail(f"did not come true within {seconds} s")


@pytest.fixture
def notebook() -> Notebook:
    return Notebook()


def test_a_part_that_is_killed_is_started_again(notebook: Notebook) -> None:
    """kill -9 of a child: another one runs soon after, and the count says so."""
    supervisor = Supervisor(notebook, notebook.record)
    supervisor.start(Part("sleeper", SLEEP))
    first = notebook.pid("sleeper")
    os.kill(first, signal.SIGKILL)
    supervisor.wait_until(
        lambda: any(one.restarts == 1 and one.state == "running" for one in notebook.running),
        PATIENCE,
        "restart",
    )
    second = notebook.pid("sleeper")
    supervisor.end()
    assert second != first
    assert notebook.said == ["a part died and is started again: sleeper"]
    assert identity(second) is None


def test_a_part_that_dies_at_once_is_given_up_at_the_start(notebook: Notebook) -> None:
    """Waiting for something that cannot come ends with the name of what does not start."""
    supervisor = Supervisor(notebook, notebook.record)
    supervisor.start(Part("broken", [sys.executable, "-S", "-c", "raise SystemExit(3)"]))
    with pytest.raises(CannotStart, match="broken does not start"):
        supervisor.wait_until(lambda: False, PATIENCE, "broken")
    supervisor.end()


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 0.1), (2, 0.2), (5, 1.6), (8, 10.0), (1000, 10.0)]
)
def test_pauses_grow_up_to_ten_seconds(failures: int, seconds: float) -> None:
    """0.1 s, doubled with each early death."""
    assert pause_after(failures) == pytest.approx(seconds)


def test_a_deaf_part_is_ended_all_the_same(notebook: Notebook, tmp_path: Path) -> None:
    """A child that ignores SIGTERM does not keep us."""
    told = tmp_path / "deaf"
    program = STUBBORN.format(told=str(told))
    supervisor = Supervisor(notebook, notebook.record)
    supervisor.start(Part("deaf", [sys.executable, "-S", "-c", program]))
    wait_for(lambda: told.exists() and told.read_text())
    pid = notebook.pid("deaf")
    supervisor.end()
    assert identity(pid) is None


def test_what_a_dead_part_leaves_behind_is_ended(notebook: Notebook, tmp_path: Path) -> None:
    """A grandchild (a web process) does not outlive the child that made it and hold its port."""
    told = tmp_path / "grandchild"
    parent = (
        "import subprocess, sys, time;"
        f"p = subprocess.Popen({SLEEP!r});"
        f"open({str(told)!r}, 'w').write(str(p.pid)); time.sleep(60)"
    )
    supervisor = Supervisor(notebook, notebook.record)
    supervisor.start(Part("parent", [sys.executable, "-c", parent]))
    wait_for(lambda: told.exists() and told.read_text())
    grandchild = int(told.read_text())
    os.kill(notebook.pid("parent"), signal.SIGKILL)
    supervisor.wait_until(
        lambda: any(one.restarts for one in notebook.running), PATIENCE, "restart"
    )
    wait_for(lambda: identity(grandchild) is None)
    supervisor.end()


def test_a_signal_stops_the_watch(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGTERM ends run() at once, not at its next look: that would come in an hour."""
    monkeypatch.setattr("router.runtime.supervisor.LOOK_EVERY", 3600.0)
    supervisor = Supervisor(notebook, notebook.record)
    with supervisor.signals():
        supervisor.start(Part("sleeper", SLEEP))
        timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM))
        timer.start()
        supervisor.run()
        timer.join()
        supervisor.end()
    assert supervisor.stopping


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux does this")
def test_children_die_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    """kill -9 of the supervisor leaves no child."""
    told = tmp_path / "child"
    program = (
        "import sys, time;"
        "from router.runtime.supervisor import *;"
        "from tests.runtime.test_supervisor import Notebook, SLEEP;"
        "n = Notebook(); s = Supervisor(n, n.record); s.start(Part('x', SLEEP));"
        f"open({str(told)!r}, 'w').write(str(n.pid('x'))); time.sleep(60)"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", program])
    wait_for(lambda: told.exists() and told.read_text())
    child = int(told.read_text())
    assert identity(child) is not None
    supervisor.kill()
    supervisor.wait()
    wait_for(lambda: identity(child) is None)


def test_a_recorded_number_that_belongs_to_another_is_left_alone() -> None:
    """The number of a process was given again: who has it now lives on."""
    other = subprocess.Popen(SLEEP)
    try:
        assert end_recorded(other.pid, "the start tick of another") is False
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


# The embedded server


def start_valkey(data: Path, **how: object) -> subprocess.Popen[bytes]:
    data_folder.prepare(data)
    embedded_valkey.make_socket_folder(embedded_valkey.socket_path(data))
    server = subprocess.Popen(
        embedded_valkey.command(embedded_valkey.find_binary(), data), start_new_session=True
    )
    assert embedded_valkey.wait_until_it_answers(embedded_valkey.socket_path(data))
    return server


def test_an_orphaned_server_is_found_and_ended(tmp_path: Path) -> None:
    """A server that an earlier run left on the socket does not hinder the next start."""
    server = start_valkey(tmp_path)
    assert embedded_valkey.end_orphan(tmp_path) is True
    assert server.wait(PATIENCE) is not None
    again = start_valkey(tmp_path)
    again.terminate()
    again.wait(PATIENCE)


def test_a_socket_that_nobody_answers_on_is_cleared_away(tmp_path: Path) -> None:
    """kill -9 of the server leaves the file; it is no server."""
    server = start_valkey(tmp_path)
    server.kill()
    server.wait()
    assert embedded_valkey.socket_path(tmp_path).exists()
    assert embedded_valkey.end_orphan(tmp_path) is False
    assert not embedded_valkey.socket_path(tmp_path).exists()


def test_a_path_too_long_for_a_socket_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """The kernel would refuse it later, and less clearly."""
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    with pytest.raises(embedded_valkey.NoValkey, match="shorter path with --data, or set"):
        embedded_valkey.socket_path(deep)


def test_a_socket_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """Others may not write where our socket is."""
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    with pytest.raises(embedded_valkey.NoValkey, match="not ours alone"):
        embedded_valkey.make_socket_folder(open_to_all / "x.sock")


def test_the_server_listens_on_no_port(tmp_path: Path) -> None:
    """Only the socket leads to it."""
    server = start_valkey(tmp_path)
    told = embedded_valkey.ask(embedded_valkey.socket_path(tmp_path), "INFO", "server") or ""
    server.terminate()
    server.wait(PATIENCE)
    assert "tcp_port:0" in told


# The data folder


def test_a_folder_is_used_by_one_system_at_a_time(tmp_path: Path) -> None:
    """The second is told who has it; when the first has let go, the folder is free."""
    data_folder.prepare(tmp_path)
    held = data_folder.lock(tmp_path)
    with pytest.raises(data_folder.BadDataFolder, match=rf"process {os.getpid()}\b.*--data"):
        data_folder.lock(tmp_path)
    assert data_folder.is_locked(tmp_path)
    held.close()
    assert not data_folder.is_locked(tmp_path)
    data_folder.lock(tmp_path).close()


def test_a_folder_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """It is not touched, and the message says what to do."""
    (tmp_path / "format").write_text("99\n")
    with pytest.raises(data_folder.BadDataFolder, match=r"newer version.*update sla-router"):
        data_folder.prepare(tmp_path)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """One line, no traceback."""
    (tmp_path / "data").write_text("")
    with pytest.raises(data_folder.BadDataFolder, match="choose another with --data"):
        data_folder.prepare(tmp_path / "data")
