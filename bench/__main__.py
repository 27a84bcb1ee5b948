"""`python -m bench` runs every measurement, `python -m bench intake fold` those that are named.

Each is a module of its own, runs in a process of its own, prints its table and writes its figures
to `bench/results`. `python -m bench --list` says what there is. Ends with 1 where one failed.
"""

from __future__ import annotations

import subprocess
import sys
import time

# name: what it measures.
MEASUREMENTS = {
    "time_core": "business time: one by one, by the million, and beside its peers",
    "fold": "folding one ticket of 30 events, and its ledgers",
    "policies": "loading 1,000 contracts, finding a ticket's among 10,000",
    "classification": "how well tiers are told, by vendor and language, and how fast",
    "importing": "tickets of the past: a log of 4,000 tickets",
    "stories": "50,000 random tickets, told to the fold and to a simulator of the rules",
    "imports": "files of 1 MB that unpack to 1 GiB, and the memory that reading them takes",
    "parsers": "what reads outside text, on the worst 1 MiB known for it",
    "intake": "webhooks under load: requests/s, p99, processor time, every row counted",
    "receivers": "300 hand-overs that hang or drip, and how late the others are",
    "parcels": "the worker's processor time for each mail, webhook and hand-over",
    "system": "starting up, from a deadline to its receiver, 200 live pages",
}


def main(names: list[str]) -> int:
    """Run the measurements of these names, or all; returns the exit code."""
    if "--list" in names or (unknown := [n for n in names if n not in MEASUREMENTS]):
        for name, what in MEASUREMENTS.items():
            sys.stdout.write(f"{name:16} {what}\n")
        if "--list" in names:
            return 0
        sys.stderr.write(f"bench: there is no measurement {', '.join(unknown)}\n")
        return 2
    failed = []
    for name in names or MEASUREMENTS:
        sys.stdout.write(f"\n== {name}: {MEASUREMENTS[name]}\n\n")
        sys.stdout.flush()
        began = time.monotonic()
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode:
            failed.append(name)
        sys.stdout.write(f"\n({name}: {time.monotonic() - began:.0f} s)\n")
    if failed:
        sys.stderr.write(f"bench: {', '.join(failed)} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
