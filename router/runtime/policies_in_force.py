"""The contracts in force, as one process knows them: read anew when somebody applied others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from router.domain.contracts.contract import Contract
from router.policy_files import Book
from router.usecases.policies.in_force import NOTE, Held, InForce, parse
from router.usecases.ports import Store, Unavailable

#: How long another process may go on with what was in force before.
LOOK_EVERY_SECONDS = 0.5

log = structlog.get_logger("router.policies")


@dataclass(frozen=True, slots=True)
class _Known:
    """`text`: the note that it was read from, to tell a change."""

    text: str | None
    contracts: tuple[Contract, ...]
    book: Book


class PoliciesInForce:
    """What the database says is in force. `contracts` is one object for as long as it is the same.

    Until something was applied for the first time, the files stand in for it. `read` makes a
    contract of a kept snapshot, `files` reads the files and may raise PolicyProblems.
    """

    def __init__(
        self,
        store: Store,
        read: Callable[[str], Contract],
        files: Callable[[], Sequence[Contract]],
        look_every_seconds: float = LOOK_EVERY_SECONDS,
    ) -> None:
        self._store = store
        self._read = read
        self._files = files
        self._every = look_every_seconds
        self._lock = threading.Lock()
        self._known: _Known | None = None
        self._looked = 0.0
        self._versions: dict[tuple[str, str, str], Contract] = {}

    def contracts(self) -> tuple[Contract, ...]:
        """The contracts in force, in the order of their files."""
        return self._current().contracts

    def book(self) -> Book:
        """The same by name."""
        return self._current().book

    def reread(self) -> None:
        """Look now: somebody has just applied others here."""
        with self._lock:
            self._look(by_us=True)

    def _current(self) -> _Known:
        known = self._known
        if known is not None and time.monotonic() - self._looked < self._every:
            return known
        if known is None:
            with self._lock:
                return self._known or self._look()
        # One thread looks; the others go on with what there is.
        if self._lock.acquire(blocking=False):
            try:
                return self._look()
            finally:
                self._lock.release()
        return known

    def _look(self, *, by_us: bool = False) -> _Known:
        known = self._known
        try:
            with self._store.read() as work:
                text = work.notes.get(NOTE)
        except Unavailable:
            if known is None:
                raise
            return known  # a version in force a moment ago is better than a ticket left unread
        if known is None or known.text != text:
            found = parse(text)
            contracts = tuple(self._files()) if found is None else self._all(found)
            if known is not None and found is not None and not by_us:
                log.info("other policies are in force", number=found.number, by=found.last.by)
            known = self._known = _Known(text, contracts, Book(contracts))
        self._looked = time.monotonic()
        return known

    def _all(self, found: InForce) -> tuple[Contract, ...]:
        contracts = tuple(self._one(held) for held in found.contracts)
        self._versions = {(c.vendor, c.id, c.version): c for c in contracts}
        return contracts

    def _one(self, held: Held) -> Contract:
        name = (held.vendor, held.contract, held.version)
        contract = self._versions.get(name)
        if contract is None:
            with self._store.read() as work:
                stored = work.contracts.find(*name)
            if stored is None:
                raise LookupError(f"contract {name} is in force and its snapshot is gone")
            contract = self._read(stored.snapshot)
        return replace(contract, default=held.default, retired=held.retired)
