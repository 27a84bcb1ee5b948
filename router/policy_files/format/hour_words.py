"""Opening hours as policy files write them: `always`, or days with windows.

hours: always
hours: {mon-fri: 09:00-17:00}
hours: {mon-thu: "09:00-12:30, 14:00-18:00", fri: [09:00-12:00], sun: 22:00-06:00}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from router.policy_files.format.lengths import DAY_SECONDS, parse_clock
from router.policy_files.format.shapes import Schema
from router.policy_files.yaml.nodes import Items, Node, Table, Text, kind_of
from router.policy_files.yaml.problems import Findings, Place, Refused, quoted, suggestion

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL = {
    "monday": "mon",
    "tuesday": "tue",
    "wednesday": "wed",
    "thursday": "thu",
    "friday": "fri",
    "saturday": "sat",
    "sunday": "sun",
}
_WORDS = (*DAYS, "mon-fri", "daily")
Windows = tuple[tuple[int, int], ...]

WINDOW_EXAMPLE = "write 09:00-17:00, 18:00-24:00 or overnight 22:00-06:00"


@dataclass(frozen=True, slots=True)
class Week:
    """Windows by day, in local seconds; a close at or before its open is on the next date."""

    days: Mapping[str, Windows]
    always: bool = False


def parse_windows(text: str) -> Windows:
    """The windows of `09:00-12:30, 14:00-18:00`, sorted; none for `closed`.

    Raises Refused for anything else and for windows that overlap.
    """
    if text.strip().lower() == "closed":
        return ()
    windows = []
    for part in text.split(","):
        edges = part.replace("–", "-").split("-")
        if len(edges) != 2:
            raise Refused(f"{quoted(part)} is not a window of opening hours", WINDOW_EXAMPLE)
        opened, closed = (parse_clock(edge) for edge in edges)
        if opened == DAY_SECONDS:
            raise Refused(f"{quoted(part)} opens at 24:00", "write 00:00 under the next day")
        if opened != closed:  # equal is empty (rule 5)
            windows.append((opened, closed))
    windows.sort()
    for (opened, closed), (following, _) in pairwise(windows):
        if _end(opened, closed) > following:
            raise Refused(f"the windows of {quoted(text)} overlap", "make one window of the two")
    return tuple(windows)


def read_windows(node: Node, findings: Findings) -> Windows | None:
    """The windows of a text, or of a list with one window an item; None with the problem noted."""
    if isinstance(node, Table):
        findings.error(node.at, f"{kind_of(node)} stands here", WINDOW_EXAMPLE)
        return None
    nodes = node.values if isinstance(node, Items) else (node,)
    parts = []
    for each in nodes:
        if not isinstance(each, Text):
            findings.error(each.at, f"{kind_of(each)} stands here", WINDOW_EXAMPLE)
            return None
        parts.append(each.value)
    try:
        return parse_windows(", ".join(parts) or "closed")
    except Refused as refused:
        findings.refuse(node.at, refused)
        return None


@dataclass(frozen=True, slots=True)
class WeekShape:
    """`always`, or a table of days with windows."""

    example: str = "always, or days with windows such as {mon-fri: 09:00-17:00}"

    def read(self, node: Node, findings: Findings) -> Week | None:
        if isinstance(node, Text):
            if node.value.strip().lower() == "always":
                return Week(dict.fromkeys(DAYS, ((0, DAY_SECONDS),)), always=True)
            findings.error(
                node.at, f"{quoted(node.value)} is not opening hours", f"write {self.example}"
            )
            return None
        if not isinstance(node, Table):
            findings.error(node.at, f"{kind_of(node)} stands here", f"write {self.example}")
            return None
        return _week(node, findings)

    def schema(self) -> Schema:
        window: Schema = {"type": "string", "examples": ["09:00-17:00", "22:00-06:00", "closed"]}
        windows = {"anyOf": [window, {"type": "array", "items": window}]}
        return {
            "anyOf": [
                {"const": "always"},
                {"type": "object", "minProperties": 1, "additionalProperties": windows},
            ]
        }


def _week(node: Table, findings: Findings) -> Week | None:
    days: dict[str, Windows] = {}
    places: dict[str, Place] = {}
    ok = True
    for name, child in node.entries.items():
        key = node.keys[name]
        windows = read_windows(child, findings)
        named = _days(name)
        if named is None:
            findings.error(key, f"{quoted(name)} is not a day", suggestion(name.lower(), _WORDS))
        if windows is None or named is None:
            ok = False
            continue
        for day in named:
            if day in days:
                findings.error(key, f"{quoted(name)} gives {day} hours again", "name each day once")
                ok = False
                break
            days[day] = windows
            places[day] = child.at
    if not ok:
        return None
    if not any(days.values()):
        findings.error(
            node.at, "these hours never open", "give at least one day a window such as 09:00-17:00"
        )
        return None
    return _checked(Week(days), places, findings)


def _checked(week: Week, places: Mapping[str, Place], findings: Findings) -> Week | None:
    for at, day in enumerate(DAYS):
        tomorrow = DAYS[(at + 1) % 7]
        for opened, closed in week.days.get(day, ()):
            for following, _ in week.days.get(tomorrow, ()):
                if _end(opened, closed) > following + DAY_SECONDS:
                    findings.error(
                        places[day],
                        f"the night window of {day} runs into the hours of {tomorrow}: "
                        "they overlap",
                        f"close it before {tomorrow} opens",
                    )
                    return None
    return week


def _end(opened: int, closed: int) -> int:
    return closed if closed > opened else closed + DAY_SECONDS


def _days(name: str) -> tuple[str, ...] | None:
    word = name.strip().lower()
    if word == "daily":
        return DAYS
    found: list[str] = []
    for part in word.split(","):
        first, dash, last = (each.strip() for each in part.partition("-"))
        start, end = _day(first), _day(last if dash else first)
        if start is None or end is None:
            return None
        at = DAYS.index(start)
        while True:
            found.append(DAYS[at])
            if DAYS[at] == end:
                break
            at = (at + 1) % 7
    return tuple(found)


def _day(word: str) -> str | None:
    short = _FULL.get(word, word)
    return short if short in DAYS else None
