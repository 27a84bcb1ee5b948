"""`customers`, as a person types it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from router.cli import main
from router.runtime.bootstrap import core as bootstrap
from router.runtime.settings import load


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    bootstrap.prepare(load({}, data=folder, samples=False))
    return folder


def run(data: Path, *words: str, said: str | None = None) -> Result:
    return CliRunner().invoke(main, ["customers", *words, "--data", str(data)], input=said)


def told(data: Path, *words: str) -> Any:
    shown = run(data, *words, "--json")
    assert shown.exit_code == 0, shown.output
    return json.loads(shown.stdout)


def test_a_customer_is_added_changed_shown_and_removed(data: Path) -> None:
    added = told(
        data,
        "add",
        "Acme",
        "--country",
        "fr",
        "--mail-domain",
        "acme.example",
        "--contract",
        "sweethawk=super-suite-standard",
        "--upgrade",
        "upgraded-support",
        "--licence-start",
        "2024-04-20",
    )
    assert added["country"] == "FR"
    assert added["contracts"] == {"sweethawk": "super-suite-standard"}
    assert told(data, "change", "acme", "--country", "US")["country"] == "US"
    (shown,) = told(data, "list")["customers"]
    assert (shown["organisation"], shown["mail_domains"]) == ("Acme", ["acme.example"])
    assert "US" in run(data, "list").output
    assert told(data, "change", "acme", "--country", "")["country"] is None
    assert "not known" in run(data, "list").output
    assert told(data, "remove", "acme") == {"removed": "Acme"}
    assert told(data, "list") == {"customers": []}


def test_a_mistake_is_one_line_and_exit_2(data: Path) -> None:
    shown = run(data, "add", "Acme", "--country", "UK", "--contract", "zuper=gold")
    assert shown.exit_code == 2
    assert "country: 'UK' is not an ISO code; write GB" in shown.output
    assert "no contract zuper/gold; zuper has field-service" in shown.output


def test_a_file_is_taken_whole_or_not_at_all(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("organisation,country\nAcme,FR\nBeta,Narnia\n", encoding="utf-8")
    shown = run(data, "import", str(file))
    assert shown.exit_code == 1
    assert "customers.csv: line 3: country: 'Narnia' is not an ISO code" in shown.output
    assert "nothing was imported" in shown.output
    assert told(data, "list") == {"customers": []}
    file.write_bytes("organisation;country\nAcmé;FR\nBeta;US\n".encode("cp1252"))
    assert told(data, "import", str(file), "--dry-run")["imported"] is False
    assert told(data, "import", str(file)) == {
        "imported": True,
        "added": 2,
        "changed": 0,
        "problems": [],
    }
    names = [c["organisation"] for c in told(data, "list")["customers"]]
    assert names == ["Acmé", "Beta"]
