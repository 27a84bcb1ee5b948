"""The one shape of what is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from router.domain.tickets.ticket import TicketState
from router.domain.time.instants import Instant
from router.usecases.ports import Core, Message, UnitOfWork
from router.usecases.records import (
    DeliveryRecord,
    EndpointRecord,
    SourceRecord,
    TicketRecord,
    organisation_of,
)

#: An adapter's own verb: a message, settings with their secrets opened, HTTP; the receiver's
#: reference comes back. Raises DeliveryFailed only.
Sending = Callable[[Message, Mapping[str, object], Any], str]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """There is nothing to send any more, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """Checked, made, and ready to be sent by one adapter."""

    message: Message
    sending: Sending
    settings: Mapping[str, object]

    def send(self, http: Any) -> str:
        """The receiver's reference, or an empty text. Raises DeliveryFailed only."""
        return self.sending(self.message, self.settings, http)


class ParcelKind(Protocol):
    """What one purpose means. `moves_ticket`: its arrival is an event of the ticket, which is
    locked before the delivery is written down."""

    moves_ticket: bool

    def prepare(
        self,
        core: Core,
        work: UnitOfWork,
        delivery: DeliveryRecord,
        ticket: TicketRecord,
        now: Instant,
    ) -> Parcel | Withdrawn:
        """Check again, at the moment of sending, whether it should still go out, and make it.
        Raises DeliveryFailed where it cannot be sent as things are set up."""

    def arrived(
        self,
        core: Core,
        work: UnitOfWork,
        delivery: DeliveryRecord,
        ticket: TicketRecord | None,
        now: Instant,
    ) -> None:
        """What follows from its arrival; `ticket` is locked where `moves_ticket`, else None."""


def is_over(ticket: TicketRecord) -> bool:
    """Merged, spam or deleted: nobody is told of it any more."""
    return ticket.state is TicketState.CANCELLED


def asker(work: UnitOfWork, ticket: TicketRecord) -> str | None:
    """Who asked, as it is told everywhere."""
    kept = work.customers.find_by_id(ticket.customer_id) if ticket.customer_id else None
    return organisation_of(ticket, kept)


def opened(core: Core, record: SourceRecord | EndpointRecord) -> dict[str, object]:
    """Settings with their secrets opened, newest first."""
    settings = dict(record.settings)
    if record.secrets:
        settings["secrets"] = [core.secrets.open(sealed) for sealed in record.secrets]
    return settings
