"""Folding tickets again: after an edited calendar or escalation, or to check the projection."""

from __future__ import annotations

from collections.abc import Iterable

from router.usecases.ports import Core, Work
from router.usecases.records import TicketFilter
from router.usecases.tickets.project import project


def refold(core: Core, ticket_ids: Iterable[str]) -> int:
    """Fold each ticket in a transaction of its own; returns how many. Folding to the same result
    changes nothing and tells nobody."""
    done = 0
    for ticket_id in ticket_ids:
        with core.store.write() as work:
            project(core, work, work.tickets.lock(ticket_id), core.now())
            work.commit()
        done += 1
    if done:
        core.doorbell.ring(Work.DELIVER)
    return done


def refold_all(core: Core) -> int:
    """Every ticket there is, oldest page last."""
    done, cursor = 0, None
    while True:
        with core.store.read() as work:
            page = work.tickets.list(TicketFilter(), cursor=cursor, limit=500)
        done += refold(core, [ticket.id for ticket in page.items])
        cursor = page.next
        if cursor is None:
            return done
