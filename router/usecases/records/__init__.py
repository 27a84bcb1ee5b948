"""What is kept, as the use cases, the pages and the API see it: plain frozen values."""

from __future__ import annotations

from router.usecases.records.contract_records import StoredContract
from router.usecases.records.intake_records import Arrival, Receipt, SourceRecord
from router.usecases.records.outbox_records import (
    DeliveryRecord,
    DeliveryState,
    EndpointRecord,
    NoticeRecord,
    Purpose,
)
from router.usecases.records.people_records import (
    CustomerRecord,
    LoginLink,
    Role,
    SessionRecord,
    TokenRecord,
    UserRecord,
)
from router.usecases.records.reading_records import Page, TicketView, organisation_of
from router.usecases.records.ticket_records import (
    OURS,
    SOURCE,
    Change,
    ClockRow,
    Missed,
    Mode,
    NewEvent,
    PastTicket,
    StoredEvent,
    Text,
    TicketFilter,
    TicketRecord,
)

__all__ = [
    "OURS",
    "SOURCE",
    "Arrival",
    "Change",
    "ClockRow",
    "CustomerRecord",
    "DeliveryRecord",
    "DeliveryState",
    "EndpointRecord",
    "LoginLink",
    "Missed",
    "Mode",
    "NewEvent",
    "NoticeRecord",
    "Page",
    "PastTicket",
    "Purpose",
    "Receipt",
    "Role",
    "SessionRecord",
    "SourceRecord",
    "StoredContract",
    "StoredEvent",
    "Text",
    "TicketFilter",
    "TicketRecord",
    "TicketView",
    "TokenRecord",
    "UserRecord",
    "organisation_of",
]
