"""Files of strangers, plain or packed with gzip, read as a stream that stays small in memory."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from router.domain.errors import BadSettings

#: Bytes that a file may have once it is unpacked, if nobody says more.
MOST_UNPACKED = 2 << 30
#: A log is 10 to 40 times as long unpacked; what is nothing but a bomb, up to 1,032 times.
_MOST_TIMES = 200
#: Below so many bytes nobody asks how well a file was packed.
_HARMLESS = 64 << 20
#: Characters of a row, or a line.
LONGEST_ROW = 1 << 20


class TooLong(ValueError):
    """A row, or a line, that is longer than any is. The next one can be read."""


@contextmanager
def unpacked(path: Path, most: int | None = None) -> Iterator[IO[bytes]]:
    """The bytes of a file; what ends in .gz is unpacked while it is read.

    `most` bytes unpacked, else `MOST_UNPACKED` that are not packed beyond belief. Reading raises
    BadSettings for more, and for what cannot be unpacked.
    """
    with path.open("rb") as packed:
        raw: IO[bytes] = packed
        if path.suffix == ".gz":
            raw = cast("IO[bytes]", gzip.GzipFile(fileobj=packed))
        yield io.BufferedReader(_Bounded(path.name, raw, packed, most), 1 << 16)


class _Bounded(io.RawIOBase):
    def __init__(self, name: str, raw: IO[bytes], packed: IO[bytes], most: int | None) -> None:
        self._name = name
        self._raw = raw
        self._packed = packed
        self._most = MOST_UNPACKED if most is None else most
        self._is_asked_for = most is not None
        self._taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io's own is wider
        try:
            part = self._raw.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BadSettings(f"{self._name} cannot be unpacked ({error})") from None
        self._taken += len(part)
        if self._taken > self._most:
            raise BadSettings(
                f"{self._name} is longer than {self._most >> 20:,} MiB unpacked; "
                "give --max-size if it really is"
            )
        if not self._is_asked_for and self._taken > _HARMLESS:
            self._check_packing()
        buffer[: len(part)] = part
        return len(part)

    def _check_packing(self) -> None:
        if self._taken > _MOST_TIMES * max(1, self._packed.tell()):
            raise BadSettings(
                f"{self._name} is over {_MOST_TIMES} times as long unpacked as packed, which no "
                "log is; give --max-size if it really is one"
            )


class Lines:
    """The lines of a file for a CSV reader, none endless, and no row of several lines either.

    Set `row_began` before each row. Raises TooLong in place of a line, or within a row, that has
    over `LONGEST_ROW` characters, and goes on with the next line.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._taken = 0

    def row_began(self) -> None:
        self._taken = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_ROW + 1)
        if not line:
            raise StopIteration
        self._taken += len(line)
        if self._taken > LONGEST_ROW:
            while line and not line.endswith("\n"):
                line = self._file.readline(LONGEST_ROW)
            raise TooLong("is longer than 1 MiB")
        return line
