"""A ticket's thread page by page: however much was written, an answer stays small."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from router.domain.errors import BadEvent
from router.usecases.records import StoredEvent

#: Events on one page, if nobody asks for another number; and the most that may be asked for.
USUAL_PAGE = 100
LARGEST_PAGE = 200
#: Characters of text on one page, unless its only event has more.
MOST_CHARACTERS = 200_000

_CURSOR = re.compile(r"(-?\d{1,20})\.(\d{1,19})")


@dataclass(frozen=True, slots=True)
class Thread:
    """The newest page, or the one before `cursor`: `items` in the order in which they happened;
    `earlier` is the cursor of the page before, None on the first; `total` counts all pages."""

    items: tuple[StoredEvent, ...]
    total: int
    earlier: str | None = None


def thread_of(
    events: Iterable[StoredEvent], *, cursor: str | None = None, limit: int = USUAL_PAGE
) -> Thread:
    """At most `limit` events before the cursor, fewer where their texts are long. Raises BadEvent
    for a cursor that is not ours."""
    ordered = sorted(events, key=_place)
    before = ordered if cursor is None else [e for e in ordered if _place(e) < _read(cursor)]
    size = first = 0
    for position in range(len(before) - 1, -1, -1):
        text = before[position].text
        size += 0 if text is None else len(text.body)
        taken = len(before) - position
        if taken > 1 and (taken > limit or size > MOST_CHARACTERS):
            first = position + 1
            break
    page = tuple(before[first:])
    earlier = "{}.{}".format(*_place(page[0])) if first else None
    return Thread(page, len(ordered), earlier)


def _place(stored: StoredEvent) -> tuple[int, int]:
    return stored.event.at, stored.id


def _read(cursor: str) -> tuple[int, int]:
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise BadEvent(f"cursor: {cursor[:60]!r} is none that was given to you")
    return int(found[1]), int(found[2])
