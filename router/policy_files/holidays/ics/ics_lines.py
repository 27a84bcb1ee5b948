"""The lines of an iCalendar file, unfolded (RFC 5545, 3.1), as components with properties.

Nothing is interpreted here, so that one property that cannot be read harms only its own event.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_NAME = re.compile(r"\s*([A-Za-z0-9-]+)")
_PARAMETER = re.compile(r';\s*([A-Za-z0-9-]+)\s*=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_ESCAPED = re.compile(r"\\([nN,;\\])")


class BadProperty(ValueError):
    """What a property says cannot be used; the text says why and what is right."""


@dataclass(frozen=True, slots=True)
class Property:
    """A line: its number (from 1), its name in capitals, its parameters and its value."""

    line: int
    name: str
    parameters: dict[str, str]
    value: str

    def bad(self, why: str) -> BadProperty:
        """The error that names the line, the property and its value."""
        shown = self.value if len(self.value) <= 60 else f"{self.value[:60]}..."
        return BadProperty(f"line {self.line}: {self.name} {shown!r} {why}")


@dataclass(slots=True)
class Component:
    """What lies between BEGIN and END; `line` is that of its BEGIN."""

    name: str
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        """The properties of that name that say something; an empty one says nothing."""
        return [each for each in self.properties.get(name, ()) if each.value.strip()]

    def one(self, name: str) -> Property | None:
        """The first of that name; said twice in the same words it is one, else an error."""
        found = self.all(name)
        for each in found[1:]:
            if (each.value, each.parameters) != (found[0].value, found[0].parameters):
                raise each.bad(f"differs from the {name} on line {found[0].line}; keep one of them")
        return found[0] if found else None

    def text(self, name: str) -> str:
        """The first value of that name as plain text; empty without one."""
        found = self.all(name)
        text = found[0].value if found else ""
        return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text).strip()


def read_components(data: bytes) -> list[Component]:
    """The outermost components of a file, with those inside them.

    Raises BadProperty, naming the line, where BEGIN and END do not fit together. Other lines that
    are no property are passed over: they cannot be a date.
    """
    outermost: list[Component] = []
    open_ones: list[Component] = []
    for number, line in _unfolded(_decoded(data)):
        found = _property(number, line)
        if found is None:
            continue
        if found.name == "BEGIN":
            component = Component(found.value.strip().upper(), number)
            (open_ones[-1].parts if open_ones else outermost).append(component)
            open_ones.append(component)
        elif found.name == "END":
            if not open_ones:
                raise found.bad("ends what was not begun")
            open_ones.pop()  # also by another name: misspelt ones occur
        elif open_ones:
            open_ones[-1].properties.setdefault(found.name, []).append(found)
    if open_ones:
        last = open_ones[-1]
        raise BadProperty(f"line {last.line}: BEGIN:{last.name} has no END; is the file cut off?")
    return outermost


def _decoded(data: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    return data.decode("utf-8", "replace")


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    parts: list[str] = []
    first = 1
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if line[:1] in (" ", "\t") and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield first, "".join(parts)
        parts, first = [line], number
    if parts:
        yield first, "".join(parts)


def _property(number: int, line: str) -> Property | None:
    name = _NAME.match(line)
    if name is None:
        return None
    at = name.end()
    parameters: dict[str, str] = {}
    while (match := _PARAMETER.match(line, at)) is not None:
        parameters.setdefault(match[1].upper(), match[2].strip().strip('"'))
        at = match.end()
    end = line.find(":", at)
    if end < 0:
        return None
    return Property(number, name[1].upper(), parameters, line[end + 1 :])
