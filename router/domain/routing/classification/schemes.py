"""Which contract is judged by which decision table."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.contracts.contract import Contract
from router.domain.routing.classification.decision_tables import TABLES, Table

SCHEME_KEY = "classification"  # in a contract's details: the name of a decision table


@dataclass(frozen=True, slots=True)
class Scheme:
    """A contract's tiers, highest first, and the table that tells them apart.

    `ranks[i]` says how the i-th tier mixes the table's own columns: one column each where the
    numbers agree, else columns shared by rank.
    """

    name: str
    tiers: tuple[str, ...]
    table: Table
    ranks: tuple[tuple[float, ...], ...]
    no_tier_reason: str = ""


VENDOR_SCHEMES = {
    "sweethawk": "disruption",
    "freshhawk": "disruption",
    "bcr": "disruption",
    "zuper": "disruption",
    "aprimo": "aprimo",
    "aircall": "aircall",
}


def scheme_named(name: str) -> Scheme:
    """A table with the tiers it was made for. Raises KeyError for a name not in TABLES."""
    table = TABLES[name]
    return Scheme(name, table.tiers, table, _identity(len(table.tiers)))


def scheme_of_vendor(vendor: str) -> Scheme | None:
    """Where no policy file is at hand: a vendor's usual scheme, by its name."""
    name = VENDOR_SCHEMES.get(vendor.strip().lower())
    return scheme_named(name) if name else None


def scheme_of(contract: Contract) -> Scheme:
    """The scheme its details name under `classification`; else the table whose tiers it has; else
    the general table, its columns shared out by rank (the order of the tiers in the file)."""
    tiers = tuple(tier.id for tier in contract.tiers)
    named = contract.details.get(SCHEME_KEY) or contract.details.get("scheme")
    table = TABLES.get(str(named)) if named else None
    if table is None:
        table = next((t for t in TABLES.values() if t.tiers == tiers), TABLES["disruption"])
    ranks = _identity(len(tiers)) if len(tiers) == len(table.tiers) else _by_rank(len(tiers), table)
    return Scheme(table.name, tiers, table, ranks, contract.no_tier_reason)


def _identity(size: int) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(i == j) for j in range(size)) for i in range(size))


def _by_rank(size: int, table: Table) -> tuple[tuple[float, ...], ...]:
    """Each of `size` tiers as a mixture of the table's columns, first to first, last to last."""
    last = len(table.tiers) - 1
    if size <= 1:
        return ((1.0,) + (0.0,) * last,) * size
    rows = []
    for tier in range(size):
        place = tier * last / (size - 1)
        rows.append(tuple(max(0.0, 1.0 - abs(place - column)) for column in range(last + 1)))
    return tuple(rows)
