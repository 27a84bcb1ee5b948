"""What a file takes from others: `takes: _annex.yaml`, so that what several share is said once.

Own values win. Tables are put together key by key; lists of tables with an `id` (tiers, duties),
an `obligation` (targets) or a `promise` item by item; any other list is replaced. Each node keeps
the place it was written at, so a problem is shown in the file that has to be mended.
"""

from __future__ import annotations

from collections.abc import Callable

from router.policy_files.nodes import Items, Node, Table, Text
from router.policy_files.problems import Findings, Place, Refused, suggestion
from router.policy_files.words import shared_file

_NAMES = ("id", "obligation", "promise")
_MOST_FILES = 20


class Sources:
    """The files that may be taken, each read once; `read` gives None for one that is not there."""

    def __init__(self, read: Callable[[str], Table | None], known: Callable[[], list[str]]) -> None:
        self._read = read
        self.known = known
        self._cache: dict[str, Table | None] = {}

    def table(self, name: str) -> Table | None:
        if name not in self._cache:
            self._cache[name] = self._read(name)
        return self._cache[name]


def with_taken(name: str, own: Table, sources: Sources, findings: Findings) -> Table:
    """The file's table with all that it takes; notes missing files and cycles."""
    return _resolve(own, sources, findings, (name,))


def _resolve(own: Table, sources: Sources, findings: Findings, chain: tuple[str, ...]) -> Table:
    merged: Table | None = None
    for taken, place in _names(own):
        if taken in chain:
            circle = " takes ".join([*chain[chain.index(taken) :], taken])
            findings.error(place, f"this goes in a circle: {circle}", f"do not take {taken} here")
            continue
        if len(chain) > _MOST_FILES:
            findings.error(place, "files take each other too deep", "take one shared file")
            continue
        if taken not in sources.known():
            findings.error(
                place,
                f'there is no file "{taken}" in this folder',
                suggestion(taken, sources.known(), verb="take"),
            )
            continue
        table = sources.table(taken)
        if table is None:
            continue
        whole = _resolve(table, sources, findings, (*chain, taken))
        merged = whole if merged is None else _tables(merged, whole)
    return own if merged is None else _tables(merged, own)


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
