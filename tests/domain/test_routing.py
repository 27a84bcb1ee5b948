"""Whose ticket it is, as a table: the rule that fits best, then names, then a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain.contracts.contract import Contract, Customer, Rule
from router.domain.routing.rules import Routed, Routing, Undecided
from router.domain.tickets.ticket import TicketFacts
from tests.builders import alwayson, lutece, nightline

CONTRACTS = (
    lutece(rules=(Rule(tags=("lutece", "paris")), Rule(languages=("fr",), products=("desk",)))),
    alwayson(
        rules=(Rule(products=("Always On",)), Rule(subject_words=("always on",))),
        aliases=("aon",),
    ),
    nightline(rules=(Rule(mail_domains=("night.example",)), Rule(tags=("paris",)))),
    replace(alwayson(rules=(Rule(tags=("old",)),)), vendor="gone", retired=True),
)


def a_ticket(**changes: object) -> TicketFacts:
    return replace(TicketFacts("acme", "1", "Help", "…"), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("case", "facts", "vendor", "reason"),
    [
        ("a tag, whatever its case", {"tags": ("LUTECE",)}, "lutece", "rule: tag 'lutece'"),
        (
            "every condition of a rule must hold",
            {"language": "fr", "product": "Desk"},
            "lutece",
            "rule: product 'desk', language 'fr'",
        ),
        ("a product", {"product": "always on"}, "alwayson", "rule: product 'Always On'"),
        (
            "words of the subject, whole",
            {"subject": "Is Always-On down?"},
            "alwayson",
            "rule: subject word 'always on'",
        ),
        (
            "the requester's mail domain",
            {"requester": "jo@Night.Example"},
            "nightline",
            "rule: mail domain 'night.example'",
        ),
        (
            "a rule before a name",
            {"tags": ("lutece",), "subject": "nightline"},
            "lutece",
            "rule: tag 'lutece'",
        ),
        (
            "more conditions before fewer",
            {"tags": ("paris",), "language": "fr", "product": "desk"},
            "lutece",
            "rule: product 'desk', language 'fr'",
        ),
        (
            "the vendor's name in the subject",
            {"subject": "Nightline does not answer"},
            "nightline",
            "subject names nightline ('nightline')",
        ),
        ("an alias among the tags", {"tags": ("aon",)}, "alwayson", "tag names alwayson ('aon')"),
    ],
)
def test_a_ticket_goes_to_the_contract_that_fits_best(
    case: str, facts: dict[str, object], vendor: str, reason: str
) -> None:
    found = Routing(CONTRACTS).decide(a_ticket(**facts))
    assert isinstance(found, Routed), case
    assert (found.contract.vendor, found.reason) == (vendor, reason), case


@pytest.mark.parametrize(
    ("case", "facts", "candidates"),
    [
        ("nothing fits", {}, ()),
        ("half of a rule", {"language": "fr"}, ()),
        ("part of a word", {"subject": "nightlines"}, ()),
        ("two vendors fit equally", {"tags": ("paris",)}, ("lutece", "nightline")),
        ("a retired vendor takes no new ticket", {"tags": ("old",)}, ()),
    ],
)
def test_what_is_not_clear_is_left_to_a_person(
    case: str, facts: dict[str, object], candidates: tuple[str, ...]
) -> None:
    found = Routing(CONTRACTS).decide(a_ticket(**facts))
    assert isinstance(found, Undecided), case
    assert found.candidates == candidates, case


def test_the_customers_own_contract_goes_before_the_vendors_default() -> None:
    standard = alwayson(rules=(Rule(tags=("x",)),), default=True)
    premium = replace(standard, id="premium", default=False)
    routing = Routing((premium, standard))
    facts = a_ticket(tags=("x",))
    plain = routing.decide(facts)
    assert isinstance(plain, Routed)
    assert plain.contract.id == "standard"
    own = routing.decide(facts, Customer("Acme", contracts={"alwayson": "premium"}))
    assert isinstance(own, Routed)
    assert own.contract.id == "premium"
    assert own.reason.endswith("the customer's contract is premium")


def in_turn() -> tuple[Contract, ...]:
    """Two that follow each other under one name, with a day between them on which none holds."""
    rules = (Rule(tags=("x",)),)
    first = alwayson(rules=rules, valid_to="2026-12-30", default=True)
    return first, replace(first, version="next", valid_from="2027-01-01", valid_to=None)


@pytest.mark.parametrize("facts", [{"tags": ("x",)}, {"subject": "alwayson is slow"}])
@pytest.mark.parametrize("customer", [None, Customer("Acme", contracts={"alwayson": "standard"})])
def test_a_ticket_goes_by_the_contract_in_force_on_its_day(
    facts: dict[str, object], customer: Customer | None
) -> None:
    first, following = in_turn()
    routing = Routing((first, following))
    for day, expected in (
        ("2026-03-02", first),
        ("2026-12-30", first),
        ("2027-01-01", following),
        ("2031-01-01", following),
    ):
        found = routing.decide(a_ticket(**facts), customer, day)
        assert isinstance(found, Routed), day
        assert found.contract is expected, day


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-12-31", "the contract alwayson/standard ended on 2026-12-30, and nothing follows"),
        ("2020-01-01", "the contract alwayson/standard begins on 2027-01-01"),
    ],
)
def test_where_no_contract_is_in_force_a_person_is_asked(day: str, reason: str) -> None:
    first, following = in_turn()
    held = replace(first, valid_from="2026-01-01")
    contracts = (held,) if day > "2026" else (following,)
    found = Routing(contracts).decide(a_ticket(tags=("x",)), None, day)
    assert isinstance(found, Undecided)
    assert found.reason.startswith(reason)
    assert found.candidates == ("alwayson",)


def test_another_vendor_that_fits_goes_before_one_whose_contract_ended() -> None:
    first, _ = in_turn()
    other = nightline(rules=(Rule(tags=("x",)),))
    found = Routing((first, other)).decide(a_ticket(tags=("x",)), None, "2027-06-01")
    assert isinstance(found, Routed)
    assert found.contract is other
