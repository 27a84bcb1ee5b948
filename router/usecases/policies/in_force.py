"""Which contract versions are in force: a note in the database, the same for every process.

Files on disk are only a proposal. What serves new tickets is what was applied last; a file that
changed, or a newer package of holidays or zones, changes nothing until somebody applies it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from router.domain.contracts.contract import Contract
from router.domain.time.instants import Instant
from router.usecases.ports import UnitOfWork

#: The note's name.
NOTE = "policies_in_force"
#: How many earlier applications are remembered.
REMEMBERED = 50


@dataclass(frozen=True, slots=True)
class Held:
    """One contract in force. `default` and `retired` stand here and not in the kept version: they
    choose for new tickets and move no deadline."""

    vendor: str
    contract: str
    version: str
    default: bool = False
    retired: bool = False

    @classmethod
    def of(cls, contract: Contract) -> Held:
        return cls(
            contract.vendor, contract.id, contract.version, contract.default, contract.retired
        )


@dataclass(frozen=True, slots=True)
class Application:
    """One time that policies were applied: by whom, when, and what changed in a few words."""

    number: int
    at: Instant
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class InForce:
    """What was applied last; `earlier` applications, newest first."""

    last: Application
    contracts: tuple[Held, ...]
    earlier: tuple[Application, ...] = ()

    @property
    def number(self) -> int:
        return self.last.number


def read_in_force(work: UnitOfWork) -> InForce | None:
    """What is in force; None before anything was ever applied."""
    return parse(work.notes.get(NOTE))


def write_in_force(
    work: UnitOfWork, contracts: Sequence[Contract], *, by: str, what: str, at: Instant
) -> InForce:
    """Put these in force, within the caller's transaction; their versions must be kept there."""
    before = read_in_force(work)
    number = 1 if before is None else before.number + 1
    earlier = () if before is None else (before.last, *before.earlier)[:REMEMBERED]
    held = tuple(Held.of(contract) for contract in contracts)
    found = InForce(Application(number, at, by, what), held, earlier)
    work.notes.set(NOTE, _text(found))
    return found


def mark_of(contracts: Iterable[Contract]) -> str:
    """A short text that is the same for the same contracts: what was shown is what is applied."""
    held = [[c.vendor, c.id, c.version, c.default, c.retired] for c in contracts]
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:16]


def parse(text: str | None) -> InForce | None:
    """The note's text as a value."""
    if text is None:
        return None
    kept = json.loads(text)
    return InForce(
        last=Application(**kept["last"]),
        contracts=tuple(Held(*each) for each in kept["contracts"]),
        earlier=tuple(Application(**each) for each in kept["earlier"]),
    )


def _text(found: InForce) -> str:
    def application(each: Application) -> dict[str, object]:
        return {"number": each.number, "at": each.at, "by": each.by, "what": each.what}

    return json.dumps(
        {
            "last": application(found.last),
            "contracts": [
                [h.vendor, h.contract, h.version, h.default, h.retired] for h in found.contracts
            ],
            "earlier": [application(each) for each in found.earlier],
        },
        ensure_ascii=False,
    )
