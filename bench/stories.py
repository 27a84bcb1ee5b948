"""50,000 random stories of tickets, told to the fold and to a simulator of the rules.

`python -m bench stories`; ends with 1 where they disagree, and shows the first stories. Pauses,
business days, ties of one second, corrections, spam and undelete, hand-over, reopenings, duties,
moved contracts, late news.
"""

from __future__ import annotations

import sys
import time

from bench.processes import keep
from tests.simulator.stories import disagreement

STORIES = 50_000
SHOWN = 3


def main() -> int:
    began = time.process_time()
    found = []
    for seed in range(1_000_000, 1_000_000 + STORIES):
        said = disagreement(seed)
        if said is not None:
            found.append(said)
            if len(found) <= SHOWN:
                sys.stdout.write(f"{said}\n\n")
    seconds = round(time.process_time() - began)
    figures = {"stories": STORIES, "disagreements": len(found), "CPU s": seconds}
    sys.stdout.write(f"{figures}\n")
    keep("stories", figures)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
