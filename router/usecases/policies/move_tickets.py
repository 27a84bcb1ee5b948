"""Running tickets come under the contract version that is in force: a step of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from router.domain.contracts.contract import Contract
from router.domain.errors import BadEvent
from router.domain.time.instants import Instant
from router.usecases.policies.plan_policies import plan_moves, target_of
from router.usecases.ports import Core, UnitOfWork, Work
from router.usecases.records import NewEvent, TicketRecord
from router.usecases.routing.route import keep_version
from router.usecases.tickets.deadlines import Move, moved_event, preview
from router.usecases.tickets.project import project


@dataclass(frozen=True, slots=True)
class Moved:
    """`moved`: with the deadlines that changed by it. `refused`: left as they were, with why."""

    moved: tuple[Move, ...] = ()
    refused: tuple[Move, ...] = ()


def plan_ticket(core: Core, ticket_id: str) -> Move | None:
    """What moving this ticket would do; None where it is under the version in force already, or
    its contract is no longer in force. Raises UnknownTicket."""
    with core.store.read() as work:
        ticket = work.tickets.get(ticket_id)
        to = _target(core, ticket)
        return None if to is None else preview(core, work, ticket, core.now(), to=to)


def move_tickets(core: Core, *, who: str, ticket_ids: Iterable[str] | None = None) -> Moved:
    """Move those tickets, or every running one, to the version in force, each in a transaction of
    its own; what a ticket's deadlines were and are stands in its event.

    A ticket that is there already is left alone. Raises UnknownTicket, and BadEvent for a ticket
    that was named and cannot be moved.
    """
    if ticket_ids is None:
        behind, _ = plan_moves(core, core.contracts())
        ids, named = [move.ticket.id for move in behind], False
    else:
        ids, named = list(ticket_ids), True
    done = [move for ticket_id in ids if (move := _move(core, ticket_id, who)) is not None]
    refused = tuple(move for move in done if move.refused)
    moved = tuple(move for move in done if not move.refused)
    if moved:
        core.doorbell.ring(Work.DELIVER)
    if named and refused:
        raise BadEvent(f"ticket {refused[0].ticket.id!r} cannot be moved: {refused[0].refused}")
    return Moved(moved, refused)


def move_within(
    core: Core,
    work: UnitOfWork,
    ticket: TicketRecord,
    move: Move,
    now: Instant,
    *,
    who: str,
    reason: str = "",
) -> TicketRecord:
    """Write a previewed move of a locked ticket, in the caller's transaction."""
    assert move.to is not None
    keep_version(core, work, move.to, now)
    event = moved_event(move.to, now, core.ids("E"), who=who, changes=move.changes, reason=reason)
    work.events.append(ticket.id, [NewEvent(event)])
    return project(core, work, ticket, now)


def _move(core: Core, ticket_id: str, who: str) -> Move | None:
    now = core.now()
    with core.store.write() as work:
        ticket = work.tickets.lock(ticket_id)
        to = _target(core, ticket)
        if to is None:
            return None
        move = preview(core, work, ticket, now, to=to)
        if move.refused:
            return move
        move_within(core, work, ticket, move, now, who=who)
        work.commit()
    return move


def _target(core: Core, ticket: TicketRecord) -> Contract | None:
    name = (ticket.vendor, ticket.contract)
    to = target_of([c for c in core.contracts() if (c.vendor, c.id) == name], ticket)
    return None if to is None or to.version == ticket.version else to
