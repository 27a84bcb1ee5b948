"""Which words of a ticket a vendor may read: what the customer said, what it said itself, and what
was said to it or in public while the ticket was its own. Never another vendor's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from router.domain.tickets.events import Event, Kind
from router.usecases.records import OURS, Mode, StoredEvent, TicketRecord

#: Words of the customer, which are every vendor's to read where they are public.
_CUSTOMER = frozenset({Kind.OPENED, Kind.CUSTOMER_REPLIED})
#: Words of whoever the vendor was.
_VENDOR = frozenset({Kind.VENDOR_REPLIED, Kind.VENDOR_CONTACTED, Kind.RESOLVED})


def words_for(events: Sequence[StoredEvent], vendor: str) -> tuple[StoredEvent, ...]:
    """The events, without the words that are not for `vendor`."""
    owners = _owners([stored.event for stored in events])
    withdrawn = {
        stored.event.key.removesuffix(":made_private")
        for stored in events
        if stored.event.data.get("why") == "made_private"
    }
    return tuple(
        stored
        if stored.text is None
        or (
            stored.event.key not in withdrawn
            and _may_read(stored, vendor, owners.get(stored.event.key))
        )
        else replace(stored, text=None)
        for stored in events
    )


def _may_read(stored: StoredEvent, vendor: str, owner: str | None) -> bool:
    """`owner`: whose the ticket was when it was said."""
    event, text = stored.event, stored.text
    if event.origin == f"vendor:{vendor}":
        return True  # its own, notes too
    if text is None or not text.public:
        return False
    if event.kind in _CUSTOMER:
        return True
    speaks = event.data.get("vendor") if event.kind in _VENDOR else None
    return speaks == vendor if speaks is not None else owner == vendor


def _owners(events: Sequence[Event]) -> dict[str, str | None]:
    """Whose the ticket was at each event, by its key; who it was routed to first had it before."""
    ordered = sorted(events, key=lambda event: (event.at, event.sequence, event.key))
    routed = (e.data.get("vendor") for e in ordered if e.kind is Kind.ROUTED)
    owner = next((vendor for vendor in routed if vendor), None)
    first_change = next((e for e in ordered if e.kind is Kind.VENDOR_CHANGED), None)
    first_routed = next(
        (e for e in ordered if e.kind is Kind.ROUTED and e.data.get("vendor")), None
    )
    if (
        first_change is not None
        and first_routed is not None
        and (first_change.at, first_change.sequence) < (first_routed.at, first_routed.sequence)
    ):
        owner = None
    found: dict[str, str | None] = {}
    for event in ordered:
        if event.kind is Kind.VENDOR_CHANGED:
            owner = event.data.get("vendor")
        found[event.key] = owner
    return found


def is_theirs(ticket: TicketRecord, vendor: str) -> bool:
    """Whether the vendor may see it: its own, and real. Samples, imported history and what a
    shadow source saw go to no vendor, by no way; nor does a ticket that stands for a duty of ours
    or of the customer."""
    return ticket.vendor == vendor and ticket.mode is Mode.LIVE and ticket.source != OURS
