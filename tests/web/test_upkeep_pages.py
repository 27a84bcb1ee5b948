"""Duties, customers and policies on their pages: who may, and what happens."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from router.domain.contracts.contract import Contract, Customer, Length, Target
from router.policy_files import from_snapshot, snapshot
from router.policy_files.contracts.snapshots import version_of
from router.runtime.policies_in_force import PoliciesInForce
from router.usecases.customers.keep_customer import (
    find_customer_by_name,
    list_customers,
    save_customer,
)
from router.usecases.duties.read_duties import list_duties
from router.usecases.policies.apply_policies import apply_first
from router.usecases.policies.in_force import read_in_force
from router.usecases.records import Role
from router.usecases.tickets.kept_book import KeptBook
from router.usecases.tickets.read_tickets import read_ticket
from tests.web.conftest import World
from tests.web.test_pages import text_of


def put(client: FlaskClient, csrf: str, path: str, **form: Any) -> Any:
    return client.post(path, data={"csrf": csrf, **form})


# Who may


@pytest.mark.parametrize("role", [Role.READ_ONLY, Role.AGENT, Role.MANAGER, Role.ADMIN])
def test_looking_and_doing_is_for_those_whose_role_allows_it(
    world: World, client: FlaskClient, role: Role
) -> None:
    record = save_customer(world.core, Customer("Acme"))
    csrf = world.log_in(client, role)
    staff, manager = role is not Role.READ_ONLY, role in (Role.MANAGER, Role.ADMIN)
    looks = {
        "/duties": True,
        "/customers": True,
        f"/customers/{record.id}": True,
        "/policies": staff,
    }
    for path, may in looks.items():
        answer = client.get(path)
        assert answer.status_code == (200 if may else 403), path
        assert ("<form" in answer.text.split("<main")[-1]) == (
            may and (manager or (path == "/duties" and staff))
        ), path
    what = "zuper/field-service/deletion"
    does = [
        (staff, "/duties", {"what": what}),
        (manager, "/customers", {"organisation": "Beta"}),
        (manager, f"/customers/{record.id}", {"organisation": "Acme Ltd"}),
        (manager, "/policies/apply", {"mark": "x"}),
        (manager, "/policies/move", {}),
        (manager, f"/customers/{record.id}/remove", {}),
    ]
    for may, path, form in does:
        status = put(client, csrf, path, **form).status_code
        assert (status != 403) == may, path


def test_no_form_works_from_another_site(world: World, client: FlaskClient) -> None:
    world.log_in(client, Role.ADMIN)
    for path in ("/duties", "/customers", "/customers/import", "/policies/apply"):
        assert client.post(path, data={"organisation": "Evil"}).status_code == 403
    assert list_customers(world.core).items == ()


# Duties


def test_a_duty_is_started_without_a_ticket_and_done(world: World, client: FlaskClient) -> None:
    csrf = world.log_in(client)
    begun = put(
        client,
        csrf,
        "/duties",
        what="zuper/field-service/incident-notice",
        subject="Keys on a public bucket",
        at="2026-03-04T09:00:00Z",
    )
    assert begun.status_code == 303
    seen = text_of(client.get("/duties").text)
    assert "Zuper must see to the incident notice" in seen
    assert "Keys on a public bucket without a ticket" in seen
    assert 'data-due="1772701200000"' in client.get("/duties").text, "24 hours later"
    ticket = begun.headers["Location"].rpartition("/")[2]
    assert "Set tier" not in client.get(f"/tickets/{ticket}").text, "a duty is outside the tiers"
    put(client, csrf, f"/duties/{ticket}/finish", duty="incident-notice")
    seen = text_of(client.get("/duties").text)
    assert "Zuper must see to the incident report" in seen, "the report follows"
    assert "met in time" in seen


def test_a_duty_is_started_on_a_ticket_by_its_number(world: World, client: FlaskClient) -> None:
    ticket = world.ticket("77")
    csrf = world.log_in(client)
    what = "zuper/field-service/data-subject-request"
    assert put(client, csrf, "/duties", what=what, ticket="77").headers["Location"].endswith(ticket)
    assert "ticket 77 in acme" in text_of(client.get("/duties").text)
    assert put(client, csrf, "/duties", what=what, ticket="78").status_code == 404


def test_a_planned_day_begins_in_the_customers_zone(world: World, client: FlaskClient) -> None:
    save_customer(world.core, Customer("Acme", zone="Asia/Tokyo"))
    csrf = world.log_in(client)
    what = "bluejeans/channel/event-assist"
    assert put(client, csrf, "/duties", what=what, customer="acme").status_code == 400
    put(client, csrf, "/duties", what=what, customer="acme", planned_on="2026-03-20")
    (view,) = list_duties(world.core)
    assert view.planned_for == 1_773_932_400 * 10**9, "midnight in Tokyo"
    assert "Customer must see to the event assist reminder" in text_of(client.get("/duties").text)
    listed = text_of(client.get("/queue").text)
    assert "duty · Acme · open" in listed, "no key of ours, and no vendor is waited for"
    assert "due Thu, 12 Mar, 15:00 UTC" in listed


# Customers


def test_a_customer_is_added_and_a_mistake_keeps_what_was_typed(
    world: World, client: FlaskClient
) -> None:
    csrf = world.log_in(client, Role.MANAGER)
    wrong = put(client, csrf, "/customers", organisation="Acme", country="UK")
    assert wrong.status_code == 400
    assert "&#39;UK&#39; is not an ISO code; write GB" in wrong.text
    assert 'value="Acme"' in wrong.text
    right = put(
        client,
        csrf,
        "/customers",
        organisation="Acme",
        country="gb",
        mail_domains="acme.example\r\nacme.test",
        contracts="sweethawk=super-suite-standard",
    )
    assert right.status_code == 303
    kept = find_customer_by_name(world.core, "acme").customer
    assert (kept.country, kept.mail_domains) == ("GB", ("acme.example", "acme.test"))
    seen = text_of(client.get("/customers").text)
    assert "SweetHawk, Super Suite Standard" in seen


def test_an_unknown_country_is_marked(world: World, client: FlaskClient) -> None:
    save_customer(world.core, Customer("Acme"))
    world.log_in(client)
    assert "country not known" in text_of(client.get("/customers").text)


def test_what_an_edit_would_move_is_shown_before_it_is_saved(
    world: World, client: FlaskClient
) -> None:
    ticket = world.ticket(
        "5",
        tags=("aircall",),
        subject="How do I add a user?",
        body="A question: where do I add a user?",
        organisation="Acme",
    )
    before = read_ticket(world.core, ticket).clocks
    record = find_customer_by_name(world.core, "Acme")
    csrf = world.log_in(client, Role.MANAGER)
    path = f"/customers/{record.id}"
    asked = put(client, csrf, path, organisation="Acme", country="US")
    assert asked.status_code == 200
    assert "This moves 1 deadline nothing is saved yet" in text_of(asked.text)
    assert read_ticket(world.core, ticket).clocks[0].due_at == before[0].due_at
    assert find_customer_by_name(world.core, "Acme").customer.country is None
    put(client, csrf, path, organisation="Acme", country="US", sure="yes")
    assert find_customer_by_name(world.core, "Acme").customer.country == "US"
    assert read_ticket(world.core, ticket).clocks[0].due_at != before[0].due_at


def test_a_file_with_a_mistake_is_not_taken_and_each_line_is_named(
    world: World, client: FlaskClient
) -> None:
    csrf = world.log_in(client, Role.MANAGER)

    def send(text: str) -> Any:
        file = (io.BytesIO(text.encode()), "customers.csv")
        return client.post("/customers/import", data={"csrf": csrf, "file": file})

    wrong = send("organisation,country\nAcme,FR\nBeta,Narnia\n")
    assert wrong.status_code == 422
    assert "Line 3: country: 'Narnia' is not an ISO code" in text_of(wrong.text)
    assert list_customers(world.core).items == ()
    right = send("organisation,country\nAcme,FR\nBeta,US\n")
    assert "2 customers added" in text_of(client.get(right.headers["Location"]).text)


# Policies


class Files:
    """The shipped files, in force by the database; a test may change what they say."""

    def __init__(self, world: World) -> None:
        self.contracts: tuple[Contract, ...] = tuple(world.core.contracts())

        def read(text: str) -> Contract:
            return from_snapshot(json.loads(text))

        store = world.core.store
        in_force = PoliciesInForce(store, read, lambda: self.contracts, look_every_seconds=0)
        world.core = replace(
            world.core,
            book=KeptBook(in_force.book, store, read),
            contracts=in_force.contracts,
            snapshot=lambda contract: json.dumps(snapshot(contract)),
            files=lambda: self.contracts,
            reread=in_force.reread,
            _routing={},
        )
        apply_first(world.core)

    def quicken(self, vendor: str) -> None:
        """That vendor's critical answers in 20 minutes instead of 30."""
        self.contracts = tuple(_quicker(c) if c.vendor == vendor else c for c in self.contracts)


def _quicker(contract: Contract) -> Contract:
    def target(each: Target) -> Target:
        quick = each.obligation == "response" and each.limit == Length(1800)
        return replace(each, limit=Length(1200)) if quick else each

    tiers = tuple(replace(t, targets=tuple(map(target, t.targets))) for t in contract.tiers)
    changed = replace(contract, tiers=tiers)
    return replace(changed, version=version_of(changed))


def test_policies_are_shown_applied_and_moved_ticket_by_ticket(world: World) -> None:
    files = Files(world)
    client = world.app().test_client()
    first, second = world.ticket("1"), world.ticket("2")
    csrf = world.log_in(client, Role.MANAGER)
    assert "The policy files say exactly this." in text_of(client.get("/policies").text)

    files.quicken("zuper")
    shown = client.get("/policies").text
    seen = text_of(shown)
    assert "tiers.critical.response in force: within 30 minutes, on always, reading I12" in seen
    assert "within 20 minutes" in seen
    assert "2 running tickets under another version 2 deadlines would move" in seen
    mark = shown.partition('name="mark" value="')[2].partition('"')[0]
    assert put(client, csrf, "/policies/apply", mark="other").status_code == 409
    assert put(client, csrf, "/policies/apply", mark=mark).status_code == 303
    with world.core.store.read() as work:
        found = read_in_force(work)
    assert found is not None
    assert (found.number, found.last.by) == (2, "user:manager@example.com")

    assert "Put in force" not in client.get("/policies").text
    due = read_ticket(world.core, first).clocks[0].due_at
    put(client, csrf, f"/policies/move/{first}")
    moved = read_ticket(world.core, first)
    assert moved.clocks[0].due_at == (due or 0) - 600 * 10**9
    assert read_ticket(world.core, second).clocks[0].due_at == due
    put(client, csrf, "/policies/move")
    assert read_ticket(world.core, second).clocks[0].due_at == moved.clocks[0].due_at
    seen = text_of(client.get(f"/tickets/{first}").text)
    assert "Moved to another contract version" in seen


def test_a_bad_file_is_shown_with_its_line_and_what_is_in_force_goes_on(world: World) -> None:
    files = Files(world)
    client = world.app().test_client()
    world.log_in(client, Role.MANAGER)

    def broken() -> tuple[Contract, ...]:
        from router.policy_files import load_text

        return load_text("acme.yaml", "vendor: acme\n").require()

    world.core = replace(world.core, files=broken)
    client = world.app().test_client()
    world.log_in(client, Role.ADMIN)
    seen = text_of(client.get("/policies").text)
    assert "The files cannot be taken" in seen
    assert "acme.yaml:1:1" in seen
    assert "zuper, field service" in seen.lower()
    assert files.contracts
