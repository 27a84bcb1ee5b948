"""Memory of reading what is made to fill it: `python -m bench.imports` prints a table, writes JSON.

Each is a file of 1 GiB unpacked, 1 MB packed: read with `--max-size` as if somebody had said that
it is what it looks like, for 10 seconds, and once without, where it is to be refused. The peak is
that of a process of its own, in MiB beyond one that reads a file of one row.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
import zlib
from pathlib import Path
from typing import Any

from bench.processes import keep, table
from integrations.history.history_mapping import mapping_of
from integrations.history.past_tickets import read_history
from router.domain.errors import BadSettings
from router.domain.time.instants import parse_instant

NOW = parse_instant("2026-03-02T10:00:00Z")
COLUMNS = {"ticket": "number", "opened_at": "opened", "subject": "subject"}
HEAD = b"number,opened,subject\n"
ROW = b"1,2026-01-02T03:04:05Z,hello\n"
BLOCK = 1 << 20
BLOCKS = 1024
SECONDS = 10
BOMBS = {
    "one line": (b"x", "csv"),
    "an open quote": (b'"x\n', "csv"),
    "columns": (b",", "csv"),
    "a row of lines": (b'\n","', "csv"),
    "rows of one ticket": (ROW, "csv"),
    "rows that are none": (b"1,2\n", "csv"),
    "blank rows": (b"\n", "csv"),
    "one line of JSON": (b"[", "jsonl"),
}


def pack(path: Path, piece: bytes) -> None:
    block = piece * (BLOCK // len(piece))
    packer = zlib.compressobj(6, wbits=31)
    with path.open("wb") as file:
        file.write(packer.compress(HEAD))
        for _ in range(BLOCKS):
            file.write(packer.compress(block))
        file.write(packer.flush())


def _read(path: str, form: str, most: int | None, answer: Any) -> None:
    mapping = mapping_of({"format": form, "columns": COLUMNS})
    said = "read"
    until = time.monotonic() + SECONDS
    try:
        for _ in read_history(Path(path), mapping, "old", NOW, most=most):
            if time.monotonic() > until:
                said = f"stopped after {SECONDS} s"
                break
    except BadSettings as error:
        said = "refused" if "--max-size" in str(error) else str(error)[:60]
    answer.send((said, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10))


def measured(path: Path, form: str, most: int | None) -> tuple[str, int]:
    here, there = multiprocessing.get_context("spawn").Pipe(duplex=False)
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_read, args=(str(path), form, most, there))
    process.start()
    there.close()
    said, peak = here.recv() if here.poll(4 * SECONDS) else ("no end", 0)
    if process.is_alive() and said == "no end":
        process.terminate()
    process.join()
    return said, peak


def main() -> int:
    rows, heavy = [], []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.csv"
        path.write_bytes(HEAD + ROW)
        _, least = measured(path, "csv", None)
        for name, (piece, form) in BOMBS.items():
            bomb = Path(folder) / "bomb.gz"
            pack(bomb, piece)
            usual, peak = measured(bomb, form, None)
            asked, peak_asked = measured(bomb, form, 8 << 30)
            rows.append(
                {
                    "1 GiB of": name,
                    "packed MB": round(bomb.stat().st_size / 1e6, 1),
                    "as usual": usual,
                    "MiB": peak - least,
                    "with --max-size": asked,
                    "MiB then": peak_asked - least,
                }
            )
            if max(peak, peak_asked) - least > 128 or "no end" in (usual, asked):
                heavy.append(name)
    table(rows)
    keep("imports", rows)
    if heavy:
        sys.stderr.write(f"over 128 MiB, or without end: {', '.join(heavy)}\n")
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
