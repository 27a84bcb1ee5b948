"""Where sources are kept, and what they have delivered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from router.domain.time.instants import Instant
from router.usecases.records import Page, Receipt, SourceRecord


class Receipts(Protocol):
    def add(self, receipt: Receipt) -> bool:
        """False where that source has delivered this id before."""

    def seen(self, source: str, delivery_id: str) -> bool: ...
    def get(self, receipt_id: str) -> Receipt: ...
    def list(self, source: str, *, cursor: str | None = None, limit: int = 50) -> Page[Receipt]:
        """Newest first."""


class Echoes(Protocol):
    """Keys of what we wrote into a helpdesk ourselves."""

    def remember(self, source: str, key: str, at: Instant) -> None: ...
    def known(self, source: str, keys: Sequence[str]) -> frozenset[str]: ...


class Threads(Protocol):
    """Mail ids by which a later mail finds its ticket."""

    def remember(self, source: str, mail_ids: Sequence[str], external_id: str) -> None: ...
    def find(self, source: str, mail_ids: Sequence[str]) -> str | None: ...


class Sources(Protocol):
    def add(self, source: SourceRecord) -> None:
        """Raises Conflict where the name is taken."""

    def find(self, name: str) -> SourceRecord | None: ...
    def list(self) -> tuple[SourceRecord, ...]: ...
    def save(self, source: SourceRecord) -> None: ...
    def remove(self, name: str) -> bool: ...
