"""What is stored and shown but not computed yet: availability, requests, entities, contacts.

Everything here becomes plain frozen data in `Contract.details`: texts, numbers of seconds for
lengths, tuples for lists, mappings for tables, each with its clause under `source`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from router.domain.contracts.contract import BusinessDays, Clause, Length, Months
from router.domain.contracts.limit_words import limit_in_words
from router.policy_files.format.marks import Marks, clause_as_data
from router.policy_files.format.shapes import Got, Record
from router.policy_files.yaml.frozen import FrozenTable


def details_of(
    contract: Record, names: tuple[str, ...], marks: Marks, clause: Clause
) -> dict[str, Any]:
    """The details among `names` that the file gives, as plain data."""
    return {
        name: _plain(contract.get(name), marks, clause)
        for name in names
        if contract.get(name) is not None
    }


def _plain(value: Any, marks: Marks, clause: Clause) -> Any:
    if isinstance(value, Got):
        return _plain(value.value, marks, clause)
    if isinstance(value, Record):
        return _table(value, marks, clause)
    if isinstance(value, Mapping):
        return FrozenTable({k: _plain(v, marks, clause) for k, v in value.items()})
    if isinstance(value, tuple):
        return tuple(_plain(each, marks, clause) for each in value)
    if isinstance(value, Length | Months | BusinessDays):
        return limit_in_words(value)
    return value


def _table(record: Record, marks: Marks, clause: Clause) -> Mapping[str, Any]:
    own = marks.clause(record, clause)
    found = {
        name: _plain(got.value, marks, own)
        for name, got in record.values.items()
        if name not in ("source", "interpretation")
    }
    if record.wrote("source"):
        found["source"] = FrozenTable(clause_as_data(own))
    named = marks.interpretations(record)
    if named:
        found["interpretations"] = named
    return FrozenTable(found)
