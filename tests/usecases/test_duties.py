"""Duties with plans, zones and reminders, and who sees them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import pytest

from router.domain.contracts.contract import Contract, Customer, Party, Rule
from router.domain.errors import BadEvent, UnknownContract, UnknownTicket
from router.domain.tickets.events import Kind
from router.domain.time.instants import HOUR
from router.store.unit import SqlStore
from router.usecases.customers.keep_customer import save_customer
from router.usecases.duties.finish_duty import finish_duty
from router.usecases.duties.read_duties import duties_json, list_duties
from router.usecases.duties.start_duty import Started, start_duty
from router.usecases.ports import Conflict
from router.usecases.records import OURS, SOURCE
from router.usecases.routing.set_tier import set_tier
from router.usecases.routing.set_vendor import set_vendor
from router.usecases.tickets.read_tickets import vendor_ticket, vendor_tickets
from tests.builders import a_duty, alwayson, at
from tests.usecases.world import MORNING, World

WHO = "user:maria@example.com"
AS_VENDOR: Any = {"who": "vendor:alwayson", "vendor": "alwayson"}


def with_plans() -> Contract:
    """`alwayson` with a duty of each party, one of them every year."""
    return replace(
        alwayson(rules=(Rule(tags=("alwayson",)),)),
        duties=(
            *alwayson().duties,
            a_duty("certify", 30 * 24 * 60, backward=True, yearly=True, owed_by=Party.CUSTOMER),
            a_duty("tell-them", 24 * 60, owed_by=Party.US),
        ),
    )


@pytest.fixture
def world(sqlite_store: SqlStore) -> World:
    return World(sqlite_store, with_plans())


def start(world: World, duty: str, **more: object) -> Started:
    return start_duty(world.core, "alwayson", duty, who=WHO, **more)  # type: ignore[arg-type]


def test_a_bare_date_is_its_first_moment_in_the_customers_zone(world: World) -> None:
    record = save_customer(world.core, Customer("Acme", zone="Asia/Tokyo"))
    begun = start(world, "lead", planned_on="2026-03-20", customer_id=record.id)
    view = world.view(begun.ticket_id)
    assert view.clocks[0].due_at == at("2026-03-12 15:00"), "7 days before midnight in Tokyo"
    (event,) = [s.event for s in view.events if s.event.kind is Kind.DUTY_STARTED]
    assert event.data["planned_for"] == "2026-03-19T15:00:00Z"
    assert event.data["planned_zone"] == "Asia/Tokyo"
    assert event.data["zone_assumed"] is None


def test_an_unknown_zone_is_marked_and_not_guessed_in_silence(world: World) -> None:
    begun = start(world, "lead", planned_on="2026-03-20")
    (event,) = [
        s.event for s in world.view(begun.ticket_id).events if s.event.kind is Kind.DUTY_STARTED
    ]
    assert (event.data["planned_for"], event.data["planned_zone"]) == (
        "2026-03-20T00:00:00Z",
        "UTC",
    )
    assert event.data["zone_assumed"]


@pytest.mark.parametrize(
    ("duty", "more", "problem"),
    [
        ("lead", {}, "counts back: planned_for must say from when"),
        ("lead", {"planned_on": "soon"}, "'soon' is not a date"),
        ("notice", {"planned_on": "2026-03-20"}, "does not count back from a plan"),
    ],
)
def test_a_plan_is_needed_where_a_duty_counts_back_and_only_there(
    world: World, duty: str, more: dict[str, str], problem: str
) -> None:
    with pytest.raises(BadEvent, match=problem):
        start(world, duty, **more)
    assert list_duties(world.core) == ()


def test_what_the_customer_owes_is_a_reminder_and_never_chased_after_its_deadline(
    world: World,
) -> None:
    record = save_customer(world.core, Customer("Acme"))
    start(world, "lead", planned_for=at("2026-03-14 10:00"), customer_id=record.id)
    world.advance(days=4)
    world.run()
    (sent,) = world.channel.sent
    assert sent.subject == "Reminder: Acme, lead (Alwayson)"
    assert sent.text.startswith(
        "Acme must see to the lead by Sat 7 Mar 2026, 10:00:00 UTC: in 1 d."
    )
    world.advance(days=1, seconds=1)
    world.run()
    assert "had to see to the lead by" in world.channel.sent[-1].text
    count = len(world.channel.sent)
    world.advance(hours=3)
    world.run()
    assert len(world.channel.sent) == count, "no director hears of a customer"


def test_a_duty_that_comes_up_too_late_is_told_with_its_own_deadline(world: World) -> None:
    record = save_customer(world.core, Customer("Acme"))
    start(world, "lead", planned_for=at("2026-03-03 10:00"), customer_id=record.id)
    world.advance(seconds=1)
    world.run()
    sent = world.channel.sent[-1]
    assert sent.text.startswith("Acme had to see to the lead by Tue 24 Feb 2026, 10:00:00 UTC,")
    assert sent.data["due_at"] == "2026-02-24T10:00:00Z"
    assert sent.data["late_by_seconds"] == 6 * 24 * 3600 + 1


def test_a_duty_without_a_ticket_gets_no_tier_and_no_other_vendor(world: World) -> None:
    """A tier would start a response clock at the duty's beginning, late from its first moment."""
    begun = start(world, "notice")
    with pytest.raises(Conflict, match="stands for a duty, which is outside the tiers"):
        set_tier(world.core, begun.ticket_id, "high", reason="so it is", who=WHO)
    with pytest.raises(Conflict, match="stands for a duty"):
        set_vendor(world.core, begun.ticket_id, "alwayson", who=WHO)
    assert [clock.id for clock in world.view(begun.ticket_id).clocks] == ["notice-1"]


def test_a_licence_brings_its_yearly_duty_up_as_soon_as_it_is_known(world: World) -> None:
    save_customer(
        world.core,
        Customer(
            "Acme",
            zone="Europe/Paris",
            contracts={"alwayson": "standard"},
            licence_start_on="2024-04-20",
        ),
    )
    (view,) = list_duties(world.core)
    assert view.clock.due_at == at("2026-03-20 22:00"), "30 days of 24 h before 20 April in Paris"
    assert view.planned_for == at("2026-04-19 22:00")
    assert view.customer is not None
    assert view.ticket.facts.subject == "certify: Acme"


def test_a_duty_runs_at_once_though_the_clock_on_the_wall_goes_on(world: World) -> None:
    ticks = itertools.count(MORNING)
    core = replace(world.core, now=lambda: next(ticks))
    begun = start_duty(core, "alwayson", "notice", who=WHO)
    assert [c.obligation for c in world.view(begun.ticket_id).clocks] == ["notice"]
    finish_duty(core, begun.ticket_id, "notice", who=WHO)


def test_duties_are_listed_by_deadline_with_what_finishes_them(world: World) -> None:
    ticket_id = world.opened()
    first = start(world, "notice", at=MORNING - HOUR)
    start(world, "notice", ticket_id=ticket_id, instance="INC-7")
    shown = duties_json(list_duties(world.core))
    assert [(d["ticket_id"], d["instance"], d["on_ticket"]) for d in shown] == [
        (first.ticket_id, first.instance, None),
        (ticket_id, "INC-7", "4711"),
    ]
    finish_duty(world.core, ticket_id, "notice", "INC-7", who=WHO)
    running = [(v.ticket.id, v.clock.obligation, v.instance) for v in list_duties(world.core)]
    assert (ticket_id, "report", "INC-7") in running, "the report follows its notice"
    assert [v.instance for v in list_duties(world.core, over=True)] == ["INC-7"]


def test_a_duty_is_not_done_before_it_began(world: World) -> None:
    begun = start(world, "notice")
    with pytest.raises(BadEvent, match="had not begun then"):
        finish_duty(world.core, begun.ticket_id, "notice", who=WHO, at=MORNING - HOUR)


def test_a_ticket_under_an_older_version_knows_only_its_own_duties(world: World) -> None:
    ticket_id = world.opened()
    newer = replace(with_plans(), version="v2", duties=(a_duty("brand-new", 60),))
    known = (newer, *world.contracts)
    world.contracts = (newer,)
    core = replace(world.core, book=type(world.core.book)(*known))
    with pytest.raises(UnknownContract, match="has no duty 'brand-new'"):
        start_duty(core, "alwayson", "brand-new", who=WHO, ticket_id=ticket_id)


def test_a_cancelled_ticket_takes_no_duty(world: World) -> None:
    ticket_id = world.opened()
    world.arrives(world.saying(Kind.MARKED_AS_SPAM))
    with pytest.raises(Conflict, match="start the duty without it"):
        start(world, "notice", ticket_id=ticket_id)


def test_a_vendor_sees_and_finishes_what_it_owes_and_nothing_else(world: World) -> None:
    ticket_id = world.opened()
    theirs = start(world, "notice")
    ours = start(world, "tell-them")
    start(world, "tell-them", ticket_id=ticket_id)
    assert world.view(theirs.ticket_id).ticket.source == SOURCE
    assert world.view(ours.ticket_id).ticket.source == OURS
    seen = vendor_tickets(world.core, "alwayson").items
    assert {v.ticket.id for v in seen} == {ticket_id, theirs.ticket_id}
    assert [c.obligation for v in seen for c in v.clocks if v.ticket.id == ticket_id] == [
        "response"
    ]
    with pytest.raises(UnknownTicket):
        vendor_ticket(world.core, "alwayson", ours.ticket_id)
    with pytest.raises(UnknownTicket):
        finish_duty(world.core, ours.ticket_id, "tell-them", **AS_VENDOR)
    with pytest.raises(Conflict):
        finish_duty(world.core, ticket_id, "tell-them", **AS_VENDOR)
    finish_duty(world.core, theirs.ticket_id, "notice", **AS_VENDOR)


def test_a_vendor_cannot_finish_its_duty_in_the_past(world: World) -> None:
    """What it claims is kept and shown; the breach stands."""
    theirs = start(world, "notice")
    world.advance(days=5)
    finish_duty(world.core, theirs.ticket_id, "notice", at=MORNING + HOUR, **AS_VENDOR)
    view = world.view(theirs.ticket_id)
    (clock,) = (c for c in view.clocks if c.obligation == "notice")
    assert clock.breached
    assert clock.stopped_at == world.now
    (done,) = (s.event for s in view.events if s.event.kind is Kind.DUTY_DONE)
    assert done.data["claimed_at"] == "2026-03-02T11:00:00Z"


def test_a_duty_that_does_not_run_by_that_name_is_not_said_to_be_done(world: World) -> None:
    begun = start(world, "notice", instance="INC-7")
    with pytest.raises(Conflict, match="'INC-8'"):
        finish_duty(world.core, begun.ticket_id, "notice", "INC-8", who=WHO)
    assert len(list_duties(world.core)) == 1
    assert not [s for s in world.view(begun.ticket_id).events if s.event.kind is Kind.DUTY_DONE]
