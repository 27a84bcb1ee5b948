"""How well tiers are told: `python -m bench.classification [FILE...]`.

Each FILE holds labelled tickets, one JSON object a line: `vendor`, `language`, `subject`, `body`,
`helpdesk_priority`, `tags`, `tier`. Without one it is `bench/cases/exam.jsonl`, which nothing is
learned from; the other files there were learned from, so theirs would flatter. Figures alone are
printed, never a text: a file that nobody has read stays unread. Every figure comes with its N and
the 95 % Wilson interval. Written to `bench/results/classification.json` as well.
"""

from __future__ import annotations

import json
import math
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from router.domain.contracts.contract import Contract
from router.domain.routing.classification import classify
from router.domain.tickets.ticket import TicketFacts
from router.policy_files import Book, read_directory

HERE = Path(__file__).parent
NONE = "none"


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share; (0, 1) where nothing was counted."""
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass
class Share:
    """So many of so many."""

    hits: int = 0
    of: int = 0

    def count(self, hit: bool) -> None:
        self.hits += hit
        self.of += 1

    def __str__(self) -> str:
        if not self.of:
            return "-"
        low, high = wilson(self.hits, self.of)
        return f"{self.hits / self.of:.3f} ({self.hits} of {self.of}; {low:.2f} to {high:.2f})"

    def as_json(self) -> dict[str, Any]:
        low, high = wilson(self.hits, self.of)
        share = self.hits / self.of if self.of else None
        return {"hits": self.hits, "n": self.of, "share": share, "low": low, "high": high}


@dataclass
class Tally:
    """What one file showed."""

    shares: dict[str, Share] = field(default_factory=dict)
    confusion: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    milliseconds: list[float] = field(default_factory=list)

    def share(self, name: str) -> Share:
        return self.shares.setdefault(name, Share())


def rank(tiers: list[str], tier: str) -> int:
    return tiers.index(tier)


def measure(rows: list[dict[str, Any]], book: Book, tally: Tally | None = None) -> Tally:
    """Classify every row and count, adding to `tally` where one is given."""
    tally = Tally() if tally is None else tally
    for row in rows:
        contract = book.find(row["vendor"])
        if contract is None:
            raise SystemExit(f"no contract of {row['vendor']!r} is shipped")
        one(tally, row, contract)
    return tally


def facts_of(row: dict[str, Any]) -> TicketFacts:
    """A labelled ticket without its label."""
    return TicketFacts(
        "bench",
        str(row.get("id", "")),
        row["subject"],
        row["body"],
        priority=(row.get("helpdesk_priority") or "").lower() or None,
        tags=tuple(row.get("tags") or ()),
        language=row.get("language"),
    )


def one(tally: Tally, row: dict[str, Any], contract: Contract) -> None:
    facts = facts_of(row)
    start = time.perf_counter()
    decision = classify(contract, facts)
    tally.milliseconds.append((time.perf_counter() - start) * 1000)
    tiers = [tier.id for tier in contract.tiers] + [NONE]
    true, got = row["tier"] or NONE, decision.tier or NONE
    hit = true == got
    for name in ("all", f"vendor {row['vendor']}", f"language {row['language']}"):
        tally.share(name).count(hit)
    if true == tiers[0]:
        tally.share("recall of the top tiers").count(hit)
    if got == tiers[0]:
        tally.share("precision of the top tiers").count(hit)
    tally.share("at most one tier off").count(abs(rank(tiers, true) - rank(tiers, got)) <= 1)
    if decision.uncertain:
        tally.share("right among those marked to check").count(hit)
    for table in (row["vendor"], row["language"]):
        tally.confusion.setdefault(table, Counter())[(true, got)] += 1


def show(name: str, tally: Tally) -> None:
    print(f"\n{name}")
    for key in sorted(tally.shares, key=lambda text: (text.startswith(("vendor", "lang")), text)):
        print(f"  {key:36} {tally.shares[key]}")
    ordered = sorted(tally.milliseconds)
    print(
        f"  milliseconds a ticket: median {statistics.median(ordered):.2f}, "
        f"p95 {ordered[int(len(ordered) * 0.95)]:.2f}, most {ordered[-1]:.2f}"
    )
    for table, counts in tally.confusion.items():
        labels = sorted({label for pair in counts for label in pair})
        print(f"  {table}: true tier in rows, told in columns")
        print(" " * 16 + "".join(f"{label:>12}" for label in labels))
        for true in labels:
            cells = "".join(f"{counts[(true, got)] or '.':>12}" for got in labels)
            print(f"    {true:12}{cells}")


def long_texts(contract: Contract, rows: list[dict[str, Any]]) -> dict[str, float]:
    """Milliseconds for a mebibyte: prose, and a text made of half phrases."""
    prose = " ".join(row["body"] for row in rows)
    size = 1 << 20
    texts = {
        "prose": (prose * (size // max(1, len(prose)) + 1))[:size],
        "half phrases": ("no other way " * (size // 13 + 1))[:size],
    }
    taken = {}
    for name, body in texts.items():
        start = time.perf_counter()
        classify(contract, TicketFacts("bench", name, "long", body))
        taken[name] = round((time.perf_counter() - start) * 1000, 1)
    return taken


def main(paths: list[str]) -> None:
    """Measure every file, print, and write the results."""
    files = [Path(path) for path in paths] or [HERE / "cases" / "exam.jsonl"]
    book = Book(read_directory(HERE.parent / "policies"))
    results: dict[str, Any] = {}
    everything: list[dict[str, Any]] = []
    for file in files:
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        everything.extend(rows)
        if not results:
            measure(rows, book)  # the lexicons are read once, on first use
        tally = measure(rows, book)
        show(f"{file.name}, {len(rows)} tickets", tally)
        results[file.name] = {key: share.as_json() for key, share in tally.shares.items()}
    zuper = book.find("zuper")
    if zuper is not None and everything:
        results["milliseconds for a mebibyte"] = long_texts(zuper, everything)
        print(f"\nmilliseconds for a mebibyte: {results['milliseconds for a mebibyte']}")
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "classification.json").write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
