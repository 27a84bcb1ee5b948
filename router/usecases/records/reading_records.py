"""What is read: one ticket with all about it, and pages of many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from router.usecases.records.outbox_records import DeliveryRecord, NoticeRecord
from router.usecases.records.people_records import CustomerRecord
from router.usecases.records.ticket_records import ClockRow, StoredEvent, TicketRecord

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`next` is opaque; None on the last page."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket with its clocks; `events` only where one ticket was asked for."""

    ticket: TicketRecord
    clocks: tuple[ClockRow, ...]
    events: tuple[StoredEvent, ...] = ()
    customer: CustomerRecord | None = None
    notices: tuple[NoticeRecord, ...] = ()
    deliveries: tuple[DeliveryRecord, ...] = ()

    @property
    def customer_name(self) -> str | None:
        """See `organisation_of`."""
        return organisation_of(self.ticket, self.customer)


def organisation_of(ticket: TicketRecord, customer: CustomerRecord | None) -> str | None:
    """Who asked, wherever it is shown or told: the customer's organisation as we keep it, else as
    the helpdesk says; None where nobody knows."""
    kept = "" if customer is None else customer.customer.organisation
    return kept or ticket.facts.organisation or None
