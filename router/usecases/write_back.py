"""Notes and fields back into the helpdesk that a ticket came from."""

from __future__ import annotations

from router.domain.instants import Instant, format_instant
from router.usecases.ports import Core, UnitOfWork
from router.usecases.records import (
    ClockRow,
    DeliveryRecord,
    Mode,
    Purpose,
    TicketRecord,
)


def note_routing(core: Core, work: UnitOfWork, ticket: TicketRecord, now: Instant) -> None:
    """Tell the helpdesk whose the ticket is, its tier and its next deadline."""
    if ticket.vendor is None:
        return
    tier = f"tier {ticket.tier}" if ticket.tier else "no tier"
    note = (
        f"SLA Router: this ticket goes to {ticket.vendor} ({ticket.vendor_reason}), {tier}: "
        f"{ticket.tier_reason}"
    )
    _queue(core, work, ticket, "routed", note, now)


def note_breach(
    core: Core, work: UnitOfWork, ticket: TicketRecord, clock: ClockRow, now: Instant
) -> None:
    """Tell the helpdesk that a deadline passed."""
    deadline = "" if clock.breached_at is None else f" of {format_instant(clock.breached_at)}"
    note = (
        f"SLA Router: {clock.owed_by.value} missed the {clock.obligation} deadline{deadline} "
        f"({clock.source})"
    )
    _queue(core, work, ticket, f"breach:{clock.id}", note, now)


def _queue(
    core: Core, work: UnitOfWork, ticket: TicketRecord, about: str, note: str, now: Instant
) -> None:
    """Only where the source wants it, and never for samples, history or shadow sources."""
    if ticket.mode is not Mode.LIVE:
        return
    source = work.sources.find(ticket.source)
    if source is None or source.kind not in core.write_backs or not wants_write_back(source):
        return
    fields: dict[str, object] = {
        "tier": ticket.tier,
        "vendor": ticket.vendor,
        "next_due_at": None if ticket.next_due_at is None else format_instant(ticket.next_due_at),
    }
    work.deliveries.add(
        DeliveryRecord(
            id=core.ids("D"),
            purpose=Purpose.WRITE_BACK,
            ticket_id=ticket.id,
            channel=source.kind,
            recipient=source.name,
            payload={"about": about, "note": note, "fields": fields},
            created_at=now,
            attempt_at=now,
        )
    )


def wants_write_back(source: object) -> bool:
    """Whether a source's settings switch writing back on (`options.write_back: "on"`)."""
    settings = getattr(source, "settings", {})
    options = settings.get("options") if hasattr(settings, "get") else None
    return isinstance(options, dict) and options.get("write_back") == "on"
