"""What is shown of a ticket in several places is the same in all of them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from integrations.kinds import registry
from router.domain.contracts.contract import Customer
from router.usecases.customers.keep_customer import save_customer
from router.usecases.notices.messages import ticket_data
from router.usecases.outbox.parcels import Parcel
from router.usecases.outbox.prepare_delivery import prepare
from router.usecases.records import DeliveryRecord, EndpointRecord, Purpose
from router.usecases.tickets.read_tickets import read_ticket
from tests.web.conftest import World

KEPT = "Acme Holding SE"


@pytest.mark.parametrize(
    ("organisation", "kept", "shown"),
    [
        ("acme.example", True, KEPT),  # known by the mail domain, called otherwise in the helpdesk
        ("", True, KEPT),
        ("Acme", False, "Acme"),  # only the helpdesk knows
        ("", False, None),
    ],
)
def test_who_asked_is_the_same_in_lists_details_pages_and_what_goes_out(
    world: World, client: FlaskClient, organisation: str, kept: bool, shown: str | None
) -> None:
    """API list and detail, the vendor's API, queue and ticket page, notices and hand-overs."""
    if kept:
        save_customer(world.core, Customer(KEPT, mail_domains=("acme.example",)))
    ticket = world.ticket("77", organisation=organisation, requester="ada@acme.example")
    headers = world.bearer("agent")
    listed = client.get("/api/v1/tickets", headers=headers).json["tickets"]  # type: ignore[index]
    detail = client.get(f"/api/v1/tickets/{ticket}", headers=headers).json
    theirs = client.get(f"/api/v1/vendor/tickets/{ticket}", headers=world.bearer("vendor")).json
    inside = client.get("/api/v1/vendor/tickets", headers=world.bearer("vendor")).json["tickets"]  # type: ignore[index]
    seen = [listed[0], detail, theirs, inside[0]]
    assert [each["customer"] for each in seen] == [shown] * 4  # type: ignore[index]
    for name in ("tier", "state", "subject", "external_id"):
        assert len({each[name] for each in seen}) == 1, name  # type: ignore[index]
    assert [c["due_at"] for c in listed[0]["clocks"]] == [c["due_at"] for c in detail["clocks"]]  # type: ignore[index]
    world.log_in(client)
    for path in ("/queue", f"/tickets/{ticket}"):
        text = re.sub(r"<[^>]+>", " ", client.get(path).text)
        assert (shown or "ada@acme.example") in text, path
    now = world.core.now()
    with world.core.store.write() as work:
        work.endpoints.add(EndpointRecord("zuper-in", "webhook", (), now, vendor="zuper"))
        delivery = DeliveryRecord(
            id="D-1",
            purpose=Purpose.HAND_OVER,
            ticket_id=ticket,
            channel="zuper-in",
            recipient="zuper",
            created_at=now,
            attempt_at=now,
        )
        core = replace(world.core, vendor_ways=registry.vendor_ways())
        out = prepare(core, work, delivery, now)
    assert isinstance(out, Parcel)
    assert out.message.data["ticket"]["customer"] == shown  # type: ignore[index]
    view = read_ticket(world.core, ticket)
    assert ticket_data(view.ticket, view.customer_name)["customer"] == shown
