"""Customers: who they are picks contracts and calendars, and an edit moves their open tickets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from router.domain.contracts.contract import ByCountry, Contract, Customer, Rule
from router.domain.errors import BadEvent
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Sighting
from router.domain.time.calendars import Calendar
from router.domain.time.instants import MINUTE
from router.store.unit import SqlStore
from router.usecases.customers.import_customers import import_customers
from router.usecases.customers.keep_customer import (
    find_customer_by_name,
    get_customer,
    list_customers,
    plan_customer,
    remove_customer,
    save_customer,
)
from router.usecases.ports import Conflict, NotFound
from tests.builders import WEEKDAYS, a_target, a_tier, alwayson, at
from tests.usecases.world import MORNING, World

WHO = "user:maria@example.com"


def callcentre() -> Contract:
    """Open when the country that contracts is: Paris for everybody but the United States."""
    weekly = {day: [(9 * 3600, 18 * 3600)] for day in WEEKDAYS}
    return Contract(
        vendor="callcentre",
        id="standard",
        version="v1",
        name="Call Centre",
        calendars={
            "main": ByCountry({"US": "new-york"}, otherwise="paris"),
            "paris": Calendar.build("paris", "Europe/Paris", weekly),
            "new-york": Calendar.build("new-york", "America/New_York", weekly),
        },
        tiers=(a_tier("high", a_target("response", 60)),),
        rules=(Rule(tags=("callcentre",)),),
    )


def premium() -> Contract:
    """Another contract of `alwayson`, that answers in 10 minutes and knows one tier only."""
    tiers = (a_tier("high", a_target("response", 10), a_target("update", 30)),)
    return replace(alwayson(), id="premium", tiers=tiers, rules=())


@pytest.fixture
def world(sqlite_store: SqlStore) -> World:
    standard = alwayson(rules=(Rule(tags=("alwayson",)),), default=True)
    details: Any = {"upgrades": ({"id": "faster-support", "what": "faster"},)}
    return World(sqlite_store, callcentre(), replace(standard, details=details), premium())


def from_(
    world: World, number: str, vendor: str, *, tier: str = "high", **facts: str | None
) -> str:
    """A routed ticket of a requester or organisation; returns its id."""
    sighting: Sighting = world.opening(number, vendor=vendor, tier=tier)
    taken = world.arrives(replace(sighting, changes={**sighting.changes, **facts}))
    world.route()
    return taken.ticket_ids[0]


def test_an_organisation_that_the_helpdesk_names_is_kept_with_its_country_open(
    world: World,
) -> None:
    ticket_id = from_(world, "1", "callcentre", organisation="Acme  Inc", requester="jo@acme.test")
    (record,) = list_customers(world.core).items
    assert record.customer == Customer(organisation="Acme Inc")
    view = world.view(ticket_id)
    assert view.ticket.customer_id == record.id
    assert view.clocks[0].country_assumed, "no country is known, and the clock says so"
    from_(world, "2", "callcentre", organisation="ACME inc")
    assert len(list_customers(world.core).items) == 1


def test_the_organisation_goes_before_the_mail_domain(world: World) -> None:
    save_customer(world.core, Customer("Acme", "US", mail_domains=("acme.test",)))
    save_customer(world.core, Customer("Beta", "FR"))
    both = from_(world, "1", "callcentre", organisation="Beta", requester="jo@acme.test")
    mail = from_(world, "2", "callcentre", requester="jo@acme.test")
    found = [world.view(t).customer for t in (both, mail)]
    assert [c and c.customer.organisation for c in found] == ["Beta", "Acme"]


def test_another_country_moves_open_deadlines_after_a_preview(world: World) -> None:
    ticket_id = from_(world, "1", "callcentre", organisation="Acme")
    record = find_customer_by_name(world.core, "acme")
    assert world.view(ticket_id).clocks[0].due_at == at("2026-03-02 11:00")
    american = replace(record.customer, country="us")
    plan = plan_customer(world.core, american, customer_id=record.id)
    assert [str(c) for m in plan.moves for c in m.changes] == [
        "response-1: 2026-03-02T11:00:00Z -> 2026-03-02T15:00:00Z"
    ]
    assert world.view(ticket_id).clocks[0].due_at == at("2026-03-02 11:00"), "only a preview"

    save_customer(world.core, american, customer_id=record.id, who=WHO)
    view = world.view(ticket_id)
    assert view.clocks[0].due_at == at("2026-03-02 15:00")
    assert not view.clocks[0].country_assumed
    (noted,) = [s.event for s in view.events if s.event.kind is Kind.NOTED]
    assert noted.origin == WHO
    assert noted.data["before"] == "response-1 2026-03-02T11:00:00Z"
    assert noted.data["after"] == "response-1 2026-03-02T15:00:00Z"


def test_a_new_customer_takes_the_open_tickets_that_nobody_was_known_for(world: World) -> None:
    ticket_id = from_(world, "1", "callcentre", requester="jo@acme.test")
    foreign = from_(world, "2", "callcentre", requester="jo@notacme.test")
    acme = Customer("Acme", "US", mail_domains=("acme.test",))
    assert [m.ticket.id for m in plan_customer(world.core, acme).moves] == [ticket_id]
    record = save_customer(world.core, acme)
    assert world.view(ticket_id).ticket.customer_id == record.id
    assert world.view(ticket_id).clocks[0].due_at == at("2026-03-02 15:00")
    assert world.view(foreign).ticket.customer_id is None


def test_another_contract_moves_open_tickets_of_that_vendor(world: World) -> None:
    ticket_id = from_(world, "1", "alwayson", organisation="Acme")
    strict = from_(world, "2", "alwayson", tier="strict", organisation="Acme")
    record = find_customer_by_name(world.core, "Acme")
    upgraded = replace(record.customer, contracts={"alwayson": "premium"})
    plan = {
        m.ticket.id: m for m in plan_customer(world.core, upgraded, customer_id=record.id).moves
    }
    assert [str(c) for c in plan[ticket_id].changes] == [
        "response-1: 2026-03-02T10:30:00Z -> 2026-03-02T10:10:00Z"
    ]
    assert "has no tier 'strict'" in plan[strict].refused
    save_customer(world.core, upgraded, customer_id=record.id, who=WHO)
    view = world.view(ticket_id)
    assert (view.ticket.contract, view.clocks[0].due_at) == ("premium", MORNING + 10 * MINUTE)
    assert [s.event.origin for s in view.events if s.event.kind is Kind.CONTRACT_MOVED] == [WHO]
    assert world.view(strict).ticket.contract == "standard"
    later = from_(world, "3", "alwayson", organisation="Acme")
    assert world.view(later).ticket.contract == "premium"


def test_an_edit_that_is_about_something_else_moves_no_ticket(world: World) -> None:
    save_customer(world.core, Customer("Acme", contracts={"alwayson": "premium"}))
    record = find_customer_by_name(world.core, "Acme")
    ticket_id = from_(world, "1", "alwayson", organisation="Acme")
    save_customer(
        world.core, replace(record.customer, mail_domains=("acme.test",)), customer_id=record.id
    )
    kinds = [s.event.kind for s in world.view(ticket_id).events]
    assert kinds == [Kind.OPENED, Kind.ROUTED]


def test_a_customer_that_is_removed_leaves_its_tickets_to_the_helpdesks_country(
    world: World,
) -> None:
    record = save_customer(world.core, Customer("Acme", "US", mail_domains=("acme.test",)))
    ticket_id = from_(world, "1", "callcentre", requester="jo@acme.test")
    assert world.view(ticket_id).clocks[0].due_at == at("2026-03-02 15:00")
    assert remove_customer(world.core, record.id)
    view = world.view(ticket_id)
    assert (view.ticket.customer_id, view.clocks[0].due_at) == (None, at("2026-03-02 11:00"))
    assert not remove_customer(world.core, record.id)
    with pytest.raises(NotFound):
        get_customer(world.core, record.id)


@pytest.mark.parametrize(
    ("customer", "problem"),
    [
        (Customer(""), "organisation: write a name"),
        (Customer("A", "UK"), "country: 'UK' is not an ISO code; write GB"),
        (Customer("A", "XX"), "country: 'XX' is not an ISO code of two letters"),
        (Customer("A", zone="Mars/Base"), "zone: 'Mars/Base' is not a zone"),
        (Customer("A", mail_domains=("jo@acme.test",)), "'jo@acme.test' is not a domain"),
        (Customer("A", mail_domains=("acme",)), "'acme' is not a domain"),
        (Customer("A", contracts={"alwayson": "gold"}), "alwayson has premium, standard"),
        (Customer("A", contracts={"nobody": "x"}), "vendors: alwayson, callcentre"),
        (Customer("A", upgrades=("gold",)), "no upgrade 'gold'; known: faster-support"),
        (Customer("A", licence_start_on="2024-2-30"), "'2024-2-30' is not YYYY-MM-DD"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_mistake_is_named_with_what_would_be_right(
    world: World, customer: Customer, problem: str
) -> None:
    with pytest.raises(BadEvent) as raised:
        save_customer(world.core, customer)
    assert problem in str(raised.value)


def test_all_mistakes_come_at_once(world: World) -> None:
    with pytest.raises(BadEvent, match=r"country: .*; zone: .*"):
        save_customer(world.core, Customer("A", "XX", "Mars/Base"))


def test_a_name_or_domain_of_somebody_else_is_refused(world: World) -> None:
    save_customer(world.core, Customer("Acme", mail_domains=("acme.test",)))
    beta = save_customer(world.core, Customer("Beta"))
    with pytest.raises(Conflict, match="belongs to another customer already: Acme"):
        save_customer(
            world.core, Customer("Beta", mail_domains=("ACME.test",)), customer_id=beta.id
        )
    with pytest.raises(Conflict, match="there is a customer 'Acme' already"):
        save_customer(world.core, Customer("ACME"), customer_id=beta.id)
    assert get_customer(world.core, beta.id).customer == Customer("Beta")


def test_a_file_of_customers_is_taken_whole(world: World) -> None:
    text = (
        "organisation,country,mail_domains,contracts,upgrades,licence_start_on,zone\n"
        '"Acme, Inc",fr,acme.example;acme.test,alwayson=premium,faster-support,2024-04-20,\n'
        "\n"
        "Béta,,,,,,Europe/Paris\n"
    )
    assert import_customers(world.core, text, dry_run=True).added == 2
    assert list_customers(world.core).items == ()
    got = import_customers(world.core, "\ufeff" + text)
    assert (got.added, got.changed, got.problems) == (2, 0, ())
    acme = find_customer_by_name(world.core, "ACME, inc").customer
    assert acme == Customer(
        "Acme, Inc",
        "FR",
        None,
        ("acme.example", "acme.test"),
        {"alwayson": "premium"},
        ("faster-support",),
        "2024-04-20",
    )
    again = import_customers(world.core, 'organisation;country\n"Acme, Inc";de\n')
    assert (again.added, again.changed, again.problems) == (0, 1, ())
    same = import_customers(world.core, 'organisation;country\n"Acme, Inc";de\n')
    assert (same.added, same.changed) == (0, 0), "nothing of it is new"
    acme = find_customer_by_name(world.core, "acme, inc").customer
    assert (acme.country, acme.mail_domains) == ("DE", ("acme.example", "acme.test"))


def test_one_bad_line_and_nothing_of_the_file_is_taken(world: World) -> None:
    text = (
        "organisation,country,mail_domains,contracts\n"
        "Acme,fr,acme.example,alwayson=standard\n"
        "Blank,xyz,,\n"
        "Clash,,acme.example,\n"
        "Short,fr\n"
        "ACME,de,,\n"
        "Sign,,,alwayson\n"
    )
    got = import_customers(world.core, text)
    assert got.problems == (
        "line 3: country: 'xyz' is not an ISO code of two letters such as FR",
        "line 4: mail domain 'acme.example' belongs to another customer already: Acme",
        "line 5: 2 columns; the heading has 4",
        "line 6: organisation 'ACME' stands in line 2 already",
        "line 7: contracts: 'alwayson' is not vendor=contract",
    )
    assert list_customers(world.core).items == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("organisation,colour\nA,b\n", "unknown column 'colour'"),
        ("country\nFR\n", "no column organisation"),
        ("", "no column organisation"),
        ("organisation,organisation\nA,b\n", "column 'organisation' twice"),
    ],
)
def test_a_heading_that_cannot_be_read_is_refused(world: World, text: str, problem: str) -> None:
    with pytest.raises(BadEvent, match=problem):
        import_customers(world.core, text)


def test_a_quote_that_never_ends_is_named_by_its_line(world: World) -> None:
    got = import_customers(world.core, 'organisation\nAcme\n"Beta\n')
    assert len(got.problems) == 1
    assert got.problems[0].startswith("line 3: ")
    assert list_customers(world.core).items == ()


def test_an_organisation_that_is_named_late_gives_the_ticket_its_customer(world: World) -> None:
    record = save_customer(world.core, Customer("Acme", "US"))
    ticket_id = from_(world, "1", "callcentre")
    assert world.view(ticket_id).ticket.customer_id is None
    world.advance(minutes=1)
    late = Sighting("1", world.now, {"organisation": "Acme"}, ())
    world.arrives(late)
    view = world.view(ticket_id)
    assert (view.ticket.customer_id, view.clocks[0].due_at) == (record.id, at("2026-03-02 15:00"))
