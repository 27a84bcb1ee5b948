"""What is odd about the newest deliveries of each source, for the doctor."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.tickets.sightings import CLOCK_DRIFT, CLOCK_SKEW
from router.domain.time.instants import DAY, Instant
from router.usecases.intake.keep_unreadable import UNREADABLE
from router.usecases.ports import UnitOfWork

#: How many of a source's newest deliveries are looked at, of the last day.
LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class OddSource:
    """Of `of` deliveries so many had a stamp more than 30 s off, could not be read, or held events
    of a type that means nothing to us (kept, and no fault)."""

    source: str
    of: int
    clock_off: int = 0
    unreadable: int = 0
    unknown: int = 0


def odd_deliveries(work: UnitOfWork, now: Instant) -> tuple[OddSource, ...]:
    """The sources with anything odd among their newest deliveries."""
    found = []
    for source in work.sources.list():
        newest = work.receipts.list(source.name, limit=LOOKED_AT).items
        recent = [receipt for receipt in newest if receipt.received_at > now - DAY]
        odd = OddSource(
            source.name,
            len(recent),
            clock_off=sum(bool({CLOCK_DRIFT, CLOCK_SKEW} & set(r.flags)) for r in recent),
            unreadable=sum(UNREADABLE in r.flags for r in recent),
            unknown=sum(bool(r.unknown) for r in recent),
        )
        if odd.clock_off or odd.unreadable or odd.unknown:
            found.append(odd)
    return tuple(found)
