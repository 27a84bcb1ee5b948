"""`up`: everything on one machine, from one process in the foreground."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from router.cli.options import say, with_settings
from router.domain.errors import RouterError
from router.runtime import data_folder, embedded_valkey
from router.runtime.processes import end_recorded
from router.runtime.settings import Settings
from router.runtime.supervisor import Part, Supervisor

START_WITHIN = 60.0


class PortTaken(RouterError):
    """Something else listens where we would."""


@click.command()
@with_settings
@click.option("--host", help="Address to listen at; also SLA_ROUTER_HOST.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port.  [default: 8420]")
@click.option("--no-samples", is_flag=True, help="A new data folder gets no sample tickets.")
def up(settings: Settings, host: str | None, port: int | None, no_samples: bool) -> None:
    """Start everything here: web, worker, sweeper, queue and database. Ctrl-C stops it.

    \b
    Example:   sla-router up --data /srv/sla --port 9000
    """
    from router.runtime import logs

    began = time.monotonic()
    logs.set_up("up", style=settings.log_format, level=settings.log_level)
    settings = replace(
        settings,
        host=host or settings.host,
        port=port or settings.port,
        samples=settings.samples and not no_samples,
    )
    data_folder.prepare(settings.data)
    held = data_folder.lock(settings.data)
    try:
        # Ours alone from here on: whatever an earlier run left behind can be ended.
        for one in data_folder.read_running(settings.data):
            end_recorded(one.pid, one.identity)
        check_port(settings.host, settings.port)
        data_folder.write_address(settings.data, settings.host, settings.port, settings.address)
        _supervise(settings, began)
    finally:
        held.close()


def _supervise(settings: Settings, began: float) -> None:
    import structlog

    def record(running: list[data_folder.Running]) -> None:
        data_folder.write_running(settings.data, running)

    supervisor = Supervisor(structlog.get_logger("router.up"), record)
    with supervisor.signals():
        try:
            if settings.embedded:
                supervisor.start(_queue(settings))
            # The web loads its program on one processor while we prepare the database on another;
            # the other roles would only take turns with it.
            supervisor.start(_role(settings, "web"))
            from router.runtime.bootstrap import core as bootstrap

            first_login = bootstrap.prepare(settings)
            supervisor.go()
            supervisor.wait_until(lambda: is_serving(settings), START_WITHIN, "the web server")
            if settings.embedded:
                path = embedded_valkey.socket_path(settings.data)
                supervisor.wait_until(lambda: embedded_valkey.answers(path), 10, "the queue server")
            for name in (*["worker"] * settings.workers, "sweep"):
                supervisor.start(_role(settings, name))
            supervisor.go()
            if not supervisor.stopping:
                _greet(settings, first_login, time.monotonic() - began)
            supervisor.run()
        finally:
            supervisor.end()


def _queue(settings: Settings) -> Part:
    path = embedded_valkey.socket_path(settings.data)
    embedded_valkey.make_socket_folder(path)
    embedded_valkey.end_orphan(settings.data)
    binary = embedded_valkey.find_binary(settings.valkey_binary)
    return Part(
        "queue",
        embedded_valkey.command(binary, settings.data),
        # It keeps nothing: what it knew is asked of the database, so it need not stop cleanly.
        last=signal.SIGKILL,
        late=True,
        before_restart=lambda: path.unlink(missing_ok=True),
    )


def _role(settings: Settings, name: str) -> Part:
    root = str(Path(__file__).resolve().parents[2])
    env = {
        **os.environ,
        **settings.as_variables(),
        # Our own package, whatever the folder that we were called in holds.
        "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")])),
        "PYTHONSAFEPATH": "1",
        "TZ": "UTC",  # rq compares local times
    }
    return Part(name, [sys.executable, "-m", "router", name, "--when-told"], env, waits=True)


def check_port(host: str, port: int) -> None:
    """Raises PortTaken where we could not listen."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], found[1]) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            _patiently(lambda: probe.bind(found[4]))
    except socket.gaierror:
        raise PortTaken(f"--host {host!r} is not an address of this machine") from None
    except PermissionError:
        raise PortTaken(f"port {port} may be used by root only; choose one from 1024 on") from None
    except OSError as error:
        raise PortTaken(
            f"port {port} at {host} is taken ({error.strerror}); choose another, such as "
            f"--port {port + 1 if port < 65535 else 8420}"
        ) from None


def _patiently(bind: Callable[[], None], seconds: float = 1.5) -> None:
    # The last web process of a run that was killed needs a second to see it.
    until = time.monotonic() + seconds
    while True:
        try:
            return bind()
        except PermissionError:
            raise
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def is_serving(settings: Settings) -> bool:
    """Whether the web server answers and can reach its database."""
    # Nothing is bound here: "every address" is asked for at this machine's own.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    line = http.client.HTTPConnection(host, settings.port, timeout=2)
    try:
        line.request("GET", "/readyz")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _greet(settings: Settings, first_login: str | None, seconds: float) -> None:
    say(f"\nSLA Router is at {settings.address} (up in {seconds:.1f} s)")
    if first_login is not None:
        say(f"Log in as administrator, once, within a day: {first_login}")
    else:
        say("A login link for somebody: sla-router users link EMAIL")
    from router.runtime.bootstrap import core as bootstrap

    if bootstrap.tells_nobody(settings):
        variables = "SLA_ROUTER_SMTP_HOST, SLA_ROUTER_MAIL_FROM, SLA_ROUTER_MANAGERS"
        say(f"Nobody is written to yet: set {variables} (docs/settings.md).")
    say(f"Data in {settings.data}. Stop with Ctrl-C.\n")
    sys.stdout.flush()
