"""The shipped files as a whole: no problem, nothing without its clause, what is only stored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from router.domain.contracts.contract import Contract
from router.policy_files import Book, load_directory, load_text
from router.policy_files.contracts.contract_table import contracts_as_markdown

_ROOT = Path(__file__).resolve().parent.parent.parent
_POLICIES = _ROOT / "policies"


@pytest.fixture(scope="module")
def contracts() -> tuple[Contract, ...]:
    return load_directory(_POLICIES).require()


@pytest.fixture(scope="module")
def book(contracts: tuple[Contract, ...]) -> Book:
    return Book(contracts)


def _find(book: Book, vendor: str, contract: str | None = None) -> Contract:
    found = book.find(vendor, contract)
    assert found is not None
    return found


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2027, 12, 20), date(2035, 8, 1)])
def test_shipped_files_give_no_error_and_no_warning(today: date) -> None:
    assert load_directory(_POLICIES, today).problems == ()


def test_there_are_the_seven_vendors_and_sweethawk_has_two_suites(
    contracts: tuple[Contract, ...],
) -> None:
    assert [(c.vendor, c.id) for c in contracts if c.vendor == "sweethawk"] == [
        ("sweethawk", "enterprise-super-suite"),
        ("sweethawk", "super-suite-standard"),
    ]
    assert {c.vendor for c in contracts} == {
        *["aircall", "aprimo", "bcr", "bluejeans", "openmethods", "sweethawk", "zuper"]
    }


def test_every_promise_names_a_line_of_a_document_and_says_it_in_words(
    contracts: tuple[Contract, ...],
) -> None:
    for contract in contracts:
        clauses = [t.clause for tier in contract.tiers for t in tier.targets]
        clauses += [tier.clause for tier in contract.tiers]
        clauses += [duty.clause for duty in contract.duties]
        for clause in clauses:
            assert re.match(r"00[0-4]:\d+", clause.ref), (contract.vendor, clause)
            assert clause.words, (contract.vendor, clause)
            assert clause.place, (contract.vendor, clause)


def test_every_stored_detail_names_a_line_of_a_document(contracts: tuple[Contract, ...]) -> None:
    for contract in contracts:
        for key in ("availability", "retention", "entities", "contacts", "not_supported"):
            for item in _items(contract.details.get(key)):
                assert re.match(r"00[0-4]:\d+", item["source"]["ref"]), (contract.vendor, key, item)


def _items(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
    elif isinstance(value, tuple):
        yield from value


def test_every_interpretation_is_used_and_every_one_used_is_explained(
    contracts: tuple[Contract, ...],
) -> None:
    known = {name for contract in contracts for name in contract.interpretations}
    assert known == {f"I{number}" for number in range(1, 19)}
    for contract in contracts:
        used = {i for tier in contract.tiers for t in tier.targets for i in t.interpretations}
        used |= {i for duty in contract.duties for i in duty.interpretations}
        assert used <= set(contract.interpretations)
        for each in contract.interpretations.values():
            assert each.question
            assert each.reading
            assert each.why


READINGS = [
    ("zuper", "other", "response", "I2"),
    ("bcr", "other", "response", "I2"),
    ("sweethawk", "other", "response", "I3"),
    ("aircall", "severity-1", "response", "I1"),
    ("aircall", "severity-1", "response", "I4"),
    ("aircall", "severity-3", "response", "I5"),
    ("aprimo", "priority-1", "response", "I7"),
    ("aprimo", "priority-2", "response", "I6"),
    ("aprimo", "priority-2", "update", "I8"),
    ("aprimo", "priority-3", "update", "I8"),
    ("zuper", "other", "update", "I15"),
    ("zuper", "critical", "response", "I12"),
]


@pytest.mark.parametrize(("vendor", "tier", "obligation", "reading"), READINGS)
def test_target_is_marked_with_the_reading_it_rests_on(
    vendor: str, tier: str, obligation: str, reading: str, book: Book
) -> None:
    target = _find(book, vendor).get_tier(tier).target(obligation)
    assert target is not None
    assert reading in target.interpretations


DUTY_READINGS = [
    ("zuper", "incident-report", "I13"),
    ("zuper", "data-subject-request", "I14"),
    ("zuper", "breach-notice", "I16"),
    ("bcr", "data-information", "I17"),
    ("bluejeans", "event-assist", "I15"),
    ("aprimo", "subprocessor-objection", "I6"),
]


@pytest.mark.parametrize(("vendor", "duty_id", "reading"), DUTY_READINGS)
def test_duty_is_marked_with_the_reading_it_rests_on(
    vendor: str, duty_id: str, reading: str, book: Book
) -> None:
    duty = _find(book, vendor).find_duty(duty_id)
    assert duty is not None
    assert reading in duty.interpretations


AVAILABILITY = [
    ("sweethawk", "super-suite-standard", "99.9", 43 * 60, "004:83"),
    ("sweethawk", "enterprise-super-suite", "99.9", 43 * 60, "004:393"),
    ("openmethods", None, "99.9", 43 * 60, "004:717"),
    ("bcr", None, "99.9", 43 * 60, "004:1420"),
    ("zuper", None, "99.9", 43 * 60, "004:2113"),
]


@pytest.mark.parametrize(("vendor", "contract", "percent", "down", "ref"), AVAILABILITY)
def test_availability_is_99_9_percent_with_4_hours_of_downtime_announced_7_days_before(
    vendor: str, contract: str | None, percent: str, down: int, ref: str, book: Book
) -> None:
    found: Any = _find(book, vendor, contract).details["availability"]
    assert found["percent"] == percent
    assert found["at_most_down"] == down
    assert found["source"]["ref"] == ref
    assert found["scheduled"]["less_than"] == 4 * 3_600
    assert found["scheduled"]["notice"] == 7 * 86_400


def test_aircall_is_available_99_95_percent_in_steps_of_five_minutes(
    book: Book,
) -> None:
    found: Any = _find(book, "aircall").details["availability"]
    assert found["percent"] == "99.95"
    assert found["increment"] == 300
    assert [e["source"]["ref"] for e in found["exclusions"]] == ["004:1904, 004:1989"]


def test_aprimo_gives_credit_over_1_percent_and_a_way_out_over_10_or_three_months_over_3(
    book: Book,
) -> None:
    found: Any = _find(book, "aprimo").details["availability"]
    assert "percent" not in found
    (credit,) = found["credits"]
    assert (credit["over"], credit["up_to"]) == ("1", "10")
    assert [(t["over"], t["months"]) for t in found["termination"]] == [("10", "1"), ("3", "3")]
    assert [e["id"] for e in found["exclusions"]] == ["scheduled-maintenance", "improper-use"]


def test_aircall_says_what_a_request_needs_and_what_is_no_support(book: Book) -> None:
    details: Any = _find(book, "aircall").details
    needs = [need["id"] for need in details["requests"]["needs"]]
    assert needs == ["account", "description", "tried", "version", "environment"]
    outside = {each["id"] for each in details["not_supported"]}
    assert outside == {"billing", "porting", "feature-request", "third-party"}


def test_aircall_contracts_through_three_entities_by_country(book: Book) -> None:
    entities: Any = _find(book, "aircall").details["entities"]
    assert [(e["id"], e["countries"], e["zone"]) for e in entities] == [
        ("aircall-io-inc", ("US", "CA", "MX"), "America/New_York"),
        ("aircall-sas", ("otherwise",), "Europe/Paris"),
        ("aircall-pty", ("AU",), "Australia/Sydney"),
    ]


def test_aircall_for_australia_has_paris_for_its_week_and_sydney_for_business_hours(
    book: Book,
) -> None:
    contract = _find(book, "aircall")
    assert contract.calendar("24x5", "AU").name == "24x5-paris"
    assert contract.calendar("business", "AU").name == "business-sydney"
    assert contract.is_country_assumed("24x5", None)


@pytest.mark.parametrize("vendor", ["sweethawk", "bcr", "zuper"])
def test_annex_has_three_levels_of_support(vendor: str, book: Book) -> None:
    levels: Any = _find(book, vendor).details["support_levels"]
    assert [level["id"] for level in levels] == ["level-1", "level-2", "level-3"]


def test_zuper_keeps_data_14_days_3_months_30_days_and_11_months(book: Book) -> None:
    kept: Any = _find(book, "zuper").details["retention"]
    assert [each["kept"] for each in kept] == ["14 days", "3 months", "30 days", "11 months"]


def test_openmethods_says_that_an_upgrade_brings_service_levels(book: Book) -> None:
    upgrades: Any = _find(book, "openmethods").details["upgrades"]
    assert upgrades[0]["source"]["ref"] == "004:715"


def test_table_in_the_docs_is_up_to_date(contracts: tuple[Contract, ...]) -> None:
    """`sla-router policies table > docs/contracts.md` brings it up to date."""
    written = (_ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
    assert written == contracts_as_markdown(contracts)


def test_the_files_in_the_docs_load_and_the_first_fits_on_one_screen() -> None:
    page = (_ROOT / "docs" / "policy-files.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    whole = [block for block in blocks if block.startswith("vendor:")]
    assert whole
    assert len(whole[0].splitlines()) <= 25
    for block in whole:
        loaded = load_text("docs.yaml", block, {"_shared.yaml": "calendars: {}\n"})
        assert loaded.problems == ()
    (contract,) = load_text("docs.yaml", whole[0]).contracts
    assert len(contract.tiers) == 2
