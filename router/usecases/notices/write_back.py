"""Notes and fields back into the helpdesk that a ticket came from."""

from __future__ import annotations

from collections.abc import Sequence

from router.domain.routing.classification import Missing
from router.domain.tickets.ticket import TicketState
from router.domain.time.instants import SECOND, Instant, format_instant
from router.usecases.ports import Core, Turn, UnitOfWork
from router.usecases.records import (
    ClockRow,
    DeliveryRecord,
    DeliveryState,
    Mode,
    Purpose,
    TicketRecord,
)
from router.usecases.tickets.planned_reaction import PlannedReaction

#: Fields wait so long for further changes: a helpdesk takes few updates of one ticket.
FIELDS_WAIT = 5 * SECOND


def note_routing(
    core: Core,
    work: UnitOfWork,
    ticket: TicketRecord,
    missing: Sequence[Missing],
    held_until: Instant | None,
    now: Instant,
) -> None:
    """Tell the helpdesk whose the ticket is, its tier, what the vendor will ask for (`missing`),
    and how long its hand-over waits for that at most."""
    if ticket.vendor is None:
        return
    tier = f"tier {ticket.tier}" if ticket.tier else "no tier"
    note = (
        f"SLA Router: this ticket goes to {ticket.vendor} ({ticket.vendor_reason}), {tier}: "
        f"{ticket.tier_reason}"
    )
    if missing:
        wanted = "\n".join(f"- {need.what or need.id}" for need in missing)
        note += f"\n\nThe vendor will ask for these; please add what you know:\n{wanted}"
    if held_until is not None:
        until = format_instant(held_until // SECOND * SECOND)
        note += f"\nIt goes to the vendor once they are here, at the latest at {until}."
    _queue(core, work, ticket, "routed", note, now)


def note_breach(
    core: Core, work: UnitOfWork, ticket: TicketRecord, clock: ClockRow, now: Instant
) -> None:
    """Tell the helpdesk that a deadline passed."""
    # A clock that was late from its start breached later than its deadline.
    passed = clock.breached_at if clock.due_at is None else clock.due_at
    deadline = "" if passed is None else f" of {format_instant(passed)}"
    note = (
        f"SLA Router: {clock.owed_by.value} missed the {clock.obligation} deadline{deadline} "
        f"({clock.source})"
    )
    _queue(core, work, ticket, f"breach:{clock.id}", note, now)


class KeepFieldsCurrent(PlannedReaction[Sequence[DeliveryRecord], Instant]):
    """Tier, vendor and next deadline are written into the helpdesk again where they have moved
    since the ticket was routed. Where it was deleted or merged nobody can be told."""

    def concerns(self, turn: Turn) -> bool:
        before, after = turn.before, turn.after
        told = before.vendor is not None and after.mode is Mode.LIVE
        return told and after.state is not TicketState.CANCELLED and _shown(before) != _shown(after)

    def gather(self, core: Core, work: UnitOfWork, turn: Turn) -> Sequence[DeliveryRecord]:
        return work.deliveries.of(turn.after.id)

    def plan(self, turn: Turn, facts: Sequence[DeliveryRecord]) -> Instant | None:
        """When to write; None where what already waits will carry them: fields are read at the
        moment of sending."""
        waits = any(
            one.purpose is Purpose.WRITE_BACK and one.state is DeliveryState.PENDING
            for one in facts
        )
        return None if waits else turn.now + FIELDS_WAIT

    def apply(self, core: Core, work: UnitOfWork, turn: Turn, plan: Instant) -> TicketRecord:
        _queue(core, work, turn.after, "fields", "", turn.now, plan)
        return turn.after


def fields_of(ticket: TicketRecord) -> dict[str, object]:
    """What a helpdesk's fields or tags show of a ticket."""
    due_at = ticket.next_due_at
    return {
        "tier": ticket.tier,
        "vendor": ticket.vendor,
        "next_due_at": None if due_at is None else format_instant(due_at),
    }


def _shown(ticket: TicketRecord) -> tuple[object, ...]:
    return tuple(fields_of(ticket).values())


def _queue(
    core: Core,
    work: UnitOfWork,
    ticket: TicketRecord,
    about: str,
    note: str,
    now: Instant,
    attempt_at: Instant | None = None,
) -> None:
    """Only where the source wants it, and never for samples, history or shadow sources."""
    if ticket.mode is not Mode.LIVE:
        return
    source = work.sources.find(ticket.source)
    if source is None or source.kind not in core.write_backs or not wants_write_back(source):
        return
    work.deliveries.add(
        DeliveryRecord(
            id=core.ids("D"),
            purpose=Purpose.WRITE_BACK,
            ticket_id=ticket.id,
            channel=source.kind,
            recipient=source.name,
            payload={"about": about, "note": note},
            created_at=now,
            attempt_at=now if attempt_at is None else attempt_at,
        )
    )


def wants_write_back(source: object) -> bool:
    """Whether a source's settings switch writing back on (`options.write_back: "on"`)."""
    settings = getattr(source, "settings", {})
    options = settings.get("options") if hasattr(settings, "get") else None
    return isinstance(options, dict) and options.get("write_back") == "on"
