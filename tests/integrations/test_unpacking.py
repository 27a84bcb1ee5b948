"""A file that is made to fill the memory is refused, or its rows are passed over one by one."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from integrations.history.history_mapping import load_mapping, mapping_of
from integrations.history.past_tickets import count_lines, read_history
from integrations.transport.unpacking import unpacked
from router.domain.errors import BadSettings
from router.domain.tickets.sightings import Imported, Skipped
from tests.integrations.builders import NOW

MAPPING = mapping_of({"columns": {"ticket": "number", "opened_at": "opened", "subject": "subject"}})
LINES = mapping_of(
    {
        "format": "jsonl",
        "columns": {"ticket": "number", "opened_at": "opened", "subject": "subject"},
    }
)
HEAD = b"number,opened,subject\n"
ROW = b"1,2026-01-02T03:04:05Z,hello\n"
MIB = 1 << 20


def packed(path: Path, *parts: bytes, times: int = 1) -> Path:
    """A file of gzip: the first part once, the others so many times."""
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(parts[0])
        for _ in range(times):
            for part in parts[1:]:
                file.write(part)
    return path


def peak(call: Callable[[], object]) -> int:
    """The most bytes that Python's own memory held beyond what it held before."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def rows(path: Path, mapping: object = MAPPING) -> Iterator[Imported | Skipped]:
    return read_history(path, mapping, "old", NOW)  # type: ignore[arg-type]  # one of the two


def test_what_is_packed_beyond_belief_is_refused_after_a_while(tmp_path: Path) -> None:
    bomb = packed(tmp_path / "bomb.csv.gz", HEAD, b"x" * (MIB - 1) + b"\n", times=70)
    with pytest.raises(BadSettings, match=r"bomb\.csv\.gz is over 200 times as long unpacked"):
        list(rows(bomb))
    with pytest.raises(BadSettings, match="--max-size"):
        count_lines(bomb)
    found = list(read_history(bomb, MAPPING, "old", NOW, most=80 * MIB))
    assert found
    assert not any(isinstance(each, Imported) for each in found)


def test_a_file_that_is_longer_than_was_asked_for_is_refused_by_its_name(tmp_path: Path) -> None:
    plain = tmp_path / "long.csv"
    plain.write_bytes(HEAD + ROW * 40_000)
    with pytest.raises(BadSettings, match=r"long\.csv is longer than 1 MiB unpacked"):
        list(read_history(plain, MAPPING, "old", NOW, most=MIB))


@pytest.mark.parametrize(
    ("name", "parts", "size", "mapping"),
    [
        ("one line without an end", (HEAD, b"x" * MIB), 40, MAPPING),
        ("a quote without an end", (HEAD, b'"' + b"x\n" * 1000), 1, MAPPING),
        ("a row of many lines", (HEAD + b'1,"', b'\n","' * 1000), 1, MAPPING),
        ("one row of many columns", (HEAD, b"," * MIB), 40, MAPPING),
        ("one line of JSON", (b"[", b"[" * MIB), 40, LINES),
        ("rows of one ticket", (HEAD, ROW * 1000), 2, MAPPING),
        ("rows that are none", (HEAD, b"1,2\n" * 1000), 1, MAPPING),
    ],
)
def test_no_row_line_or_ticket_grows_without_end(
    tmp_path: Path, name: str, parts: tuple[bytes, bytes], size: int, mapping: object
) -> None:
    """`size` in MiB: kept as rows, it would take many times that."""
    times = max(1, size * MIB // len(parts[1]))
    bomb = packed(tmp_path / "bomb.gz", parts[0], parts[1], times=times)

    def read_all() -> None:
        for _ in rows(bomb, mapping):
            pass

    assert peak(read_all) < 24 * MIB, name


def test_a_row_that_is_too_long_is_passed_over_and_the_next_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(HEAD + b"2," + b"x" * (3 * MIB) + b"\n" + ROW)
    skipped, found = list(rows(path))
    assert skipped == Skipped(1, "is longer than 1 MiB")
    assert isinstance(found, Imported)
    assert found.sighting.external_id == "1"


def test_a_heading_without_an_end_and_one_of_too_many_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"x" * (3 * MIB))
    with pytest.raises(BadSettings, match="the heading cannot be read: is longer than 1 MiB"):
        list(rows(path))
    path.write_bytes(b"number,opened,subject" + b"," * 20_000 + b"\n")
    with pytest.raises(BadSettings, match="20003 columns; at most 10000"):
        list(rows(path))


@pytest.mark.parametrize("cut", [5, 30, -4])
def test_a_file_that_is_cut_off_or_no_gzip_is_named(tmp_path: Path, cut: int) -> None:
    whole = packed(tmp_path / "whole.csv.gz", HEAD, ROW, times=2000).read_bytes()
    broken = tmp_path / "broken.csv.gz"
    broken.write_bytes(whole[:cut])
    with pytest.raises(BadSettings, match=r"broken\.csv\.gz cannot be unpacked"):
        list(rows(broken))
    broken.write_bytes(b"not gzip at all")
    with pytest.raises(BadSettings, match=r"broken\.csv\.gz cannot be unpacked"):
        list(rows(broken))


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    data = bytes(range(256)) * 1000
    path = packed(tmp_path / "data.gz", data)
    with unpacked(path) as raw, io.BytesIO(data) as expected:
        assert raw.read() == expected.read()


def test_a_mapping_that_is_none_is_named_before_it_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_bytes(b"columns: " + b"x" * MIB)
    with pytest.raises(BadSettings, match="larger than 256 KiB"):
        load_mapping(str(path))
    path.write_bytes(b"[" * 20_000)
    with pytest.raises(BadSettings, match=r"nested too deeply|not YAML"):
        load_mapping(str(path))
