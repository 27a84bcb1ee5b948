"""Duties as they are shown: each clock outside the tiers, with the ticket it stands on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from router.domain.clocks.duties import duty_runs
from router.domain.errors import RouterError
from router.domain.tickets.events import in_order
from router.domain.time.instants import Instant, format_instant
from router.usecases.ports import Core
from router.usecases.records import ClockRow, CustomerRecord, TicketRecord
from router.usecases.tickets.project import customer_of
from router.usecases.tickets.read_tickets import brought_up


@dataclass(frozen=True, slots=True)
class DutyView:
    """One duty. `instance` is the name by which this one is finished; `customer` None where
    nobody is known."""

    ticket: TicketRecord
    clock: ClockRow
    instance: str = ""
    planned_for: Instant | None = None
    customer: CustomerRecord | None = None

    @property
    def stands_alone(self) -> bool:
        """Without a ticket of a helpdesk."""
        return self.ticket.stands_alone


def count_duties(core: Core) -> int:
    """How many duties run, however many."""
    with core.store.read() as work:
        return work.clocks.count_duties()


def list_duties(
    core: Core, *, over: bool = False, limit: int = 200, tickets: Sequence[str] | None = None
) -> tuple[DutyView, ...]:
    """The duties that run, by deadline; `over`: those that are done or fell away, the last started
    first. `tickets`: only those on these."""
    now = core.now()
    with core.store.read() as work:
        rows = work.clocks.duties(over=over, limit=max(1, min(limit, 500)), tickets=tickets)
        ids = list(dict.fromkeys(row.ticket_id for row in rows))
        of_id = {ticket.id: ticket for ticket in work.tickets.find_many(ids)}
        events = work.events.folded_from(ids)
        found = []
        for row in rows:
            ticket = of_id[row.ticket_id]
            customer = customer_of(work, ticket)
            contract = core.book.find(row.vendor, row.contract, row.version)
            known = in_order(events.get(ticket.id, ()), now)
            instance, planned_for = "", None
            try:
                runs = duty_runs([(event, contract) for event in known], now, customer)
            except RouterError:
                runs = []  # the page still shows the clock
            for run in runs:
                if (run.promise.obligation, run.round) == (row.obligation, row.round):
                    instance, planned_for = run.instance, run.planned_for
            record = ticket.customer_id and work.customers.find_by_id(ticket.customer_id)
            found.append(
                DutyView(ticket, brought_up(row, now), instance, planned_for, record or None)
            )
    return tuple(found)


def duties_json(duties: Iterable[DutyView]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "ticket_id": view.ticket.id,
            "on_ticket": None if view.stands_alone else view.ticket.external_id,
            "subject": view.ticket.facts.subject,
            "customer": view.customer.customer.organisation if view.customer else None,
            "vendor": view.clock.vendor,
            "contract": view.clock.contract,
            "duty": view.clock.obligation,
            "instance": view.instance,
            "clock": view.clock.id,
            "owed_by": view.clock.owed_by.value,
            "state": view.clock.state.value,
            "breached": view.clock.breached,
            "started_at": format_instant(view.clock.started_at),
            "due_at": _instant(view.clock.due_at),
            "done_at": _instant(view.clock.stopped_at),
            "planned_for": _instant(view.planned_for),
            "source": view.clock.source,
        }
        for view in duties
    ]


def _instant(at: Instant | None) -> str | None:
    return None if at is None else format_instant(at)
