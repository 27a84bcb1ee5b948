"""What a vendor does beside answering is recorded where a clock waits for it."""

from __future__ import annotations

from dataclasses import replace

from flask.testing import FlaskClient

from router.domain.contracts.contract import Clause, Length, Target
from tests.builders import Book
from tests.web.conftest import World


def promising(world: World, obligation: str) -> None:
    """Every tier of Zuper's promises that too, within four hours."""
    target = Target(obligation, Length(14_400), "always", Clause("test"))
    found = []
    for contract in world.core.contracts():
        if contract.vendor == "zuper":
            tiers = (replace(tier, targets=(*tier.targets, target)) for tier in contract.tiers)
            contract = replace(contract, tiers=tuple(tiers))
        found.append(contract)
    contracts = tuple(found)
    world.core = replace(world.core, contracts=lambda: contracts, book=Book(*contracts))


def test_a_deed_is_offered_where_a_clock_waits_for_it_and_stops_it(world: World) -> None:
    promising(world, "workaround")
    client = world.app().test_client()
    ticket = world.ticket()
    csrf = world.log_in(client)
    page = client.get(f"/tickets/{ticket}").text
    assert "Zuper must give a workaround or a fix" in page
    assert "Vendor gave a workaround" in page
    assert "Vendor gave an action plan" not in page
    answer = client.post(f"/tickets/{ticket}/deeds", data={"csrf": csrf, "deed": "workaround"})
    assert answer.status_code == 303
    after = client.get(f"/tickets/{ticket}").text
    assert "vendor gave a workaround" in after.lower()
    assert "<button>Vendor gave a workaround</button>" not in after


def test_a_contract_that_promises_no_such_thing_offers_none(
    world: World, client: FlaskClient
) -> None:
    ticket = world.ticket()
    csrf = world.log_in(client)
    assert "Vendor gave" not in client.get(f"/tickets/{ticket}").text
    wrong = client.post(f"/tickets/{ticket}/deeds", data={"csrf": csrf, "deed": "fixed"})
    assert wrong.status_code == 422
