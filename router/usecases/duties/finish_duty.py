"""A duty is done."""

from __future__ import annotations

from router.domain.clocks.clock import ClockState
from router.domain.errors import BadEvent
from router.domain.tickets.events import Event, Kind
from router.domain.time.instants import Instant, format_instant
from router.usecases.duties.start_duty import SOURCES
from router.usecases.ports import Conflict, Core, Work
from router.usecases.records import NewEvent, TicketRecord
from router.usecases.tickets.project import project
from router.usecases.vendors.vendor_reply import check_theirs

_LIVE = (ClockState.RUNNING, ClockState.PAUSED)


def finish_duty(
    core: Core,
    ticket_id: str,
    duty: str,
    instance: str | None = None,
    *,
    who: str,
    at: Instant | None = None,
    vendor: str | None = None,
    may_backdate: bool = False,
) -> TicketRecord:
    """Stop the clock of a duty; `instance` None is the oldest that runs. What follows from it
    starts by itself, and a ticket that stood for the duty alone is resolved with its last clock.

    `vendor`: the vendor whose token asks; it finishes only its own. It counts from when we hear of
    it: an earlier instant is a claim, kept until a manager accepts it (`claims`), unless a manager
    says it (`may_backdate`). Raises UnknownTicket, Conflict
    where no such duty runs, BadEvent for an instant in the future.
    """
    now = core.now()
    counts = may_backdate and vendor is None
    claimed = None if counts else at
    happened = at if at is not None and counts else now
    if at is not None and at > now:
        raise BadEvent("a duty is finished when it is done; the instant lies in the future")
    with core.store.write() as work:
        ticket = work.tickets.lock(ticket_id)
        if vendor is not None:
            check_theirs(ticket, vendor)
        clocks = work.clocks.of([ticket_id])[ticket_id]
        running = [c for c in clocks if c.obligation == duty and c.state in _LIVE]
        if vendor is not None:
            running = [c for c in running if c.owed_by == "vendor"]
        if not running:
            raise Conflict(f"no duty {duty!r} runs on ticket {ticket_id!r}")
        if (at if at is not None else now) < min(clock.started_at for clock in running):
            raise BadEvent(f"duty {duty!r} had not begun then; write when it was done")
        data = {"duty": duty} if instance is None else {"duty": duty, "instance": instance}
        if claimed is not None:
            data["claimed_at"] = format_instant(claimed)
        event = Event(Kind.DUTY_DONE, happened, core.ids("E"), now, origin=who, data=data)
        work.events.append(ticket_id, [NewEvent(event)])
        changed = project(core, work, ticket, now)
        left = [c for c in work.clocks.of([ticket_id])[ticket_id] if c.state in _LIVE]
        if {c.id for c in running} <= {c.id for c in left}:
            raise Conflict(f"no duty {duty!r} named {instance!r} runs on ticket {ticket_id!r}")
        if ticket.source in SOURCES and not left:
            over = Event(Kind.RESOLVED, happened, core.ids("E"), now, origin=who)
            work.events.append(ticket_id, [NewEvent(over)])
            changed = project(core, work, changed, now)
        work.commit()
    core.doorbell.ring(Work.DELIVER)
    return changed
