"""Sources, and what they deliver."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from router.domain.tickets.sightings import Sighting
from router.domain.time.instants import Instant
from router.usecases.records.ticket_records import Mode


@dataclass(frozen=True, slots=True)
class Arrival:
    """One verified delivery: `delivery_id` is unique per source, `body` the raw bytes as signed;
    `flags`: what was odd but taken (those of `router.domain.tickets.sightings`). `mode`: for
    tickets that are new here; None means that of the source."""

    source: str
    delivery_id: str
    received_at: Instant
    body: bytes
    sightings: tuple[Sighting, ...]
    flags: tuple[str, ...] = ()
    mode: Mode | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A delivery that was taken, with its raw body."""

    id: str
    source: str
    delivery_id: str
    received_at: Instant
    body: bytes
    flags: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A helpdesk that sends us tickets. `secrets` are sealed (`Secrets.open`), newest first: two
    are valid while one is being replaced. `settings`: staff domains and the like, no secrets."""

    name: str
    kind: str
    secrets: tuple[str, ...]
    created_at: Instant
    settings: Mapping[str, object] = field(default_factory=dict)
    mode: Mode = Mode.LIVE
    last_seen_at: Instant | None = None
