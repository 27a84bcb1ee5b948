"""Following what changes, for live pages."""

from __future__ import annotations

from router.usecases.ports import Core
from router.usecases.records import Change

#: On PostgreSQL a number is given when a row is written and seen when it is committed: a lower one
#: may show up after a higher one. So each look begins this far back and drops what was seen.
_OVERLAP = 200
_REMEMBERED = 2_000


class Follower:
    """Gives each change once, starting with what changes after it was made. For one thread."""

    def __init__(self, core: Core, after: int | None = None) -> None:
        self._core = core
        self._seen: dict[int, None] = {}
        with core.store.read() as work:
            self._highest = work.changes.latest() if after is None else after
            start = max(self._highest - _OVERLAP, 0)
            for change in work.changes.since(start, _OVERLAP * 2):
                if change.sequence <= self._highest:
                    self._seen[change.sequence] = None

    @property
    def position(self) -> int:
        """The highest number seen: where another follower may go on."""
        return self._highest

    def changes(self, limit: int = 500) -> tuple[Change, ...]:
        """What was committed since the last call, by number."""
        start = max(self._highest - _OVERLAP, 0)
        with self._core.store.read() as work:
            found = work.changes.since(start, limit + _OVERLAP)
        fresh = tuple(change for change in found if change.sequence not in self._seen)
        for change in fresh:
            self._seen[change.sequence] = None
            self._highest = max(self._highest, change.sequence)
        while len(self._seen) > _REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return fresh
