"""A contract file may define promises of its own kind; what it leaves out is the product's."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml

from router.domain.contracts.changes import changes_between
from router.domain.contracts.obligations import OBLIGATIONS, OnReopen, Signal
from router.policy_files import from_snapshot, json_schema, load_text, snapshot

FILE = """
vendor: lutece
calendars: {{always: {{zone: UTC, hours: always}}}}
obligations:
{obligations}
tiers:
  - id: urgent
    definition: Nobody can work.
    targets:
      - {{obligation: response, within: 1h, calendar: always}}
      - {{obligation: {obligation}, {limit}, calendar: always}}
"""


def a_file(obligations: str, obligation: str = "fix", limit: str = "within: 4h") -> str:
    return FILE.format(obligations=obligations, obligation=obligation, limit=limit)


FIX = "  fix: {starts: received, stops: workaround_given, on_reopen: continue, deed: mend it}"


def problems(text: str) -> list[str]:
    return [str(each) for each in load_text("lutece.yaml", text).errors]


def test_an_obligation_of_the_file_s_own_is_read_kept_and_shown() -> None:
    """It reaches the contract, its snapshot, its version and the differences in words."""
    loaded = load_text("lutece.yaml", a_file(FIX))
    assert loaded.errors == ()
    contract = loaded.contracts[0]
    fix = contract.obligation("fix")
    assert fix.starts == {Signal.RECEIVED}
    assert fix.stops == {Signal.WORKAROUND_GIVEN}
    assert (fix.on_reopen, fix.deed, fix.repeats) == (OnReopen.CONTINUE, "mend it", False)
    assert from_snapshot(json.loads(json.dumps(snapshot(contract)))) == contract
    other = load_text("lutece.yaml", a_file(FIX.replace("continue", "restart"))).contracts[0]
    assert other.version != contract.version
    assert [str(each) for each in changes_between(contract, other)] == [
        "obligations.fix: mend it: from received, until workaround given; after a reopening it "
        "goes on -> mend it: from received, until workaround given; after a reopening anew"
    ]


def test_a_known_obligation_keeps_what_the_file_does_not_say() -> None:
    text = a_file("  response: {starts: vendor_acknowledged}", "update", "every: 2h")
    response = load_text("lutece.yaml", text).contracts[0].obligation("response")
    assert response.starts == {Signal.VENDOR_ACKNOWLEDGED}
    assert response.stops == OBLIGATIONS["response"].stops
    assert response.deed == "answer"


def test_every_suits_what_an_answer_begins_again_and_nothing_else() -> None:
    """By what it means, and not by its name."""
    rounds = "  report: {starts: vendor_replied, stops: vendor_replied, repeats: yes}"
    assert problems(a_file(rounds, "report", "every: 2h")) == []
    assert "write `every:`" in problems(a_file(rounds, "report"))[0]
    assert "write `within:`" in problems(a_file(FIX, "fix", "every: 2h"))[0]
    assert "write `within:`" in problems(a_file(FIX, "next_response", "every: 2h"))[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            a_file(FIX, "fixx"),
            'there is no obligation "fixx"; write fix, or define it under `obligations:`',
        ),
        (a_file("  fix: {deed: mend it}"), 'nothing starts the obligation "fix"'),
        (a_file("  hand-over: {starts: received}", "update"), "is our own obligation"),
        (a_file("  fix: {starts: monday}"), '"monday" is not one of the words'),
        (a_file("  fix: {starts: received, stop: resolved}"), 'the key "stop" is not known here'),
        (a_file("  Fix It: {starts: received}"), "write fix-it: lower case"),
        (a_file(FIX, "hand-over"), 'there is no obligation "hand-over"'),
    ],
)
def test_a_slip_is_named_with_what_would_be_right(text: str, said: str) -> None:
    found = problems(text)
    assert any(said in each for each in found), found
    assert all(each.startswith("lutece.yaml:") for each in found)


def test_the_schema_knows_obligations() -> None:
    jsonschema.Draft202012Validator(json_schema()).validate(yaml.safe_load(a_file(FIX)))


def test_the_shipped_contracts_define_none_and_keep_their_versions() -> None:
    """What was added to the format stands in a snapshot only where it says something."""
    contract = load_text(
        "lutece.yaml",
        a_file("  {}")
        .replace("obligations:\n  {}\n", "")
        .replace("      - {obligation: fix, within: 4h, calendar: always}\n", ""),
    ).contracts[0]
    assert "obligations" not in snapshot(contract)
