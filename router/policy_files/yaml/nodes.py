"""YAML as text nodes, each with its place.

No value is resolved: `09:30` stays `09:30`, `no` stays `no`. The parser's events are put together
here with a stack of our own and not by the library's composer, which recurses and shares what an
alias names: so neither deep nesting nor an alias bomb can hurt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import yaml

from router.policy_files.yaml.problems import Findings, Place, quoted

MAX_BYTES = 256 * 1024  # twenty times the longest of the shipped files
MAX_NODES = 20_000
MAX_DEPTH = 20

# The C parser reads ten times as fast; its events and marks are the same.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Text(NamedTuple):
    """A scalar, as it was written (quotes and folding undone)."""

    value: str
    at: Place


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    values: tuple[Node, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping from text to nodes; `keys` says where each key stands."""

    entries: dict[str, Node]
    keys: dict[str, Place]
    at: Place


Node: TypeAlias = Text | Items | Table


def kind_of(node: Node) -> str:
    """The node's kind in the words of the messages."""
    if isinstance(node, Text):
        return "a text"
    return "a list" if isinstance(node, Items) else "a table of keys"


_BEGINS = (yaml.ScalarEvent, yaml.CollectionStartEvent, yaml.AliasEvent)
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_NO_KEY = Text("", Place("", 0, 0, ""))  # stands for a key that cannot be one


class _Stop(Exception):
    """The file cannot be read further; the problem is already noted."""


def read_yaml(file: str, data: bytes | str, findings: Findings) -> Table | None:
    """The file's one document, or None with the problems noted in `findings`.

    Raises nothing for any input. Notes: too long, not UTF-8, not YAML, more than one document,
    not a table, anchors, aliases, tags, equal keys, keys that are not text, nesting too deep.
    """
    start = Place(file, 1, 1, "")
    size = len(data)
    if size > MAX_BYTES:
        too_long(start, size, findings)
        return None
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            findings.error(Place(file, line, 1, ""), "the file is not UTF-8", "save it as UTF-8")
            return None
    else:
        text = data.removeprefix("\ufeff")
    lines = text.replace("\r\n", "\n").split("\n")
    try:
        return _Composer(file, lines, findings).document(yaml.parse(text, Loader=_LOADER))
    except _Stop:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        _not_yaml(file, lines, line, column, findings)
    except yaml.reader.ReaderError as error:
        # Its position counts characters with the C parser too, as the text is already decoded.
        position = min(max(error.position, 0), len(text))
        line = text.count("\n", 0, position) + 1
        findings.error(
            Place(file, line, 1, ""),
            "there is a character that YAML does not allow",
            "remove control characters from this line",
        )
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        # ValueError: lone surrogates and code points that the C parser cannot encode.
        findings.error(start, "the file cannot be read as YAML", "save it as plain UTF-8 text")
    return None


def too_long(place: Place, size: int, findings: Findings) -> None:
    """Note a file of more than MAX_BYTES."""
    findings.error(
        place,
        f"the file has {size:,} bytes, more than the {MAX_BYTES:,} that are read",
        "split it: one contract a file, and what several share in a file that they take",
    )


def _not_yaml(file: str, lines: list[str], line: int, column: int, findings: Findings) -> None:
    source = lines[line - 1] if line <= len(lines) else ""
    place = Place(file, line, column, "", source)
    if source[: len(source) - len(source.lstrip())].count("\t"):
        findings.error(place, "a tab indents this line", "YAML wants spaces: write two spaces")
        return
    findings.error(
        place,
        "this cannot be read as YAML",
        "check indentation, colons and closing brackets, and put text with `: ` or ` #` in quotes",
    )


class _Composer:
    """Puts the parser's events together to nodes."""

    def __init__(self, file: str, lines: list[str], findings: Findings) -> None:
        self._file = file
        self._lines = lines
        self._findings = findings
        self._count = 0

    def document(self, events: Iterator[Any]) -> Table | None:
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, "", "a second document begins here", "one contract a file")
            elif isinstance(event, _BEGINS):
                root = self._node(event, events)
        if root is None or (isinstance(root, Text) and not root.value):
            self._findings.error(
                Place(self._file, 1, 1, ""), "the file is empty", "begin with `vendor: …`"
            )
            return None
        if not isinstance(root, Table):
            self._findings.error(
                root.at, f"the file holds {kind_of(root)}, not keys", "begin with `vendor: …`"
            )
            return None
        return root

    def _node(self, first: Any, events: Iterator[Any]) -> Node:
        """The node that begins with `first`; takes its events up to its end."""
        stack: list[_Open] = []
        event = first
        while True:
            done: Node
            kind = type(event)
            if kind is yaml.ScalarEvent or kind is yaml.AliasEvent:
                done = self._scalar(event, stack)
            elif kind in _ENDS:
                done = stack.pop().close()
            else:
                self._open(event, stack)
                event = next(events)
                continue
            if not stack:
                return done
            self._add(stack[-1], done)
            event = next(events)

    def _scalar(self, event: Any, stack: list[_Open]) -> Text:
        path = stack[-1].path_of_next() if stack else ""
        self._check(event, path)
        return Text(event.value, self._place(event, path))

    def _open(self, event: Any, stack: list[_Open]) -> None:
        path = stack[-1].path_of_next() if stack else ""
        self._check(event, path)
        if len(stack) >= MAX_DEPTH:
            self._stop(
                event,
                "",
                f"the values are nested more than {MAX_DEPTH} deep",
                "no policy file needs that: look for a bracket that is not closed",
            )
        is_table = isinstance(event, yaml.MappingStartEvent)
        stack.append(_Open(is_table, path, self._place(event, path)))

    def _add(self, parent: _Open, node: Node) -> None:
        if not parent.is_table:
            parent.items.append(node)
            return
        if parent.key is None:
            if isinstance(node, Text):
                parent.key = node
                return
            self._findings.error(node.at, f"{kind_of(node)} cannot be a key", "write a word")
            parent.key = _NO_KEY
            return
        key, parent.key = parent.key, None
        if key is _NO_KEY:
            return
        if key.value in parent.entries:
            earlier = parent.keys[key.value].line
            self._findings.error(
                key.at,
                f"the key {quoted(key.value)} stands here a second time (first on line {earlier})",
                "keep one of the two",
            )
            return
        parent.entries[key.value] = node
        parent.keys[key.value] = key.at

    def _check(self, event: Any, path: str) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            self._stop(event, path, f"the file holds more than {MAX_NODES:,} values", "split it")
        if event.anchor is not None:  # an alias names one too
            name = quoted(str(event.anchor))
            self._stop(
                event,
                path,
                f"anchors and aliases are not read (here: {name})",
                "put what is shared in a file of its own and take it with `takes: _shared.yaml`",
            )
        tag = event.tag
        if tag is not None and tag not in ("!", ""):
            self._stop(
                event,
                path,
                f"the tag {quoted(str(tag))} is not read, every value is text",
                "remove the tag",
            )

    def _stop(self, event: Any, path: str, what: str, instead: str) -> None:
        self._findings.error(self._place(event, path), what, instead)
        raise _Stop

    def _place(self, event: Any, path: str) -> Place:
        mark = event.start_mark
        line = mark.line
        source = self._lines[line] if line < len(self._lines) else ""
        return Place(self._file, line + 1, mark.column + 1, path, source)


class _Open:
    """A list or table whose end has not come yet."""

    __slots__ = ("at", "entries", "is_table", "items", "key", "keys", "path")

    def __init__(self, is_table: bool, path: str, at: Place) -> None:
        self.is_table = is_table
        self.path = path
        self.at = at
        self.key: Text | None = None
        self.entries: dict[str, Node] = {}
        self.keys: dict[str, Place] = {}
        self.items: list[Node] = []

    def path_of_next(self) -> str:
        if not self.is_table:
            return f"{self.path}[{len(self.items)}]"
        if self.key is None:
            return self.path
        return f"{self.path}.{self.key.value}" if self.path else self.key.value

    def close(self) -> Node:
        if self.is_table:
            return Table(self.entries, self.keys, self.at)
        return Items(tuple(self.items), self.at)
