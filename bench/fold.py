"""What folding one ticket costs: `python -m bench.fold` prints a table and writes JSON.

A ticket with 30 events (opened, hand-over, replies of the vendor, pauses, the customer's answers,
a tier change, a resolution, a reopening) on office hours with pauses: the fold alone, the ledgers
of all its clocks alone, and both together.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from router.domain.clocks.fold import clocks_of
from router.domain.clocks.ledger import ledger_of
from router.domain.tickets.events import Event, Kind
from router.domain.time.instants import MINUTE, parse_instant
from tests.builders import lutece

START = parse_instant("2026-03-02T08:30:00Z")
RESULTS = Path(__file__).parent / "results"


def thirty_events() -> list[Event]:
    """The story above, 97 minutes from one event to the next."""
    kinds = [Kind.OPENED, Kind.HANDOVER_REQUESTED, Kind.HANDED_OVER]
    for _ in range(6):
        kinds += [Kind.VENDOR_REPLIED, Kind.PAUSED, Kind.CUSTOMER_REPLIED, Kind.RESUMED]
    kinds += [Kind.TIER_CHANGED, Kind.RESOLVED, Kind.REOPENED]
    data = {Kind.PAUSED: {"reason": "waiting_for_customer"}, Kind.TIER_CHANGED: {"tier": "low"}}
    at = [START + 97 * MINUTE * number for number in range(len(kinds))]
    return [
        Event(kind, at[n], f"e{n}", at[n], data=data.get(kind, {})) for n, kind in enumerate(kinds)
    ]


def microseconds(what: Callable[[], object], rounds: int = 300) -> float:
    """The median of one call's CPU time over so many rounds."""
    what()
    taken = []
    for _ in range(rounds):
        before = time.process_time_ns()
        what()
        taken.append(time.process_time_ns() - before)
    return statistics.median(taken) / 1000


def main() -> None:
    events, contract = thirty_events(), lutece()
    now = events[-1].at + 60 * MINUTE
    clocks = clocks_of(events, now, contract=contract, tier="high")

    def fold() -> object:
        return clocks_of(events, now, contract=contract, tier="high")

    def both() -> object:
        return [ledger_of(c) for c in clocks_of(events, now, contract=contract, tier="high")]

    figures = {
        "events": len(events),
        "clocks": len(clocks),
        "ledger segments": sum(len(ledger_of(c)) for c in clocks),
        "fold, microseconds": round(microseconds(fold)),
        "ledgers, microseconds": round(microseconds(lambda: [ledger_of(c) for c in clocks])),
        "fold and ledgers, microseconds": round(microseconds(both)),
    }
    for name, value in figures.items():
        sys.stdout.write(f"{name:32} {value:>8}\n")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "fold.json").write_text(json.dumps(figures, indent=2), "utf-8")


if __name__ == "__main__":
    main()
