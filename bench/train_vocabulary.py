"""Learn the vocabulary's numbers: `python -m bench.train_vocabulary [--check | --folds]`.

Reads every labelled ticket in `bench/cases`, fits a softmax regression over the pieces of words
that `router/domain/routing/classification/vocabulary.py` cuts a ticket into, and writes
`vocabulary.json` beside that module. It learns beside the decision table's numbers, as it is used.
`--check` writes nothing: it leaves each file out in turn, learns from the others, and prints how
well whole decisions are on the one left out; `--folds` leaves out an eighth of the tickets of all
files in turn. These are the honest figures. Sentences of `bench/cases/phrases.txt` are learned
from, never measured on.
"""

from __future__ import annotations

import json
import sys
import zlib
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.classification import Tally, facts_of, measure, show
from router.domain.routing.classification import schemes, vocabulary
from router.domain.routing.classification.decide import BESIDE, columns_of, weighed
from router.domain.routing.classification.decision_tables import TABLES
from router.domain.routing.classification.vocabulary import (
    BUCKETS,
    CLASSES,
    COLUMNS,
    FAMILIES,
    tokens_of,
    worths_of,
)
from router.domain.tickets.ticket import TicketFacts
from router.policy_files import Book, read_directory

HERE = Path(__file__).parent
OUT = HERE.parent / "router" / "domain" / "classification" / "vocabulary.json"
CLASS_OF: dict[str | None, int] = {
    "critical": 0,
    "priority-1": 0,
    "severity-1": 0,
    "major": 1,
    "priority-2": 1,
    "severity-2": 1,
    "severity-3": 2,
    "other": 3,
    "priority-3": 3,
    "severity-4": 3,
    None: 4,
}
OWN = ("aprimo", "aircall")  # families whose definitions differ from the shared ones
FEWEST = 2  # tickets that a piece must stand in
PULL = 0.015  # towards nought
FOLDS = 8
ROUNDS = 300
PHRASE_WORTH = 0.5  # a phrase against a whole ticket

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A text's pieces, by place, what it is, and what the decision table says of it by class."""

    pieces: dict[int, float]
    family: str
    kind: int
    worth: float
    table: tuple[float, ...]


def example(facts: TicketFacts, family: str, kind: int, worth: float) -> Example:
    """Each piece counts once a word, for as much as the classifier lets it."""
    tokens = tokens_of(vocabulary.text_of(facts), facts.language)
    worths = worths_of(tokens)
    pieces: dict[int, float] = {}
    for token in tokens:
        for place in token.places:
            pieces[place] = pieces.get(place, 0.0) + worths[token.means]
    columns = columns_of(TABLES[family], weighed(facts, 1.0))
    table = [0.0] * len(CLASSES)
    for at, column in zip(COLUMNS[family], columns, strict=True):
        table[at] = BESIDE * column
    return Example(pieces, family, kind, worth, tuple(table))


def of_ticket(row: dict[str, Any]) -> Example:
    """A labelled ticket as an example."""
    family = schemes.VENDOR_SCHEMES[row["vendor"]]
    return example(facts_of(row), family, CLASS_OF[row["tier"]], 1.0)


def of_phrases(path: Path) -> list[Example]:
    """Lines `family class: text`, "#" a comment: how people put it, without a whole ticket."""
    if not path.is_file():
        return []
    found = []
    for line in path.read_text("utf-8").splitlines():
        head, colon, text = line.partition(":")
        if colon and not line.startswith("#"):
            family, kind = head.split()
            facts = TicketFacts("bench", "", "", text.strip())
            found.append(example(facts, family, CLASSES.index(kind), PHRASE_WORTH))
    return found


def fit(examples: Sequence[Example]) -> tuple[list[int], Floats, Floats]:
    """Places, their numbers (blocks by shared and OWN, places, classes), and biases by family.

    Minimises the weighted log loss plus PULL times half the squares, by accelerated descent.
    """
    df = Counter(place for one in examples for place in one.pieces)
    places = sorted(place for place, n in df.items() if n >= FEWEST)
    at = {place: i for i, place in enumerate(places)}
    x: Floats = np.zeros((len(examples), len(places)))
    for i, one in enumerate(examples):
        for place, value in one.pieces.items():
            if place in at:
                x[i, at[place]] = value
    # As many numbers as places would be needless work: the solution lies in the span of the
    # examples, so the inner products between them are all that is needed.
    kernel = x @ x.T
    family = [one.family for one in examples]
    for own in OWN:
        same = np.array([name == own for name in family], dtype=float)
        kernel = kernel + (x @ x.T) * np.outer(same, same)
    target = np.eye(len(CLASSES))[[one.kind for one in examples]]
    allowed = np.array([[k in COLUMNS[name] for k in range(len(CLASSES))] for name in family])
    group = np.eye(len(FAMILIES))[[FAMILIES.index(name) for name in family]]
    worth = np.array([[one.worth] for one in examples])
    # The biases are one more piece that all examples of a family share.
    full = kernel + group @ group.T
    table = np.array([one.table for one in examples])
    alpha = _dual(full, target, np.where(allowed, table, -np.inf), worth)
    blocks = [x.T @ alpha]
    for own in OWN:
        same = np.array([[name == own] for name in family], dtype=float)
        blocks.append(x.T @ (alpha * same))
    return places, np.stack(blocks), group.T @ alpha


def _dual(full: Floats, target: Floats, known: Floats, worth: Floats) -> Floats:
    """Coefficients by example and class, by Nesterov's descent on the span of the examples;
    `known` is what is said without them."""
    top = float(np.linalg.eigvalsh(full)[-1])
    step = 1.0 / (0.5 * top * float(worth.max()) + PULL)
    alpha = np.zeros_like(target)
    ahead = alpha
    for turn in range(ROUNDS):
        scores = full @ ahead + known
        scores -= scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        error = (powers / powers.sum(axis=1, keepdims=True) - target) * worth
        new = ahead - step * (error + PULL * ahead)
        ahead = new + turn / (turn + 3) * (new - alpha)
        alpha = new
    return alpha


def document(examples: Sequence[Example]) -> str:
    """The learned numbers as the classifier reads them: signed bytes, compressed."""
    places, blocks, bias = fit(examples)
    scale = float(np.abs(blocks).max()) / 127
    weights = {}
    for name, block in zip(("shared", *OWN), blocks, strict=True):
        whole = np.zeros((BUCKETS, len(CLASSES)), dtype=np.int8)
        whole[places] = np.clip(np.rint(block / scale), -127, 127).astype(np.int8)
        weights[name] = b64encode(zlib.compress(whole.tobytes(), 9)).decode()
    kept = {
        "classes": CLASSES,
        "buckets": BUCKETS,
        "learned_from": len(examples),
        "scale": scale,
        "bias": {f: [round(float(b), 5) for b in bias[i]] for i, f in enumerate(FAMILIES)},
        "weights": weights,
    }
    return json.dumps(kept, indent=1) + "\n"


def rows_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def parts_by_file(files: Sequence[Path]) -> dict[str, list[dict[str, Any]]]:
    return {file.name: rows_of(file) for file in files}


def parts_by_fold(files: Sequence[Path]) -> dict[str, list[dict[str, Any]]]:
    """An eighth of each vendor's tickets of each tier of each file in every part."""
    parts: dict[str, list[dict[str, Any]]] = {f"part {at + 1}": [] for at in range(FOLDS)}
    seen: Counter[tuple[str, str]] = Counter()
    for file in files:
        for row in rows_of(file):
            kind = (row["vendor"], str(row["tier"]))
            parts[f"part {seen[kind] % FOLDS + 1}"].append({**row, "file": file.name})
            seen[kind] += 1
    return parts


def check(parts: dict[str, list[dict[str, Any]]], phrases: list[Example]) -> None:
    """Leave each part out in turn and judge it by what the others taught."""
    book = Book(read_directory(HERE.parent / "policies"))
    known = {name: [of_ticket(row) for row in rows] for name, rows in parts.items()}
    tallies: dict[str, Tally] = {}
    for left_out, rows in parts.items():
        taught = [one for name, examples in known.items() if name != left_out for one in examples]
        vocabulary.use(vocabulary.read_model(document(taught + phrases)))
        for file in dict.fromkeys(row.get("file", left_out) for row in rows):
            own = [row for row in rows if row.get("file", left_out) == file]
            for name in (file, "together"):
                measure(own, book, tallies.setdefault(name, Tally()))
    vocabulary.use(None)
    for name, tally in tallies.items():
        show(f"{name}, left out", tally if name == "together" else replace(tally, confusion={}))


def main(arguments: Sequence[str]) -> None:
    """Learn and write, or with --check measure."""
    files = sorted((HERE / "cases").glob("tickets*.jsonl"))
    phrases = of_phrases(HERE / "cases" / "phrases.txt")
    if "--check" in arguments or "--folds" in arguments:
        parts = parts_by_fold(files) if "--folds" in arguments else parts_by_file(files)
        check(parts, phrases)
        return
    examples = [of_ticket(row) for file in files for row in rows_of(file)] + phrases
    OUT.write_text(document(examples), "utf-8")
    print(f"{OUT.name}: learned from {len(examples)} texts, {OUT.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main(sys.argv[1:])
