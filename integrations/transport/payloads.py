"""Reading what a stranger sent: JSON within limits, and fields with a reason when they are wrong.

Every reader here raises BadEvent and nothing else, naming the field by its path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NoReturn, TypeAlias

from router.domain.errors import BadEvent, BadInstant
from router.domain.text.strict_json import read_strictly
from router.domain.time.instants import Instant, parse_instant

Json: TypeAlias = Mapping[str, Any]

MOST_BYTES = 1 << 20
MOST_DEPTH = 64
LONGEST_ID = 255

# NUL cannot be stored by PostgreSQL, a lone surrogate by nothing that speaks UTF-8.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ESCAPED_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


# A delivery is looked into twice, for its id and for what it says.
@lru_cache(maxsize=8)
def read_json(raw: bytes) -> Any:
    """The value in a body; refuses over 1 MiB, over 64 levels, a name that stands twice in an
    object, NaN, and what is not UTF-8 JSON.

    Characters that no database can hold are replaced by U+FFFD. The value must not be changed.
    """
    if len(raw) > MOST_BYTES:
        raise BadEvent(f"the body has {len(raw):,} bytes; at most {MOST_BYTES:,} are read")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadEvent(f"the body is not UTF-8 at byte {error.start}") from None
    try:
        value = read_strictly(text)
    except RecursionError:
        _too_deep()
    except ValueError as error:
        raise BadEvent(f"the body is not JSON: {_first(str(error))}") from None
    if _may_be_deep(raw):
        _check_depth(value)
    if b"\x00" in raw or _ESCAPED_UNSTORABLE.search(raw):
        value = _storable(value)
    return value


def read_object(raw: bytes) -> Json:
    """As read_json, and the value must be an object."""
    value = read_json(raw)
    if not isinstance(value, dict):
        raise BadEvent(f"the body is {_kind(value)}; it must be a JSON object")
    return value


def storable(text: str) -> str:
    """The text with what no database can hold replaced by U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def obj(source: Json, key: str, path: str = "") -> Json:
    """A required object."""
    value = source.get(key)
    if isinstance(value, dict):
        return value
    return _refuse(path, key, value, "an object")


def maybe_obj(source: Json, key: str) -> Json:
    """An optional object: empty where it is missing, null or something else."""
    value = source.get(key)
    return value if isinstance(value, dict) else {}


def text(source: Json, key: str, path: str = "") -> str:
    """A required text that is not blank."""
    value = source.get(key)
    if isinstance(value, str) and value.strip():
        return value
    return _refuse(path, key, value, "a text that is not empty")


def maybe_text(source: Json, key: str) -> str | None:
    """An optional text; numbers count as their digits, anything else and blank as missing."""
    value = source.get(key)
    if isinstance(value, str):
        return value if value.strip() else None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def identifier(source: Json, key: str, path: str = "") -> str:
    """A required id: a text or a whole number, at most 255 characters."""
    value = source.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**30 else None
    if isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_ID:
        return value.strip()
    return _refuse(path, key, value, "an id: a text or a whole number, at most 255 characters")


def maybe_identifier(source: Json, key: str) -> str | None:
    """An optional id; missing when null, empty or of another shape."""
    try:
        return identifier(source, key)
    except BadEvent:
        return None


def flag(source: Json, key: str, path: str = "") -> bool:
    """A required yes or no: a JSON boolean, or its word in any case."""
    value = source.get(key)
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else None
    if word in ("true", "yes", "1"):
        return True
    if word in ("false", "no", "0", ""):
        return False
    return _refuse(path, key, value, "true or false")


def instant(source: Json, key: str, path: str = "") -> Instant:
    """A required instant in RFC 3339 with 0 to 9 fractional digits."""
    value = source.get(key)
    if isinstance(value, str):
        try:
            return parse_instant(value.strip())
        except BadInstant as error:
            raise BadEvent(f"{path}{key}: {error}") from None
    return _refuse(path, key, value, "an instant such as 2026-02-03T09:00:00Z")


def maybe_instant(source: Json, key: str, path: str = "") -> Instant | None:
    """An optional instant: None where missing or null, BadEvent where it is something else."""
    return None if source.get(key) in (None, "") else instant(source, key, path)


def stamp(source: Json, key: str, path: str = "") -> str | None:
    """What a field for a time holds, for a helpdesk's own way of writing it: None where missing,
    null or blank, BadEvent where it is no text at all, which must not pass for missing."""
    value = source.get(key)
    if value is None or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return None if value is None else str(value).strip() or None
    return _refuse(path, key, value, "a text")


def words(source: Json, key: str) -> tuple[str, ...]:
    """A list of texts, or one text with blanks or commas between; empty where missing."""
    value = source.get(key)
    if isinstance(value, str):
        return tuple(word for word in re.split(r"[\s,]+", value) if word)
    if isinstance(value, list):
        return tuple(v for v in value if isinstance(v, str) and v)
    return ()


def _refuse(path: str, key: str, value: object, right: str) -> NoReturn:
    found = "missing" if value is None else f"{quoted(value)}"
    raise BadEvent(f"{path}{key}: is {found}; it must be {right}")


def quoted(value: object) -> str:
    """A value as a message may show it: short, on one line."""
    return _first(json.dumps(value, ensure_ascii=True, default=str), 60)


def _first(message: str, most: int = 120) -> str:
    return message if len(message) <= most else message[: most - 1] + "…"


def _kind(value: object) -> str:
    return {list: "a list", str: "a text", bool: "a truth value", type(None): "null"}.get(
        type(value), "a number"
    )


def _too_deep() -> NoReturn:
    raise BadEvent(f"the body is nested deeper than {MOST_DEPTH} levels")


def _may_be_deep(raw: bytes) -> bool:
    return raw.count(b"[") + raw.count(b"{") > MOST_DEPTH


def _check_depth(value: object) -> None:
    level: list[object] = [value]
    for _ in range(MOST_DEPTH + 1):
        deeper: list[object] = []
        for item in level:
            if isinstance(item, dict):
                deeper.extend(item.values())
            elif isinstance(item, list):
                deeper.extend(item)
        if not deeper:
            return
        level = deeper
    if any(isinstance(item, dict | list) for item in level):
        _too_deep()


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): _storable(item) for key, item in value.items()}
    return value
