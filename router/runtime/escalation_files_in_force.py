"""The escalation files in use: read once, and again when a file changes.

A change with a mistake in it does not stop a running system: what was good stays in use, and the
mistake is logged, and shown by `doctor`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from router.domain.errors import RouterError
from router.domain.escalation.steps import Escalations
from router.policy_files.escalations.escalation_files import load_escalations

LOOK_EVERY_SECONDS = 2.0

log = structlog.get_logger("router.escalations")


class EscalationFilesInForce:
    """Gives what the escalation files of a folder say.

    `check` raises a RouterError for settings that a channel cannot use. Raises that, or
    PolicyProblems, when the first load fails.
    """

    def __init__(
        self,
        folder: Path,
        check: Callable[[Escalations], None],
        look_every_seconds: float = LOOK_EVERY_SECONDS,
    ) -> None:
        self._folder = folder
        self._check = check
        self._every = look_every_seconds
        self._lock = threading.Lock()
        self._looked = time.monotonic()
        self._stamp = _stamp_of(folder)
        self._kept = self._read()

    def escalations(self) -> Escalations:
        """Who is told when: one object for as long as nothing changes."""
        # One thread looks; the others go on with what there is.
        if time.monotonic() - self._looked >= self._every and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._kept

    def _look(self) -> None:
        self._looked = time.monotonic()
        stamp = _stamp_of(self._folder)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._kept = self._read()
        except RouterError as error:
            first = str(error).partition("\n")[0]
            log.error("a changed escalation file has a mistake; the former stay", error=first)
            return
        log.info("changed escalation files are in use", escalations=len(self._kept.ordered))

    def _read(self) -> Escalations:
        found = load_escalations(self._folder).require()
        self._check(found)
        return found


def _stamp_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Changes whenever a file is added, removed or written."""
    found = []
    for path in sorted((folder / "escalations").glob("*.yaml")):
        try:
            kept = path.stat()
        except OSError:
            continue
        found.append((path.name, kept.st_mtime_ns, kept.st_size))
    return tuple(found)
