"""Breaches are found whoever was told and however they ended: the page, the queue, the API."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from router.domain.escalation.steps import NoticeKind
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.sightings import Sighting
from router.domain.time.instants import HOUR, MINUTE
from router.usecases.intake.take_in import take_in
from router.usecases.outbox.hold import hold
from router.usecases.outbox.read_missed import Told, count_missed, list_missed
from router.usecases.ports import Core
from router.usecases.records import (
    Arrival,
    DeliveryRecord,
    DeliveryState,
    Missed,
    Mode,
    NoticeRecord,
    Purpose,
    Role,
    TicketFilter,
)
from router.usecases.vendors.vendor_reply import vendor_reply
from tests.web.conftest import World


def breached(world: World, number: str = "1", mode: Mode = Mode.LIVE, ago: int = 2 * HOUR) -> str:
    """A ticket of Zuper's top tier (30 minutes) whose response deadline passed; nobody swept it."""
    ticket = world.ticket(number, opened=world.clock.at - ago, mode=mode)
    with world.store.write() as work:  # as a sweep does
        for row in work.clocks.of([ticket])[ticket]:
            if row.obligation == "response" and row.state.value == "running":
                work.clocks.swept(replace(row, breached=True, breached_at=row.due_at))
        work.commit()
    return ticket


def answered(world: World, ticket: str) -> None:
    vendor_reply(world.core, "zuper", ticket, "sorry, here", public=True, who="vendor:zuper")


def notice(world: World, ticket: str, state: DeliveryState | None, withdrawn: bool = False) -> None:
    """The breach notice of the response, and its delivery in that state (None: no receiver)."""
    with world.store.write() as work:
        clock = next(c for c in work.clocks.of([ticket])[ticket] if c.obligation == "response")
        work.notices.add(
            NoticeRecord(
                id=f"N-{ticket}",
                ticket_id=ticket,
                clock_id=clock.id,
                round=1,
                kind=NoticeKind.BREACH,
                step="breach",
                repeat=0,
                due_at=clock.breached_at or 0,
                created_at=world.clock.at,
                withdrawn_at=world.clock.at if withdrawn else None,
            )
        )
        if state is not None:
            work.deliveries.add(
                DeliveryRecord(
                    id=f"D-{ticket}",
                    purpose=Purpose.NOTICE,
                    ticket_id=ticket,
                    channel="mail",
                    recipient="lead@example.com",
                    created_at=world.clock.at,
                    notice_id=f"N-{ticket}",
                    state=state,
                    attempt_at=world.clock.at,
                    sent_at=world.clock.at if state is DeliveryState.SENT else None,
                )
            )
        work.commit()


def told(core: Core, which: Missed = Missed.EVER) -> dict[str, Told]:
    return {v.ticket.id: v.told for v in list_missed(core, which).items if v.clock.round == 1}


def test_a_breach_answered_late_and_never_mailed_is_on_the_page(
    world: World, client: FlaskClient
) -> None:
    """It ran late, was answered, and no mail was ever written: it must be findable."""
    answered(world, breached(world))
    world.log_in(client, Role.MANAGER)
    page = client.get("/breaches?missed=answered_late").text
    assert "App down for everybody" in page
    assert "met late" in page
    assert "1 h 30 min late" in page
    assert "Nobody was told" in page
    assert "nobody was told 1</a>" in page
    assert client.get("/breaches?missed=running").text.count('data-list="missed"') == 0


@pytest.mark.parametrize(
    ("state", "says", "untold"),
    [
        (DeliveryState.SENT, Told.TOLD, 0),
        (DeliveryState.PENDING, Told.WAITING, 1),
        (DeliveryState.CLAIMED, Told.WAITING, 1),
        (DeliveryState.DEAD, Told.GIVEN_UP, 1),
        (DeliveryState.WITHDRAWN, Told.WITHDRAWN, 1),
        (None, Told.NO_RECEIVER, 1),
    ],
)
@pytest.mark.parametrize("late_answer", [False, True])
def test_what_became_of_telling_is_said_of_each_breach(
    world: World, state: DeliveryState | None, says: Told, untold: int, late_answer: bool
) -> None:
    ticket = breached(world)
    notice(world, ticket, state)
    if late_answer:
        answered(world, ticket)
    assert told(world.core) == {ticket: says}
    counts = count_missed(world.core)
    assert counts[Missed.UNTOLD] == len(list_missed(world.core, Missed.UNTOLD).items) == untold
    assert counts[Missed.ANSWERED_LATE] == (1 if late_answer else 0)
    assert counts[Missed.RUNNING] == (0 if late_answer else 1)


def test_a_hold_and_a_shadow_are_named_as_the_reason(world: World) -> None:
    live, shadow = breached(world), breached(world, "2", Mode.SHADOW)
    none = breached(world, "3")
    notice(world, live, DeliveryState.PENDING)
    notice(world, shadow, None)
    hold(world.core, True, who="user:admin@example.com")
    assert told(world.core) == {live: Told.HELD, shadow: Told.NOT_LIVE, none: Told.NO_STEP}


def test_a_withdrawn_notice_has_told_nobody_of_the_breach_that_holds(world: World) -> None:
    ticket = breached(world)
    notice(world, ticket, DeliveryState.SENT, withdrawn=True)
    assert told(world.core, Missed.UNTOLD) == {ticket: Told.NO_STEP}


def test_a_verdict_that_late_news_turned_is_in_no_list(world: World) -> None:
    """The vendor had answered in time, and the helpdesk tells of it only now."""
    breached(world)
    assert {v.clock.obligation for v in list_missed(world.core, Missed.EVER).items} == {"response"}
    at = world.clock.at - 100 * MINUTE
    news = Event(Kind.VENDOR_REPLIED, at, "acme:r", world.clock.at, origin="source:acme")
    seen = Sighting(external_id="1", facts_at=world.clock.at, events=(news,))
    take_in(world.core, Arrival("acme", "d-late", world.clock.at, b"{}", (seen,)))
    found = list_missed(world.core, Missed.EVER).items
    assert "response" not in {view.clock.obligation for view in found}


def test_merged_spam_and_deleted_tickets_count_in_no_list(world: World) -> None:
    breached(world)
    gone = Event(
        Kind.MARKED_AS_SPAM, world.clock.at, "acme:s", world.clock.at, origin="source:acme"
    )
    seen = Sighting(external_id="1", facts_at=world.clock.at, events=(gone,))
    take_in(world.core, Arrival("acme", "d-spam", world.clock.at, b"{}", (seen,)))
    assert set(count_missed(world.core).values()) == {0}


def test_counts_are_of_all_and_pages_show_each_once(world: World, client: FlaskClient) -> None:
    tickets = {breached(world, str(n), ago=(60 + n) * MINUTE) for n in range(7)}
    assert count_missed(world.core)[Missed.EVER] == 7
    seen: list[str] = []
    cursor = None
    while True:
        page = list_missed(world.core, Missed.EVER, cursor=cursor, limit=3)
        seen += [view.ticket.id for view in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == 7
    assert set(seen) == tickets
    world.log_in(client, Role.MANAGER)
    assert "ever breached 7</a>" in client.get("/breaches").text


@pytest.mark.parametrize("over", [False, True])
def test_queue_and_api_find_what_ever_breached_open_or_closed(
    world: World, client: FlaskClient, over: bool
) -> None:
    late, fine = breached(world), world.ticket("2", subject="Fine so far")
    answered(world, late)
    if over:
        done = Event(Kind.RESOLVED, world.clock.at, "acme:x", world.clock.at, origin="source:acme")
        seen = Sighting(external_id="1", facts_at=world.clock.at, events=(done,))
        take_in(world.core, Arrival("acme", "d-x", world.clock.at, b"{}", (seen,)))
    world.log_in(client)
    for kind in ("ever", "answered_late", "untold"):
        page = client.get(f"/queue?missed={kind}").text
        assert f'data-row="{late}"' in page
        assert f'data-row="{fine}"' not in page
        answer = client.get(f"/api/v1/tickets?breached={kind}", headers=world.bearer("agent"))
        assert [t["id"] for t in answer.json["tickets"]] == [late]
    refused = client.get("/api/v1/tickets?breached=often", headers=world.bearer("agent"))
    assert refused.status_code == 422
    with world.store.read() as work:
        found = work.tickets.list(TicketFilter(missed=Missed.RUNNING)).items
    assert late not in [t.id for t in found if over]
