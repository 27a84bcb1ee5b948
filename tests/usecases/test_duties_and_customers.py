"""Duties with and without a ticket, and the customers whose records pick contracts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain.contracts.contract import Customer, Rule, Tier
from router.domain.errors import BadEvent, UnknownContract
from router.domain.tickets.ticket import TicketState
from router.domain.time.instants import DAY, HOUR, MINUTE
from router.store.unit import SqlStore
from router.usecases.customers.keep_customer import get_customer, save_customer
from router.usecases.duties.finish_duty import finish_duty
from router.usecases.duties.start_duty import start_duty
from router.usecases.ports import Conflict, NotFound
from router.usecases.records import TicketFilter
from router.usecases.routing.set_vendor import set_vendor
from router.usecases.tickets.follow import Follower
from router.usecases.upkeep.periodic_work import do_periodic_work
from tests.builders import a_duty, alwayson, at, lutece
from tests.usecases.world import MORNING, World

WHO = "user:maria@example.com"


@pytest.fixture
def world(store: SqlStore) -> World:
    return World(store)


def test_a_duty_without_a_ticket_stands_on_its_own_and_is_resolved_with_its_last_clock(
    world: World,
) -> None:
    started = start_duty(world.core, "alwayson", "notice", who=WHO, subject="Data leak")
    view = world.view(started.ticket_id)
    assert [c.id for c in view.clocks] == ["notice-1"]
    assert view.ticket.facts.subject == "Data leak"
    world.advance(hours=1)
    finish_duty(world.core, started.ticket_id, "notice", started.instance, who=WHO)
    clocks = {c.id: c.state.value for c in world.view(started.ticket_id).clocks}
    assert clocks == {"notice-1": "stopped", "report-1": "running"}
    world.advance(hours=1)
    done = finish_duty(world.core, started.ticket_id, "report", who=WHO)
    assert done.state is TicketState.RESOLVED
    with pytest.raises(Conflict, match="no duty 'report' runs"):
        finish_duty(world.core, started.ticket_id, "report", who=WHO)


def test_a_missed_notice_sets_the_report_going_by_itself(world: World) -> None:
    started = start_duty(world.core, "alwayson", "notice", who=WHO)
    world.advance(hours=24, seconds=1)
    world.run()
    clocks = {c.id: c for c in world.view(started.ticket_id).clocks}
    assert clocks["notice-1"].breached
    assert clocks["report-1"].started_at == MORNING + DAY
    assert ("breach", "hook") in world.told()


def test_a_duty_may_run_on_a_ticket_of_its_vendor_only(world: World) -> None:
    ticket_id = world.opened(vendor="lutece")
    with pytest.raises(Conflict, match="is not one of 'alwayson'"):
        start_duty(world.core, "alwayson", "notice", who=WHO, ticket_id=ticket_id)
    mine = world.opened("4712", vendor="alwayson")
    start_duty(world.core, "alwayson", "notice", who=WHO, ticket_id=mine)
    assert {c.obligation for c in world.view(mine).clocks} == {"response", "notice"}


def test_a_lead_time_needs_its_planned_instant(world: World) -> None:
    with pytest.raises(BadEvent, match="planned_for"):
        start_duty(world.core, "alwayson", "lead", who=WHO)
    planned = MORNING + 10 * DAY
    started = start_duty(world.core, "alwayson", "lead", who=WHO, planned_for=planned)
    (clock,) = world.view(started.ticket_id).clocks
    assert clock.due_at == MORNING + 3 * DAY


def test_starting_the_same_instance_again_changes_nothing(world: World) -> None:
    first = start_duty(world.core, "alwayson", "notice", who=WHO, instance="INC-1")
    assert start_duty(world.core, "alwayson", "notice", who=WHO, instance="INC-1") == first
    assert len(world.view(first.ticket_id).clocks) == 1


def test_an_unknown_duty_or_an_instant_ahead_is_refused(world: World) -> None:
    with pytest.raises(UnknownContract, match="known: notice, report, lead"):
        start_duty(world.core, "alwayson", "party", who=WHO)
    with pytest.raises(BadEvent, match="future"):
        start_duty(world.core, "alwayson", "notice", who=WHO, at=MORNING + MINUTE)


def test_the_customers_own_contract_is_picked_and_the_helpdesk_names_the_customer(
    store: SqlStore,
) -> None:
    low: tuple[Tier, ...] = alwayson().tiers[1:]
    premium = replace(
        alwayson(rules=(Rule(tags=("alwayson",)),)), id="premium", tiers=alwayson().tiers
    )
    basic = replace(premium, id="standard", tiers=low, default=True)
    world = World(store, basic, premium)
    save_customer(
        world.core,
        Customer("Acme", "fr", None, ("acme.example",), {"alwayson": "premium"}),
    )
    sighting = world.opening()
    changes = {**sighting.changes, "requester": "jo@ACME.example"}
    world.arrives(replace(sighting, changes=changes))
    world.arrives(world.opening("4712"))
    world.route()
    found = {v.ticket.external_id: v.ticket.contract for v in (world.view(t) for t in _ids(world))}
    assert found == {"4711": "premium", "4712": "standard"}


def _ids(world: World) -> list[str]:
    with world.core.store.read() as work:
        return [t.id for t in work.tickets.list(TicketFilter()).items]


def test_an_unknown_customer_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        get_customer(world.core, "C-nobody")


def test_a_yearly_duty_comes_up_once_before_each_anniversary(store: SqlStore) -> None:
    duty = a_duty("certify", 30 * 24 * 60, backward=True, yearly=True)
    world = World(store, replace(alwayson(), duties=(duty,)))
    save_customer(
        world.core,
        Customer("Acme", contracts={"alwayson": "standard"}, licence_start_on="2024-04-20"),
    )
    do_periodic_work(world.core)
    do_periodic_work(world.core)
    (ticket_id,) = _ids(world)
    (clock,) = world.view(ticket_id).clocks
    assert clock.due_at == at("2026-03-21 00:00")
    world.now = at("2026-06-01 00:00")
    do_periodic_work(world.core)
    assert len(_ids(world)) == 1, "the next one is far ahead"


def test_a_follower_sees_each_change_once(world: World) -> None:
    first = world.opened()
    follower = Follower(world.core)
    assert follower.changes() == ()
    world.advance(hours=1)
    world.run()
    assert {c.ticket_id for c in follower.changes()} == {first}
    assert follower.changes() == ()
    set_vendor(world.core, first, "lutece", who=WHO)
    assert len(follower.changes()) == 1
    resumed = Follower(world.core, after=0)
    assert resumed.changes()


def test_the_feed_forgets_what_is_old(world: World) -> None:
    world.opened()
    world.now += 30 * HOUR
    do_periodic_work(world.core)
    with world.core.store.read() as work:
        assert work.changes.since(0) == ()


def test_the_contract_of_a_ticket_stays_when_the_file_changes(store: SqlStore) -> None:
    world = World(store, lutece(rules=(Rule(tags=("lutece",)),)))
    ticket_id = world.opened(vendor="lutece")
    with world.core.store.read() as work:
        assert work.contracts.has("lutece", "standard", "v1")
    assert world.view(ticket_id).ticket.version == "v1"
