"""`import`, as a person types it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from router.cli import main

MAPPING = """
columns: {ticket: id, opened_at: opened, subject: title, priority: severity}
moments: {vendor_replied: replied}
vendor: zuper
tiers: {"1": p1}
"""


def test_a_file_goes_in_once_and_what_is_passed_over_is_told(tmp_path: Path) -> None:
    file, mapping = tmp_path / "old.csv", tmp_path / "old.yaml"
    mapping.write_text(MAPPING)
    file.write_text(
        "id,opened,title,severity,replied\n"
        "1,2026-01-05T09:00:00Z,Down,9,2026-01-05T09:10:00Z\n"
        "2,yesterday,Up,9,\n"
    )
    command = ["import", str(file), "--mapping", str(mapping), "--data", str(tmp_path / "data")]
    first = CliRunner().invoke(main, [*command, "--json"])
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout)
    assert told["tickets"] == 1
    assert [s["row"] for s in told["skipped"]] == [2]
    assert "'yesterday' is not an instant" in told["skipped"][0]["reason"]
    again = CliRunner().invoke(main, command)
    assert again.exit_code == 0, again.output
    assert "Brought in 0 tickets" in again.stdout


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text("id\n")
    refused = CliRunner().invoke(main, ["import", str(file), "--mapping", "nothing"])
    assert refused.exit_code != 0
    assert "uci-incident-log" in refused.output
