"""The past comes in quietly: folded, routed by the mapping, resumable, and nobody is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain.events import Event, Kind
from router.domain.instants import DAY, HOUR
from router.domain.sightings import Imported, Sighting, Skipped
from router.store.unit import SqlStore
from router.usecases.import_history import import_history, imported_to
from router.usecases.ports import NotFound
from router.usecases.records import Mode
from tests.usecases.world import World


@pytest.fixture
def world(store: SqlStore) -> World:
    return World(store)


def past(world: World, number: str, row: int, vendor: str | None = "alwayson") -> Imported:
    """A ticket of a year ago that was answered after two hours."""
    opened_at = world.now - 365 * DAY
    events = tuple(
        Event(kind, at, f"history:{number}:{kind}", world.now)
        for kind, at in ((Kind.OPENED, opened_at), (Kind.VENDOR_REPLIED, opened_at + 2 * HOUR))
    )
    sighting = Sighting(number, opened_at, {"subject": "Old", "priority": "high"}, events)
    return Imported(row, sighting, vendor, "high" if vendor else None)


def test_an_old_ticket_gets_the_clocks_that_folding_gives_and_nobody_hears_of_it(
    world: World,
) -> None:
    rows: list[int] = []
    skipped = Skipped(2, "no date")
    report = import_history(
        world.core, "history", [past(world, "1", 1), skipped], "old.csv", rows.append
    )
    assert (report.tickets, report.skipped, rows) == (1, [skipped], [2])
    with world.core.store.read() as work:
        ticket = work.tickets.find("history", "1")
    assert ticket is not None
    assert (ticket.mode, ticket.vendor, ticket.tier) == (Mode.IMPORTED, "alwayson", "high")
    assert ticket.tier_reason == "the file's priority 'high', by its mapping"
    clock = world.view(ticket.id).clocks[0]
    assert (clock.id, clock.breached) == ("response-1", True)
    world.run()
    world.advance(days=3)
    world.run()
    assert world.told() == []
    assert world.vendor.sent == []


def test_the_same_again_changes_nothing(world: World) -> None:
    for _ in range(2):
        import_history(world.core, "history", [past(world, "1", 1)], "old.csv")
    with world.core.store.read() as work:
        ticket = work.tickets.find("history", "1")
    assert ticket is not None
    kinds = [stored.event.kind for stored in world.view(ticket.id).events]
    assert kinds.count(Kind.OPENED) == kinds.count(Kind.ROUTED) == 1


def test_it_goes_on_after_the_last_row_that_it_brought_in(world: World) -> None:
    def stopped() -> object:
        yield from (past(world, str(n), n) for n in range(1, 101))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_history(world.core, "history", stopped(), "old.csv")  # type: ignore[arg-type]  # a generator
    assert imported_to(world.core, "history", "old.csv") == 100
    assert imported_to(world.core, "history", "other.csv") == 0


def test_a_vendor_without_a_contract_is_named(world: World) -> None:
    item = replace(past(world, "1", 1), vendor="nobody")
    with pytest.raises(NotFound, match="'nobody'"):
        import_history(world.core, "history", [item], "old.csv")
