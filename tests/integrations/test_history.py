"""Importing the past: columns, states, instants, and what is passed over with a reason."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from integrations.history.history_mapping import load_mapping, mapping_of, shipped_mappings
from integrations.history.past_tickets import read_history
from router.domain.errors import BadSettings
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Imported, Skipped
from router.domain.time.instants import format_instant
from tests.integrations.builders import NOW

ROOT = Path(__file__).resolve().parents[2]
# Beside the project where it is present; it is too big to be a part of it.
REAL = ROOT.parent / "shared" / "data" / "uci-incident-log" / "incident_event_log.csv.gz"
HEAD = "number,incident_state,sys_mod_count,opened_at,sys_updated_at,priority,category"
HEAD += ",subcategory,location,caller_id,resolved_at,made_sla"
# One incident as the real log writes it: the last two columns stand on every row and are not used.
LOG = """
INC1,New,0,29/2/2016 01:16,29/2/2016 01:23,3 - Moderate,Cat 5,?,?,C1,9/9/2016 09:09,true
INC1,Active,1,29/2/2016 01:16,29/2/2016 01:40,3 - Moderate,Cat 5,?,?,C1,9/9/2016 09:09,true
INC1,Resolved,4,29/2/2016 01:16,29/2/2016 09:00,1 - Critical,Cat 5,?,?,C1,9/9/2016 09:09,true
INC1,Awaiting User Info,2,29/2/2016 01:16,29/2/2016 02:00,3 - Moderate,?,?,?,?,9/9/2016 09:09,true
INC1,Active,3,29/2/2016 01:16,29/2/2016 02:00,1 - Critical,?,?,?,?,9/9/2016 09:09,true
INC1,-100,3,29/2/2016 01:16,29/2/2016 02:00,1 - Critical,?,?,?,?,9/9/2016 09:09,true
INC1,Closed,5,29/2/2016 01:16,5/3/2016 09:00,1 - Critical,?,?,?,?,9/9/2016 09:09,true
INC2,Active,0,1/3/2016 10:00,1/3/2016 10:05,9 - Odd,?,?,?,?,?,true
"""


def past(path: Path, mapping: Any, after_row: int = 0) -> tuple[list[Imported], list[Skipped]]:
    found = list(read_history(path, mapping, "history", NOW, after_row))
    return (
        [one for one in found if isinstance(one, Imported)],
        [one for one in found if isinstance(one, Skipped)],
    )


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(f"{HEAD}{LOG}", "utf-8")
    return path


def test_a_log_becomes_the_events_that_its_states_tell_in_the_order_of_its_counter(
    log: Path,
) -> None:
    imported, _ = past(log, load_mapping("uci-incident-log"))
    told = [
        (str(e.kind), format_instant(e.at)[:16], e.data.get("reason") or e.data.get("tier"))
        for e in imported[0].sighting.events
    ]
    assert told == [
        ("opened", "2016-02-29T01:16", None),
        ("vendor_replied", "2016-02-29T01:40", None),
        ("paused", "2016-02-29T02:00", "waiting_for_customer"),
        ("resumed", "2016-02-29T02:00", "waiting_for_customer"),
        ("tier_changed", "2016-02-29T02:00", "priority became 1 - Critical"),
        ("resolved", "2016-02-29T09:00", None),
        ("closed", "2016-03-05T09:00", None),
    ]
    assert imported[0].vendor == "aprimo"
    assert imported[0].tier == "priority-3"
    changed = imported[0].sighting.events[4]
    assert changed.data["tier"] == "priority-1"


def test_what_only_the_future_knew_is_not_read() -> None:
    columns = set(load_mapping("uci-incident-log").columns.values())
    assert not columns & {"resolved_at", "closed_at", "closed_code", "resolved_by", "made_sla"}


def test_rows_that_cannot_be_read_are_passed_over_with_the_reason(log: Path) -> None:
    with log.open("a", encoding="utf-8") as file:
        file.write("INC3,New,x,1/3/2016 10:00,1/3/2016 10:00,?,?,?,?,?,?,true\n")
        file.write("INC4,New,0,30/2/2016 10:00,1/3/2016 10:00,?,?,?,?,?,?,true\n")
        file.write(",New,0,1/3/2016 10:00,1/3/2016 10:00,?,?,?,?,?,?,true\n")
        file.write("INC5,New\n")
    imported, skipped = past(log, load_mapping("uci-incident-log"))
    assert [i.sighting.external_id for i in imported] == ["INC1", "INC2"]
    assert [(s.row, s.reason) for s in skipped] == [
        (6, "ticket INC1: incident_state: '-100' is not in `states`"),
        (9, "ticket INC3: sys_mod_count: 'x' is not a number"),
        (11, "number: is empty or over 255 characters"),
        (12, "does not have as many columns as the heading (12)"),
        (10, "ticket INC4: opened_at: '30/2/2016 10:00' is not a date like %d/%m/%Y %H:%M"),
    ]


def test_a_priority_that_the_mapping_does_not_know_has_no_tier(log: Path) -> None:
    imported, _ = past(log, load_mapping("uci-incident-log"))
    assert imported[1].tier is None
    assert imported[1].sighting.facts("history").priority == "9 - odd"


def test_going_on_after_a_row_gives_the_rest_and_again_gives_the_same_keys(log: Path) -> None:
    mapping = load_mapping("uci-incident-log")
    imported, _ = past(log, mapping)
    rest, _ = past(log, mapping, after_row=imported[0].row)
    assert [i.sighting.external_id for i in rest] == ["INC2"]
    again, _ = past(log, mapping)
    assert [[e.key for e in i.sighting.events] for i in again] == [
        [e.key for e in i.sighting.events] for i in imported
    ]


def test_one_row_a_ticket_with_a_column_for_each_instant(tmp_path: Path) -> None:
    rows = [
        {
            "id": 7,
            "title": "Down",
            "created": "2026-01-05T09:00:00+01:00",
            "replied": "2026-01-05T08:30:00Z",
            "done": None,
            "labels": "a, b",
            "sev": "P1",
        },
        "not json",
        ["a list"],
        {"id": 8, "title": "Up", "created": "yesterday"},
    ]
    path = tmp_path / "tickets.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for row in rows:
            file.write((row if isinstance(row, str) else json.dumps(row)) + "\n")
    mapping = mapping_of(
        {
            "format": "jsonl",
            "columns": {
                "ticket": "id",
                "opened_at": "created",
                "subject": "title",
                "tags": "labels",
                "priority": "sev",
            },
            "moments": {"vendor_replied": "replied", "resolved": "done"},
            "vendor": "zuper",
            "tiers": {"P1": "p1"},
        }
    )
    imported, skipped = past(path, mapping)
    (one,) = imported
    assert [e.kind for e in one.sighting.events] == [Kind.OPENED, Kind.VENDOR_REPLIED]
    assert [format_instant(e.at) for e in one.sighting.events] == [
        "2026-01-05T08:00:00Z",
        "2026-01-05T08:30:00Z",
    ]
    assert (one.sighting.external_id, one.tier) == ("7", "p1")
    assert one.sighting.facts("history").tags == ("a", "b")
    assert [s.reason.partition(";")[0] for s in skipped] == [
        "is not JSON: Expecting value: line 1 column 1 (char 0)",
        "is not a JSON object",
        "ticket 8: created: 'yesterday' is not an instant",
    ]


def test_a_mapping_names_every_problem() -> None:
    with pytest.raises(BadSettings) as refused:
        mapping_of(
            {
                "colour": "x",
                "columns": {"ticket": "id", "size": "n"},
                "moments": {"eaten": "x"},
                "states": {"Open": "ajar"},
                "format": "xlsx",
                "zone": "Mars/Base",
                "tiers": {"1": "p1"},
            }
        )
    for words in (
        "colour:",
        "columns.size:",
        "moments.eaten:",
        "columns.opened_at: is missing",
        "states.Open: 'ajar'",
        "format: 'xlsx'",
        "zone: 'Mars/Base'",
        "vendor: is missing",
    ):
        assert words in str(refused.value)
    with pytest.raises(BadSettings, match="shipped ones are uci-incident-log"):
        load_mapping("nothing")
    assert shipped_mappings() == ["uci-incident-log"]


def test_a_column_that_the_file_lacks_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(BadSettings, match=r"has no column caller_id, category.*it has a, b"):
        past(path, load_mapping("uci-incident-log"))


@pytest.mark.skipif(not REAL.exists(), reason="the real log is not beside the project")
def test_the_real_log_goes_in_whole() -> None:
    imported, skipped = past(REAL, load_mapping("uci-incident-log"))
    assert len(imported) == 24_918
    assert len(skipped) == 5
    assert all("'-100'" in s.reason for s in skipped)
    assert sum(e.kind is Kind.TIER_CHANGED for i in imported for e in i.sighting.events) == 412
