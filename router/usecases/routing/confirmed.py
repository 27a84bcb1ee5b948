"""Tickets whose tier a person has confirmed: what the classifier may learn from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from router.domain.tickets.events import Event, Kind
from router.usecases.ports import Core
from router.usecases.records import Mode, TicketFilter, TicketRecord

_ROUTING = frozenset({Kind.ROUTED, Kind.VENDOR_CHANGED})
_PAGE = 200


@dataclass(frozen=True, slots=True)
class ConfirmedTicket:
    """`tier` (None: no tier) held from the opening, a person says. `how`: `confirmation`,
    `correction`, or `change`: who says that a tier changed says that the one before was right
    until then."""

    ticket: TicketRecord
    tier: str | None
    how: str
    who: str


def confirmed_tickets(core: Core) -> Iterator[ConfirmedTicket]:
    """Those that helpdesks sent, the newest first; samples and imported history are left out."""
    for mode in (Mode.LIVE, Mode.SHADOW):
        cursor: str | None = None
        while True:
            with core.store.read() as work:
                page = work.tickets.list(TicketFilter(mode=mode), cursor=cursor, limit=_PAGE)
                events = work.events.folded_from([ticket.id for ticket in page.items])
            for ticket in page.items:
                found = _confirmed(ticket, events.get(ticket.id, ()))
                if found is not None:
                    yield found
            cursor = page.next
            if cursor is None:
                break


def _confirms(event: Event) -> bool:
    data = event.data
    return event.kind is Kind.NOTED and "before" in data and data.get("tier") == data["before"]


def _confirmed(ticket: TicketRecord, events: Iterable[Event]) -> ConfirmedTicket | None:
    """What a person said last of the tier that holds from the opening, under this contract."""
    found: ConfirmedTicket | None = None
    changed = False
    for event in sorted(events, key=lambda e: e.at):
        if event.kind in _ROUTING:
            found, changed = None, False  # by another contract's definitions
        if ticket.vendor is None or not event.origin.startswith("user:"):
            continue
        tier, before = event.data.get("tier"), event.data.get("before")
        if event.kind is Kind.TIER_CORRECTED and tier:
            found, changed = ConfirmedTicket(ticket, tier, "correction", event.origin), False
        elif _confirms(event) and not changed:
            found = ConfirmedTicket(ticket, tier, "confirmation", event.origin)
        elif event.kind is Kind.TIER_CHANGED and not changed:
            changed = True
            if found is None and before:
                found = ConfirmedTicket(ticket, before, "change", event.origin)
    return found
