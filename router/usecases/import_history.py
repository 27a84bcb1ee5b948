"""Tickets of the past come in: folded like any other, but nobody is told and nothing is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from router.domain.contracts import Contract
from router.domain.sightings import Imported, Skipped
from router.usecases.ports import Core, NotFound, UnitOfWork
from router.usecases.records import Arrival, Mode
from router.usecases.route import assign
from router.usecases.take_in import take

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class MappedTier:
    """What the mapping of the file says takes the place of the classifier."""

    tier: str | None
    reason: str
    confidence: float = 1.0
    runner_up: str | None = None
    uncertain: bool = False
    signals: tuple[()] = ()


@dataclass
class ImportReport:
    """What became of a file. `skipped`: every row that was passed over, with the reason."""

    tickets: int = 0
    last_row: int = 0
    skipped: list[Skipped] = field(default_factory=list)


def import_history(
    core: Core,
    source: str,
    items: Iterable[Imported | Skipped],
    name: str,
    on_row: Callable[[int], None] | None = None,
) -> ImportReport:
    """Bring in the tickets in batches, each in one transaction with the row that it reached.

    `name` tells this import from others: `imported_to` gives the row to go on after. `on_row`
    hears of progress. Bringing in the same again changes nothing. Raises NotFound where a vendor
    of the mapping has no contract.
    """
    report = ImportReport()
    contracts: dict[str, Contract] = {}
    stream = iter(items)
    while batch := list(islice(stream, _AT_ONCE)):
        with core.store.write() as work:
            for item in batch:
                if isinstance(item, Skipped):
                    report.skipped.append(item)
                    continue
                _bring_in(core, work, source, item, contracts)
                report.tickets += 1
                report.last_row = item.row
            work.notes.set(_note(source, name), str(report.last_row))
            work.commit()
        if on_row is not None:
            on_row(max(item.row for item in batch))
    return report


def imported_to(core: Core, source: str, name: str) -> int:
    """The last row that an earlier run of this import has brought in; 0 if there was none."""
    with core.store.read() as work:
        return int(work.notes.get(_note(source, name)) or 0)


def _bring_in(
    core: Core,
    work: UnitOfWork,
    source: str,
    item: Imported,
    contracts: dict[str, Contract],
) -> None:
    now = core.now()
    arrival = Arrival(source, f"import:{item.row}", now, b"", (item.sighting,))
    ticket = take(core, work, arrival, item.sighting, Mode.IMPORTED)
    if item.vendor is None or ticket.vendor is not None:
        return  # the rules decide, or it was decided before
    if item.vendor not in contracts:
        contracts[item.vendor] = _contract_of(core.contracts(), item.vendor)
    priority = ticket.facts.priority
    reason = (
        f"the file's priority {priority!r}, by its mapping"
        if item.tier
        else (f"the mapping has no tier for the file's priority {priority!r}")
    )
    decision = MappedTier(item.tier, reason)
    assign(core, work, ticket, contracts[item.vendor], "the file's mapping", decision, now)


def _contract_of(contracts: Sequence[Contract], vendor: str) -> Contract:
    found: Iterator[Contract] = (c for c in contracts if c.vendor == vendor)
    contract = next(found, None)
    if contract is None:
        raise NotFound(f"vendor {vendor!r} of the mapping has no contract in force")
    return contract


def _note(source: str, name: str) -> str:
    return f"import:{source}:{name}"[:200]
