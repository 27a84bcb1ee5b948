"""The one shape of every helpdesk adapter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from router.domain.instants import Instant
from router.domain.sightings import Sighting, SourceSettings, Verified


class Helpdesk(Protocol):
    """Turns one kind of helpdesk's deliveries into sightings; pure, and asks no clock.

    Header names arrive lower case. `secrets` are the texts valid now: one, or two while a secret
    is being rotated.
    """

    kind: str

    def verify(
        self, headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: Instant
    ) -> Verified:
        """Who sent it and as which delivery; raises BadSignature, which never says why."""

    def read(
        self, raw_body: bytes, headers: Mapping[str, str], settings: SourceSettings, now: Instant
    ) -> list[Sighting]:
        """What it says; raises BadEvent naming the field and what would be right."""
