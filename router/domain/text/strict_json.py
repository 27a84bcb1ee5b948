"""JSON as a stranger may send it: of two equal names in an object, readers keep one in silence.

Which one differs from reader to reader, so that a text which breaks out of its quotes could say
what nobody meant (RFC 8259, section 4, calls such an object unpredictable). Here it is refused.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn


def read_strictly(text: str | bytes) -> Any:
    """The value. Raises ValueError, naming what is wrong, for what is not JSON, a name that stands
    twice in an object, NaN and Infinity; RecursionError for what is nested too deeply."""
    return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice[:60]!r} stands twice in an object; write each name once")
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")
