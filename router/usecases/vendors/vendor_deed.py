"""What a vendor does for a ticket beside answering: some contracts have clocks that wait for it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from router.domain.clocks.clock import ClockState
from router.domain.contracts.contract import Contract
from router.domain.tickets.events import Kind
from router.usecases.ports import Conflict, Core
from router.usecases.records import ClockRow, TicketRecord
from router.usecases.tickets.record import record, said
from router.usecases.vendors.vendor_reply import check_theirs


class Deed(StrEnum):
    """As the API names it."""

    ACKNOWLEDGED = "acknowledged"
    WORKAROUND = "workaround"
    ACTION_PLAN = "action-plan"

    @property
    def kind(self) -> Kind:
        return _KINDS[self]


_KINDS = {
    Deed.ACKNOWLEDGED: Kind.VENDOR_ACKNOWLEDGED,
    Deed.WORKAROUND: Kind.WORKAROUND_GIVEN,
    Deed.ACTION_PLAN: Kind.ACTION_PLAN_GIVEN,
}


def awaited(contract: Contract | None, clocks: Iterable[ClockRow]) -> tuple[Deed, ...]:
    """The deeds that a clock of the ticket waits for, beside an answer and the resolution."""
    stops = {
        signal
        for clock in clocks
        if contract is not None and clock.stopped_at is None and clock.tier is not None
        for signal in contract.obligation(clock.obligation).stops
        if clock.state in (ClockState.RUNNING, ClockState.PAUSED)
    }
    return tuple(deed for deed in Deed if deed.kind.value in stops)


def vendor_deed(
    core: Core,
    vendor: str,
    ticket_id: str,
    deed: Deed,
    *,
    who: str,
    body: str = "",
    key: str | None = None,
) -> TicketRecord:
    """The vendor acknowledges, or gives a workaround or an action plan, at the instant that we
    receive it. Its words, if any, are a public reply as well. `key` makes a repeated call known.

    Raises UnknownTicket for a ticket that is not this vendor's, as for one that is not there;
    Conflict for a cancelled or closed one; BadEvent for endless words.
    """
    words = said(body, who.partition(":")[2] or vendor, public=True) if body.strip() else None
    return record(
        core,
        ticket_id,
        deed.kind,
        who=who,
        data={"vendor": vendor},
        check=lambda ticket: check_theirs(ticket, vendor),
        key=None if key is None else f"vendor:{vendor}:{key}",
        reply=words,
    )


def record_deed(
    core: Core, ticket_id: str, deed: Deed, *, who: str, body: str = ""
) -> TicketRecord:
    """A person records what the vendor did by another way; it counts from now. `body`: a note of
    ours. Raises UnknownTicket, Conflict for a ticket without a vendor, BadEvent."""

    def check(ticket: TicketRecord) -> None:
        if ticket.vendor is None:
            raise Conflict(f"ticket {ticket_id!r} has no vendor who could have done it")

    note = said(body, who.partition(":")[2], public=False) if body.strip() else None
    return record(core, ticket_id, deed.kind, who=who, text=note, check=check)
