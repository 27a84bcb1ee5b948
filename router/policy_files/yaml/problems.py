"""What is wrong with policy files: every problem at once, each with its place in the file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from router.domain.errors import RouterError

_SHOWN = 60  # characters of a bad value that a message quotes
_LINE_SHOWN = 160  # characters of the source line under it
_NAMES_SHOWN = 16


class Severity(StrEnum):
    """An error stops the load; a warning is shown and the file is taken."""

    ERROR = "error"
    WARNING = "warning"


class Place(NamedTuple):
    """Where a value stands. `line`, `column`: from 1; `path`: as `tiers[1].targets[0].within`.

    A named tuple and not a dataclass: every value of every file has one.
    """

    file: str
    line: int
    column: int
    path: str
    source_line: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and what to write instead."""

    place: Place
    what: str
    instead: str
    severity: Severity = Severity.ERROR

    @property
    def line(self) -> str:
        """`file:line:column: path: what; what to write instead`, on one line."""
        place = self.place
        path = f"{place.path}: " if place.path else ""
        mark = "" if self.severity is Severity.ERROR else "warning: "
        instead = f"; {self.instead}" if self.instead else ""
        return f"{place.file}:{place.line}:{place.column}: {mark}{path}{self.what}{instead}"

    def __str__(self) -> str:
        """The line, then the line of the file with a caret under the column."""
        if not self.place.source_line.strip():
            return self.line
        start = max(0, self.place.column - 1 - _LINE_SHOWN // 2)
        shown = self.place.source_line[start : start + _LINE_SHOWN].replace("\t", " ")
        number = str(self.place.line)
        caret = " " * (self.place.column - 1 - start) + "^"
        return f"{self.line}\n  {number} | {shown}\n  {' ' * len(number)} | {caret}"

    def as_json(self) -> dict[str, str | int]:
        """For `--json` and the page."""
        return {
            "severity": self.severity.value,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "path": self.place.path,
            "what": self.what,
            "instead": self.instead,
            "source_line": self.place.source_line,
        }


class PolicyProblems(RouterError):
    """Policy files that cannot be taken: carries every problem, errors and warnings."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)


class Refused(RouterError):
    """A text that is not what its place asks for; the reader adds where it stands."""

    def __init__(self, what: str, instead: str) -> None:
        self.what = what
        self.instead = instead
        super().__init__(f"{what}; {instead}" if instead else what)


@dataclass(slots=True)
class Findings:
    """Collects problems while files are read, so that all are found in one go."""

    problems: list[Problem] = field(default_factory=list)

    def error(self, place: Place, what: str, instead: str) -> None:
        self.problems.append(Problem(place, what, instead))

    def warn(self, place: Place, what: str, instead: str) -> None:
        self.problems.append(Problem(place, what, instead, Severity.WARNING))

    def refuse(self, place: Place, refused: Refused) -> None:
        self.error(place, refused.what, refused.instead)

    @property
    def has_errors(self) -> bool:
        return any(p.severity is Severity.ERROR for p in self.problems)

    def in_order(self) -> tuple[Problem, ...]:
        """Each once, by file and line; errors of one place before its warnings."""
        unique = dict.fromkeys(self.problems)
        return tuple(
            sorted(
                unique,
                key=lambda p: (
                    p.place.file,
                    p.place.line,
                    p.place.column,
                    p.severity is Severity.WARNING,
                    p.line,
                ),
            )
        )


def quoted(text: str) -> str:
    """A value as a message shows it: in double quotes, on one line, cut when it is long."""
    flat = " ".join(text.split())
    if len(flat) > _SHOWN:
        flat = flat[: _SHOWN - 1] + "…"
    return f'"{flat}"'


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was most likely meant to be, or None."""
    close = difflib.get_close_matches(word[:80], list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def suggestion(word: str, known: Iterable[str], *, verb: str = "write") -> str:
    """`write pause_on`, or all the known words where none is near."""
    names = list(known)
    close = nearest(word, names)
    if close is not None:
        return f"{verb} {close}"
    if len(names) > _NAMES_SHOWN:
        return "those that there are stand in docs/policy-files.md"
    return f"known: {', '.join(names)}" if names else f"there is none to {verb}"
