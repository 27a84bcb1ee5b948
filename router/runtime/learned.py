"""Learned decision tables: kept in the data folder, one file a contract, read back as they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from router.domain.contracts.contract import Contract
from router.domain.errors import BadEvent
from router.domain.routing.classification import Decision, Scheme, Vote, classify, scheme_of
from router.domain.routing.classification.decision_tables import Table
from router.domain.routing.classification.training import classes, vote_of
from router.domain.tickets.ticket import TicketFacts

FOLDER = "classifier"


@dataclass(frozen=True, slots=True)
class Learned:
    """A table learned from so many confirmed tickets."""

    table: Table
    confirmed: int

    def votes(self, scheme: Scheme, facts: TicketFacts) -> Iterator[Vote]:
        """Its opinion on a ticket, as the one vote that it has."""
        yield vote_of(self.table, scheme, facts, self.confirmed)


def path_of(data: Path, contract: Contract) -> Path:
    """Where a contract's learned table is kept."""
    return data / FOLDER / f"{contract.vendor}.{contract.id}.json"


def save(path: Path, learned: Learned) -> None:
    """Write it, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "tiers": learned.table.tiers,
        "bias": learned.table.bias,
        "weights": dict(learned.table.weights),
        "confirmed": learned.confirmed,
    }
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    draft.replace(path)


def find(path: Path, scheme: Scheme) -> Learned | None:
    """The learned table for a scheme; None where there is none, or it was learned for other tiers.

    Raises BadEvent for a file that cannot be read.
    """
    if not path.is_file():
        return None
    try:
        document: dict[str, Any] = json.loads(path.read_text("utf-8"))
        table = replace(
            scheme.table,
            tiers=tuple(document["tiers"]),
            bias=tuple(float(number) for number in document["bias"]),
            weights={
                str(name): tuple(float(number) for number in columns)
                for name, columns in document["weights"].items()
            },
        )
        learned = Learned(table, int(document["confirmed"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadEvent(
            f"{path} is not a learned table: {error!r}; delete or train again"
        ) from error
    fits = table.tiers == scheme.tiers and len(table.bias) == len(classes(scheme))
    return learned if fits else None


class LearnedClassifier:
    """`classify` with the vote of the contract's learned table, where one is kept.

    A table is read when its file is new or changed, so that `classify train --use` counts without
    a restart and deleting the file ends it. One that cannot be read is told to `on_unreadable`
    once and left out: a broken file never keeps a ticket from its tier.
    """

    def __init__(self, data: Path, on_unreadable: Callable[[str], None]) -> None:
        self._data = data
        self._on_unreadable = on_unreadable
        self._kept: dict[Path, tuple[int, Scheme, Learned | None]] = {}

    def __call__(
        self, contract: Contract, facts: TicketFacts, votes: Sequence[Vote] = ()
    ) -> Decision:
        """The decision, the learned table's vote among its signals."""
        if not contract.tiers:
            return classify(contract, facts, votes)
        scheme = scheme_of(contract)
        learned = self._learned(path_of(self._data, contract), scheme)
        own = tuple(learned.votes(scheme, facts)) if learned else ()
        return classify(contract, facts, (*own, *votes))

    def _learned(self, path: Path, scheme: Scheme) -> Learned | None:
        try:
            changed = path.stat().st_mtime_ns
        except OSError:
            return None
        kept = self._kept.get(path)
        if kept is None or kept[:2] != (changed, scheme):
            try:
                found = find(path, scheme)
            except (BadEvent, OSError) as error:
                self._on_unreadable(str(error))
                found = None
            kept = self._kept[path] = (changed, scheme, found)
        return kept[2]
