"""Every kind of mistake, with the exact message that somebody sees."""

from __future__ import annotations

import pytest

from router.policy_files import PolicyProblems
from tests.policy_files.broken_files import FOLDER, expected, loaded, names, told


@pytest.mark.parametrize("name", names())
def test_broken_file_is_told_with_place_line_and_caret(name: str) -> None:
    """File, line, column, path, what is wrong, what to write instead, and the line itself."""
    assert told(name) == expected(name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in names() if not name.startswith("warning_")])
def test_broken_file_gives_no_contract_and_stops_a_load(name: str) -> None:
    with pytest.raises(PolicyProblems) as caught:
        loaded(name).require()
    assert caught.value.errors


@pytest.mark.parametrize("name", [name for name in names() if name.startswith("warning_")])
def test_warning_lets_the_contract_be_taken(name: str) -> None:
    assert loaded(name).require()


def test_there_are_forty_broken_files_and_none_without_its_message() -> None:
    assert len([name for name in names() if not name.startswith("warning_")]) >= 40
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(names())
