"""What a parcel costs: `python -m bench.parcels`, or `python -m bench.parcels sqlite 1000`.

Sending is held until 1,000 parcels wait: breaches told by mail and by webhook, and hand-overs. Then
it is let go, and the processor time of the worker (`/proc`) until all is sent is divided by their
number. Receivers keep their connections open and answer at once.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.processes import cpu_seconds, keep, table, tree
from bench.receivers import SECRET
from router.store.engine import make_engine
from router.store.unit import SqlStore
from tests.databases import postgres_server
from tests.journeys.conftest import SUBJECT, policies_in
from tests.journeys.system import HttpSink, MailSink, System, Zendesk, wait_for

_STEPS = (
    "      - {id: late, when: breach, tell:"
    " [{channel: mail, to: manager@customer.example}, {channel: hook}]}\n"
)


def cost(parcels: int, postgres: str) -> dict[str, Any]:
    """Processor time of the worker for each parcel, by database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sink, mails = stack.enter_context(HttpSink()), stack.enter_context(MailSink())
        policies = policies_in(folder / "policies")
        path = policies / "escalations" / "everything.yaml"
        steps = path.read_text(encoding="utf-8")
        path.write_text(steps[: steps.index("      - id: soon")] + _STEPS, encoding="utf-8")
        variables = {
            "SINK_SMTP_PORT": str(mails.port),
            "SINK_URL": f"{sink.url}/told",
            "SINK_SECRET": SECRET,
        }
        if postgres:
            variables["SLA_ROUTER_DATABASE_URL"] = postgres
        system = stack.enter_context(System(folder / "data", policies, variables=variables))
        system.cli("endpoints", "add", "handed", "--vendor", "handed", "--url", f"{sink.url}/in")
        source = system.cli("sources", "add", "acme", "--kind", "zendesk")
        zendesk = Zendesk(source["url"], source["secret"])
        store = SqlStore(make_engine(postgres or f"sqlite:///{folder / 'data' / 'sla-router.db'}"))
        stack.callback(store.close)

        def are(state: str) -> bool:
            with store.read() as work:
                return work.deliveries.counts().get(state, 0) >= parcels

        system.cli("hold", "on")
        for number in range(parcels * 2 // 3):
            tag = "handed" if number % 2 else "quick"
            zendesk.post(Zendesk.created(number, SUBJECT, tags=[tag]))
        wait_for("all of them wait", lambda: are("pending"), 300)
        time.sleep(2)  # whatever else is to be done about the tickets is done
        worker = tree(system.pid("worker"))
        spent, began = cpu_seconds(worker), time.monotonic()
        system.cli("hold", "off")
        wait_for("all are sent", lambda: are("sent"), 300)
        wall, spent = time.monotonic() - began, cpu_seconds(worker) - spent
        return {
            "database": "PostgreSQL" if postgres else "SQLite",
            "parcels": parcels,
            "mails": len(mails.mails),
            "calls": len(sink.calls),
            "CPU ms/parcel": round(spent * 1000 / parcels, 2),
            "parcels/s": round(parcels / wall),
        }


def main(words: list[str]) -> None:
    parcels = next((int(word) for word in words if word.isdigit()), 1000)
    rows = []
    for database in [word for word in words if not word.isdigit()] or ["sqlite", "postgres"]:
        with ExitStack() as stack:
            url = ""
            if database == "postgres":
                url = stack.enter_context(postgres_server(durable=True))
            rows.append(cost(parcels, url))
    table(rows)
    keep("parcels", {"cost": rows})


if __name__ == "__main__":
    main(sys.argv[1:])
