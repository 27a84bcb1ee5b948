"""`policies` and `policies apply`, on a folder of files that somebody edits."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from router.cli import main
from router.runtime.bootstrap import core as bootstrap
from router.runtime.settings import load, shipped_policies


class Desk:
    """Runs commands on one data folder with policy files of its own."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.policies = folder / "policies"
        shutil.copytree(shipped_policies(), self.policies)

    def start(self) -> None:
        """The first start."""
        bootstrap.prepare(load({}, data=self.data, policies=self.policies))

    def run(self, *words: str, said: str | None = None) -> Result:
        places = ("--data", str(self.data), "--policies", str(self.policies))
        return CliRunner().invoke(main, ["policies", *words, *places], input=said)

    def json(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--json").stdout)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.policies / "contracts" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def started(desk: Desk) -> Desk:
    desk.start()
    return desk


def test_before_the_first_start_nothing_is_in_force(desk: Desk) -> None:
    shown = desk.run()
    assert shown.exit_code == 0, shown.output
    assert "Nothing is in force yet" in shown.output
    assert desk.json()["in_force"] is None


def test_a_changed_file_is_shown_field_by_field_and_only_applied_when_told(started: Desk) -> None:
    assert "are what is in force" in started.run().output
    started.edit("_support-annex.yaml", "within: 30m", "within: 20m")
    shown = started.run().output
    assert "zuper/field-service changed" in shown
    line = "tiers.critical.response: within 30 minutes, on always, reading I12 -> within 20 minutes"
    assert line in shown
    assert started.json()["in_force"]["number"] == 1

    refused = started.run("apply", said="n\n")
    assert "Nothing was changed." in refused.output
    assert started.json()["in_force"]["number"] == 1
    assert started.json("apply")["applied"] is False, "JSON alone only shows"

    applied = started.run("apply", said="y\n")
    assert "In force: number 2" in applied.output
    assert "move them with" in applied.output
    again = started.json()
    assert (again["differs"], again["in_force"]["number"]) == (False, 2)
    assert again["in_force"]["by"] == "user:command-line"


def test_running_tickets_move_when_that_is_asked_for(started: Desk) -> None:
    started.edit("_support-annex.yaml", "within: 30m", "within: 20m")
    done = started.json("apply", "--yes", "--move")
    assert done["applied"] is True
    assert done["refused"] == []
    assert len(done["moved"]) == done["tickets_behind"] > 0
    changed = [d for ticket in done["moved"] for d in ticket["deadlines"]]
    assert len(changed) == done["deadlines_moved"] > 0
    assert started.json()["tickets_behind"] == 0


def test_tickets_can_be_moved_later(started: Desk) -> None:
    started.edit("_support-annex.yaml", "within: 30m", "within: 20m")
    started.run("apply", "--yes")
    done = started.run("apply", "--move", "--yes")
    assert "moved" in done.output
    assert started.json()["tickets_behind"] == 0


def test_a_bad_file_changes_nothing(started: Desk) -> None:
    started.edit("zuper.yaml", "vendor: zuper", "vendro: zuper")
    shown = started.run("apply", "--yes")
    assert shown.exit_code == 2
    assert "cannot be taken; what is in force goes on" in shown.output
    assert "zuper.yaml:1:1" in shown.output
    assert started.json()["in_force"]["number"] == 1


def test_the_doctor_tells_of_files_that_are_not_in_force(started: Desk) -> None:
    started.edit("_support-annex.yaml", "within: 30m", "within: 20m")
    places = ["--data", str(started.data), "--policies", str(started.policies)]
    told = json.loads(CliRunner().invoke(main, ["doctor", "--json", *places]).stdout)
    (found,) = [f for f in told["findings"] if f["about"] == "in force"]
    assert (found["state"], found["todo"]) == (
        "note",
        "nothing moves until: sla-router policies apply",
    )
    assert "3 contracts differ" in found["says"]
