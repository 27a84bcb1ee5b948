"""Starting, stopping and surviving: `sla-router up` over real processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from router.runtime import embedded_valkey
from router.runtime.processes import identity
from router.runtime.settings import shipped_policies
from tests.journeys.system import System, wait_for
from tests.patience import PATIENCE


def everybody(system: System) -> list[int]:
    """The processes of the parts."""
    return [system.pid(name) for name in ("web", "worker", "sweep", "queue")]


def test_a_virgin_folder_gets_samples_and_a_login_link(tmp_path: Path) -> None:
    """Something to see at once, and nothing left running after Ctrl-C."""
    system = System(tmp_path / "data", shipped_policies(), samples=True)
    with system:
        wait_for("the greeting", lambda: "Log in as administrator" in system.log)
        token = system.cli("tokens", "add", "t", "--role", "agent")["token"]
        tickets = system.get("/api/v1/tickets?limit=50", token)["tickets"]
        clocks = [clock for ticket in tickets for clock in ticket["clocks"]]
        assert all("[Sample]" in ticket["subject"] for ticket in tickets)
        assert any(clock["breached"] for clock in clocks)
        soon = [c for c in clocks if c["state"] == "running" and not c["breached"]]
        assert any(0 < c["remaining_seconds"] < 600 for c in soon)
        parts = everybody(system)
        system.stop()
    assert [pid for pid in parts if identity(pid) is not None] == []
    assert "Traceback" not in system.log

    with system:  # the second start: the same tickets, no second administrator
        assert system.log.count("Log in as administrator") == 1
        again = system.get("/api/v1/tickets?limit=50", token)["tickets"]
        assert len(again) == len(tickets)


def test_a_supervisor_that_is_killed_hinders_nothing(tmp_path: Path, policies: Path) -> None:
    """kill -9: the children go too, and the next start on the same port and folder works; that
    one stops on SIGTERM, as a service manager does it."""
    with System(tmp_path / "data", policies) as system:
        parts = everybody(system)
        system.stop(signal.SIGKILL)
        system.start()
        wait_for("the old parts are gone", lambda: not any(identity(pid) for pid in parts))
        system.stop(signal.SIGTERM)
        assert system.process is not None
        assert system.process.returncode == 0


def test_an_orphaned_queue_server_is_no_obstacle(tmp_path: Path, policies: Path) -> None:
    """A server that outlived its supervisor, as where the kernel does not end it, is ended."""
    data = tmp_path / "data"
    (data / "run").mkdir(parents=True)
    socket_path = embedded_valkey.socket_path(data)
    embedded_valkey.make_socket_folder(socket_path)
    orphan = subprocess.Popen(
        embedded_valkey.command(embedded_valkey.find_binary(), data), start_new_session=True
    )
    assert embedded_valkey.wait_until_it_answers(socket_path)
    with System(data, policies):
        assert orphan.wait(PATIENCE) is not None


def test_a_folder_too_deep_for_a_socket_is_one_line_and_exit_2(
    tmp_path: Path, policies: Path
) -> None:
    """The line says what to do."""
    deep = tmp_path / ("d" * 70) / ("e" * 70) / "data"
    assert "choose a data folder with a shorter path" in refused(System(deep, policies))


def test_parts_that_are_killed_come_back_and_the_doctor_sees_it(
    tmp_path: Path, policies: Path
) -> None:
    """Each for itself; a second system on the folder is refused, a stuck part is named."""
    with System(tmp_path / "data", policies) as system:
        healthy = system.cli("doctor")
        assert healthy["healthy"] is True, healthy
        about = {finding["about"] for finding in healthy["findings"]}
        assert {"system", "web", "worker", "sweep", "queue", "database", "policies"} <= about

        said = refused(System(tmp_path / "data", policies))
        assert "is in use by a running system" in said

        names = ("web", "worker", "sweep", "queue")
        first = {name: system.pid(name) for name in names}
        for name in names:
            system.kill(name)
        wait_for("other processes", lambda: all(system.pid(n) != first[n] for n in names))
        wait_for("serving", system.is_serving)
        assert [system.restarts(name) for name in names] == [1, 1, 1, 1]

        os.kill(system.pid("queue"), signal.SIGSTOP)
        try:
            sick = wait_for("the doctor sees it", lambda: _sick(system))
        finally:
            os.kill(system.pid("queue"), signal.SIGCONT)
        assert "does not answer" in json.dumps(sick)


def refused(system: System) -> str:
    """The one line with which `up` ends; exit 2."""
    shown = subprocess.run(
        [sys.executable, "-m", "router", "up", "--port", str(system.port), "--no-samples"],
        env=system.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert shown.returncode == 2, shown.stderr
    assert len(shown.stderr.splitlines()) == 1, shown.stderr
    return shown.stderr


def test_a_taken_port_is_one_line(tmp_path: Path, policies: Path) -> None:
    """With another port to choose."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused(System(tmp_path / "data", policies, port=port))
    assert f"port {port} at 127.0.0.1 is taken" in said
    assert "--port" in said


def test_a_folder_of_a_newer_version_is_one_line(tmp_path: Path, policies: Path) -> None:
    """It is not touched."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "format").write_text("99\n")
    assert "was written by a newer version" in refused(System(tmp_path / "data", policies))
    assert sorted(os.listdir(tmp_path / "data")) == ["format", "run"]


def test_policies_with_a_mistake_are_named(tmp_path: Path, policies: Path) -> None:
    """Exit 2 before anything is served, with file, line and column."""
    path = policies / "contracts" / "quick.yaml"
    path.write_text(path.read_text().replace("within: 3s", "within: 3 parsecs"))
    shown = subprocess.run(
        [sys.executable, "-m", "router", "up", "--no-samples"],
        env=System(tmp_path / "data", policies).environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert shown.returncode == 2
    assert "quick.yaml:14:" in shown.stderr
    assert "Traceback" not in shown.stderr


@pytest.mark.skipif(os.getuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path, policies: Path) -> None:
    """It says why and what to do."""
    (tmp_path / "data").mkdir(mode=0o500)
    assert "cannot be written" in refused(System(tmp_path / "data", policies))


def _sick(system: System) -> object:
    shown = subprocess.run(
        [sys.executable, "-m", "router", "doctor", "--json"],
        env=system.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return json.loads(shown.stdout) if shown.returncode == 1 else None
