"""Whose ticket it is, as a table: the rule that fits best, then names, then a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain.contracts import Customer, Rule
from router.domain.routing import Routed, Routing, Undecided
from router.domain.tickets import TicketFacts
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
