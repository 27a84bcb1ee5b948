"""What a policy file may hold, said once: each shape reads nodes and gives its JSON Schema.

Because one object does both, the schema that editors use cannot drift from what the loader takes.
A shape's `read` notes what is wrong and gives None; it raises nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from router.policy_files.yaml.nodes import Items, Node, Table, Text, kind_of
from router.policy_files.yaml.problems import Findings, Refused, nearest, quoted, suggestion

Schema = dict[str, Any]

_MOST_UNKNOWN = 100  # unknown keys of one table that are told: more are one mistake, or a trick


class Got(NamedTuple):
    """A value that was read, and the node it was read from."""

    value: Any
    node: Node


class Shape(Protocol):
    """One kind of value. `read` gives the value or None, with the problem noted."""

    def read(self, node: Node, findings: Findings) -> Any | None: ...

    def schema(self) -> Schema: ...


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text that `parse` understands; `parse` raises Refused. `example` stands in messages."""

    parse: Callable[[str], Any]
    example: str
    rule: Mapping[str, Any] = field(default_factory=dict)

    def read(self, node: Node, findings: Findings) -> Any | None:
        if not isinstance(node, Text):
            findings.error(node.at, f"{kind_of(node)} stands here", f"write {self.example}")
            return None
        if not node.value.strip():
            findings.error(
                node.at, "there is no value", f"leave the key out or write {self.example}"
            )
            return None
        try:
            return self.parse(node.value)
        except Refused as refused:
            findings.refuse(node.at, refused)
            return None

    def schema(self) -> Schema:
        return {"type": ["string", "number", "boolean"], **self.rule}


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of a few; `words` maps what is written to what is meant."""

    words: Mapping[str, Any]
    also: Schema = field(default_factory=dict)

    def read(self, node: Node, findings: Findings) -> Any | None:
        if not isinstance(node, Text):
            findings.error(node.at, f"{kind_of(node)} stands here", f"write {self._list()}")
            return None
        word = node.value.strip().lower()
        if word not in self.words:
            findings.error(
                node.at, f"{quoted(node.value)} is not one of the words", f"write {self._list()}"
            )
            return None
        return self.words[word]

    def schema(self) -> Schema:
        return self.also or {"enum": list(self.words)}

    def _list(self) -> str:
        *first, last = self.words
        return f"{', '.join(first)} or {last}" if first else last


@dataclass(frozen=True, slots=True)
class Many:
    """A list; a single text may stand for a list of one where `or_one`."""

    of: Shape
    or_one: bool = False
    example: str = "a list, one item a line beginning with `- `"

    def read(self, node: Node, findings: Findings) -> tuple[Got, ...] | None:
        nodes: Sequence[Node]
        if isinstance(node, Items):
            nodes = node.values
        elif self.or_one and isinstance(node, Text):
            nodes = (node,)
        else:
            findings.error(node.at, f"{kind_of(node)} stands here", f"write {self.example}")
            return None
        read = [(self.of.read(each, findings), each) for each in nodes]
        return tuple(Got(value, each) for value, each in read if value is not None)

    def schema(self) -> Schema:
        items = self.of.schema()
        many: Schema = {"type": "array", "items": items}
        return {"anyOf": [items, many]} if self.or_one else many


@dataclass(frozen=True, slots=True)
class Keyed:
    """A table whose keys the author chooses; `key` reads them."""

    key: Scalar
    of: Shape
    example: str = "keys with values"

    def read(self, node: Node, findings: Findings) -> dict[Any, Got] | None:
        if not isinstance(node, Table):
            findings.error(node.at, f"{kind_of(node)} stands here", f"write {self.example}")
            return None
        found: dict[Any, Got] = {}
        for name, child in node.entries.items():
            key = self.key.read(Text(name, node.keys[name]), findings)
            value = self.of.read(child, findings)
            if key is not None and value is not None:
                found[key] = Got(value, child)
        return found

    def schema(self) -> Schema:
        names = {k: v for k, v in self.key.rule.items() if k == "pattern"}
        found: Schema = {"type": "object", "additionalProperties": self.of.schema()}
        if names:
            found["propertyNames"] = names
        return found


@dataclass(frozen=True, slots=True)
class Key:
    """One known key of a table."""

    of: Shape
    note: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """The values that were read from a table with known keys."""

    values: Mapping[str, Got]
    node: Table

    def get(self, name: str, default: Any = None) -> Any:
        got = self.values.get(name)
        return default if got is None else got.value

    def node_of(self, name: str) -> Node:
        got = self.values.get(name)
        return self.node if got is None else got.node

    def wrote(self, name: str) -> bool:
        """Whether the key stands in the file, readable or not."""
        return name in self.node.entries

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(got.value for got in self.get(name, ()))

    def records(self, name: str) -> tuple[Record, ...]:
        return tuple(got.value for got in self.get(name, ()))


@dataclass(frozen=True, slots=True)
class Fields:
    """A table with known keys; an unknown one is an error that names the nearest."""

    keys: Mapping[str, Key]
    example: str = "a table of keys"
    required: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        needed = tuple(name for name, key in self.keys.items() if key.required)
        object.__setattr__(self, "required", needed)

    def read(self, node: Node, findings: Findings) -> Record | None:
        if not isinstance(node, Table):
            findings.error(node.at, f"{kind_of(node)} stands here", f"write {self.example}")
            return None
        values: dict[str, Got] = {}
        meant: set[str | None] = set()  # keys that an unknown one was probably meant to be
        unknown = 0
        for name, child in node.entries.items():
            known = self.keys.get(name)
            if known is None:
                unknown += 1
                if unknown <= _MOST_UNKNOWN:
                    meant.add(nearest(name, self.keys))
                    findings.error(
                        node.keys[name],
                        f"the key {quoted(name)} is not known here",
                        suggestion(name, self.keys),
                    )
                continue
            value = known.of.read(child, findings)
            if value is not None:
                values[name] = Got(value, child)
        for name in self.required:
            if name not in node.entries and name not in meant:
                note = self.keys[name].note
                note = f"write `{name}:` with {note}" if note else f"add `{name}:`"
                findings.error(node.at, f"the key {quoted(name)} is missing", note)
        return Record(values, node)

    def schema(self) -> Schema:
        return {
            "type": "object",
            "properties": {
                name: {**key.of.schema(), **({"description": key.note} if key.note else {})}
                for name, key in self.keys.items()
            },
            "required": list(self.required),
            "additionalProperties": False,
        }


@dataclass(frozen=True, slots=True)
class Either:
    """A text, a list or a table, each read by a shape of its own."""

    text: Shape | None = None
    items: Shape | None = None
    table: Shape | None = None
    example: str = "a text or a table of keys"

    def read(self, node: Node, findings: Findings) -> Any | None:
        shape = (
            self.text
            if isinstance(node, Text)
            else self.items
            if isinstance(node, Items)
            else self.table
        )
        if shape is None:
            findings.error(node.at, f"{kind_of(node)} stands here", f"write {self.example}")
            return None
        return shape.read(node, findings)

    def schema(self) -> Schema:
        shapes = [each for each in (self.text, self.items, self.table) if each is not None]
        return {"anyOf": [each.schema() for each in shapes]}
