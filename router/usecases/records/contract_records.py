"""Contract versions as they were."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.time.instants import Instant


@dataclass(frozen=True, slots=True)
class StoredContract:
    """A contract version as it was when a ticket started under it; `snapshot` is JSON."""

    vendor: str
    contract: str
    version: str
    snapshot: str
    stored_at: Instant
