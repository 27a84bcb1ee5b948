"""Versions, snapshots, and finding a contract by name."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from integrations.helpdesks.base import ON_HOLD, WAITING_FOR_CUSTOMER
from router.domain.contracts.contract import Contract, Length
from router.domain.time.instants import DAY, parse_instant
from router.policy_files import (
    Book,
    from_snapshot,
    load_directory,
    load_text,
    read_directory,
    snapshot,
)
from tests.patience import PATIENCE

_POLICIES = Path(__file__).resolve().parent.parent.parent / "policies"

ACME = """\
vendor: acme
aliases: [acme-inc]
valid_from: 2026-01-01
calendars:
  nights:
    zone: Asia/Kolkata
    hours: {mon-fri: 20:00-05:30, sat: "09:00-12:00, 14:00-18:00"}
    holidays: [IN, {2026-12-24: Closed}]
    date_hours: {2026-12-31: 20:00-22:00, 2027-01-01: closed}
    breaks: {2026-12-07: 21:00-21:30}
    summer: {zone: Europe/Paris, hours: {mon-fri: 21:00-06:30}}
  local: {by_country: {FR: nights, otherwise: nights}}
handover: {within: 10m, calendar: nights, to: https://acme.example/tickets}
classification: disruption
tiers:
  - id: urgent
    definition: Nobody can work.
    targets:
      - {obligation: response, less_than: 1h, calendar: local, pause_on: [waiting_for_customer]}
      - {obligation: resolution, within: next business day by 22:00, calendar: nights}
duties:
  - {id: lead, owed_by: customer, before: 6 months, calendar: nights, yearly: yes,
     starts: a, stops: b}
recognise:
  - {tags: [acme], languages: [FR]}
"""


def _acme(text: str = ACME) -> Contract:
    (contract,) = load_text("acme.yaml", text).require()
    return contract


def _all() -> list[Contract]:
    return [*read_directory(_POLICIES), _acme()]


@pytest.mark.parametrize("contract", _all(), ids=lambda c: f"{c.vendor}-{c.id}")
def test_contract_comes_back_from_its_snapshot_as_json(contract: Contract) -> None:
    stored = json.dumps(snapshot(contract))
    assert from_snapshot(json.loads(stored)) == contract


def test_snapshot_holds_the_holidays_as_dates_and_counts_the_same() -> None:
    contract = _acme()
    stored = snapshot(contract)
    assert stored["calendars"]["nights"]["holidays"]["2026-12-24"] == "Closed"
    again = from_snapshot(json.loads(json.dumps(stored)))
    start = parse_instant("2026-12-20T12:00:00Z")
    before, after = contract.calendar("nights"), again.calendar("nights")
    assert list(before.windows(start, start + 30 * DAY)) == list(
        after.windows(start, start + 30 * DAY)
    )


def test_snapshot_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="format 99"):
        from_snapshot({**snapshot(_acme()), "format": 99})


def test_version_stays_while_only_comments_and_spaces_change() -> None:
    changed = "# a comment\n" + ACME.replace("Nobody can work.", "Nobody   can work.  # really")
    assert _acme(changed).version == _acme().version


@pytest.mark.parametrize("reason", [WAITING_FOR_CUSTOMER, ON_HOLD, "waiting-for-parts"])
def test_a_file_may_name_the_reasons_for_which_the_sources_pause(reason: str) -> None:
    contract = _acme(ACME.replace("waiting_for_customer", reason))
    assert contract.tiers[0].targets[0].pause_on == {reason}


CHANGES = {
    "a limit": ("less_than: 1h", "less_than: 2h"),
    "the kind of a limit": ("less_than: 1h", "within: 1h"),
    "a zone": ("Asia/Kolkata", "Asia/Tokyo"),
    "hours": ("20:00-05:30", "20:00-05:00"),
    "a holiday": ("2026-12-24: Closed", "2026-12-25: Closed"),
    "a region": ("[IN,", "[FR,"),
    "summer time": ("21:00-06:30", "21:00-06:00"),
    "what pauses": ("waiting_for_customer", "on_hold"),
    "a hand-over": ("within: 10m", "within: 5m"),
    "a duty": ("6 months", "5 months"),
    "a date's hours": ("20:00-22:00,", "20:00-21:00,"),
    "a break": ("21:00-21:30", "21:00-22:30"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_version_moves_with(what: str) -> None:
    old, new = CHANGES[what]
    assert old in ACME
    assert _acme(ACME.replace(old, new)).version != _acme().version


def test_book_finds_by_vendor_alias_contract_and_version() -> None:
    old, new = _acme(), _acme(ACME.replace("less_than: 1h", "less_than: 2h"))
    book = Book([new], older=[from_snapshot(snapshot(old))])
    assert book.find("acme") is new
    assert book.find(" Acme-Inc ") is new
    assert book.find("acme", "standard") is new
    assert book.find("acme", "standard", old.version) == old
    assert book.find("acme", None, old.version) == old
    assert book.find("acme", "standard", "0" * 16) is None
    assert book.find("acme", "gold") is None
    assert book.find("nobody") is None


def test_contract_in_force_is_read_only_and_can_be_copied_and_pickled() -> None:
    details: Any = _acme().details
    with pytest.raises(TypeError, match="does not change"):
        details["classification"] = "other"
    assert copy.deepcopy(details) == details
    assert pickle.loads(pickle.dumps(details)) == details
    assert json.loads(json.dumps(details))["classification"] == "disruption"


def test_what_is_shared_is_said_once_and_own_values_win() -> None:
    shared = """\
calendars: {office: {zone: Europe/Paris, hours: {mon-fri: 09:00-17:00}}}
tiers:
  - id: high
    definition: From the shared file.
    targets: [{obligation: response, within: 1h, calendar: office}]
  - id: low
    definition: Also shared.
    targets: [{obligation: response, within: 4h, calendar: office}]
"""
    own = """\
vendor: seine
takes: _shared.yaml
calendars: {office: {hours: {mon-fri: 10:00-18:00}}}
tiers:
  - {id: low, source: section 2, targets: [{obligation: response, within: 8h}]}
  - id: lowest
    definition: Our own.
    targets: [{obligation: response, within: 2d, calendar: office}]
"""
    (contract,) = load_text("seine.yaml", own, {"_shared.yaml": shared}).require()
    assert [tier.id for tier in contract.tiers] == ["high", "low", "lowest"]
    low = contract.get_tier("low")
    assert low.definition == "Also shared."
    assert low.clause.ref == "section 2"
    assert low.targets[0].limit == Length(8 * 3_600)
    assert contract.calendar("office").rules.weekly[0] == ((36_000, 64_800),)


def test_error_in_a_shared_file_keeps_back_every_contract_that_takes_it(tmp_path: Path) -> None:
    (tmp_path / "_shared.yaml").write_text("aliases: [one]\naliases: [two]\n")
    (tmp_path / "_between.yaml").write_text("takes: _shared.yaml\n")
    (tmp_path / "a.yaml").write_text("vendor: a\nno_tiers: none\ntakes: _between.yaml\n")
    (tmp_path / "b.yaml").write_text("vendor: b\nno_tiers: none\n")
    loaded = load_directory(tmp_path)
    assert [contract.vendor for contract in loaded.contracts] == ["b"]
    assert [problem.what for problem in loaded.errors] == [
        'the key "aliases" stands here a second time (first on line 1)'
    ]


@pytest.mark.timeout(PATIENCE)
def test_files_that_take_each_other_twice_over_are_put_together_once_each(tmp_path: Path) -> None:
    """Eighteen files that each take two below them would be a quarter of a million ways."""
    for level in range(18):
        below = [f"_{level + 1}{side}.yaml" for side in "ab"]
        for side in "ab":
            takes = f"takes: [{', '.join(below)}]\n" if level < 17 else "aliases: [last]\n"
            (tmp_path / f"_{level}{side}.yaml").write_text(takes)
    (tmp_path / "seine.yaml").write_text("vendor: seine\nno_tiers: none\ntakes: _0a.yaml\n")
    (contract,) = read_directory(tmp_path)
    assert contract.aliases == ("last",)


ICS = b"""\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//acme//days//EN\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;VALUE=DATE:20261224\r
SUMMARY:Company day\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTART:20261218T130000\r
DTEND:20261218T150000\r
SUMMARY:Party\r
END:VEVENT\r
END:VCALENDAR\r
"""
SEINE = """\
vendor: seine
no_tiers: nothing is promised
calendars:
  office: {zone: Europe/Paris, hours: {mon-fri: 09:00-17:00}, holidays: [FR, ours.ics]}
"""


def test_ics_file_beside_the_contract_gives_holidays_and_timed_closures(tmp_path: Path) -> None:
    (tmp_path / "ours.ics").write_bytes(ICS)
    (tmp_path / "seine.yaml").write_text(SEINE)
    (contract,) = load_directory(tmp_path).require()
    office = contract.calendar("office")
    assert not office.is_open(parse_instant("2026-12-24T10:00:00+01:00"))
    assert not office.is_open(parse_instant("2026-12-18T14:00:00+01:00"))
    assert office.is_open(parse_instant("2026-12-18T15:00:00+01:00"))
    assert from_snapshot(json.loads(json.dumps(snapshot(contract)))) == contract


@pytest.mark.parametrize(
    ("word", "data", "message"),
    [
        ("ours.ics", None, 'there is no file "ours.ics" in this folder'),
        ("../ours.ics", ICS, 'there is no file "../ours.ics" in this folder'),
        ("ours.ics", b"nothing of the kind", "ours.ics"),
    ],
)
def test_ics_file_that_cannot_be_read_is_a_problem(
    word: str, data: bytes | None, message: str
) -> None:
    shared = {} if data is None else {word: data}
    (problem,) = load_text("seine.yaml", SEINE.replace("ours.ics", word), shared).errors
    assert message in problem.what
    assert problem.place.line == 4


def test_an_event_that_cannot_be_read_is_a_warning_and_the_others_count() -> None:
    data = ICS.replace(b"20261224", b"20269999")
    loaded = load_text("seine.yaml", SEINE, {"ours.ics": data})
    (contract,) = loaded.require()
    office = contract.calendar("office")
    assert not office.is_open(parse_instant("2026-12-18T14:00:00+01:00"))
    (warning,) = loaded.warnings
    assert "ours.ics: event" in warning.what
    assert "DTSTART '20269999' does not exist" in warning.what
    assert warning.place.line == 4


ONE = """\
vendor: seine
contract: gold
valid_to: 2026-12-31
recognise: [{tags: [seine]}]
no_tiers: none were agreed
"""
NEXT = ONE.replace("valid_to: 2026-12-31", "valid_from: 2027-01-01")


def test_contracts_that_follow_each_other_under_one_name_are_told_apart_by_day(
    tmp_path: Path,
) -> None:
    (tmp_path / "seine-2027.yaml").write_text(NEXT)
    (tmp_path / "seine.yaml").write_text(ONE)
    loaded = load_directory(tmp_path, today=date(2026, 3, 4))
    assert [p.what for p in (*loaded.errors, *loaded.warnings)] == []
    book = Book(loaded.require())
    for wanted in (None, "gold"):
        for day, begins in (
            ("2026-12-31", None),
            ("2027-01-01", "2027-01-01"),
            (None, "2027-01-01"),
        ):
            found = book.find("seine", wanted, on=day)
            assert found is not None
            assert found.valid_from == begins, (wanted, day)
