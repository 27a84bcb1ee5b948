"""What a second reading of the documents corrected, each by the line that says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from router.domain.clocks.clock import Clock
from router.domain.clocks.fold import clocks_of
from router.domain.contracts.contract import Contract, Customer, Length, Party
from router.domain.contracts.limit_words import promise_in_words
from router.domain.tickets.events import Event, Kind
from router.domain.time.instants import Instant, format_instant, parse_instant
from router.policy_files import Book, from_snapshot, load_directory, load_text, snapshot

_POLICIES = Path(__file__).resolve().parent.parent.parent / "policies"
_NINE = "2026-12-23T09:00:00Z"  # a Wednesday; England's holidays: 25 and 28 December, 1 January


@pytest.fixture(scope="module")
def book() -> Book:
    return Book(load_directory(_POLICIES).require())


def _find(book: Book, vendor: str, contract: str | None = None) -> Contract:
    found = book.find(vendor, contract)
    assert found is not None
    return found


def test_every_response_of_aircall_is_an_effort_and_no_promise(book: Book) -> None:
    contract = _find(book, "aircall")
    for tier in contract.tiers:
        target = tier.target("response")
        assert target is not None
        assert target.effort is not None
        assert (target.effort.level, target.effort.clause.ref) == (
            "commercially reasonable",
            "004:1960",
        )
        assert promise_in_words(target).endswith(", with commercially reasonable efforts")
    others = [c for c in load_directory(_POLICIES).contracts if c.vendor != "aircall"]
    assert not any(t.effort for c in others for tier in c.tiers for t in tier.targets)


def test_an_effort_outlives_a_snapshot_and_one_from_before_is_read(book: Book) -> None:
    contract = _find(book, "aircall")
    data = snapshot(contract)
    assert from_snapshot(data) == contract
    del data["tiers"][0]["targets"][0]["effort"]
    assert from_snapshot(data).tiers[0].targets[0].effort is None
    zuper = from_snapshot(snapshot(_find(book, "zuper")))
    assert promise_in_words(zuper.get_duty("breach-notice")) == "within 72 hours"


def test_aircall_excludes_a_to_e_from_every_level_and_not_from_availability_alone(
    book: Book,
) -> None:
    contract = _find(book, "aircall")
    for promise in ("response", "deletion", "anything"):
        found: Any = contract.excluded_when(promise)
        assert [each["id"] for each in found] == [
            *["beyond-control", "acts-of-others", "customer-equipment"],
            *["maintenance", "customer-caused"],
        ]
        assert all("004:1989" in each["source"]["ref"] for each in found)


def test_zuper_and_openmethods_exclude_what_the_customer_caused_from_that_duty_alone(
    book: Book,
) -> None:
    zuper, openmethods = _find(book, "zuper"), _find(book, "openmethods")
    (told,) = zuper.excluded_when("breach-notice")
    assert told["source"]["ref"] == "004:2460"  # type: ignore[index]
    assert zuper.excluded_when("response") == ()
    (told,) = openmethods.excluded_when("incident-notice")
    assert told["source"]["ref"] == "004:1089"  # type: ignore[index]


# vendor, the text that prevails, the line
PRECEDENCE = [
    ("openmethods", "the data processing addendum", "004:1147"),
    ("openmethods", "Zendesk's order form", "004:687"),
    ("zuper", "the data processing agreement", "004:2533"),
    ("bcr", "the general conditions named above it", "004:1386"),
    ("aircall", "Aircall's terms and conditions as changed from time to time", "004:1587"),
    ("sweethawk", "the agreement", "004:555"),
]


@pytest.mark.parametrize(("vendor", "prevails", "ref"), PRECEDENCE)
def test_which_text_prevails_is_carried_with_its_line(
    vendor: str, prevails: str, ref: str, book: Book
) -> None:
    found: Any = _find(book, vendor).details["precedence"]
    assert (prevails, ref) in [(each["prevails"], each["source"]["ref"]) for each in found]


@pytest.mark.parametrize("vendor", ["sweethawk", "openmethods", "bcr", "zuper", "aircall"])
def test_the_translated_document_says_that_english_is_official_and_what_a_notice_holds(
    vendor: str, book: Book
) -> None:
    details: Any = _find(book, vendor).details
    assert details["official_text"]["language"] == "en"
    assert details["official_text"]["source"]["ref"] == "004:2933-2935"
    assert len(details["incident_notice"]["contents"]) == 3


@pytest.mark.parametrize("vendor", ["sweethawk", "openmethods", "bcr", "zuper"])
def test_an_outage_is_an_incident_by_the_words_of_the_annex(vendor: str, book: Book) -> None:
    details: Any = _find(book, vendor).details
    assert any("outage" in each for each in details["incident_notice"]["means"])


def test_aprimo_serves_a_notice_by_post_on_the_second_business_day(book: Book) -> None:
    details: Any = _find(book, "aprimo").details
    (post,) = [each for each in details["notice"] if each["way"] == "first class post"]
    assert post["served"] == "on the 2nd business day after the day of posting"
    assert post["source"]["ref"] == "003:138"


def test_bcr_owes_its_own_report_and_its_client_the_other(book: Book) -> None:
    contract = _find(book, "bcr")
    assert contract.get_duty("breach-notice").owed_by is Party.CUSTOMER
    assert contract.get_duty("incident-notice").owed_by is Party.VENDOR


# vendor, duty, who owes it, planned for, due, clause
DUTIES = [
    ("aprimo", "tax-exemption", "customer", None, "2027-01-04T17:00:00Z", "003:46"),
    ("aprimo", "payment", "customer", None, "2027-01-22T09:00:00Z", "003:42"),
    ("aprimo", "invoice-dispute", "customer", None, "2027-01-06T09:00:00Z", "003:45"),
    ("aprimo", "overdue-payment", "customer", None, "2027-01-22T09:00:00Z", "003:48"),
    ("aprimo", "fee-change-notice", "vendor", "2027-03-29T09:00:00Z", "2027-03-01T09:00:00Z",
     "003:47"),
    ("aprimo", "force-majeure-termination", "customer", "2027-03-31T09:00:00Z",
     "2027-03-01T09:00:00Z", "003:105"),
    ("aprimo", "breach-cure", "vendor", None, "2027-01-22T09:00:00Z", "003:55"),
    ("openmethods", "personal-data-deletion", "vendor", None, "2027-06-21T09:00:00Z",
     "004:1207, 004:1147"),
    ("openmethods", "audit-notice", "customer", "2027-03-31T09:00:00Z", "2027-03-01T09:00:00Z",
     "004:1097"),
    ("openmethods", "insurance-notice", "vendor", "2027-03-31T09:00:00Z", "2027-03-01T09:00:00Z",
     "004:879"),
    ("openmethods", "legal-action-notice", "customer", None, "2027-01-22T09:00:00Z", "004:847"),
    ("openmethods", "legal-claim-notice", "vendor", None, "2027-01-22T09:00:00Z", "004:855"),
    ("openmethods", "warranty-claim", "customer", None, "2027-02-21T09:00:00Z", "004:1349"),
    ("openmethods", "offer-acceptance", "customer", None, "2027-03-23T09:00:00Z", "004:1357"),
    ("openmethods", "services-payment", "customer", None, "2027-01-22T09:00:00Z", "004:1357"),
    ("openmethods", "integration-package-use", "customer", None, "2027-06-23T09:00:00Z",
     "004:1357"),
    ("openmethods", "go-live-support", "vendor", None, "2027-01-02T09:00:00Z", "004:1329"),
    ("bcr", "breach-cure-customer", "customer", None, "2027-01-02T09:00:00Z", "004:1394"),
    ("bcr", "overdue-payment", "customer", None, "2027-01-07T09:00:00Z", "004:1406"),
    ("bcr", "payment-in-suspension", "customer", None, "2027-01-22T09:00:00Z", "004:1406"),
    ("aircall", "claim", "customer", None, "2027-12-23T09:00:00Z", "004:1665"),
    ("aircall", "dispute-talks", "vendor", None, "2027-01-22T09:00:00Z", "004:1691"),
    ("aircall", "terms-change-notice", "vendor", "2027-03-31T09:00:00Z", "2027-03-01T09:00:00Z",
     "004:1695"),
    ("aircall", "terms-change-termination", "customer", None, "2027-01-22T09:00:00Z", "004:1695"),
    ("zuper", "data-export", "customer", None, "2027-01-06T09:00:00Z", "004:2527, 004:2533"),
    ("zuper", "breach-cure", "vendor", None, "2027-01-23T09:00:00Z", "004:2189"),
    ("zuper", "change-termination-notice", "customer", "2027-03-31T09:00:00Z",
     "2026-12-31T09:00:00Z", "004:2521"),
    ("zuper", "subprocessor-list", "customer", None, "2027-12-23T09:00:00Z", "004:2813"),
    ("zuper", "security-test", "vendor", None, "2027-12-23T09:00:00Z", "004:2919"),
    ("sweethawk", "breach-cure", "vendor", None, "2027-01-22T09:00:00Z", "004:513"),
    ("sweethawk", "firewall-review", "vendor", None, "2027-03-23T09:00:00Z", "004:619"),
]  # fmt: skip


@pytest.mark.parametrize(("vendor", "duty", "owed_by", "planned", "due", "clause"), DUTIES)
def test_a_duty_with_a_number_makes_a_clock_of_that_deadline(
    vendor: str, duty: str, owed_by: str, planned: str | None, due: str, clause: str, book: Book
) -> None:
    (clock,) = _clocks(_find(book, vendor), [_started(duty, planned)], _NINE)
    assert clock.due_at is not None
    assert (format_instant(clock.due_at), clock.owed_by.value) == (due, owed_by)
    assert f"({clause})" in clock.source


def test_aprimo_has_thirty_days_to_avoid_the_sub_processor_once_the_customer_objected(
    book: Book,
) -> None:
    done = _event(
        Kind.DUTY_DONE, parse_instant("2026-12-29T12:00:00Z"), duty="subprocessor-objection"
    )
    clocks = _clocks(
        _find(book, "aprimo"), [_started("subprocessor-objection"), done], "2026-12-30T00:00:00Z"
    )
    change = next(each for each in clocks if each.obligation == "subprocessor-change")
    assert change.due_at == parse_instant("2027-01-28T12:00:00Z")
    assert change.owed_by is Party.VENDOR


@pytest.mark.parametrize(
    ("duty", "zone", "due"),
    [
        # the day in Sydney is 1 February already, and begins at 13:00 UTC
        ("meeting-assist", "Australia/Sydney", "2027-01-29T13:00:00Z"),
        ("event-assist", "Australia/Sydney", "2027-01-24T13:00:00Z"),
        ("meeting-assist", "America/New_York", "2027-01-29T05:00:00Z"),
        ("event-assist", "America/New_York", "2027-01-24T05:00:00Z"),
        ("event-assist", None, "2027-01-24T20:00:00Z"),  # no zone: no date of that instant
        ("streaming-assist", "America/New_York", "2027-01-24T20:00:00Z"),  # names no date
    ],
)
def test_meeting_and_event_assist_count_from_the_date_and_not_from_the_hour(
    duty: str, zone: str | None, due: str, book: Book
) -> None:
    (clock,) = _clocks(
        _find(book, "bluejeans"), [_started(duty, "2027-01-31T20:00:00Z")], _NINE, zone
    )
    assert clock.due_at is not None
    assert format_instant(clock.due_at) == due
    assert clock.planned_for == parse_instant("2027-01-31T20:00:00Z")


def test_hours_stay_hours_in_words_and_days_stay_days() -> None:
    text = (_POLICIES / "contracts" / "aprimo.yaml").read_text(encoding="utf-8")
    shared = {
        each.name: each.read_text(encoding="utf-8")
        for each in (_POLICIES / "contracts").glob("_*.yaml")
    }
    words = {}
    for written in ("72h", "72 hours", "3d", "1w", "24h"):
        changed = text.replace("within: 3d", f"within: {written}")
        (contract,) = load_text("aprimo.yaml", changed, shared).require()
        words[written] = promise_in_words(contract.get_duty("data-subject-request"))
    assert words == {
        "72h": "within 72 hours",
        "72 hours": "within 72 hours",
        "3d": "within 3 days",
        "1w": "within 7 days",
        "24h": "within 24 hours",
    }
    assert Length(3, in_hours=True) == Length(3)


def _started(duty: str, planned: str | None = None) -> Event:
    return _event(Kind.DUTY_STARTED, parse_instant(_NINE), duty=duty, planned_for=planned)


def _event(kind: Kind, at: Instant, **data: str | None) -> Event:
    return Event(kind, at, f"{kind}-{at}-{data.get('duty')}", at, data=data)


def _clocks(
    contract: Contract, events: list[Event], now: str, zone: str | None = None
) -> tuple[Clock, ...]:
    customer = Customer(zone=zone)
    return tuple(clocks_of(events, parse_instant(now), contract=contract, customer=customer))
