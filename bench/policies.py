"""What loading and looking up contracts costs: `python -m bench.policies` prints it, writes JSON.

A folder of 1,000 invented contracts (three tiers, six duties, calendars in ten zones with the
holidays of ten countries, one shared file) is read from disk; then a ticket's contract is looked up
among 10, 100, 1,000 and 10,000 of them.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from router.domain.contracts.contract import Contract, Rule
from router.domain.routing.rules import Routing
from router.domain.tickets.ticket import TicketFacts
from router.policy_files import load_directory

RESULTS = Path(__file__).parent / "results"
ZONES = [
    ("Europe/Paris", "FR"),
    ("Europe/Berlin", "DE"),
    ("Europe/London", "GB/ENG"),
    ("America/New_York", "US"),
    ("America/Sao_Paulo", "BR"),
    ("Asia/Kolkata", "IN"),
    ("Asia/Tokyo", "JP"),
    ("Australia/Sydney", "AU/NSW"),
    ("Africa/Johannesburg", "ZA"),
    ("America/Los_Angeles", "US/CA"),
]
SHARED = """\
calendars:
  always: {zone: UTC, hours: always}
duties:
  - {id: incident-notice, owed_by: vendor, within: 24h, calendar: always,
     starts: found, stops: told}
  - {id: incident-report, owed_by: vendor, within: 3d, calendar: always,
     after_or_deadline_of: incident-notice, starts: told, stops: reported}
  - {id: deletion, owed_by: vendor, within: 21d, calendar: always, starts: asked, stops: deleted}
  - {id: deletion-certificate, owed_by: vendor, within: 30d, calendar: always, after: deletion,
     starts: deleted, stops: certified}
  - {id: maintenance-notice, owed_by: vendor, before: 7d, calendar: always,
     starts: planned, stops: told}
  - {id: end-of-life-notice, owed_by: vendor, before: 6 months, calendar: always, starts: planned,
     stops: told}
"""
CONTRACT = """\
vendor: vendor-{number}
name: Vendor {number}
aliases: [v{number}]
takes: _shared.yaml
recognise:
  - tags: [vendor-{number}]
  - products: [Product {number}]
  - mail_domains: [vendor-{number}.example]
  - subject_words: [vendor {number}]
calendars:
  office:
    zone: {zone}
    hours: {{mon-thu: "09:00-12:30, 13:30-{close}:{minute:02d}", fri: 09:00-16:00}}
    holidays: {region}
tiers:
  - id: high
    definition: Nobody can work.
    signals: [down, outage]
    source: {number}:1
    targets:
      - {{obligation: response, within: 30m, calendar: always}}
      - {{obligation: update, every: 1h, calendar: always}}
  - id: middle
    definition: Work is hindered.
    source: {number}:2
    targets:
      - {{obligation: response, within: 4h, calendar: office}}
      - {{obligation: update, every: 2d, calendar: always}}
  - id: low
    definition: Everything else.
    source: {number}:3
    targets:
      - {{obligation: response, within: next business day by 17:00, calendar: office}}
      - {{obligation: update, every: 1w, calendar: always}}
clauses:
  {number}:1: {{place: section 1, words: within thirty minutes}}
  {number}:2: {{place: section 2, words: within four hours}}
  {number}:3: {{place: section 3, words: by the next business day}}
"""


def write_contracts(folder: Path, count: int) -> None:
    """So many contract files, no two alike, and the file that they share."""
    (folder / "_shared.yaml").write_text(SHARED, encoding="utf-8")
    for number in range(count):
        zone, region = ZONES[number % len(ZONES)]
        text = CONTRACT.format(
            number=number,
            zone=zone,
            region=region,
            close=17 + number % 3,
            minute=number % 60,
        )
        (folder / f"vendor-{number:05d}.yaml").write_text(text, encoding="utf-8")


def seconds_to_load(folder: Path) -> tuple[dict[str, float], tuple[Contract, ...]]:
    """Seconds of one load on the wall and of the processor, and the contracts."""
    wall, cpu = time.perf_counter(), time.process_time()
    contracts = load_directory(folder).require()
    taken = {
        "wall": round(time.perf_counter() - wall, 3),
        "cpu": round(time.process_time() - cpu, 3),
    }
    return taken, contracts


def microseconds_to_find(contracts: list[Contract], rounds: int = 400) -> float:
    """The median of looking up the contract of a ticket, in microseconds."""
    routing = Routing(contracts)
    taken = []
    for turn in range(rounds):
        wanted = contracts[turn * 7919 % len(contracts)]
        facts = TicketFacts(
            source="bench",
            external_id=str(turn),
            subject=f"the export of {wanted.name} stops",
            body="",
            tags=("vip", wanted.rules[0].tags[0]),
            requester="ana@customer.example",
        )
        before = time.perf_counter_ns()
        routing.decide(facts)
        taken.append(time.perf_counter_ns() - before)
    return statistics.median(taken) / 1000


def _twin(contract: Contract, number: int) -> Contract:
    """The contract once more under other names."""
    rules = tuple(
        Rule(
            tags=tuple(f"{tag}-{number}" for tag in rule.tags),
            products=tuple(f"{product} {number}" for product in rule.products),
            mail_domains=tuple(f"{number}.{domain}" for domain in rule.mail_domains),
            subject_words=tuple(f"{words} {number}" for words in rule.subject_words),
        )
        for rule in contract.rules
    )
    return replace(contract, vendor=f"{contract.vendor}-{number}", aliases=(), rules=rules)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_contracts(folder, 1_000)
        first, contracts = seconds_to_load(folder)
        again, _ = seconds_to_load(folder)
    many = [_twin(contract, number) for number in range(10) for contract in contracts]
    found = {str(count): microseconds_to_find(many[:count]) for count in (10, 100, 1_000, 10_000)}
    result = {
        "load_1000_first_seconds": first,
        "load_1000_again_seconds": again,
        "find_microseconds_by_contracts": {k: round(v, 1) for k, v in found.items()},
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "policies.json").write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    json.dump(result, sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
