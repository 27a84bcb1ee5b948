"""`check`, `schema`, `policies` and `vendors`, as somebody types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from router.cli import main
from router.policy_files import json_schema

_ROOT = Path(__file__).resolve().parents[2]
_GOOD = "vendor: acme\nno_tiers: nothing is promised\n"


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def test_check_finds_nothing_in_the_shipped_files() -> None:
    result = _run("check", str(_ROOT / "policies"))
    assert (result.exit_code, result.output) == (0, "8 contracts fine, 0 errors, 0 warnings\n")


def test_check_takes_the_policies_in_use_where_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(_GOOD)
    result = _run("check", "--policies", str(tmp_path))
    assert result.output == "1 contract fine, 0 errors, 0 warnings\n"


def test_check_shows_every_problem_and_exits_with_1(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(_GOOD + "alises: [a]\n")
    (tmp_path / "seine.yaml").write_text("vendor: Seine Sud\nno_tiers: nothing\n")
    result = _run("check", str(tmp_path))
    assert result.exit_code == 1
    assert result.output.replace(f"{tmp_path}/", "") == (
        'acme.yaml:3:1: the key "alises" is not known here; write aliases\n'
        "  3 | alises: [a]\n"
        "    | ^\n"
        'seine.yaml:1:9: vendor: "Seine Sud" is not a name; '
        "write seine-sud: lower case letters, digits and hyphens\n"
        "  1 | vendor: Seine Sud\n"
        "    |         ^\n"
        "0 contracts fine, 2 errors, 0 warnings\n"
    )


def test_check_exits_with_0_when_there_are_only_warnings(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(_GOOD + "valid_to: 2001-01-01\n")
    result = _run("check", str(tmp_path))
    assert result.exit_code == 0
    assert "warning: valid_to: the contract expired on 2001-01-01" in result.output
    assert result.output.endswith("1 contract fine, 0 errors, 1 warning\n")


def test_check_as_json_has_places_for_a_program(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(_GOOD + "contract: Gold\n")
    result = _run("check", str(tmp_path), "--json")
    told = json.loads(result.output)
    assert (result.exit_code, told["ok"], told["contracts"]) == (1, False, [])
    (problem,) = told["problems"]
    assert problem == {
        "severity": "error",
        "file": f"{tmp_path}/acme.yaml",
        "line": 3,
        "column": 11,
        "path": "contract",
        "what": '"Gold" is not a name',
        "instead": "write gold: lower case letters, digits and hyphens",
        "source_line": "contract: Gold",
    }


def test_check_reads_the_escalations_too(tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "acme.yaml").write_text(_GOOD)
    (tmp_path / "escalations").mkdir()
    (tmp_path / "escalations" / "ours.yaml").write_text("escalatons: []\n")
    result = _run("check", str(tmp_path))
    assert result.exit_code == 1
    assert result.output.startswith(
        'escalations/ours.yaml:1:1: the key "escalatons" is not known here; write escalations\n'
    )


def test_check_of_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    result = _run("check", str(tmp_path / "nothing"))
    assert result.exit_code == 1
    assert "there is no such folder" in result.output


def test_check_of_a_file_asks_for_its_folder() -> None:
    result = _run("check", str(_ROOT / "policies" / "contracts" / "zuper.yaml"))
    assert result.exit_code == 1
    assert "zuper.yaml:1:1: this is a file; name the folder that holds contracts/" in result.output


def test_schema_prints_the_json_schema() -> None:
    assert json.loads(_run("schema").output) == json_schema()


def test_policies_table_is_the_page_in_the_docs() -> None:
    page = (_ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
    assert _run("policies", "table").output == page


def test_policies_lists_contracts_with_versions() -> None:
    listed = json.loads(_run("policies", "list", "--json").output)["contracts"]
    assert len(listed) == 8
    assert all(len(each["version"]) == 16 for each in listed)
    assert "bluejeans/channel" in _run("policies", "list").output


def test_vendors_shows_what_a_vendor_promises_by_any_of_its_names() -> None:
    text = _run("vendors", "freshhawk").output
    assert "sweethawk/enterprise-super-suite" in text
    assert "within 30 minutes" in text
    assert "no support clock" in text
    listed = json.loads(_run("vendors", "zuper", "--json").output)["contracts"]
    assert [tier["id"] for tier in listed[0]["tiers"]] == ["critical", "major", "other"]


def test_vendors_names_a_vendor_that_is_not_there() -> None:
    result = CliRunner().invoke(main, ["vendors", "nobody"])
    assert result.exit_code == 2
    assert "'nobody'" in result.output


@pytest.mark.parametrize("command", ["check", "schema", "policies", "vendors"])
def test_help_has_an_example(command: str) -> None:
    assert "Example:" in _run(command, "--help").output
