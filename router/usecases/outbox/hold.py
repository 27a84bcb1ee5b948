"""One switch that stops all sending; what would go out waits."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.time.instants import SECOND, Instant, format_instant, parse_instant
from router.usecases.ports import Core, Work


@dataclass(frozen=True, slots=True)
class Held:
    """Who switched the hold on, and since when it holds."""

    by: str
    since: Instant


def hold(core: Core, on: bool, *, who: str) -> None:
    """Switch the hold on or off. Nothing is lost meanwhile, and warnings that have become
    pointless are withdrawn at the moment of sending."""
    since = format_instant(core.now() // SECOND * SECOND)
    with core.store.write() as work:
        work.notes.set("hold", f"{who} at {since}" if on else None)
        work.commit()
    if not on:
        core.doorbell.ring(Work.DELIVER)


def held_by(core: Core) -> str | None:
    """Who switched it on and when, or None while sending goes on."""
    with core.store.read() as work:
        return work.notes.get("hold")


def held(core: Core) -> Held | None:
    """The same in its parts."""
    text = held_by(core)
    if text is None:
        return None
    by, _, since = text.rpartition(" at ")
    return Held(by, parse_instant(since))
