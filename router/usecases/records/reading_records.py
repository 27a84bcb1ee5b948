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
