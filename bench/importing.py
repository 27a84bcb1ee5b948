"""Tickets of the past: `python -m bench.importing [FILE]` imports a log, prints it, writes JSON.

Without FILE a log of 4,000 invented incidents is written and imported, in the shape that the
shipped mapping `uci-incident-log` reads; FILE may be the real log (`docs/import.md`).
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.processes import keep, table

HEAD = "number,incident_state,sys_mod_count,opened_at,sys_updated_at,priority,category"
HEAD += ",subcategory,location,caller_id"


def invent(path: Path, incidents: int) -> None:
    """So many incidents of three to seven rows; always the same ones."""
    chance = random.Random(498)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD + "\n")
        for number in range(incidents):
            opened = at = datetime(2016, 3, 1, tzinfo=UTC) + timedelta(minutes=number * 17)
            states = ["New", "Active", "Resolved", "Closed"]
            if chance.random() < 0.3:
                states[2:2] = ["Awaiting User Info", "Active"]
            priority = chance.choice(["1 - Critical", "2 - High", "3 - Moderate", "4 - Low"])
            for turn, state in enumerate(states):
                at += timedelta(minutes=chance.randrange(3, 3000))
                shown = f"{opened:%d/%m/%Y %H:%M},{at:%d/%m/%Y %H:%M}"
                file.write(
                    f"INC{number:07},{state},{turn},{shown},{priority},C,S,L {number % 90},P\n"
                )


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(names[0]) if names else Path(folder) / "log.csv"
        if not names:
            invent(path, 4000)
        command = [sys.executable, "-m", "router", "import", str(path), "--json"]
        command += ["--mapping", "uci-incident-log", "--data", f"{folder}/data"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
    report = json.loads(done.stdout)
    names_of = ("rows", "tickets", "events", "clocks", "breached", "seconds", "cpu_seconds")
    row = {name: report[name] for name in (*names_of, "tickets_per_second")}
    row["CPU ms/ticket"] = round(report["cpu_seconds"] / max(1, report["tickets"]) * 1000, 2)
    table([row])
    keep("importing", row)


if __name__ == "__main__":
    main(sys.argv[1:])
