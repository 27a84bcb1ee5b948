"""What is kept, as the use cases, the pages and the API see it: plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from router.domain.clocks import ClockState
from router.domain.contracts import Customer, Party
from router.domain.escalations import NoticeKind, StepAt
from router.domain.events import Event
from router.domain.instants import Instant
from router.domain.sightings import Sighting
from router.domain.tickets import TicketFacts, TicketState

T = TypeVar("T")

#: The source of tickets that exist for a duty alone: one that the vendor owes, and one that we or
#: the customer owe, which is not the vendor's to see.
SOURCE = "duties"
OURS = "our-duties"


class Mode(StrEnum):
    """Whether anything about a ticket, or a source's tickets, may leave the house."""

    LIVE = "live"
    SHADOW = "shadow"  # everything seen, nothing sent
    SAMPLE = "sample"  # invented, for a first look
    IMPORTED = "imported"  # history


class Role(StrEnum):
    AGENT = "agent"
    MANAGER = "manager"
    ADMIN = "admin"
    VENDOR = "vendor"
    READ_ONLY = "read_only"


@dataclass(frozen=True, slots=True)
class Text:
    """The words of an event; kept apart from it, so that they can be erased alone."""

    body: str
    author: str = ""  # a name or an address, as the source gives it
    public: bool = True


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event on its way in, with its words where it has any."""

    event: Event
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it is kept: `id` grows with arrival; `text_hash` is salted, None if no words."""

    id: int
    event: Event
    text: Text | None = None
    text_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One verified delivery: `delivery_id` is unique per source, `body` the raw bytes as signed;
    `flags`: what was odd but taken (those of `router.domain.sightings`). `mode`: for tickets that
    are new here; None means that of the source."""

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
class TicketRecord:
    """A ticket with what was decided about it; all but `facts` is derived or set by events.

    `needs`: `routing` until the router has looked, `vendor` while nobody knows whose it is,
    `details` while it lacks what the vendor will ask for, else empty. `check_tier`: the classifier
    was unsure and a person should look. `facts_at`: how fresh each field of `facts` is, so that
    late payloads undo nothing. `next_due_at`: the earliest deadline of a running clock.
    `unreadable`: why the last fold failed, empty when it did not.
    """

    id: str
    source: str
    external_id: str
    facts: TicketFacts
    opened_at: Instant
    facts_at: Mapping[str, Instant] = field(default_factory=dict)
    mode: Mode = Mode.LIVE
    state: TicketState = TicketState.NEW
    vendor: str | None = None
    vendor_reason: str = ""
    contract: str | None = None
    version: str | None = None
    tier: str | None = None
    tier_reason: str = ""
    tier_signals: tuple[Mapping[str, object], ...] = ()
    confidence: float | None = None
    runner_up: str | None = None
    check_tier: bool = False
    customer_id: str | None = None
    vendor_reference: str | None = None
    needs: str = "routing"
    next_due_at: Instant | None = None
    unreadable: str = ""

    @property
    def stands_alone(self) -> bool:
        """It exists for a duty alone: no helpdesk knows it, and its `external_id` is a key of ours
        that says nothing to people."""
        return self.source in (SOURCE, OURS)


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock as projected; `id` is unique within its ticket (`response-1`).

    `schedule`: when each step of its escalation is due; `look_at`: the next instant at which
    something must happen for it (a step, or the breach itself), None when nothing will.
    `remaining_ns` is as of the last fold: reading
    use cases bring it up to now.
    """

    ticket_id: str
    id: str
    obligation: str
    round: int
    owed_by: Party
    vendor: str
    contract: str
    version: str
    tier: str | None
    state: ClockState
    breached: bool
    started_at: Instant
    due_at: Instant | None
    breached_at: Instant | None
    stopped_at: Instant | None
    remaining_ns: int
    source: str
    less_than: bool = False
    backward: bool = False
    country_assumed: bool = False
    interpretations: tuple[str, ...] = ()
    schedule: tuple[StepAt, ...] = ()
    look_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class PastTicket:
    """A ticket of the past, folded: with all that is to be written of it."""

    ticket: TicketRecord
    events: tuple[NewEvent, ...]
    clocks: tuple[ClockRow, ...]


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket with its clocks; `events` only where one ticket was asked for."""

    ticket: TicketRecord
    clocks: tuple[ClockRow, ...]
    events: tuple[StoredEvent, ...] = ()
    customer: CustomerRecord | None = None
    notices: tuple[NoticeRecord, ...] = ()
    deliveries: tuple[DeliveryRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """None means any. `needs`: `vendor`, `routing`, `details`; `running`: only with a running
    clock; `check_tier`: only those a person should look at; `text`: words in subject, id or
    requester."""

    vendor: str | None = None
    tier: str | None = None
    state: TicketState | None = None
    source: str | None = None
    external_id: str | None = None
    needs: str | None = None
    check_tier: bool | None = None
    running: bool | None = None
    mode: Mode | None = None
    text: str | None = None
    customer_id: str | None = None
    not_source: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`next` is opaque; None on the last page."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    id: str
    customer: Customer
    updated_at: Instant


@dataclass(frozen=True, slots=True)
class StoredContract:
    """A contract version as it was when a ticket started under it; `snapshot` is JSON."""

    vendor: str
    contract: str
    version: str
    snapshot: str
    stored_at: Instant


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


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """An API token; only the hash of it is known."""

    name: str
    hash: str
    role: Role
    created_at: Instant
    vendor: str | None = None
    last_used_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class UserRecord:
    email: str
    role: Role
    created_at: Instant
    name: str = ""
    zone: str = "UTC"
    password_hash: str | None = None
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoginLink:
    """Good once, until it expires; only the hash is kept."""

    hash: str
    email: str
    created_at: Instant
    expires_at: Instant
    used_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A login; `hash` of the cookie's value."""

    hash: str
    email: str
    csrf: str
    created_at: Instant
    expires_at: Instant
    last_seen_at: Instant


@dataclass(frozen=True, slots=True)
class Change:
    """Something about a ticket changed; `sequence` grows, with gaps."""

    sequence: int
    ticket_id: str
    at: Instant
