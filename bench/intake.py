"""Webhooks under load on real processes: `python -m bench.intake` prints a table, writes JSON.

Signed Zendesk deliveries (a new ticket, then a comment on it, each fiftieth sent a second time)
over 1, 8 and 32 keep-alive connections, against the web role alone with an embedded queue (so
that signature, store and enqueue are all that is measured) and once against the whole system of
`up`; on SQLite and on PostgreSQL, both durable. Every row is counted afterwards. At most 6 seconds
a line.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests as http
from sqlalchemy import create_engine, text

from bench.processes import cpu_seconds, keep, load, share, table, tree
from router.runtime import embedded_valkey
from tests.databases import postgres_database, postgres_server
from tests.journeys.system import ROOT, System, Zendesk, free_port, wait_for

SECONDS = 6.0
MOST = 3000
STEPS = (1, 8, 32)


@dataclass(frozen=True)
class Served:
    """A system under load: where it listens, who takes its deliveries, whose time counts."""

    port: int
    secret: str
    database: str
    web: int  # the process above all web processes


def deliveries(secret: str, first: int, count: int) -> list[bytes]:
    """So many whole requests, signed now."""
    made: list[bytes] = []
    number = first
    while len(made) < count:
        number += 1
        created = Zendesk.created(number, "Invoices cannot be created", tags=["zuper", "emea"])
        made.append(_request(secret, created))
        made.append(_request(secret, _comment(created, number)))
        if number % 25 == 0:
            made.append(made[-1])  # as a sender does that has not heard our answer
    return made[:count]


def _comment(created: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        **created,
        "id": f"{created['id']}-c",
        "type": "zen:event-type:ticket.comment_added",
        "event": {
            "comment": {
                "id": str(10_000_000 + number),
                "is_public": True,
                "body": "It is the same for two colleagues; a screenshot is attached.",
                "author": {"id": "4711", "is_staff": False, "name": "Ana"},
            },
            "meta": {"sequence": {"id": f"s{number}", "position": 1}},
        },
    }


def _request(secret: str, payload: dict[str, Any]) -> bytes:
    body = json.dumps(payload).encode()
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    digest = hmac.new(secret.encode(), stamp.encode() + body, hashlib.sha256).digest()
    head = (
        "POST /webhooks/bench HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Zendesk-Webhook-Signature: {base64.b64encode(digest).decode()}\r\n"
        f"X-Zendesk-Webhook-Signature-Timestamp: {stamp}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@contextmanager
def web_alone(folder: Path, database: str) -> Iterator[Served]:
    """The web role and a queue server, and no worker that would take its share."""
    system = System(folder / "data", ROOT / "policies", variables=_variables(database))
    source = system.cli("sources", "add", "bench", "--kind", "zendesk")
    data = system.data
    embedded_valkey.make_socket_folder(embedded_valkey.socket_path(data))
    binary = embedded_valkey.find_binary(None)
    queue = subprocess.Popen(embedded_valkey.command(binary, data), stdout=subprocess.DEVNULL)
    port = free_port()
    words = [sys.executable, "-m", "router", "web", "--port", str(port)]
    with (folder / "web.log").open("ab") as log:
        web = subprocess.Popen(words, env=system.environment(), stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}/readyz"
        wait_for("the web role serves", lambda: _answers(url), 60)
        yield Served(port, source["secret"], _sync(database, data), web.pid)
    finally:
        for process in (web, queue):
            process.terminate()
            process.wait(20)


@contextmanager
def whole(folder: Path, database: str) -> Iterator[Served]:
    """Everything that `up` starts: a worker routes and the sweeper looks meanwhile."""
    variables = _variables(database)
    with System(folder / "data", ROOT / "policies", variables=variables) as system:
        source = system.cli("sources", "add", "bench", "--kind", "zendesk")
        yield Served(system.port, source["secret"], _sync(database, system.data), system.pid("web"))


def _variables(database: str) -> dict[str, str]:
    known = {"SLA_ROUTER_LOG_LEVEL": "warning", "SLA_ROUTER_LOG_FORMAT": "json"}
    return known | ({"SLA_ROUTER_DATABASE_URL": database} if database else {})


def _sync(database: str, data: Path) -> str:
    return database or f"sqlite:///{data / 'sla-router.db'}"


def _answers(url: str) -> bool:
    try:
        return http.get(url, timeout=2).status_code == 200
    except http.RequestException:
        return False


def measure(served: Served, connections: int, first: int) -> tuple[dict[str, Any], list[bytes]]:
    """One line of the table, and what was sent for it."""
    warm = deliveries(served.secret, first + 500_000, 24)
    load(served.port, warm, min(connections, 8), SECONDS)
    sent = deliveries(served.secret, first, MOST)
    pids = tree(served.web)
    before = cpu_seconds(pids)
    outcome = load(served.port, sent, connections, SECONDS)
    used = cpu_seconds(pids) - before
    if set(outcome.statuses) != {200}:
        raise RuntimeError(f"answers other than 200: {sorted(set(outcome.statuses))}")
    answered = len(outcome.seconds)
    line = {
        "connections": connections,
        "requests": answered,
        "requests/s": round(outcome.rate),
        "p50 ms": round(share(outcome.seconds, 0.5) * 1000, 1),
        "p99 ms": round(share(outcome.seconds, 0.99) * 1000, 1),
        "CPU ms/request": round(used / answered * 1000, 2),
    }
    return line, warm + sent[:answered]


def missing(served: Served, sent: list[bytes]) -> dict[str, int]:
    """What is kept against what was answered 200: deliveries, tickets, comments, openings."""
    bodies = {request.partition(b"\r\n\r\n")[2] for request in sent}
    payloads = [json.loads(body) for body in bodies]
    created = sum(p["type"].endswith("created") for p in payloads)
    expected = {
        "deliveries": len(payloads),
        "tickets": len({p["detail"]["id"] for p in payloads}),
        "comments": len(payloads) - created,
    }
    asked = {
        "deliveries": "SELECT count(*) FROM receipts WHERE source = 'bench'",
        "tickets": "SELECT count(*) FROM tickets WHERE source = 'bench'",
        "comments": "SELECT count(*) FROM events WHERE kind = 'customer_replied'",
    }
    engine = create_engine(served.database)
    with engine.connect() as connection:
        kept = {name: connection.execute(text(sql)).scalar_one() for name, sql in asked.items()}
    engine.dispose()
    return {name: expected[name] - kept[name] for name in expected if expected[name] != kept[name]}


def run(kind: str, way: str, database: str, steps: tuple[int, ...]) -> list[dict[str, Any]]:
    """All lines of one system; raises where a row is missing or too many."""
    start = web_alone if way == "web" else whole
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name, start(Path(name), database) as served:
        sent: list[bytes] = []
        for turn, connections in enumerate(steps):
            line, more = measure(served, connections, 1_000_000 * (turn + 1))
            sent += more
            rows.append({"database": kind, "roles": way, **line})
        wrong = missing(served, sent)
        if wrong:
            raise RuntimeError(f"{kind}, {way}: not all is kept as it was answered: {wrong}")
    return rows


def main() -> None:
    began = time.monotonic()
    rows = run("SQLite", "web", "", STEPS) + run("SQLite", "up", "", (8,))
    with postgres_server(durable=True) as server:
        with postgres_database(server) as url:
            rows += run("PostgreSQL", "web", url, STEPS)
        with postgres_database(server) as url:
            rows += run("PostgreSQL", "up", url, (8,))
    table(rows)
    sys.stdout.write(f"every row was there once; {os.cpu_count()} cores, ")
    sys.stdout.write(f"load {os.getloadavg()[0]:.1f}, {time.monotonic() - began:.0f} s\n")
    keep("intake", rows)


if __name__ == "__main__":
    main()
