"""Notices, and whatever is on its way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from router.domain.escalation.steps import NoticeKind
from router.domain.time.instants import Instant


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """That somebody should be told something once; unique by all from `ticket_id` to `due_at`."""

    id: str
    ticket_id: str
    clock_id: str
    round: int
    kind: NoticeKind
    step: str
    repeat: int
    due_at: Instant
    created_at: Instant
    escalation: str = ""
    withdrawn_at: Instant | None = None
    withdrawn_reason: str = ""


class Purpose(StrEnum):
    """What a delivery carries."""

    NOTICE = "notice"
    HAND_OVER = "hand_over"
    WRITE_BACK = "write_back"


class DeliveryState(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"  # somebody is sending it, until `claimed_until`
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    DEAD = "dead"  # gave up; a person may send it again


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One notice or ticket on its way. `id` is its idempotency key for every attempt (webhook-id,
    the left side of Message-ID). `address` is what the channel sends to (mail address, endpoint
    name). `settings`: JSON of the channel's settings by reference, never with a secret in it."""

    id: str
    purpose: Purpose
    ticket_id: str
    channel: str
    recipient: str
    created_at: Instant
    notice_id: str | None = None
    payload: Mapping[str, object] = field(default_factory=dict)
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    attempt_at: Instant = 0
    claimed_until: Instant | None = None
    claimed_by: str = ""
    error: str = ""
    sent_at: Instant | None = None
    reference: str = ""  # what the receiver answered: message id, the vendor's own number

    @property
    def receiver(self) -> str:
        """Where it goes to, as the senders tell receivers apart: `hand_over:acme-in`."""
        name = self.recipient if self.purpose is Purpose.WRITE_BACK else self.channel
        return f"{self.purpose.value}:{name}"


@dataclass(frozen=True, slots=True)
class EndpointRecord:
    """Where we send to: a vendor's endpoint or a channel's; `vendor` for hand-over, `secrets`
    sealed as above. `name` is what escalation files and deliveries refer to."""

    name: str
    kind: str
    secrets: tuple[str, ...]
    created_at: Instant
    vendor: str | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
