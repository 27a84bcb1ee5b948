"""What the vendors promised, row by row: each test is named after the promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from router.domain.clocks.clock import Clock
from router.domain.clocks.fold import clocks_of
from router.domain.contracts.contract import Contract, Customer, Party
from router.domain.tickets.events import Event, Kind
from router.domain.time.instants import DAY, Instant, format_instant, parse_instant
from router.policy_files import Book, read_directory
from router.policy_files.contracts.loader import load_text
from tests.builders import an_event

_POLICIES = Path(__file__).resolve().parent.parent.parent / "policies"
OPENED = "2026-05-06T10:00:00Z"  # a Wednesday
REPLIED = "2026-05-06T10:10:00Z"
LATER = 400 * DAY


@pytest.fixture(scope="module")
def book() -> Book:
    return Book(read_directory(_POLICIES))


def _event(kind: Kind, at: Instant, **data: str | None) -> Event:
    return Event(kind, at, f"{kind}-{at}-{data.get('duty')}", at, data=data)


def _clock(
    contract: Contract, tier: str, country: str | None, obligation: str, replied: str | None
) -> Clock:
    events = [_event(Kind.OPENED, parse_instant(OPENED))]
    if replied:
        events.append(_event(Kind.VENDOR_REPLIED, parse_instant(replied)))
    now = parse_instant(replied or OPENED)
    clocks = clocks_of(
        events, now, contract=contract, tier=tier, customer=Customer(country=country)
    )
    return next(clock for clock in clocks if clock.obligation == obligation)


# promise: vendor, tier, country, due, "less than", clause
RESPONSES = {
    "SweetHawk answers critical within 30 minutes at any hour": (
        "sweethawk", "critical", None, "2026-05-06T10:30:00Z", False, "004:657",
    ),
    "SweetHawk answers major within an hour at any hour": (
        "sweethawk", "major", None, "2026-05-06T11:00:00Z", False, "004:659",
    ),
    "SweetHawk answers other within 6 support hours in Melbourne": (
        # 20:00 in Melbourne: four hours until midnight, two from nine
        "sweethawk", "other", None, "2026-05-07T01:00:00Z", False, "004:661",
    ),
    "BCR answers critical within 30 minutes at any hour": (
        "bcr", "critical", None, "2026-05-06T10:30:00Z", False, "004:1486",
    ),
    "BCR answers major within an hour at any hour": (
        "bcr", "major", None, "2026-05-06T11:00:00Z", False, "004:1488",
    ),
    "BCR answers other within 6 support hours in Sao Paulo": (
        # 07:00 there: from 09:00 until 15:00
        "bcr", "other", None, "2026-05-06T18:00:00Z", False, "004:1490",
    ),
    "Zuper answers critical within 30 minutes at any hour": (
        "zuper", "critical", None, "2026-05-06T10:30:00Z", False, "004:2231",
    ),
    "Zuper answers major within an hour at any hour": (
        "zuper", "major", None, "2026-05-06T11:00:00Z", False, "004:2233",
    ),
    "Zuper answers other within 6 support hours in Sammamish": (
        # 03:00 there: from 09:00 until 15:00
        "zuper", "other", None, "2026-05-06T22:00:00Z", False, "004:2235",
    ),
    "Aircall answers severity 1 in less than 30 minutes of its 24 x 5 week": (
        "aircall", "severity-1", "FR", "2026-05-06T10:30:00Z", True, "004:1963-1967",
    ),
    "Aircall answers severity 2 in less than 2 hours of its 24 x 5 week": (
        "aircall", "severity-2", "FR", "2026-05-06T12:00:00Z", True, "004:1969-1973",
    ),
    "Aircall answers severity 3 in less than 6 business hours in Paris": (
        "aircall", "severity-3", "FR", "2026-05-06T16:00:00Z", True, "004:1975-1979",
    ),
    "Aircall answers severity 3 in less than 6 business hours in New York": (
        "aircall", "severity-3", "US", "2026-05-06T19:00:00Z", True, "004:1975-1979",
    ),
    "Aircall answers severity 3 for Canada in New York's hours": (
        "aircall", "severity-3", "CA", "2026-05-06T19:00:00Z", True, "004:1975-1979",
    ),
    "Aircall answers severity 3 for Mexico in New York's hours": (
        "aircall", "severity-3", "mx", "2026-05-06T19:00:00Z", True, "004:1975-1979",
    ),
    "Aircall answers severity 3 in less than 6 business hours in Sydney": (
        "aircall", "severity-3", "AU", "2026-05-07T05:00:00Z", True, "004:1975-1979",
    ),
    "Aircall answers severity 3 for a country not listed in Paris's hours": (
        "aircall", "severity-3", "JP", "2026-05-06T16:00:00Z", True, "004:1975-1979",
    ),
    "Aircall answers severity 3 for an unknown country in Paris's hours": (
        "aircall", "severity-3", None, "2026-05-06T16:00:00Z", True, "004:1975-1979",
    ),
    "Aircall answers severity 4 in less than 12 business hours": (
        "aircall", "severity-4", "FR", "2026-05-07T13:00:00Z", True, "004:1981-1985",
    ),
    "Aprimo answers priority 1 within 2 hours": (
        "aprimo", "priority-1", None, "2026-05-06T12:00:00Z", False, "003:155-156",
    ),
    "Aprimo answers priority 2 by the end of the next business day": (
        "aprimo", "priority-2", None, "2026-05-07T16:00:00Z", False, "003:155-156",
    ),
    "Aprimo answers priority 3 by the end of the next business day": (
        "aprimo", "priority-3", None, "2026-05-07T16:00:00Z", False, "003:155-156",
    ),
}  # fmt: skip

# promise: vendor, tier, due after the reply at 10:10, clause
UPDATES = {
    "SweetHawk tells of critical every 30 minutes": (
        "sweethawk", "critical", "2026-05-06T10:40:00Z", "004:657",
    ),
    "SweetHawk tells of major every hour": (
        "sweethawk", "major", "2026-05-06T11:10:00Z", "004:659",
    ),
    "SweetHawk tells of other once a week": (
        "sweethawk", "other", "2026-05-13T10:10:00Z", "004:665",
    ),
    "BCR tells of critical every 30 minutes": (
        "bcr", "critical", "2026-05-06T10:40:00Z", "004:1486",
    ),
    "BCR tells of major every hour": ("bcr", "major", "2026-05-06T11:10:00Z", "004:1488"),
    "BCR tells of other once a week": ("bcr", "other", "2026-05-13T10:10:00Z", "004:1494"),
    "Zuper tells of critical every 30 minutes": (
        "zuper", "critical", "2026-05-06T10:40:00Z", "004:2231",
    ),
    "Zuper tells of major every hour": ("zuper", "major", "2026-05-06T11:10:00Z", "004:2233"),
    "Zuper tells of other once a week": ("zuper", "other", "2026-05-13T10:10:00Z", "004:2239"),
    "Aprimo tells of priority 1 hourly": (
        "aprimo", "priority-1", "2026-05-06T11:10:00Z", "003:157-158",
    ),
    "Aprimo tells of priority 2 once every 2 days": (
        "aprimo", "priority-2", "2026-05-08T10:10:00Z", "003:157-158",
    ),
    "Aprimo tells of priority 3 once every 5 days": (
        "aprimo", "priority-3", "2026-05-11T10:10:00Z", "003:157-158",
    ),
}  # fmt: skip

START = "2026-05-06T10:00:00Z"
PLAN = "2027-01-31T12:00:00Z"

# promise: vendor, contract, duty, owed by, planned for, due, clause
DUTIES: dict[str, tuple[str, str | None, str, str, str | None, str, str]] = {}
for _vendor, _contract, _incident, _deletion, _maintenance, _end in [
    ("sweethawk", "super-suite-standard", "004:317", "004:273", "004:83", "004:199"),
    ("sweethawk", "enterprise-super-suite", "004:629", "004:585", "004:393", "004:511"),
    ("openmethods", None, "004:981", "004:933", "004:717", "004:719"),
    ("bcr", None, "004:1555", "004:1511", "004:1420", "004:1422"),
    ("zuper", None, "004:2356", "004:2269", "004:2113", "004:2111"),
]:
    _who = f"{_vendor} {_contract or ''}".strip()
    DUTIES |= {
        f"{_who} tells of an incident within 24 hours": (
            _vendor, _contract, "incident-notice", "vendor", None,
            "2026-05-07T10:00:00Z", _incident,
        ),
        f"{_who} deletes data within 21 days": (
            _vendor, _contract, "deletion", "vendor", None, "2026-05-27T10:00:00Z", _deletion,
        ),
        f"{_who} tells of downtime 7 days before": (
            _vendor, _contract, "maintenance-notice", "vendor", PLAN,
            "2027-01-24T12:00:00Z", _maintenance,
        ),
        f"{_who} tells of an end of life 6 months before": (
            _vendor, _contract, "end-of-life-notice", "vendor", PLAN,
            "2026-07-31T12:00:00Z", _end,
        ),
    }  # fmt: skip
for _vendor, _clause in [("openmethods", "004:946"), ("bcr", "004:1525"), ("zuper", "004:2301")]:
    DUTIES[f"{_vendor} revokes access within 24 hours"] = (
        _vendor, None, "access-revocation", "vendor", None, "2026-05-07T10:00:00Z", _clause,
    )  # fmt: skip
DUTIES |= {
    "aircall deletes data within 21 days of the request": (
        "aircall", None, "deletion", "vendor", None, "2026-05-27T10:00:00Z", "004:1827",
    ),
    "aircall tells of an end of life 6 months before": (
        "aircall", None, "end-of-life-notice", "vendor", PLAN, "2026-07-31T12:00:00Z", "004:1683",
    ),
    "bcr: the client reports a security breach within 24 hours": (
        "bcr", None, "breach-notice", "customer", None, "2026-05-07T10:00:00Z", "004:1442",
    ),
    "bcr gives information on one's data 15 days after the request": (
        "bcr", None, "data-information", "vendor", None, "2026-05-21T10:00:00Z", "004:1440",
    ),
    "zuper tells of a personal-data breach within 72 hours": (
        "zuper", None, "breach-notice", "vendor", None, "2026-05-09T10:00:00Z",
        "004:2454, 004:2873",
    ),
    "zuper passes a data-subject request on within 3 business days": (
        # Wednesday in Los Angeles: until the end of Monday
        "zuper", None, "data-subject-request", "vendor", None, "2026-05-12T07:00:00Z", "004:2418",
    ),
    "zuper tells of a sub-processor 15 days before": (
        "zuper", None, "subprocessor-notice", "vendor", PLAN, "2027-01-16T12:00:00Z", "004:2470",
    ),
    "openmethods tells of a sub-processor 10 days before": (
        "openmethods", None, "subprocessor-notice", "vendor", PLAN,
        "2027-01-21T12:00:00Z", "004:1063",
    ),
    "openmethods: the customer objects to a sub-processor within 30 days": (
        "openmethods", None, "subprocessor-objection", "customer", None,
        "2026-06-05T10:00:00Z", "004:1065",
    ),
    "aprimo tells of a data-subject request within 3 days": (
        "aprimo", None, "data-subject-request", "vendor", None, "2026-05-09T10:00:00Z", "003:243",
    ),
    "aprimo: the customer objects to a sub-processor within 10 business days": (
        "aprimo", None, "subprocessor-objection", "customer", None,
        "2026-05-20T16:00:00Z", "003:239",
    ),
    "aprimo: the customer announces an audit 7 days before": (
        "aprimo", None, "audit-notice", "customer", PLAN, "2027-01-24T12:00:00Z", "003:279",
    ),
    "bluejeans: we tell of a security breach within 24 hours": (
        "bluejeans", None, "breach-notice", "us", None, "2026-05-07T10:00:00Z", "000:59",
    ),
    "bluejeans: we certify compliance within 14 days": (
        "bluejeans", None, "compliance-certificate", "us", None, "2026-05-20T10:00:00Z", "000:39",
    ),
    "bluejeans: a Meeting Assist is asked for 2 days before": (
        "bluejeans", None, "meeting-assist", "customer", PLAN,
        "2027-01-29T12:00:00Z", "001:307-308",
    ),
    "bluejeans: an Event Assist is asked for 7 days before": (
        "bluejeans", None, "event-assist", "customer", PLAN, "2027-01-24T12:00:00Z", "001:313-314",
    ),
    "bluejeans: help with streaming tests is asked for 7 days before": (
        "bluejeans", None, "streaming-assist", "customer", PLAN, "2027-01-24T12:00:00Z", "001:67",
    ),
    "bluejeans: supplied product is returned within 30 days": (
        "bluejeans", None, "product-return", "customer", None,
        "2026-06-05T10:00:00Z", "001:240, 001:251",
    ),
    "bluejeans: a rise in employees is reported within 30 days": (
        "bluejeans", None, "employee-count-report", "customer", None,
        "2026-06-05T10:00:00Z", "001:88, 001:116, 001:135, 001:173",
    ),
    "bluejeans: employees are certified 30 days before the anniversary": (
        "bluejeans", None, "employee-count-certificate", "customer", PLAN,
        "2027-01-01T12:00:00Z", "001:88, 001:115, 001:134, 001:171",
    ),
    "bluejeans deletes information within six months": (
        "bluejeans", None, "deletion", "vendor", None, "2026-11-06T10:00:00Z", "002:104",
    ),
}  # fmt: skip


@pytest.mark.parametrize("promise", RESPONSES)
def test_response(promise: str, book: Book) -> None:
    vendor, tier, country, due, less_than, clause = RESPONSES[promise]
    contract = book.find(vendor)
    assert contract is not None
    clock = _clock(contract, tier, country, "response", None)
    assert clock.due_at is not None
    assert format_instant(clock.due_at) == due
    assert clock.less_than is less_than
    target = contract.get_tier(tier).target("response")
    assert target is not None
    assert target.clause.ref == clause
    assert target.clause.words


@pytest.mark.parametrize("promise", UPDATES)
def test_update(promise: str, book: Book) -> None:
    vendor, tier, due, clause = UPDATES[promise]
    contract = book.find(vendor)
    assert contract is not None
    clock = _clock(contract, tier, None, "update", REPLIED)
    assert clock.due_at is not None
    assert format_instant(clock.due_at) == due
    target = contract.get_tier(tier).target("update")
    assert target is not None
    assert target.clause.ref == clause
    assert target.clause.words
    assert "I9" in target.interpretations


@pytest.mark.parametrize("promise", DUTIES)
def test_duty(promise: str, book: Book) -> None:
    vendor, contract_id, duty_id, owed_by, planned_for, due, clause = DUTIES[promise]
    contract = book.find(vendor, contract_id)
    assert contract is not None
    duty = contract.find_duty(duty_id)
    assert duty is not None
    started = _event(Kind.DUTY_STARTED, parse_instant(START), duty=duty_id, planned_for=planned_for)
    clock = clocks_of([started], parse_instant(START), contract=contract)[0]
    assert clock.due_at is not None
    assert format_instant(clock.due_at) == due
    assert clock.owed_by is Party(owed_by)
    assert duty.backward is (planned_for is not None)
    assert duty.clause.ref == clause
    assert duty.clause.words


_REPORTING = ["sweethawk", "openmethods", "bcr", "zuper"]


@pytest.mark.parametrize("vendor", _REPORTING)
def test_incident_report_follows_the_notice_within_3_days(vendor: str, book: Book) -> None:
    """I13: three days from the notice, or from its 24-hour mark if that comes first."""
    at = parse_instant(START)
    noticed = at + DAY // 4
    events = [
        _event(Kind.DUTY_STARTED, at, duty="incident-notice"),
        _event(Kind.DUTY_DONE, noticed, duty="incident-notice"),
    ]
    contract = book.find(vendor)
    clocks = {c.obligation: c for c in clocks_of(events, noticed, contract=contract)}
    assert clocks["incident-report"].due_at == noticed + 3 * DAY
    late = {c.obligation: c for c in clocks_of(events[:1], at + 2 * DAY, contract=contract)}
    assert late["incident-report"].due_at == at + 4 * DAY


@pytest.mark.parametrize("vendor", [*_REPORTING, "aircall"])
def test_deletion_certificate_follows_the_deletion_within_30_days(vendor: str, book: Book) -> None:
    """What is not deleted yet cannot be certified: no mark starts it before."""
    at = parse_instant(START)
    events = [
        _event(Kind.DUTY_STARTED, at, duty="deletion"),
        _event(Kind.DUTY_DONE, at + 5 * DAY, duty="deletion"),
    ]
    contract = book.find(vendor)
    clocks = {c.obligation: c for c in clocks_of(events, at + 5 * DAY, contract=contract)}
    assert clocks["deletion-certificate"].due_at == at + 35 * DAY
    undone = clocks_of(events[:1], at + 60 * DAY, contract=contract)
    assert [clock.obligation for clock in undone] == ["deletion"]


@pytest.mark.parametrize(
    ("vendor", "contract_id"),
    [("sweethawk", "super-suite-standard"), ("openmethods", None), ("bluejeans", None)],
)
def test_contract_without_support_procedures_has_no_tier_and_says_why(
    vendor: str, contract_id: str | None, book: Book
) -> None:
    contract = book.find(vendor, contract_id)
    assert contract is not None
    assert contract.tiers == ()
    assert len(contract.no_tier_reason) > 40


def test_aircall_promises_no_update_and_no_resolution(book: Book) -> None:
    contract = book.find("aircall")
    assert contract is not None
    assert {t.obligation for tier in contract.tiers for t in tier.targets} == {"response"}


def test_nobody_promises_a_resolution_with_a_number(book: Book) -> None:
    targets = [t for c in book.current for tier in c.tiers for t in tier.targets]
    assert targets
    assert all(target.obligation != "resolution" for target in targets)


def test_no_contract_pauses_for_anything(book: Book) -> None:
    """I10."""
    assert not any(t.pause_on for c in book.current for tier in c.tiers for t in tier.targets)


def test_sweethawk_is_freshhawk_and_the_enterprise_suite_where_nobody_says(book: Book) -> None:
    enterprise = book.find("freshhawk")
    assert enterprise is not None
    assert (enterprise.vendor, enterprise.id) == ("sweethawk", "enterprise-super-suite")
    assert enterprise.default
    standard = book.find("sweethawk", "super-suite-standard")
    assert standard is not None
    assert not standard.default


def test_bluejeans_is_retired_and_stays_readable(book: Book) -> None:
    contract = book.find("bluejeans")
    assert contract is not None
    assert contract.retired
    assert "2024" in str(contract.details["retired_why"])
    certificate = contract.find_duty("employee-count-certificate")
    assert certificate is not None
    assert certificate.yearly


@pytest.mark.parametrize("by", ["09:00", "07:30", "17:00", "20:00", "24:00"])
def test_the_hour_of_a_business_day_may_be_any_of_the_day(by: str) -> None:
    text = f"""
vendor: lutece
calendars: {{office: {{zone: Europe/Paris, hours: {{mon-fri: 09:00-17:00}}}}}}
recognise: [{{tags: [lutece]}}]
tiers:
  - id: normal
    definition: Everything.
    targets: [{{obligation: response, within: next business day by {by}, calendar: office}}]
"""
    loaded = load_text("lutece.yaml", text)
    assert not loaded.problems
    opened = an_event("opened", "2026-05-06 10:00")  # noon on Wednesday
    reply = an_event("vendor_replied", "2026-05-06 14:00")
    contract = loaded.require()[0]
    clock = clocks_of([opened, reply], reply.at, contract=contract, tier="normal")[0]
    assert (clock.state, clock.breached) == ("stopped", False)
