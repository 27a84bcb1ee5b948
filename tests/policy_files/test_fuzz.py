"""No input makes the loader raise, or takes it long."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.policy_files import from_snapshot, load_directory, load_text, snapshot
from router.policy_files.contracts.calendar_tables import CALENDAR
from router.policy_files.contracts.contract_format import CONTRACT, DUTY, RULE, TARGET, TIER
from tests.patience import PATIENCE
from tests.policy_files.broken_files import FOLDER

_POLICIES = Path(__file__).resolve().parent.parent.parent / "policies" / "contracts"
_FILES = sorted([*_POLICIES.glob("*.yaml"), *FOLDER.glob("*.yaml")])
_SHARED = {path.name: path.read_bytes() for path in _POLICIES.glob("_*.yaml")}
_WORDS = sorted({key for f in (CONTRACT, TIER, TARGET, DUTY, RULE, CALENDAR) for key in f.keys})
_VALUES = [
    *["1h", "0s", "4 hourz", "next business day by 17:00", "6 months", "99999999999 weeks"],
    *["always", "09:00-17:00", "24:00-24:00", "Europe/Paris", "GB/ENG", "2026-02-30", "yes"],
    *["office", "vendor", "I6", "", " ", "~", "null", "\u2028", "é", "0x10", "_annex.yaml"],
]


def _loads(data: bytes | str) -> None:
    """Loads, and gives either contracts or problems; a contract survives its snapshot."""
    loaded = load_text("fuzz.yaml", data, _SHARED)
    assert bool(loaded.errors) != bool(loaded.contracts)
    for contract in loaded.contracts:
        assert from_snapshot(snapshot(contract)) == contract
    for problem in loaded.problems:
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert str(problem)


@given(st.binary(max_size=400) | st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_noise_gives_problems_and_nothing_else(data: bytes | str) -> None:
    _loads(data)


@given(
    st.sampled_from(_FILES),
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 40),
            st.sampled_from([*_WORDS, *_VALUES]) | st.text(max_size=8),
        ),
        min_size=1,
        max_size=4,
    ),
)
@settings(max_examples=150, deadline=None)
def test_real_file_with_pieces_cut_out_and_put_in_gives_problems_or_a_contract(
    path: Path, cuts: list[tuple[float, int, str]]
) -> None:
    text = path.read_bytes().decode("utf-8", "replace")
    for where, length, new in cuts:
        at = int(where * len(text))
        text = text[:at] + new + text[at + length :]
    _loads(text)


_NODES = st.recursive(
    st.sampled_from([*_VALUES, *_WORDS]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_WORDS), inner),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(_WORDS), _NODES, max_size=12))
@settings(max_examples=250, deadline=None)
def test_every_shape_of_value_at_every_key_gives_problems_or_a_contract(tree: object) -> None:
    _loads(_written(tree))


def _written(node: object) -> str:
    """The value as YAML in one line, every scalar in quotes."""
    if isinstance(node, dict):
        return "{" + ", ".join(f"{key}: {_written(value)}" for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(_written(each) for each in node) + "]"
    return "'" + str(node).replace("'", "''") + "'"


def _bombs() -> dict[str, bytes]:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 12)]
    return {
        "aliases": "\n".join(["l0: &l0 [x]", *levels]).encode(),
        "aliases below other keys": ("vendor: a\n" + "\n".join(["l0: &l0 x", *levels])).encode(),
        "an alias of itself": b"a: &a [*a]",
        "ten million bytes": b"vendor: " + b"a" * 10_000_000,
        "ten million bytes of list": b"[" + b"x," * 5_000_000 + b"]",
        "brackets": b"[" * 200_000,
        "braces": b"{a: " * 60_000,
        "indents": b"\n".join(b" " * n + b"a:" for n in range(600)),
        "many keys": b"\n".join(b"k%d: v" % n for n in range(25_000)),
        "many problems": b"\n".join(b"k%d: v" % n for n in range(9_000)),
        "equal keys": b"a: b\n" * 9_000,
        "a long scalar of quotes": b"vendor: " + b"'" * 200_000,
        "a long length": b"tiers: [{targets: [{within: " + b"1h " * 60_000 + b"}]}]",
        "a long window": b"calendars: {a: {hours: {mon: '" + b"1" * 200_000 + b"'}}}",
        "many windows": b"calendars: {a: {hours: {mon: '" + b"09:00-10:00," * 15_000 + b"'}}}",
        "a long zone": b"calendars: {a: {zone: " + b"Europe/" * 30_000 + b"}}",
        "directives": b"%YAML 1.1\n" * 20_000,
    }


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("name", _bombs())
def test_bomb_is_refused_without_being_unfolded(name: str) -> None:
    """Alias bombs, ten megabytes, deep nesting: an answer, and quickly."""
    loaded = load_text("bomb.yaml", _bombs()[name])
    assert loaded.errors
    assert not loaded.contracts


def test_folder_with_what_is_no_file_gives_problems(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "dangling.yaml").symlink_to(tmp_path / "nothing")
    (tmp_path / "big.yaml").write_bytes(b"a" * 10_000_000)
    (tmp_path / "old.yml").write_text("vendor: a")
    files = {problem.place.file.rpartition("/")[2] for problem in load_directory(tmp_path).errors}
    assert files == {"folder.yaml", "dangling.yaml", "big.yaml", "old.yml"}


def test_missing_and_empty_folders_are_one_problem_each(tmp_path: Path) -> None:
    assert "no such folder" in str(load_directory(tmp_path / "none").errors[0])
    assert "holds no contract" in str(load_directory(tmp_path).errors[0])
