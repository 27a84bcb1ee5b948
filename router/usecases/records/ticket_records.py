"""Tickets, what happened to them, and the clocks that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from router.domain.clocks.clock import ClockState
from router.domain.contracts.contract import Party
from router.domain.escalation.steps import StepAt
from router.domain.tickets.events import Event
from router.domain.tickets.ticket import TicketFacts, TicketState
from router.domain.time.instants import Instant

#: The source of tickets that exist for a duty alone: one that the vendor owes, and one that we or
#: the customer owe, which is not the vendor's to see.
SOURCE = "duties"
OURS = "our-duties"


class Mode(StrEnum):
    """Whether anything about a ticket, or a source's tickets, may be sent to anybody outside."""

    LIVE = "live"
    SHADOW = "shadow"  # everything seen, nothing sent
    SAMPLE = "sample"  # invented, for a first look
    IMPORTED = "imported"  # history


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


class Missed(StrEnum):
    """Which breaches a list is about, by the verdict that holds now."""

    EVER = "ever"
    RUNNING = "running"  # breached, and not answered yet
    ANSWERED_LATE = "answered_late"
    UNTOLD = "untold"  # nobody was sent a notice of it


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """None means any. `ids`: only these; `missed`: only with such a breach. `needs`: `vendor`,
    `routing`, `details`; `running`: only with a running clock; `due_before`: only with a deadline
    before that instant; `check_tier`: only those a person should look at; `text`: words in
    subject, requester or any number of the ticket."""

    vendor: str | None = None
    tier: str | None = None
    state: TicketState | None = None
    source: str | None = None
    external_id: str | None = None
    needs: str | None = None
    check_tier: bool | None = None
    running: bool | None = None
    due_before: Instant | None = None
    mode: Mode | None = None
    text: str | None = None
    customer_id: str | None = None
    not_source: str | None = None
    ids: tuple[str, ...] | None = None
    missed: Missed | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something about a ticket changed; `sequence` grows, with gaps."""

    sequence: int
    ticket_id: str
    at: Instant
