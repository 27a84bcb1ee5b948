"""The scenarios of the real contracts, run on the shipped policy files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from router.domain.contracts import Customer
from router.domain.events import Event, Kind
from router.domain.fold import clocks_of
from router.domain.instants import format_instant, parse_instant
from router.policy_files import Book, read_directory

_TESTS = Path(__file__).resolve().parent.parent
_POLICIES = _TESTS.parent / "policies"


def _cases() -> list[dict[str, Any]]:
    # The folder handed out with the project comes first, so that changed cases are run as they are.
    handed_out = _TESTS.parent.parent / "shared" / "cases" / "contract_clocks.jsonl"
    own = _TESTS / "cases" / "contract_clocks.jsonl"
    text = (handed_out if handed_out.is_file() else own).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def book() -> Book:
    return Book(read_directory(_POLICIES))


@pytest.mark.parametrize("case", _cases(), ids=lambda case: str(case["id"]))
def test_scenario_has_exactly_the_expected_clocks(case: dict[str, Any], book: Book) -> None:
    """Every clock there then is, and no other."""
    contract = book.find(case["vendor"])
    assert contract is not None
    clocks = clocks_of(
        [_event(number, each) for number, each in enumerate(case["events"])],
        parse_instant(case["at"]),
        contract=contract,
        tier=case["tier"],
        customer=Customer(country=case.get("customer", {}).get("country")),
    )
    seen = [
        {
            "obligation": clock.obligation,
            "round": clock.round,
            "due_at": clock.due_at and format_instant(clock.due_at),
            "state": clock.state.value,
            "breached": clock.breached,
            **({"stopped_at": format_instant(clock.stopped_at)} if clock.stopped_at else {}),
        }
        for clock in clocks
    ]
    assert _sorted(seen) == _sorted(case["expect"])


def _event(number: int, data: dict[str, Any]) -> Event:
    extra = {k: str(v) for k, v in data.items() if k not in ("type", "at", "received_at")}
    at = parse_instant(data["at"])
    received_at = parse_instant(data.get("received_at", data["at"]))
    return Event(Kind(data["type"]), at, f"case-{number}", received_at, sequence=number, data=extra)


def _sorted(clocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(clocks, key=lambda c: (c["obligation"], c["round"]))
