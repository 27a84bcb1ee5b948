"""A contract's stored promises (availability, contacts, …) as tables that a person can read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from router.domain.contracts.contract import Clause, Contract
from router.web.ui.words import length_words

#: Shown elsewhere on the page.
_ELSEWHERE = frozenset(
    {
        *("interpretations", "calendars", "document", "classification"),
        *("retired_why", "excluded_when"),
    }
)
#: Kept as whole seconds.
_LENGTHS = frozenset({"at_most_down", "increment", "less_than", "notice"})
_ASIDE = frozenset({"source", "interpretations"})
#: Kept as a bare number; what the sign and the limit are is said by the name.
_PERCENTS = {"percent": "", "over": "over ", "up_to": "up to "}
#: In one line with others these say themselves what they are.
_UNNAMED = frozenset({"what", "does", "over", "up to", "months"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One value with its name, its clause and the interpretations that it rests on."""

    name: str
    value: str
    clause: Clause | None = None
    interpretations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of promise; each group is one thing that it says."""

    title: str
    groups: tuple[tuple[Entry, ...], ...]


def sections_of(contract: Contract) -> tuple[Section, ...]:
    """Every stored promise that has no place of its own on the page."""
    return tuple(
        Section(_words(name), tuple(_groups(value)))
        for name, value in contract.details.items()
        if name not in _ELSEWHERE and value not in (None, "", (), {})
    )


def clause_of(found: object) -> Clause | None:
    """A clause as the loader keeps it in details: a mapping of ref, place, words."""
    if isinstance(found, Mapping) and found.get("ref"):
        return Clause(
            str(found["ref"]), str(found.get("place") or ""), str(found.get("words") or "")
        )
    return None


def _groups(value: Any) -> Iterable[tuple[Entry, ...]]:
    if isinstance(value, Mapping):
        yield tuple(_entries(value))
    elif _is_list(value):
        for each in value:
            yield from _groups(each)
    else:
        yield (Entry("", _text(value)),)


def _entries(table: Mapping[str, Any], prefix: str = "") -> Iterable[Entry]:
    """The table's values flat, its clause with the first of them."""
    clause = clause_of(table.get("source"))
    marks = tuple(str(i) for i in table.get("interpretations") or ())
    for name, value in table.items():
        if name in _ASIDE or value in (None, ""):
            continue
        shown = f"{prefix}{_words(name)}"
        if isinstance(value, Mapping):
            yield from _entries(value, f"{shown}: ")
        elif _is_list(value) and any(isinstance(each, Mapping) for each in value):
            for each in value:
                inner = tuple(_entries(each)) if isinstance(each, Mapping) else ()
                yield _together(shown, inner) if inner else Entry(shown, _text(each))
        else:
            yield Entry(shown, _shown(name, value), clause, marks)
            clause, marks = None, ()


def _together(name: str, parts: tuple[Entry, ...]) -> Entry:
    """One of several things under one name, in one line: `exclusions` `maintenance: …`."""
    first, *rest = parts
    title = f"{first.value}: " if first.name == "id" and rest else f"{first.value}; "
    others = "; ".join(
        part.value if part.name in _UNNAMED else f"{part.name}: {part.value}" for part in rest
    )
    marks = tuple(mark for part in parts for mark in part.interpretations)
    clause = next((part.clause for part in parts if part.clause), None)
    return Entry(name, f"{title}{others}".rstrip("; "), clause, marks)


def _shown(name: str, value: Any) -> str:
    if name in _PERCENTS and str(value).replace(".", "").isdigit():
        return f"{_PERCENTS[name]}{value} %"
    if name == "months":
        return "in one month" if str(value) == "1" else f"in each of {value} months running"
    if name in _LENGTHS and isinstance(value, int):
        return length_words(value)
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if _is_list(value):
        return "; ".join(_text(each) for each in value)
    return str(value)


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple | frozenset)


def _words(name: object) -> str:
    return str(name).replace("_", " ").replace("-", " ")
