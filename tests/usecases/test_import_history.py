"""The past comes in quietly: folded, routed by the mapping, resumable, and nobody is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest

from router.domain.tickets.events import Event, Kind
from router.domain.tickets.sightings import Imported, Sighting, Skipped
from router.domain.time.instants import DAY, HOUR
from router.store.unit import SqlStore
from router.usecases.intake.import_history import CHUNK, Report, Terms, import_history, kept_report
from router.usecases.records import Mode
from tests.usecases.world import World


@pytest.fixture
def world(store: SqlStore) -> World:
    return World(store)


def past(world: World, number: str, row: int) -> Imported:
    """A ticket of a year ago that was answered after two hours."""
    opened_at = world.now - 365 * DAY
    events = tuple(
        Event(kind, at, f"history:{number}:{kind}", world.now)
        for kind, at in ((Kind.OPENED, opened_at), (Kind.VENDOR_REPLIED, opened_at + 2 * HOUR))
    )
    sighting = Sighting(number, opened_at, {"subject": "Old", "priority": "high"}, events)
    return Imported(row, sighting, "alwayson", "high")


def bring(
    world: World, items: Iterable[Imported | Skipped], on_row: Callable[[int], object] = int
) -> Report:
    """Import, going on after what an earlier call kept."""
    terms = Terms("history", world.core.book.find("alwayson"), by_priority=True)
    report = kept_report(world.core, "old")
    return import_history(
        world.core, items, terms, mark="old", report=report, now=world.now, on_row=on_row
    )


def test_an_old_ticket_gets_the_clocks_that_folding_gives_and_nobody_hears_of_it(
    world: World,
) -> None:
    rows: list[int] = []
    skipped = Skipped(2, "no date")
    report = bring(world, [past(world, "1", 1), skipped], rows.append)
    assert (report.tickets, report.rows, rows) == (1, [(2, "no date")], [1])
    with world.core.store.read() as work:
        ticket = work.tickets.find("history", "1")
    assert ticket is not None
    assert (ticket.mode, ticket.vendor, ticket.tier) == (Mode.IMPORTED, "alwayson", "high")
    assert ticket.tier_reason == "the import's mapping of priorities"
    clock = world.view(ticket.id).clocks[0]
    assert (clock.id, clock.breached) == ("response-1", True)
    world.run()
    world.advance(days=3)
    world.run()
    assert world.told() == []
    assert world.vendor.sent == []


def test_the_same_again_changes_nothing(world: World) -> None:
    for _ in range(2):
        bring(world, [past(world, "1", 1)])
    with world.core.store.read() as work:
        ticket = work.tickets.find("history", "1")
    assert ticket is not None
    kinds = [stored.event.kind for stored in world.view(ticket.id).events]
    assert kinds.count(Kind.OPENED) == kinds.count(Kind.ROUTED) == 1


def test_a_tier_that_changed_on_the_way_is_the_ticket_s_tier_at_the_end(world: World) -> None:
    one = past(world, "1", 1)
    at = one.sighting.events[0].at
    changed = Event(Kind.TIER_CHANGED, at, "history:1:tier", world.now, data={"tier": "low"})
    sighting = replace(one.sighting, events=(*one.sighting.events, changed))
    bring(world, [replace(one, sighting=sighting)])
    with world.core.store.read() as work:
        ticket = work.tickets.find("history", "1")
    assert ticket is not None
    assert ticket.tier == "low"


def test_it_goes_on_after_the_last_row_that_it_brought_in(world: World) -> None:
    def stopped() -> Iterator[Imported]:
        yield from (past(world, str(n), n) for n in range(1, CHUNK + 11))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(world, stopped())
    assert kept_report(world.core, "old").row == CHUNK
    assert kept_report(world.core, "other").row == 0


def test_rows_that_are_passed_over_are_counted_and_not_kept(world: World) -> None:
    reasons = ("is nothing", "ticket 7: has no date")
    rows = (Skipped(n + 1, reasons[n % 2]) for n in range(50_000))
    report = bring(world, rows)
    assert report.skipped == 50_000
    assert report.reasons == {"is nothing": 25_000, "has no date": 25_000}
    assert (len(report.rows), report.row, report.done) == (1000, 50_000, True)
