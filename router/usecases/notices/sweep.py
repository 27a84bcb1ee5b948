"""Looking for clocks at which something must happen: gather, compute, apply."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from router.domain.escalation.steps import plan_clock
from router.domain.time.instants import MINUTE, SECOND, Instant
from router.usecases.notices.tell import tell_step
from router.usecases.notices.write_back import note_breach
from router.usecases.ports import Core, UnitOfWork, Work
from router.usecases.records import ClockRow, TicketRecord
from router.usecases.tickets.project import project

log = logging.getLogger(__name__)

#: How long a ticket that cannot be read is left alone.
POSTPONED = 10 * MINUTE


@dataclass(frozen=True, slots=True)
class Swept:
    """How many tickets were looked at, how many deliveries written, and the next instant at which
    anything is due (None: nothing is in sight)."""

    tickets: int = 0
    deliveries: int = 0
    next_look_at: Instant | None = None


def sweep(core: Core, limit: int = 200) -> Swept:
    """Handle what is due now, at most `limit` clocks.

    Notices, deliveries and the clocks' next look are written in one transaction; a notice that
    stands already is not written again, so any number of sweepers may run, and one that is killed
    leaves nothing half done.
    """
    now = core.now()
    with core.store.read() as work:
        first = work.clocks.next_look_at()
    if first is None or first > now:
        return Swept(next_look_at=first)
    with core.store.write() as work:
        ids = work.clocks.due(now, limit)
        deliveries = 0
        for ticket, clocks in _gather(work, ids, now):
            deliveries += _apply(core, work, ticket, clocks, now)
        following = work.clocks.next_look_at()
        work.commit()
    if deliveries:
        core.doorbell.ring(Work.DELIVER)
    return Swept(len(ids), deliveries, following)


def _gather(
    work: UnitOfWork, ids: Sequence[str], now: Instant
) -> list[tuple[TicketRecord, tuple[ClockRow, ...]]]:
    """The tickets with their clocks; one that cannot be read gets its next look moved and one
    logged error, and the others go on."""
    if not ids:
        return []
    try:
        tickets = {ticket.id: ticket for ticket in work.tickets.find_many(ids)}
        return _joined(tickets, work.clocks.of(ids), ids)
    except (ValueError, TypeError, KeyError):
        found = []
        for ticket_id in ids:
            try:
                ticket = work.tickets.get(ticket_id)
                found.append((ticket, work.clocks.of([ticket_id])[ticket_id]))
            except Exception:
                log.exception("ticket %s cannot be read; its next look is moved", ticket_id)
                work.clocks.postpone(ticket_id, now + POSTPONED)
        return found


def _joined(
    tickets: Mapping[str, TicketRecord],
    clocks: Mapping[str, tuple[ClockRow, ...]],
    ids: Sequence[str],
) -> list[tuple[TicketRecord, tuple[ClockRow, ...]]]:
    return [(tickets[ticket_id], clocks[ticket_id]) for ticket_id in ids]


def _apply(
    core: Core, work: UnitOfWork, ticket: TicketRecord, clocks: Sequence[ClockRow], now: Instant
) -> int:
    written, moved = 0, False
    for clock in clocks:
        if clock.look_at is None or clock.look_at > now:
            continue
        plan = plan_clock(clock, now)
        late = replace(
            clock, breached=plan.breached, breached_at=plan.breached_at, look_at=plan.look_at
        )
        for step in plan.steps:
            written += tell_step(core, work, ticket, late, step, now)
        work.clocks.swept(late)
        if late.breached and not clock.breached:
            note_breach(core, work, ticket, late, now)
            moved = moved or _is_followed(core, late)
    if moved:
        project(core, work, ticket, now)
    else:
        work.tickets.touch(ticket.id, now)
    return written


def _is_followed(core: Core, clock: ClockRow) -> bool:
    """Whether the passing of this deadline sets another clock going, with no event at all (I13)."""
    contract = core.book.find(clock.vendor, clock.contract, clock.version)
    return contract is not None and any(duty.after == clock.obligation for duty in contract.duties)


def next_tick(swept: Swept, now: Instant, at_most_seconds: float) -> float:
    """How long a sweeper may sleep, in seconds: until the next look, and never long, because what
    comes in meanwhile may be due sooner."""
    if swept.next_look_at is None:
        return at_most_seconds
    return min(max((swept.next_look_at - now) / SECOND, 0.0), at_most_seconds)
