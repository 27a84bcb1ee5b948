"""What a mail says to somebody who has nothing but the mail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain.contracts.contract import Clause, Effort, Rule
from router.store.unit import SqlStore
from router.usecases.duties.start_duty import start_duty
from tests.builders import alwayson
from tests.usecases.world import World


@pytest.fixture
def world(sqlite_store: SqlStore) -> World:
    contract = replace(
        alwayson(rules=(Rule(tags=("alwayson",)),)), name="Always On Ltd, support terms"
    )
    return World(sqlite_store, contract)


def test_a_breach_names_the_ticket_the_people_and_the_promise_and_gives_its_zone(
    world: World,
) -> None:
    opening = world.opening("7")
    world.arrives(replace(opening, changes={**opening.changes, "organisation": "Acme"}))
    world.route()
    world.advance(hours=2)
    world.run()
    sent = world.channel.sent[-1]
    assert sent.subject == "Breached: response on 7 in acme (Always On Ltd): It is down"
    assert sent.text.splitlines() == [
        "Always On Ltd had to answer by Mon 2 Mar 2026, 10:30:00 UTC: it is 1 h 30 min late.",
        "",
        "Ticket: 7 in acme: It is down",
        "Customer: Acme",
        "Contract: Always On Ltd, support terms",
        "Tier: High",
        "Promise: response within 30 minutes, owed by the vendor; a clause (000:1)",
    ]


def test_a_duty_without_a_ticket_is_told_without_the_key_that_it_is_kept_under(
    world: World,
) -> None:
    start_duty(world.core, "alwayson", "notice", who="user:maria@example.com", subject="Data leak")
    world.advance(days=1, seconds=1)
    world.run()
    sent = next(m for m in world.channel.sent if m.kind == "breach")
    assert sent.subject == "Breached: notice (Always On Ltd): Data leak"
    assert "alwayson:notice:" not in sent.text
    assert "Duty: Data leak" in sent.text


def test_a_breach_of_an_effort_says_so_and_what_the_contract_calls_no_breach(
    sqlite_store: SqlStore,
) -> None:
    contract = alwayson(rules=(Rule(tags=("alwayson",)),))
    effort = Effort("commercially reasonable", Clause("004:1960"))
    tiers = tuple(
        replace(tier, targets=tuple(replace(t, effort=effort) for t in tier.targets))
        for tier in contract.tiers
    )
    excluded = {"id": "acts", "what": "an act of the customer", "source": {"ref": "004:1989"}}
    details = {**contract.details, "excluded_when": (excluded,)}
    world = World(sqlite_store, replace(contract, tiers=tiers, details=details))
    world.arrives(world.opening("7"))
    world.route()
    world.advance(hours=2)
    world.run()
    text = world.channel.sent[-1].text
    assert "was to answer by" in text
    assert "had to" not in text
    assert "The contract does not call it a breach where it is due to one of these:" in text
    assert "- an act of the customer (004:1989)" in text
    assert "response within 30 minutes, with commercially reasonable efforts, owed by" in text
