"""Receivers that hang: `python -m bench.receivers`, or `python -m bench.receivers 1 sqlite`.

300 hand-overs wait for two endpoints, of which one accepts and never answers and one drips a byte a
second. Then come tickets of a vendor whose endpoint is well, and breaches that are told to a
webhook that is well: from each ticket's posting to its hand-over, and from each deadline to its
notice. With one worker and two, on SQLite and PostgreSQL.
"""

from __future__ import annotations

import base64
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.processes import keep, share, table
from router.store.engine import make_engine
from router.store.unit import SqlStore
from tests.databases import postgres_server
from tests.journeys.conftest import SUBJECT, policies_in
from tests.journeys.system import HttpSink, MailSink, System, Zendesk, wait_for

HUNG = 300
HEALTHY = 60
SECRET = "whsec_" + base64.b64encode(b"a secret of the bench, 32 bytes!").decode()
_DRIP = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000


@contextmanager
def bad_receiver(*, drips: bool) -> Iterator[str]:
    """Accepts every connection and never answers, or a byte a second; gives its address."""
    server = socket.create_server(("127.0.0.1", 0), backlog=1024)
    kept: list[socket.socket] = []
    over = threading.Event()

    def accept() -> None:
        while not over.is_set():
            try:
                kept.append(server.accept()[0])
            except OSError:
                return

    def drip() -> None:
        sent: dict[int, int] = {}
        while not over.wait(1.0):
            for line in list(kept):
                at = sent.get(id(line), 0)
                sent[id(line)] = at + 1
                try:
                    line.send(_DRIP[at : at + 1])
                except OSError:
                    kept.remove(line)

    threads = [threading.Thread(target=accept, daemon=True)]
    if drips:
        threads.append(threading.Thread(target=drip, daemon=True))
    for thread in threads:
        thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/in"
    finally:
        over.set()
        server.close()
        for line in kept:
            line.close()


@contextmanager
def running(
    folder: Path, sink: HttpSink, mails: MailSink, workers: int, postgres: str
) -> Iterator[System]:
    """A system that tells a webhook and a mailbox of breaches."""
    policies = policies_in(folder / "policies")
    path = policies / "escalations" / "everything.yaml"
    steps = path.read_text(encoding="utf-8")
    start = steps.index("      - id: soon")
    late = "      - {id: late, when: breach, tell: [{channel: hook}]}\n"
    path.write_text(steps[:start] + late, encoding="utf-8")
    contract = (policies / "contracts" / "handed.yaml").read_text(encoding="utf-8")
    for bad in ("hangs", "drips"):
        other = contract.replace("handed", bad)
        (policies / "contracts" / f"{bad}.yaml").write_text(other, encoding="utf-8")
    variables = {
        "SINK_SMTP_PORT": str(mails.port),
        "SINK_URL": f"{sink.url}/told",
        "SINK_SECRET": SECRET,
        "SLA_ROUTER_WORKERS": str(workers),
    }
    if postgres:
        variables["SLA_ROUTER_DATABASE_URL"] = postgres
    with System(folder / "data", policies, variables=variables) as system:
        yield system


def hanging(workers: int, postgres: str) -> dict[str, Any]:
    """300 hand-overs that hang or drip, and how late the others are."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sink, mails = stack.enter_context(HttpSink()), stack.enter_context(MailSink())
        hangs = stack.enter_context(bad_receiver(drips=False))
        drips = stack.enter_context(bad_receiver(drips=True))
        system = stack.enter_context(running(folder, sink, mails, workers, postgres))
        for vendor, url in (("hangs", hangs), ("drips", drips), ("handed", f"{sink.url}/in")):
            system.cli("endpoints", "add", vendor, "--vendor", vendor, "--url", url)
        source = system.cli("sources", "add", "acme", "--kind", "zendesk")
        zendesk = Zendesk(source["url"], source["secret"])
        for number in range(HUNG):
            zendesk.post(
                Zendesk.created(number, SUBJECT, tags=["hangs" if number % 2 else "drips"])
            )
        url = postgres or f"sqlite:///{folder / 'data' / 'sla-router.db'}"
        store = SqlStore(make_engine(url))
        stack.callback(store.close)

        def all_wait() -> bool:
            with store.read() as work:
                return sum(work.deliveries.counts().values()) >= HUNG

        began = time.monotonic()
        wait_for("all that hang wait to be handed over", all_wait, 120)
        routed = time.monotonic() - began
        opened = {}
        for number in range(HUNG, HUNG + HEALTHY):
            opened[str(number)] = time.time()
            zendesk.post(Zendesk.created(number, SUBJECT, tags=["handed"]))
            zendesk.post(Zendesk.created(number + HEALTHY, SUBJECT, tags=["quick"]))
            time.sleep(0.5)
        wait_for("all that is well has come", lambda: len(sink.calls) >= 2 * HEALTHY, 300)
        told, handed = [], []
        for call in sink.calls:
            data = call.json["data"]
            if call.path == "/told":
                at = data["clock"]["due_at"] or data["clock"]["breached_at"]
                told.append(call.at - datetime.fromisoformat(at).timestamp())
            else:
                handed.append(call.at - opened[str(data["ticket"]["external_id"])])
    ids = [call.headers["webhook-id"] for call in sink.calls]
    return {
        "database": "PostgreSQL" if postgres else "SQLite",
        "workers": workers,
        "breaches": len(told),
        "breach p50 ms": round(share(told, 0.5) * 1000),
        "breach p99 ms": round(share(told, 0.99) * 1000),
        "hand-overs": len(handed),
        "hand-over p50 ms": round(share(handed, 0.5) * 1000),
        "hand-over p99 ms": round(share(handed, 0.99) * 1000),
        "doubled": len(ids) - len(set(ids)),
        "300 routed after s": round(routed, 1),
    }


def main(words: list[str]) -> None:
    workers = [int(word) for word in words if word.isdigit()] or [1, 2]
    databases = [word for word in words if not word.isdigit()] or ["sqlite", "postgres"]
    rows = []
    for database in databases:
        for count in workers:
            with ExitStack() as stack:
                url = (
                    stack.enter_context(postgres_server(durable=True))
                    if database == "postgres"
                    else ""
                )
                rows.append(hanging(count, url))
    table(rows)
    keep("receivers", {"hanging": rows})


if __name__ == "__main__":
    main(sys.argv[1:])
