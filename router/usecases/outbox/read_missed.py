"""Breaches by the verdict, each with what became of telling somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from router.domain.escalation.steps import NoticeKind
from router.domain.time.instants import Instant
from router.usecases.outbox.hold import held_by
from router.usecases.ports import Core
from router.usecases.records import (
    ClockRow,
    DeliveryRecord,
    DeliveryState,
    Missed,
    Mode,
    NoticeRecord,
    Page,
    TicketRecord,
)
from router.usecases.tickets.read_tickets import LARGEST_PAGE, brought_up


class Told(StrEnum):
    """What became of telling somebody of a breach."""

    TOLD = "told"
    WAITING = "waiting"
    HELD = "held"  # it waits for the end of the hold
    GIVEN_UP = "given_up"
    WITHDRAWN = "withdrawn"  # before it was sent
    NO_RECEIVER = "no_receiver"  # the escalation names nobody that can be reached
    NO_STEP = "no_step"  # no escalation has a step for it, or it was learned too late for one
    NOT_LIVE = "not_live"  # shadow, sample, imported: nobody is ever told


@dataclass(frozen=True, slots=True)
class MissedView:
    """One breach: the clock as it stands now, its ticket, and who was told of it and when."""

    ticket: TicketRecord
    clock: ClockRow
    told: Told
    recipients: tuple[str, ...] = ()
    told_at: Instant | None = None


def list_missed(
    core: Core,
    which: Missed,
    *,
    tickets: Sequence[str] | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[MissedView]:
    """The last breached first. Raises BadEvent for a cursor that is not ours."""
    now = core.now()
    on_hold = held_by(core) is not None
    with core.store.read() as work:
        found = work.clocks.missed(
            which, tickets=tickets, cursor=cursor, limit=max(1, min(limit, LARGEST_PAGE))
        )
        ids = list(dict.fromkeys(row.ticket_id for row in found.items))
        of_id = {ticket.id: ticket for ticket in work.tickets.find_many(ids)}
        notices = {id_: work.notices.of(id_) for id_ in ids}
        sent = {id_: work.deliveries.of(id_) for id_ in ids}
    views = []
    for row in found.items:
        ticket = of_id[row.ticket_id]
        about = _about(row, notices[ticket.id], sent[ticket.id])
        views.append(_view(ticket, brought_up(row, now), *about, on_hold=on_hold))
    return Page(tuple(views), found.next)


def count_missed(core: Core) -> Mapping[Missed, int]:
    """How many breaches there are of each kind, however many."""
    with core.store.read() as work:
        return work.clocks.count_missed()


def _about(
    clock: ClockRow, notices: Iterable[NoticeRecord], deliveries: Iterable[DeliveryRecord]
) -> tuple[tuple[NoticeRecord, ...], tuple[DeliveryRecord, ...]]:
    """The notices of this breach that still hold, and their deliveries."""
    mine = tuple(
        notice
        for notice in notices
        if notice.clock_id == clock.id
        and notice.kind is NoticeKind.BREACH
        and notice.withdrawn_at is None
    )
    ids = {notice.id for notice in mine}
    return mine, tuple(d for d in deliveries if d.notice_id in ids)


def _view(
    ticket: TicketRecord,
    clock: ClockRow,
    notices: tuple[NoticeRecord, ...],
    deliveries: tuple[DeliveryRecord, ...],
    *,
    on_hold: bool,
) -> MissedView:
    sent = [d for d in deliveries if d.state is DeliveryState.SENT]
    if sent:
        people = tuple(dict.fromkeys(d.recipient for d in sent))
        times = [d.sent_at for d in sent if d.sent_at is not None]
        return MissedView(ticket, clock, Told.TOLD, people, min(times, default=None))
    states = {d.state for d in deliveries}
    people = tuple(dict.fromkeys(d.recipient for d in deliveries))
    if ticket.mode is not Mode.LIVE:
        return MissedView(ticket, clock, Told.NOT_LIVE)
    if states & {DeliveryState.PENDING, DeliveryState.CLAIMED}:
        return MissedView(ticket, clock, Told.HELD if on_hold else Told.WAITING, people)
    if DeliveryState.DEAD in states:
        return MissedView(ticket, clock, Told.GIVEN_UP, people)
    if deliveries:
        return MissedView(ticket, clock, Told.WITHDRAWN, people)
    return MissedView(ticket, clock, Told.NO_RECEIVER if notices else Told.NO_STEP)
