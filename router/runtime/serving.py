"""gunicorn around the web application: a few processes of many threads each."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import TConn, ThreadWorker

from router.runtime.data_folder import run_folder
from router.runtime.settings import Settings

Wsgi = Callable[..., Any]

_MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there has no name, or one of its own
#: How long a request may take to arrive, in seconds, headers and body.
ARRIVES_WITHIN = 20.0


class _Line(socket.socket):
    """A connection whose next request must have arrived by `until` (monotonic seconds): one that
    went dead, or that drips, must not keep a thread for ever."""

    until = 0.0
    is_late = False

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        if self.gettimeout() is not None:  # gunicorn is bounding it itself
            return super().recv(bufsize, flags)
        self.settimeout(max(0.001, self.until - time.monotonic()))
        try:
            return super().recv(bufsize, flags)
        except TimeoutError:
            self.is_late = True
            raise ConnectionResetError(errno.ECONNRESET, "the request did not arrive") from None
        finally:
            self.settimeout(None)


class Worker(ThreadWorker):
    """gunicorn's, with nobody waited for in the one thread that accepts for all others."""

    def handle(self, conn: TConn) -> Any:
        if not isinstance(conn.sock, _Line):
            conn.sock = _Line(fileno=conn.sock.detach())
        conn.sock.until = time.monotonic() + ARRIVES_WITHIN
        goes_on = super().handle(conn)
        if not goes_on:
            # Graceful: waits up to 2 s for a caller that has its answer to hang up first.
            conn.close(graceful=not conn.sock.is_late)
        return goes_on

    def finish_request(self, conn: TConn, fs: Future[Any]) -> None:
        if not fs.cancelled() and fs.exception() is None and not fs.result():
            self.nr_conns -= 1  # `handle` has closed it
            return
        super().finish_request(conn, fs)


class _Logger(Logger):
    """Leaves the shape of log lines to router.runtime.logs; the application logs requests."""

    def setup(self, cfg: Any) -> None:
        self.cfg = cfg
        self.error_log = logging.getLogger("gunicorn.error")
        self.access_log = logging.getLogger("gunicorn.access")
        self.error_log.propagate = True
        # "Listening at", "Booting worker": the supervisor says what matters of that.
        self.error_log.setLevel(logging.WARNING)


class _Server(BaseApplication):
    def __init__(self, load: Callable[[], Wsgi], options: dict[str, object]) -> None:
        self._load = load
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Wsgi:
        return self._load()


def serve(settings: Settings, load: Callable[[], Wsgi]) -> None:
    """Serve until SIGTERM. `load` builds the application, once in each process after the fork:
    a database connection must not be shared by processes."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    _Server(
        load,
        {
            "bind": f"{host}:{settings.port}",
            "workers": settings.web_processes,
            "threads": settings.web_threads,
            "worker_class": Worker,
            "timeout": 60,
            # A live page never ends by itself; its browser comes back to the next process.
            "graceful_timeout": 1,
            "keepalive": 15,
            "control_socket_disable": True,
            "logger_class": _Logger,
            "worker_tmp_dir": str(_MEMORY) if os.access(_MEMORY, os.W_OK) else None,
            "child_exit": _forget_metrics,
            "on_exit": _leave,
        },
    ).run()


def share_metrics(settings: Settings) -> None:
    """Let the web processes sum their counters; to be called before anything counts.

    In memory where there is such a folder: the files are mapped, and on a disk that is full the
    kernel kills whoever counts one more.
    """
    memory = _MEMORY if os.access(_MEMORY, os.W_OK) else run_folder(settings.data)
    data = hashlib.sha256(str(settings.data.resolve()).encode()).hexdigest()[:12]
    mine = f"sla-router-{data}-"
    for left_behind in memory.glob(f"{mine}*"):
        shutil.rmtree(left_behind, ignore_errors=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix=mine, dir=memory)


def _leave(_server: object) -> None:
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _forget_metrics(_server: object, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # theirs is untyped
