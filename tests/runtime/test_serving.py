"""The web server: a caller that is slow or dead costs nobody else anything."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from router.runtime import serving
from router.runtime.settings import Settings
from tests.journeys.system import free_port, wait_for
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from dataclasses import replace
from pathlib import Path
from router.runtime import serving
from router.runtime.settings import Settings

def app(environ, start):
    environ["wsgi.input"].read()
    start("200 OK", [("Content-Length", "2")])
    return [b"ok"]

serving.ARRIVES_WITHIN = 0.5
settings = replace(Settings(), port=int(sys.argv[1]), web_processes=1, web_threads=8)
serving.serve(settings, lambda: app)
"""
WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def line(port: int, sent: bytes) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    made.sendall(sent)
    return made


def answers(port: int) -> bool:
    try:
        with line(port, WHOLE) as asked:
            return asked.recv(100).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


@pytest.fixture
def port() -> Iterator[int]:
    """A server of one process and eight threads that waits half a second for a request."""
    at = free_port()
    server = subprocess.Popen([sys.executable, "-c", PROGRAM, str(at)], cwd=ROOT)
    try:
        wait_for("serving", lambda: answers(at))
        yield at
    finally:
        server.terminate()
        server.wait(PATIENCE)


@pytest.mark.parametrize(
    "cut",
    [b"GET / HT", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"],
    ids=["headers", "body"],
)
def test_a_request_that_never_arrives_whole_keeps_no_thread(port: int, cut: bytes) -> None:
    dead = [line(port, cut) for _ in range(12)]
    assert answers(port)
    assert all(is_over(one) for one in dead)


def is_over(asked: socket.socket) -> bool:
    """Whether the server has ended the connection, with a refusal or without a word."""
    with asked:
        try:
            said = asked.recv(100)
        except ConnectionResetError:
            return True
        return said == b"" or said.startswith(b"HTTP/1.1 4")


def test_callers_that_do_not_hang_up_hold_nobody_up(port: int) -> None:
    """gunicorn waits two seconds for each of them; in the thread that accepts, one after the other,
    these would last longer than our patience."""
    staying = [line(port, WHOLE) for _ in range(int(PATIENCE / 2) + 1)]
    assert answers(port)
    for one in staying:
        one.close()


def test_counters_are_not_kept_on_the_disk_of_the_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are mapped files: where the disk is full the kernel kills who writes into one."""
    monkeypatch.setattr(serving, "_MEMORY", tmp_path / "memory")
    (tmp_path / "memory").mkdir()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    ours, other = (Settings(data=tmp_path / name) for name in ("ours", "other"))
    folders = []
    for settings in (ours, other, ours):
        serving.share_metrics(settings)
        folders.append(Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]))
    killed, of_the_other, latest = folders
    assert not killed.exists()
    assert sorted((tmp_path / "memory").iterdir()) == sorted([of_the_other, latest])
