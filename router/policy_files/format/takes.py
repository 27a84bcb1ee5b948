"""What a file takes from others: `takes: _annex.yaml`, so that what several share is said once.

Own values win. Tables are put together key by key; lists of tables with an `id` (tiers, duties),
an `obligation` (targets) or a `promise` item by item; any other list is replaced. Each node keeps
the place it was written at, so a problem is shown in the file that has to be mended.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from router.policy_files.format.scalars import shared_file
from router.policy_files.yaml.nodes import Items, Node, Table, Text
from router.policy_files.yaml.problems import Findings, Place, Refused, suggestion

_NAMES = ("id", "obligation", "promise")
_MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Whole:
    """A file with all that it takes. `is_broken`: reading one of them found an error, so that
    what is there may not be what was meant."""

    table: Table
    is_broken: bool


class Sources:
    """The files of a load, each read and put together once.

    `read` gives None for one that cannot be read, and notes in the given findings what is wrong.
    """

    def __init__(self, read: Callable[[str, Findings], Table | None], known: list[str]) -> None:
        self._read = read
        self._known = known
        self.findings = Findings()
        self._wholes: dict[str, Whole | None] = {}

    def whole(self, name: str) -> Whole | None:
        """The file with all that it takes, or None if it cannot be read; notes files that are not
        there and files that take each other in a circle."""
        return self._whole(name, (name,))

    def _whole(self, name: str, chain: tuple[str, ...]) -> Whole | None:
        if name not in self._wholes:
            before = len(self.findings.problems)
            own = self._read(name, self.findings)
            is_broken = len(self.findings.problems) > before
            self._wholes[name] = None if own is None else self._with_taken(own, is_broken, chain)
        return self._wholes[name]

    def _with_taken(self, own: Table, is_broken: bool, chain: tuple[str, ...]) -> Whole:
        merged: Table | None = None
        for taken, place in _names(own):
            problem = self._problem_of(taken, chain)
            if problem is not None:
                self.findings.refuse(place, problem)
                is_broken = True
                continue
            found = self._whole(taken, (*chain, taken))
            if found is None:
                is_broken = True
                continue
            is_broken = is_broken or found.is_broken
            merged = found.table if merged is None else _tables(merged, found.table)
        return Whole(own if merged is None else _tables(merged, own), is_broken)

    def _problem_of(self, taken: str, chain: tuple[str, ...]) -> Refused | None:
        if taken in chain:
            circle = " takes ".join([*chain[chain.index(taken) :], taken])
            return Refused(f"this goes in a circle: {circle}", f"do not take {taken} here")
        if len(chain) > _MOST_FILES:
            return Refused("files take each other too deep", "take one shared file")
        if taken not in self._known:
            return Refused(
                f'there is no file "{taken}" in this folder',
                suggestion(taken, self._known, verb="take"),
            )
        return None


def _names(own: Table) -> list[tuple[str, Place]]:
    node = own.entries.get("takes")
    if node is None:
        return []
    nodes = node.values if isinstance(node, Items) else (node,)
    found = []
    for each in nodes:
        if not isinstance(each, Text):
            continue  # the shape of `takes` says what is wrong with it
        try:
            found.append((shared_file(each.value), each.at))
        except Refused:
            continue  # likewise
    return found


def _tables(base: Table, own: Table) -> Table:
    entries = dict(base.entries)
    keys = dict(base.keys)
    for name, node in own.entries.items():
        if name != "takes" and name in entries:
            entries[name] = _merge(entries[name], node)
        else:
            entries[name] = node
        keys[name] = own.keys[name]
    return Table(entries, keys, own.at)


def _merge(base: Node, own: Node) -> Node:
    if isinstance(base, Table) and isinstance(own, Table):
        return _tables(base, own)
    if isinstance(base, Items) and isinstance(own, Items) and _named(base) and _named(own):
        return _lists(base, own)
    return own


def _lists(base: Items, own: Items) -> Items:
    found: dict[str, Node] = {}
    extra: list[Node] = []
    for node in base.values:
        found[_name(node) or ""] = node
    seen: set[str] = set()
    for node in own.values:
        name = _name(node) or ""
        if name in seen:
            extra.append(node)  # twice in one file: kept, so that the loader can say so
        elif name in found:
            found[name] = _merge(found[name], node)
        else:
            found[name] = node
        seen.add(name)
    return Items((*found.values(), *extra), own.at)


def _named(node: Items) -> bool:
    return bool(node.values) and all(_name(each) is not None for each in node.values)


def _name(node: Node) -> str | None:
    if isinstance(node, Table):
        for key in _NAMES:
            value = node.entries.get(key)
            if isinstance(value, Text):
                return value.value
    return None
