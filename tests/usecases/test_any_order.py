"""Late, repeated and out of order is ordinary: the end is the same."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Sighting
from router.domain.time.instants import MINUTE
from router.store.engine import make_engine, sqlite_url
from router.store.tables.tables import metadata
from router.store.unit import SqlStore
from tests.usecases.world import MORNING, World


def what_happened(world: World) -> list[Sighting]:
    """Ten deliveries about one ticket, in the order in which things happened."""
    minutes = itertools.count(1)

    def at() -> int:
        return MORNING + next(minutes) * MINUTE

    opening = world.opening(when=MORNING)
    renamed = Sighting("4711", MORNING + 30, {"subject": "It is down again", "priority": "high"})
    return [
        opening,
        renamed,
        world.saying(Kind.CUSTOMER_REPLIED, when=at(), body="Hello?"),
        world.saying(Kind.NOTED, when=at(), body="hm"),
        world.saying(Kind.VENDOR_REPLIED, when=at(), body="We look"),
        world.saying(Kind.AGENT_REPLIED, when=at(), body="They look"),
        world.saying(Kind.VENDOR_REPLIED, when=at(), body="Found it"),
        world.saying(Kind.RESOLVED, when=at()),
        world.saying(Kind.REOPENED, when=at()),
        world.saying(Kind.VENDOR_REPLIED, when=at(), body="Again"),
    ]


def seen(world: World, ticket_id: str) -> Any:
    """What the ticket is now; ids and orders of arrival left out."""
    view = world.view(ticket_id)
    clocks = [replace(c, ticket_id="", schedule=(), look_at=None) for c in view.clocks]
    facts = view.ticket.facts
    events = sorted(
        (s.event.at, s.event.kind.value, s.text.body if s.text else "")
        for s in view.events
        if "first-seen" not in s.event.key
    )
    return clocks, facts, view.ticket.state, view.ticket.opened_at, view.ticket.tier, events


def empty(store: SqlStore) -> None:
    with store.engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(delete(table))


class Reference:
    """The end of the story told in order, and a store to tell it anew in."""

    def __init__(self, template: Path, folder: Path) -> None:
        path = folder / "router.db"
        shutil.copy(template, path)
        self.store = SqlStore(make_engine(sqlite_url(path)))
        self.end = self.tell(list(range(10)), [])

    def tell(self, order: list[int], routed_after: list[int]) -> Any:
        empty(self.store)
        world = World(self.store)
        world.now = MORNING + 20 * MINUTE
        told = what_happened(world)
        ticket_id = ""
        for position, number in enumerate(order):
            ticket_id = world.arrives(told[number]).ticket_ids[0]
            if position in routed_after:
                world.route()
        world.route()
        return seen(world, ticket_id)


_REFERENCES: dict[Path, Reference] = {}


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    order=st.permutations(range(10)),
    repeats=st.lists(st.integers(0, 9), max_size=6),
    routed_after=st.lists(st.integers(0, 15), max_size=3),
)
def test_any_order_with_any_repeats_ends_the_same(
    sqlite_template: Path,
    tmp_path_factory: Any,
    order: list[int],
    repeats: list[int],
    routed_after: list[int],
) -> None:
    if sqlite_template not in _REFERENCES:
        _REFERENCES[sqlite_template] = Reference(
            sqlite_template, tmp_path_factory.mktemp("any-order")
        )
    reference = _REFERENCES[sqlite_template]
    mixed = list(order)
    for position, number in enumerate(repeats):
        mixed.insert((position * 7 + number) % (len(mixed) + 1), number)
    assert reference.tell(mixed, routed_after) == reference.end
