"""`/duties`: promises outside the tiers that run, and starting one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from router.domain.contracts.contract import Contract, Duty
from router.domain.contracts.names import vendor_words
from router.domain.errors import UnknownTicket
from router.usecases.customers.keep_customer import find_customer_by_name
from router.usecases.duties.finish_duty import finish_duty
from router.usecases.duties.read_duties import DutyView, count_duties, list_duties
from router.usecases.duties.start_duty import start_duty
from router.usecases.ports import Core
from router.usecases.records import TicketFilter
from router.web.http.auth import STAFF
from router.web.http.error_answers import Refused
from router.web.pages.guard import Answer, page, viewer
from router.web.pages.queue_page import contract_of, promise_of
from router.web.pages.queue_rows import address, by_due, newest_first, wanted_rows
from router.web.pages.ticket_actions import back, field, instant
from router.web.ui.timers import Timer, timer_of
from router.web.ui.words import how_it_stands, promise_words, who_must

#: So many that are over are shown under those that run.
MOST_OVER = 30


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty as a line."""

    view: DutyView
    timer: Timer
    must: str
    promise: str
    stands: str
    order: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One duty that may be started; `value` is vendor/contract/duty."""

    value: str
    duty: Duty
    promise: str


def build_duties(core: Core) -> Blueprint:
    """The page, its forms, and starting a duty from a vendor's page."""
    pages = Blueprint("duties", __name__)

    @pages.get("/duties")
    @page(core)
    def duties() -> Answer:
        now = core.now()
        chosen = request.args.get("start", "")[:300]
        only = wanted_rows()
        running = list_duties(core, tickets=only)
        over = list_duties(core, over=True, limit=MOST_OVER, tickets=only)
        with core.store.read() as work:
            names = [r.customer.organisation for r in work.customers.list(limit=500).items]
        return render_template(
            "duties.html",
            running=[_line(core, view, now) for view in running],
            over=[_line(core, view, now, over=True) for view in over],
            running_count=count_duties(core),
            most_over=MOST_OVER,
            part=only is not None,
            choices=_choices(core),
            chosen=chosen,
            here=address(),
            customers=names,
        )

    @pages.post("/duties")
    @page(core, STAFF)
    def begin() -> Answer:
        vendor, contract, duty = _chosen()
        ticket = optional("ticket")
        customer = optional("customer")
        started = start_duty(
            core,
            vendor,
            duty,
            who=viewer().origin,
            contract=contract,
            ticket_id=_ticket_id(core, ticket) if ticket else None,
            at=instant("at"),
            planned_for=instant("planned_for"),
            planned_on=optional("planned_on"),
            customer_id=find_customer_by_name(core, customer).id if customer else None,
            subject=optional("subject", 500) or "",
        )
        return back(started.ticket_id)

    @pages.post("/duties/<ticket_id>/finish")
    @page(core, STAFF)
    def finish(ticket_id: str) -> Answer:
        finish_duty(core, ticket_id, field("duty", 200), optional("instance"), who=viewer().origin)
        return _to_duties()

    @pages.post("/vendors/<vendor>/duties")
    @page(core, STAFF)
    def start(vendor: str) -> Answer:
        started = start_duty(
            core,
            vendor,
            field("duty", 200),
            who=viewer().origin,
            contract=field("contract", 200),
            at=instant("at"),
            planned_for=instant("planned_for"),
            subject=field("subject", 500),
        )
        return back(started.ticket_id)

    return pages


def optional(name: str, longest: int = 200) -> str | None:
    """A field that may be left empty. Raises Refused (422) for a too long one."""
    return field(name, longest) if request.form.get(name, "").strip() else None


def _to_duties() -> BaseResponse:
    return redirect(url_for("duties.duties"), 303)


def _chosen() -> tuple[str, str, str]:
    parts = field("what", 300).split("/")
    if len(parts) != 3:
        raise Refused(422, "choose a duty of the list")
    return parts[0], parts[1], parts[2]


def _ticket_id(core: Core, text: str) -> str:
    """A ticket by our id, or by its number in the helpdesk where only one has it."""
    with core.store.read() as work:
        if work.tickets.find_many([text]):
            return text
        found = work.tickets.list(TicketFilter(external_id=text), limit=2).items
    if len(found) == 1:
        return found[0].id
    if found:
        raise Refused(422, f"several tickets have the number {text!r}; give our own id, T-…")
    raise UnknownTicket(f"there is no ticket {text!r}")


def _line(core: Core, view: DutyView, now: int, *, over: bool = False) -> DutyLine:
    clock = view.clock
    place = f"{view.ticket.id}/{clock.id}"
    contract = contract_of(core, clock.vendor, clock.contract, clock.version)
    return DutyLine(
        view,
        timer_of(clock, now),
        who_must(clock, contract),
        promise_of(contract, clock),
        how_it_stands(clock),
        newest_first(clock.started_at, place) if over else by_due(clock.due_at, place),
    )


def _choices(core: Core) -> list[tuple[str, list[Choice]]]:
    """What may be started, by contract. A duty that follows another starts by itself."""
    found = []
    for contract in sorted(core.contracts(), key=lambda c: (c.retired, c.vendor, c.id)):
        duties = [_choice(contract, duty) for duty in contract.duties if duty.after is None]
        if duties:
            name = contract.name or vendor_words(contract.vendor, contract)
            found.append((name + (" (retired)" if contract.retired else ""), duties))
    return found


def _choice(contract: Contract, duty: Duty) -> Choice:
    value = f"{contract.vendor}/{contract.id}/{duty.id}"
    return Choice(value, duty, promise_words(contract, duty))
