"""A message that goes out is bounded, whatever stands in the ticket."""

from __future__ import annotations

import json
from dataclasses import replace

from router.domain.tickets.events import Kind
from router.store.unit import SqlStore
from tests.usecases.world import World


def test_a_hand_over_carries_the_newest_of_a_long_thread_and_says_how_much_there_is(
    sqlite_store: SqlStore,
) -> None:
    world = World(sqlite_store)
    world.source()
    world.endpoint("alwayson")
    opening = world.opening()
    world.arrives(replace(opening, changes={**opening.changes, "body": "b" * 900_000}))
    for number in range(300):
        world.advance(seconds=1)
        body = f"{number} " + "w" * 5_000
        world.arrives(world.saying(Kind.CUSTOMER_REPLIED, key=f"acme:4711:c{number}", body=body))
    world.run()
    (sent,) = world.vendor.sent
    ticket = sent.data["ticket"]
    assert isinstance(ticket, dict)
    assert ticket["comments_total"] == 300
    assert ticket["comments"][-1]["body"].startswith("299 ")
    assert len(json.dumps(sent.data)) < 400_000
    assert ticket["body"].endswith("[800,000 characters more]")


def test_one_comment_that_is_endless_is_cut_with_a_mark_in_what_goes_out(
    sqlite_store: SqlStore,
) -> None:
    world = World(sqlite_store)
    world.source()
    world.endpoint("alwayson")
    ticket_id = world.arrives(world.opening()).ticket_ids[0]
    world.advance(seconds=1)
    world.arrives(world.saying(Kind.CUSTOMER_REPLIED, body="w" * 900_000))
    world.run()
    (sent,) = world.vendor.sent
    ticket = sent.data["ticket"]
    assert isinstance(ticket, dict)
    assert ticket["comments"][0]["body"].endswith("[800,000 characters more]")
    kept = [s.text.body for s in world.view(ticket_id).events if s.text is not None]
    assert kept == ["w" * 900_000], "here it is kept whole"


def test_a_notice_is_short_however_long_the_subject(sqlite_store: SqlStore) -> None:
    world = World(sqlite_store)
    opening = world.opening()
    huge = {"subject": "s" * 500_000, "organisation": "o" * 500_000}
    world.arrives(replace(opening, changes={**opening.changes, **huge}))
    world.route()
    world.advance(hours=2)
    world.run()
    assert world.channel.sent
    assert all(len(m.subject) + len(m.text) < 6_000 for m in world.channel.sent)
