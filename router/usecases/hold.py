"""One switch that stops all sending; what would go out waits."""

from __future__ import annotations

from router.domain.instants import format_instant
from router.usecases.ports import Core, Work


def hold(core: Core, on: bool, *, who: str) -> None:
    """Switch the hold on or off. Nothing is lost meanwhile, and warnings that have become
    pointless are withdrawn at the moment of sending."""
    with core.store.write() as work:
        work.notes.set("hold", f"{who} at {format_instant(core.now())}" if on else None)
        work.commit()
    if not on:
        core.doorbell.ring(Work.DELIVER)


def held_by(core: Core) -> str | None:
    """Who switched it on and when, or None while sending goes on."""
    with core.store.read() as work:
        return work.notes.get("hold")
