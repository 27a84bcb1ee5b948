"""A ticket as the core sees it: who asked, about what, in which state."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class TicketState(StrEnum):
    """Derived from the events, never set."""

    NEW = "new"  # no vendor yet, or nobody has answered
    OPEN = "open"
    WAITING_FOR_VENDOR = "waiting_for_vendor"
    WAITING_FOR_CUSTOMER = "waiting_for_customer"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def is_resolved(self) -> bool:
        return self in (TicketState.RESOLVED, TicketState.CLOSED)

    @property
    def is_over(self) -> bool:
        """Nobody has anything to do any more, until it is taken back."""
        return self.is_resolved or self is TicketState.CANCELLED


@dataclass(slots=True)
class Progress:
    """Where a ticket is, kept while its events are folded (`docs/time.md`, "The ticket's state").

    `vendor_spoke`: since the opening, the vendor's turn or the reopening, nobody after it.
    `paused`: the reasons of the pauses that last.
    """

    has_vendor: bool = False
    vendor_spoke: bool = False
    is_resolved: bool = False
    is_closed: bool = False
    is_over: bool = False
    paused: set[str] = field(default_factory=set)

    @property
    def state(self) -> TicketState:
        """The state that this is."""
        if self.is_over:
            return TicketState.CANCELLED
        if self.is_resolved:
            return TicketState.CLOSED if self.is_closed else TicketState.RESOLVED
        if "waiting_for_customer" in self.paused:
            return TicketState.WAITING_FOR_CUSTOMER
        if not self.has_vendor:
            return TicketState.NEW
        return TicketState.OPEN if self.vendor_spoke else TicketState.WAITING_FOR_VENDOR


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What routing and classifying read of a ticket, as it stands now.

    `priority` is the helpdesk's word (an input, never the answer), lower case. `language` an ISO
    639-1 code, or None where the helpdesk does not say.
    """

    source: str
    external_id: str
    subject: str
    body: str
    priority: str | None = None
    tags: tuple[str, ...] = ()
    product: str | None = None
    organisation: str | None = None
    requester: str | None = None  # mail address
    requester_name: str | None = None
    language: str | None = None
    country: str | None = None
    url: str | None = None
