"""`/breaches`: what was missed, who was told, and what became of the message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template, request, url_for

from router.domain.time.instants import SECOND, Instant
from router.usecases.notices.messages import deadline_of
from router.usecases.outbox.hold import held
from router.usecases.outbox.read_missed import MissedView, count_missed, list_missed
from router.usecases.outbox.send_again import send_again
from router.usecases.ports import Core, NotFound
from router.usecases.records import (
    ClockRow,
    DeliveryRecord,
    DeliveryState,
    Missed,
    Mode,
    NoticeRecord,
    TicketFilter,
    TicketRecord,
)
from router.usecases.tickets.read_tickets import queue as read_queue
from router.web.http.auth import MANAGERS
from router.web.pages.guard import Answer, page
from router.web.pages.queue_page import contract_of, promise_of, row_of
from router.web.pages.queue_rows import address, by_due, newest_first, wanted_rows
from router.web.ui.timers import in_words
from router.web.ui.words import MISSED, TOLD, how_it_stands, who_must

#: So many late tickets stand on one page; the count is of all.
LATE_PAGE = 100


@dataclass(frozen=True, slots=True)
class Told:
    """One delivery with what it is about; `notice` is None for hand-overs and notes, `clock` also
    where a correction removed it."""

    delivery: DeliveryRecord
    notice: NoticeRecord | None
    clock: ClockRow | None
    ticket: TicketRecord | None

    @property
    def deadline(self) -> Instant | None:
        if self.notice is None:
            return None
        return self.notice.due_at if self.clock is None else deadline_of(self.notice, self.clock)


def _told(
    delivery: DeliveryRecord,
    notice: NoticeRecord | None,
    clocks: Mapping[tuple[str, str], ClockRow],
    ticket: TicketRecord | None,
) -> Told:
    clock = None if notice is None else clocks.get((notice.ticket_id, notice.clock_id))
    return Told(delivery, notice, clock, ticket)


@dataclass(frozen=True, slots=True)
class MissedLine:
    """One breach as a line; `late_by` in words, empty while it is not answered."""

    view: MissedView
    must: str
    promise: str
    stands: str
    late_by: str
    told: str
    order: str


def _missed_line(core: Core, view: MissedView) -> MissedLine:
    clock = view.clock
    contract = contract_of(core, clock.vendor, clock.contract, clock.version)
    ended, broken = clock.stopped_at, clock.breached_at or 0
    return MissedLine(
        view,
        who_must(clock, contract),
        promise_of(contract, clock),
        how_it_stands(clock),
        in_words((ended - broken) // SECOND * SECOND) if ended is not None else "",
        TOLD[view.told.value],
        newest_first(broken, f"{view.ticket.id}/{clock.id}"),
    )


def build_breaches(core: Core) -> Blueprint:
    """The page, and `POST /breaches/<delivery>/again` for what was given up."""
    pages = Blueprint("breaches", __name__)

    @pages.get("/breaches")
    @page(core, MANAGERS)
    def breaches() -> Answer:
        state = request.args.get("state")
        wanted = state if state in list(DeliveryState) else None
        cursor = request.args.get("cursor") or None
        now = core.now()
        only = wanted_rows()
        kind = request.args.get("missed", "")
        which = Missed(kind) if kind in list(Missed) else Missed.EVER
        missed_after = request.args.get("after") or None
        missed = list_missed(core, which, tickets=only, cursor=missed_after)
        is_late, after = TicketFilter(due_before=now, ids=only), request.args.get("late") or None
        late = read_queue(core, is_late, cursor=after, limit=LATE_PAGE)
        rows = [row_of(core, view, now) for view in late.items]
        with core.store.read() as work:
            page_of = work.deliveries.list(state=wanted, tickets=only, cursor=cursor, limit=50)
            tickets = {
                t.id: t for t in work.tickets.find_many([d.ticket_id for d in page_of.items])
            }
            notices: dict[str, NoticeRecord] = {}
            for delivery in page_of.items:
                if delivery.notice_id and delivery.notice_id not in notices:
                    try:
                        notices[delivery.notice_id] = work.notices.get(delivery.notice_id)
                    except NotFound:
                        continue
            clocks = {
                (c.ticket_id, c.id): c for of in work.clocks.of(list(tickets)).values() for c in of
            }
            counts = work.deliveries.counts()
            late_count = work.tickets.count_open(replace(is_late, ids=None))
            shadows = [s.name for s in work.sources.list() if s.mode is Mode.SHADOW]
        return render_template(
            "breaches.html",
            late=[row for row in rows if row.timer is not None],
            late_count=late_count,
            late_next=late.next,
            late_first=after is None,
            told=[
                _told(d, notices.get(d.notice_id or ""), clocks, tickets.get(d.ticket_id))
                for d in page_of.items
            ],
            next=page_of.next,
            state=wanted,
            states=list(DeliveryState),
            counts=counts,
            held=held(core),
            shadows=shadows,
            missed=which.value,
            asked=None if which is Missed.EVER else which.value,
            missed_lines=[_missed_line(core, view) for view in missed.items],
            missed_counts={kind.value: n for kind, n in count_missed(core).items()},
            missed_next=missed.next,
            missed_first=missed_after is None,
            kinds=MISSED,
            told_first=cursor is None,
            by_due=by_due,
            newest_first=newest_first,
            part=only is not None,
            here=address(),
        )

    @pages.post("/breaches/<delivery_id>/again")
    @page(core, MANAGERS)
    def again(delivery_id: str) -> Answer:
        send_again(core, delivery_id)
        return redirect(url_for("breaches.breaches", state=DeliveryState.DEAD.value), 303)

    return pages
