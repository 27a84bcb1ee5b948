"""One JSON question a line in, one answer a line out: a bad line costs no other its answer."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any

import click

from router.domain.errors import BadEvent, RouterError
from router.domain.text.shown_text import escaped

_LONGEST_ERROR = 1000
_LONGEST_LINE = 1 << 20


def answer_lines(
    lines: IO[bytes] | Iterable[bytes], answer: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> bool:
    """Write `answer` of each line's object, in order; False if one could not be answered.

    A line that is no JSON object, and one for which `answer` raises, is answered
    `{"id", "error"}`. An answer may be such an error itself. Blank lines are skipped.
    """
    fine = True
    for line in _bounded(lines):
        if not line.strip():
            continue
        given: Mapping[str, Any] = {}
        try:
            if len(line) > _LONGEST_LINE:
                raise BadEvent(f"{line[:60].decode(errors='replace')!r} is longer than 1 MiB")
            given, twice = read_line(line)
            if twice is not None:
                raise BadEvent(f"{twice!r} stands twice in an object; write each name once")
            found = answer(given)
            fine = fine and "error" not in found
            text = as_line(found)
        except RouterError as error:
            fine, text = False, _failed(given, str(error))
        except Exception as error:  # noqa: BLE001  # the other lines must have their answers
            click.echo(traceback.format_exc(), err=True)
            fine = False
            text = _failed(given, f"this line could not be answered: {type(error).__name__}")
        click.echo(text)
    return fine


def _bounded(lines: IO[bytes] | Iterable[bytes]) -> Iterator[bytes]:
    """The lines, of an endless one only so much that it shows."""
    if not hasattr(lines, "readline"):
        yield from lines
        return
    while line := lines.readline(_LONGEST_LINE + 1):
        yield line
        while len(line) > _LONGEST_LINE and not line.endswith(b"\n"):
            line = lines.readline(_LONGEST_LINE + 1)


def read_line(line: bytes) -> tuple[dict[str, Any], str | None]:
    """The JSON object on a line, and a name that an object in it has twice: of two values JSON
    readers keep the last in silence. Raises BadEvent, quoting what stands there instead."""
    shown = repr(line[:60].decode(errors="replace").strip())
    twice: list[str] = []

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                twice.append(name)
            found[name] = value
        return found

    try:
        given = json.loads(line, parse_constant=no_number, object_pairs_hook=once)
    except RecursionError:
        raise BadEvent(f"{shown} is nested too deeply; write one flat object a line") from None
    except ValueError as error:
        raise BadEvent(f"{shown} is not JSON ({error})") from None
    if not isinstance(given, dict):
        raise BadEvent(f"{shown} is not a JSON object; write one object a line")
    return given, twice[0] if twice else None


def as_line(document: Mapping[str, Any]) -> str:
    """One line of JSON that any reader takes: half a surrogate pair has no UTF-8, so a document
    with one is written in escapes. Raises ValueError for a number that JSON does not have."""
    text = escaped(json.dumps(document, ensure_ascii=False, allow_nan=False))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(document, allow_nan=False)
    return text


def _failed(given: Mapping[str, Any], error: str) -> str:
    if len(error) > _LONGEST_ERROR:
        error = error[:_LONGEST_ERROR] + " …"
    try:
        return as_line({"id": given.get("id"), "error": error})
    except (ValueError, RecursionError):
        return as_line({"id": None, "error": error})


def no_number(name: str) -> Any:
    """For `json.loads(parse_constant=…)`: NaN and Infinity are no JSON. Raises ValueError."""
    raise ValueError(f"{name} is no number in JSON")
