"""The running system: `python -m bench.system` prints three tables, writes JSON.

Start: from the command `up` in an empty folder, and in the same folder again, to the first answer
that it is ready; and from Ctrl-C to the end of it. Deadlines: 50 tickets of a vendor that promises
an answer within three seconds, from each deadline to the webhook that tells of it, at its receiver.
Live pages: 200 event streams held open on 2 processes of 128 threads, how fast a change reaches
each, and how fast a page is served beside them.
"""

from __future__ import annotations

import base64
import itertools
import re
import selectors
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import requests as http

from bench.processes import cpu_seconds, keep, share, table, tree
from router.runtime.bootstrap import core as bootstrap
from router.runtime.settings import load
from router.usecases.access import let_in as accounts
from router.usecases.records import Role
from router.web.http.auth import COOKIE
from tests.journeys.conftest import SUBJECT, policies_in
from tests.journeys.system import ROOT, HttpSink, System, Zendesk, wait_for

CLOCKS = 50
PAGES = 200
SECRET = "whsec_" + base64.b64encode(b"a secret of the bench, 32 bytes!").decode()


def starts(folder: Path) -> list[dict[str, Any]]:
    """Seconds to ready, the first time and again."""
    rows = []
    # Whatever was compiled before is left out of it: the first start compiles every module.
    compiled = {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    for what, data in (
        ("nothing compiled, empty folder", "one"),
        ("again", "one"),
        ("again", "one"),
        ("an empty folder", "other"),
    ):
        system = System(folder / data, ROOT / "policies", samples=True, variables=compiled)
        began = time.perf_counter()
        system.start()
        said = re.findall(r"up in ([0-9.]+) s", system.log)[-1]
        rows.append(
            {
                "start of up": what,
                "serving after s": round(time.perf_counter() - began, 2),
                "as it says itself": float(said),
                "CPU s": round(cpu_seconds(tree(system.process.pid)), 2) if system.process else 0,
            }
        )
        rows[-1]["Ctrl-C to the end s"] = round(system.stop(), 2)
    return rows


def deadlines(folder: Path) -> list[dict[str, Any]]:
    """From the deadline of each clock to its receiver."""
    with HttpSink() as sink:
        variables = {
            "SINK_SMTP_PORT": "9",
            "SINK_URL": f"{sink.url}/told",
            "SINK_SECRET": SECRET,
        }
        system = System(folder / "data", _webhook_only(folder), variables=variables)
        with system:
            source = system.cli("sources", "add", "acme", "--kind", "zendesk")
            zendesk = Zendesk(source["url"], source["secret"])
            for number in range(CLOCKS):
                status = zendesk.post(Zendesk.created(number, SUBJECT, tags=["quick"]))
                if status != 200:
                    raise RuntimeError(f"a ticket was answered {status}")
                time.sleep(0.1)
            wait_for("every breach is told", lambda: len(sink.calls) >= CLOCKS, 60)
    late = []
    for call in sink.calls:
        deadline = call.json["data"]["clock"]["due_at"] or call.json["data"]["clock"]["breached_at"]
        late.append(call.at - datetime.fromisoformat(deadline).timestamp())
    return [
        {
            "clocks": len(late),
            "p50 ms": round(share(late, 0.5) * 1000),
            "p99 ms": round(share(late, 0.99) * 1000),
            "earliest ms": round(min(late) * 1000),
        }
    ]


def _webhook_only(folder: Path) -> Path:
    policies = policies_in(folder / "policies")
    path = policies / "escalations" / "everything.yaml"
    steps = path.read_text(encoding="utf-8")
    start = steps.index("      - id: soon")
    late = "      - {id: late, when: breach, tell: [{channel: hook}]}\n"
    path.write_text(steps[:start] + late, encoding="utf-8")
    return policies


def live_pages(folder: Path) -> list[dict[str, Any]]:
    """So many streams, one change, and a page beside them."""
    system = System(folder / "data", ROOT / "policies", samples=True)
    with system:
        source = system.cli("sources", "add", "acme", "--kind", "zendesk")
        session = _log_in(system)
        began = time.perf_counter()
        people = _people(folder / "data")
        selector = _open_streams(system.port, people)
        opened = time.perf_counter() - began
        before, began = cpu_seconds(tree(system.pid("web"))), time.perf_counter()
        pages = []
        for _ in range(40):
            asked = time.perf_counter()
            if session.get(f"{system.url}/", timeout=10).status_code != 200:
                raise RuntimeError("the page of tickets was not served")
            pages.append(time.perf_counter() - asked)
        changed = time.perf_counter()
        Zendesk(source["url"], source["secret"]).post(Zendesk.created(1, SUBJECT, tags=["zuper"]))
        told = _told(selector, changed, 20)
        used = cpu_seconds(tree(system.pid("web"))) - before
        wall = time.perf_counter() - began
        for key in list(selector.get_map().values()):
            _socket(key).close()
    return [
        {
            "streams": PAGES,
            "all open after s": round(opened, 1),
            "told of a change": len(told),
            "p50 ms": round(share(told, 0.5) * 1000),
            "p99 ms": round(share(told, 0.99) * 1000),
            "page beside, p50 ms": round(share(pages, 0.5) * 1000),
            "web CPU": f"{used / wall * 100:.0f} %",
        }
    ]


def _log_in(system: System) -> http.Session:
    link = re.findall(r"login\?token=(\S+)", system.log)[0]
    session = http.Session()
    answer = session.post(f"{system.url}/login", data={"token": link}, timeout=10)
    if answer.status_code != 200:
        raise RuntimeError(f"logging in was answered {answer.status_code}")
    return session


def _people(data: Path) -> Iterator[tuple[str, str]]:
    """Cookies and addresses of people who each have five pages open, from two offices: neither a
    person nor an address may have all streams of a process."""
    with bootstrap.core(load({}, data=data)) as core:
        cookies = []
        for number in range(PAGES // 5):
            _, link = accounts.add_user(core, f"person{number}@example.com", Role.AGENT)
            found = accounts.log_in_with_link(core, link)
            cookies.append(found[0] if found else "")
    return itertools.cycle((c, f"127.0.0.{n % 2 + 1}") for n, c in enumerate(cookies))


def _stream(port: int, people: Iterator[tuple[str, str]]) -> socket.socket:
    cookie, address = next(people)
    line = socket.create_connection(("127.0.0.1", port), source_address=(address, 0))
    head = f"GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {COOKIE}={cookie}\r\n\r\n"
    line.sendall(head.encode())
    return line


def _open_streams(port: int, people: Iterator[tuple[str, str]]) -> selectors.BaseSelector:
    """Open them all; one that meets a process that is full comes back, as the pages do."""
    selector = selectors.DefaultSelector()
    for _ in range(PAGES):
        selector.register(_stream(port, people), selectors.EVENT_READ, False)
    until = time.perf_counter() + 30
    while not all(key.data for key in selector.get_map().values()):
        if time.perf_counter() > until:
            raise RuntimeError("not all streams were opened within 30 seconds")
        for key, _ in selector.select(timeout=1):
            line = _socket(key)
            part = line.recv(65_536)
            if b"event: beat" in part:
                selector.modify(line, selectors.EVENT_READ, True)
            elif not part or part[9:12] in (b"503", b"429"):
                selector.unregister(line)
                line.close()
                selector.register(_stream(port, people), selectors.EVENT_READ, False)
    return selector


def _told(selector: selectors.BaseSelector, since: float, seconds: float) -> list[float]:
    """When each of the streams told of a change, in seconds after `since`."""
    seen: dict[int, float] = {}
    while len(seen) < PAGES and time.perf_counter() - since < seconds:
        for key, _ in selector.select(timeout=1):
            if b"event: changed" in _socket(key).recv(65_536):
                seen.setdefault(key.fd, time.perf_counter() - since)
    return list(seen.values())


def _socket(key: selectors.SelectorKey) -> socket.socket:
    assert isinstance(key.fileobj, socket.socket)
    return key.fileobj


def main() -> None:
    figures: dict[str, Any] = {}
    for name, measure in (
        ("start", starts),
        ("deadlines", deadlines),
        ("live pages", live_pages),
    ):
        with tempfile.TemporaryDirectory() as folder:
            figures[name] = measure(Path(folder))
        sys.stdout.write(f"{name}\n")
        table(figures[name])
        sys.stdout.write("\n")
    keep("system", figures)


if __name__ == "__main__":
    main()
