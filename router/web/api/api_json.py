"""From what the core reads to what the API answers."""

from __future__ import annotations

from router.domain.time.instants import Instant, format_instant, in_seconds
from router.usecases.notices.messages import shortened
from router.usecases.records import ClockRow, StoredEvent, TicketView
from router.usecases.tickets.thread import USUAL_PAGE, thread_of
from router.web.api.request_models import (
    ClockModel,
    EventModel,
    TicketModel,
    TicketWithEvents,
    VendorComment,
    VendorTicket,
    VendorTicketWithComments,
)

#: Characters of a ticket's own words in a list of up to 200; the ticket itself has them all.
LONGEST_IN_LIST = 10_000


def clock_model(clock: ClockRow) -> ClockModel:
    return ClockModel(
        id=clock.id,
        obligation=clock.obligation,
        round=clock.round,
        owed_by=clock.owed_by,
        state=clock.state,
        breached=clock.breached,
        started_at=format_instant(clock.started_at),
        due_at=_maybe(clock.due_at),
        breached_at=_maybe(clock.breached_at),
        stopped_at=_maybe(clock.stopped_at),
        remaining_seconds=in_seconds(clock.remaining_ns),
        source=clock.source,
    )


def ticket_model(view: TicketView) -> TicketModel:
    ticket = view.ticket
    return TicketModel(
        id=ticket.id,
        source=ticket.source,
        external_id=ticket.external_id,
        subject=ticket.facts.subject,
        vendor=ticket.vendor,
        contract=ticket.contract,
        tier=ticket.tier,
        tier_reason=ticket.tier_reason,
        customer=view.customer_name,
        state=ticket.state,
        clocks=[clock_model(clock) for clock in view.clocks],
    )


def ticket_with_events(
    view: TicketView, cursor: str | None = None, limit: int = USUAL_PAGE
) -> TicketWithEvents:
    """With one page of what happened. Raises BadEvent for a cursor that is not ours."""
    page = thread_of(view.events, cursor=cursor, limit=limit)
    return TicketWithEvents(
        **dict(ticket_model(view)),
        events=[event_model(stored) for stored in page.items],
        events_total=page.total,
        earlier=page.earlier,
    )


def event_model(stored: StoredEvent) -> EventModel:
    event, text = stored.event, stored.text
    return EventModel(
        type=event.kind.value,
        at=format_instant(event.at),
        received_at=format_instant(event.received_at),
        origin=event.origin,
        data=dict(event.data),
        author=text.author if text else None,
        public=text.public if text else None,
        text=text.body if text else None,
    )


def vendor_ticket_in_list(view: TicketView, vendor: str) -> VendorTicket:
    """The same for a list, where of long words only the beginning stands."""
    found = vendor_ticket_model(view, vendor)
    found.body = shortened(found.body, LONGEST_IN_LIST)
    return found


def vendor_ticket_model(view: TicketView, vendor: str) -> VendorTicket:
    """The ticket as its vendor sees it: its own clocks, nothing of what was there before it."""
    ticket = view.ticket
    return VendorTicket(
        id=ticket.id,
        external_id=ticket.external_id,
        subject=ticket.facts.subject,
        body=ticket.facts.body,
        tier=ticket.tier,
        customer=view.customer_name,
        state=ticket.state,
        reference=ticket.vendor_reference,
        clocks=[clock_model(clock) for clock in view.clocks if clock.vendor == vendor],
    )


def vendor_ticket_with_comments(
    view: TicketView, vendor: str, cursor: str | None = None, limit: int = USUAL_PAGE
) -> VendorTicketWithComments:
    """With one page of the words that it may read: public ones, and its own notes (the view holds
    no others). Raises BadEvent for a cursor that is not ours."""
    said = (stored for stored in view.events if stored.text is not None)
    page = thread_of(said, cursor=cursor, limit=limit)
    return VendorTicketWithComments(
        **dict(vendor_ticket_model(view, vendor)),
        comments=[
            VendorComment(
                at=format_instant(stored.event.at),
                author=stored.text.author,
                text=stored.text.body,
                public=stored.text.public,
            )
            for stored in page.items
            if stored.text is not None
        ],
        comments_total=page.total,
        earlier=page.earlier,
    )


def _maybe(at: Instant | None) -> str | None:
    return None if at is None else format_instant(at)
