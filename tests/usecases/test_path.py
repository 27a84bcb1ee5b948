"""The path of a ticket: in, routed, watched, told, handed over, answered."""

from __future__ import annotations

import pytest

from router.domain.clocks.clock import ClockState
from router.domain.errors import BadEvent, DeliveryFailed, UnknownContract, UnknownTicket
from router.domain.tickets.events import Kind
from router.domain.tickets.ticket import TicketState
from router.domain.time.instants import MINUTE, SECOND, parse_instant
from router.store.unit import SqlStore
from router.usecases.outbox.hold import hold
from router.usecases.ports import Conflict, Work
from router.usecases.records import ClockRow, DeliveryState, Mode, TicketFilter
from router.usecases.routing.set_tier import set_tier
from router.usecases.routing.set_vendor import set_vendor
from router.usecases.tickets.add_note import add_note
from router.usecases.tickets.claims import accept_claim
from router.usecases.tickets.read_tickets import (
    list_tickets,
    queue,
    read_ledger,
    vendor_ticket,
    vendor_tickets,
)
from router.usecases.tickets.record_contact import record_contact
from router.usecases.vendors.vendor_reply import vendor_reply, vendor_resolve
from tests.usecases.world import MORNING, World

WHO = "user:maria@example.com"


@pytest.fixture
def world(store: SqlStore) -> World:
    return World(store)


def test_a_ticket_gets_vendor_tier_and_clock_and_a_manager_hears_of_the_breach_once(
    world: World,
) -> None:
    ticket_id = world.opened(vendor="alwayson", tier="high")
    view = world.view(ticket_id)
    assert (view.ticket.vendor, view.ticket.tier) == ("alwayson", "high")
    assert view.ticket.vendor_reason == "rule: tag 'alwayson'"
    (clock,) = view.clocks
    assert (clock.id, clock.due_at) == ("response-1", MORNING + 30 * MINUTE)
    assert clock.remaining_ns == 30 * MINUTE

    world.advance(minutes=24)
    world.run()
    assert world.told() == [("warning", "agents@example.com")]
    world.advance(minutes=6)
    world.run()
    assert len(world.channel.sent) == 1, "the deadline itself is still in time"
    world.advance(seconds=1)
    world.run()
    world.run()
    assert world.told() == [
        ("breach", "hook"),
        ("breach", "managers@example.com"),
        ("warning", "agents@example.com"),
    ]
    view = world.view(ticket_id)
    assert view.clocks[0].breached
    assert view.clocks[0].breached_at == MORNING + 30 * MINUTE
    world.advance(minutes=30)
    world.run()
    assert ("breach", "director@example.com") in world.told()
    assert len(world.channel.sent) == 4


def test_a_repeated_delivery_changes_nothing(world: World) -> None:
    world.arrives(world.opening(), delivery="d1")
    again = world.arrives(world.opening("other"), delivery="d1")
    assert again.repeat
    with world.core.store.read() as work:
        assert work.tickets.find("acme", "other") is None
        assert len(work.receipts.list("acme").items) == 1


def test_the_raw_body_is_kept(world: World) -> None:
    world.arrives(world.opening(), delivery="d1")
    with world.core.store.read() as work:
        assert work.receipts.list("acme").items[0].body == b"raw d1"


def test_the_worker_is_called_after_the_commit(world: World) -> None:
    taken = world.arrives(world.opening())
    assert world.doorbell.rung == [(Work.ROUTE, taken.ticket_ids)]


def test_a_public_reply_stops_the_response_clock_and_starts_the_update_clock(
    world: World,
) -> None:
    ticket_id = world.opened()
    world.advance(minutes=10)
    vendor_reply(world.core, "alwayson", ticket_id, "We look", public=True, who="vendor:alwayson")
    clocks = {c.id: c for c in world.view(ticket_id).clocks}
    assert clocks["response-1"].state == "stopped"
    assert clocks["update-1"].due_at == MORNING + 40 * MINUTE
    world.advance(minutes=15)
    world.run()
    assert world.told() == []


def test_of_two_deliveries_at_once_the_quicker_one_is_not_forgotten(world: World) -> None:
    ticket_id = world.opened()
    began = world.now
    world.advance(seconds=1)
    world.arrives(world.saying(Kind.VENDOR_REPLIED, vendor="alwayson"))
    world.now = began  # the other came in before and had to wait for the ticket
    world.arrives(world.saying(Kind.NOTED))
    world.advance(hours=1)
    world.run()
    response, _update = world.view(ticket_id).clocks
    assert (response.state, response.breached) == (ClockState.STOPPED, False)


def test_a_note_an_agent_or_a_private_reply_stops_nothing(world: World) -> None:
    ticket_id = world.opened()
    add_note(world.core, ticket_id, "hm", who=WHO)
    vendor_reply(world.core, "alwayson", ticket_id, "psst", public=False, who="vendor:alwayson")
    world.arrives(world.saying(Kind.AGENT_REPLIED, body="We asked them"))
    (clock,) = world.view(ticket_id).clocks
    assert clock.state == "running"


def test_a_call_that_a_person_records_counts_as_a_reply(world: World) -> None:
    ticket_id = world.opened()
    world.advance(minutes=5)
    record_contact(world.core, ticket_id, who=WHO, spoke_to="Jo")
    clocks = {c.id: c for c in world.view(ticket_id).clocks}
    assert clocks["response-1"].stopped_at == MORNING + 5 * MINUTE


def test_an_earlier_call_erases_no_breach_until_a_manager_accepts_it(world: World) -> None:
    """It is a claim: shown, counted from when it was recorded, and turned by a manager alone."""
    ticket_id = world.opened()
    world.advance(minutes=45)
    record_contact(world.core, ticket_id, who=WHO, spoke_to="Jo", at=MORNING + MINUTE)

    def response() -> ClockRow:
        return next(c for c in world.view(ticket_id).clocks if c.id == "response-1")

    assert (response().breached, response().stopped_at) == (True, MORNING + 45 * MINUTE)
    call = next(s.event for s in world.view(ticket_id).events if "claimed_at" in s.event.data)
    world.advance(minutes=1)
    accept_claim(world.core, ticket_id, call.key, who="user:manager")
    assert (response().breached, response().stopped_at) == (False, MORNING + MINUTE)
    with pytest.raises(Conflict, match="was accepted before"):
        accept_claim(world.core, ticket_id, call.key, who="user:manager")


def test_a_manager_who_records_an_earlier_call_accepts_it_thereby(world: World) -> None:
    ticket_id = world.opened()
    world.advance(minutes=45)
    record_contact(
        world.core, ticket_id, who=WHO, spoke_to="Jo", at=MORNING + MINUTE, may_backdate=True
    )
    clocks = {c.id: c for c in world.view(ticket_id).clocks}
    assert not clocks["response-1"].breached


@pytest.mark.parametrize("backdated", [True, False])
def test_nobody_called_before_the_ticket_was_opened_or_will_have(
    world: World, backdated: bool
) -> None:
    ticket_id = world.opened()
    world.advance(minutes=5)
    for at, why in (
        (parse_instant("1990-01-01T00:00:00Z"), "is before the ticket was opened"),
        (MORNING - MINUTE, "is before the ticket was opened"),
        (MORNING + 6 * MINUTE, "lies in the future"),
    ):
        with pytest.raises(BadEvent, match=why):
            record_contact(
                world.core, ticket_id, who=WHO, spoke_to="Jo", at=at, may_backdate=backdated
            )
    assert [c.state for c in world.view(ticket_id).clocks] == ["running"]


def test_a_vendor_sees_and_touches_only_its_own_tickets(world: World) -> None:
    ticket_id = world.opened(vendor="alwayson")
    world.opened("4712", vendor="lutece")
    assert [v.ticket.id for v in vendor_tickets(world.core, "alwayson").items] == [ticket_id]
    with pytest.raises(UnknownTicket):
        vendor_ticket(world.core, "lutece", ticket_id)
    with pytest.raises(UnknownTicket):
        vendor_reply(world.core, "lutece", ticket_id, "mine", public=True, who="vendor:lutece")
    with pytest.raises(UnknownTicket):
        vendor_resolve(world.core, "lutece", ticket_id, who="vendor:lutece")


@pytest.mark.parametrize("mode", [Mode.SHADOW, Mode.SAMPLE, Mode.IMPORTED])
def test_what_is_not_live_goes_to_no_vendor_by_its_api_either(world: World, mode: Mode) -> None:
    world.source(mode=mode)
    ticket_id = world.opened()
    assert not vendor_tickets(world.core, "alwayson").items
    with pytest.raises(UnknownTicket):
        vendor_ticket(world.core, "alwayson", ticket_id)


def test_a_vendor_does_not_read_our_private_words(world: World) -> None:
    ticket_id = world.opened()
    add_note(world.core, ticket_id, "they are slow", who=WHO)
    add_note(world.core, ticket_id, "please look", who=WHO, public=True)
    texts = [e.text.body for e in vendor_ticket(world.core, "alwayson", ticket_id).events if e.text]
    assert texts == ["please look"]


def test_resolving_without_a_reply_stops_the_response_clock(world: World) -> None:
    ticket_id = world.opened()
    vendor_resolve(world.core, "alwayson", ticket_id, who="vendor:alwayson")
    view = world.view(ticket_id)
    assert view.ticket.state is TicketState.RESOLVED
    assert [c.state for c in view.clocks] == ["stopped"]
    assert view.ticket.next_due_at is None


def test_a_ticket_that_fits_no_rule_waits_for_a_person(world: World) -> None:
    ticket_id = world.opened(vendor="nobody", tier="high")
    view = world.view(ticket_id)
    assert (view.ticket.needs, view.ticket.vendor) == ("vendor", None)
    set_vendor(world.core, ticket_id, "lutece", who=WHO)
    view = world.view(ticket_id)
    assert (view.ticket.vendor, view.ticket.tier, view.ticket.needs) == ("lutece", "high", "")
    assert view.clocks[0].started_at == MORNING, "the first vendor holds from the opening"


def test_what_a_later_payload_says_can_route_a_waiting_ticket(world: World) -> None:
    ticket_id = world.opened(vendor="nobody")
    world.advance(minutes=1)
    world.arrives(world.opening(vendor="alwayson"))
    world.route()
    assert world.view(ticket_id).ticket.vendor == "alwayson"


def test_another_vendor_counts_from_the_change_and_cancels_the_old_clocks(world: World) -> None:
    ticket_id = world.opened(vendor="alwayson")
    world.advance(minutes=10)
    set_vendor(world.core, ticket_id, "lutece", reason="wrong one", who=WHO)
    states = {(c.vendor, c.state.value) for c in world.view(ticket_id).clocks}
    assert ("alwayson", "cancelled") in states
    assert ("lutece", "running") in states
    with pytest.raises(Conflict):
        set_vendor(world.core, ticket_id, "lutece", who=WHO)
    with pytest.raises(UnknownContract, match="known: alwayson/standard"):
        set_vendor(world.core, ticket_id, "nobody", who=WHO)


def test_a_change_of_tier_counts_from_now_and_a_correction_from_the_opening(world: World) -> None:
    ticket_id = world.opened(tier="low")
    world.advance(minutes=10)
    set_tier(world.core, ticket_id, "high", reason="production is down", who=WHO, correction=True)
    view = world.view(ticket_id)
    assert view.ticket.tier_reason == "production is down"
    assert view.clocks[0].due_at == MORNING + 30 * MINUTE
    kinds = [stored.event.kind for stored in view.events]
    assert Kind.TIER_CORRECTED in kinds
    set_tier(world.core, ticket_id, "low", reason="calmer", who=WHO)
    assert Kind.TIER_CHANGED in [stored.event.kind for stored in world.view(ticket_id).events]
    with pytest.raises(UnknownContract, match="known: high, low, strict"):
        set_tier(world.core, ticket_id, "urgent", reason="", who=WHO)


def test_the_first_tier_of_a_ticket_without_one_counts_from_the_opening(world: World) -> None:
    ticket_id = world.opened(tier="unheard of")
    assert world.view(ticket_id).clocks == ()
    world.advance(minutes=10)
    set_tier(world.core, ticket_id, "high", reason="looked", who=WHO)
    assert world.view(ticket_id).clocks[0].started_at == MORNING


def test_a_vendor_with_an_endpoint_is_handed_the_ticket_and_its_clocks_start_there(
    world: World,
) -> None:
    world.endpoint("alwayson")
    ticket_id = world.opened()
    ours = {c.id: c for c in world.view(ticket_id).clocks}
    assert ours["hand-over-1"].owed_by == "us"
    world.advance(seconds=3)
    world.run()
    (message,) = world.vendor.sent
    assert message.kind == "hand_over"
    ticket = message.data["ticket"]
    assert isinstance(ticket, dict)
    assert (ticket["external_id"], ticket["body"]) == ("4711", "Nothing works")
    view = world.view(ticket_id)
    clocks = {c.id: c for c in view.clocks}
    assert clocks["response-1"].started_at == MORNING + 3 * SECOND
    assert clocks["hand-over-1"].state == "stopped"
    assert view.ticket.vendor_reference == "taken"


def test_a_failed_hand_over_is_tried_again_with_the_same_id(world: World) -> None:
    world.endpoint("alwayson")
    world.vendor.failures.append(DeliveryFailed("refused", retryable=True))
    ticket_id = world.opened()
    world.run()
    assert world.vendor.sent == []
    first = world.view(ticket_id).deliveries[0]
    assert (first.state, first.error, first.attempts) == (DeliveryState.PENDING, "refused", 1)
    world.advance(seconds=3)
    world.run()
    assert [m.id for m in world.vendor.sent] == [first.id]


def test_what_cannot_work_is_given_up_at_once_and_a_person_may_send_it_again(
    world: World,
) -> None:
    ticket_id = world.opened()
    world.channel.failures += [DeliveryFailed("410 gone", retryable=False)] * 2
    world.advance(minutes=31)
    world.run()
    dead = [d for d in world.view(ticket_id).deliveries if d.state is DeliveryState.DEAD]
    assert [d.error for d in dead] == ["410 gone", "410 gone"]
    with world.core.store.write() as work:
        work.deliveries.again(dead[0].id, world.now)
        work.commit()
    world.run()
    assert [m.id for m in world.channel.sent] == [dead[0].id]


def test_the_receiver_says_how_long_to_wait(world: World) -> None:
    ticket_id = world.opened()
    slow = DeliveryFailed("429", retryable=True, retry_after_seconds=120)
    world.channel.failures += [slow, slow]
    world.advance(minutes=31)
    world.run()
    waiting = [d for d in world.view(ticket_id).deliveries if d.state is DeliveryState.PENDING]
    assert {d.attempt_at for d in waiting} == {world.now + 120 * SECOND}


def test_a_warning_is_withdrawn_when_the_clock_stopped_before_it_went_out(world: World) -> None:
    ticket_id = world.opened()
    world.advance(minutes=25)
    world.sweep()
    vendor_reply(world.core, "alwayson", ticket_id, "Here", public=True, who="vendor:alwayson")
    world.run()
    assert world.channel.sent == []
    (delivery,) = world.view(ticket_id).deliveries
    assert (delivery.state, delivery.error) == (DeliveryState.WITHDRAWN, "the clock is stopped")


def test_a_breach_is_told_even_if_the_clock_stopped_since_and_says_how_late_it_was(
    world: World,
) -> None:
    ticket_id = world.opened()
    world.advance(minutes=31)
    world.sweep()
    vendor_reply(world.core, "alwayson", ticket_id, "Here", public=True, who="vendor:alwayson")
    world.advance(minutes=5)
    world.run()
    assert world.told() == [("breach", "hook"), ("breach", "managers@example.com")]
    assert {m.data["late_by_seconds"] for m in world.channel.sent} == {60}


def test_a_breach_between_two_sweeps_is_told_though_the_clock_stopped(world: World) -> None:
    ticket_id = world.opened()
    world.advance(minutes=31)
    vendor_reply(world.core, "alwayson", ticket_id, "Here", public=True, who="vendor:alwayson")
    world.run()
    assert world.told() == [("breach", "hook"), ("breach", "managers@example.com")]


def test_late_news_takes_a_breach_back_and_tells_those_who_were_told(world: World) -> None:
    ticket_id = world.opened()
    world.advance(minutes=31)
    world.run()
    early = world.saying(Kind.VENDOR_REPLIED, when=MORNING + 20 * MINUTE, body="Here")
    world.arrives(early)
    world.run()
    assert world.told()[2:] == [
        ("breach_withdrawn", "hook"),
        ("breach_withdrawn", "managers@example.com"),
    ]
    view = world.view(ticket_id)
    withdrawn = [s.event for s in view.events if s.event.kind is Kind.BREACH_WITHDRAWN]
    assert [e.data["clock"] for e in withdrawn] == ["response-1"]
    assert "vendor_replied" in (withdrawn[0].data["evidence"] or "")
    assert not view.clocks[0].breached


def test_a_verdict_that_turned_before_it_was_told_is_told_to_nobody(world: World) -> None:
    world.opened()
    world.advance(minutes=31)
    world.sweep()
    world.arrives(world.saying(Kind.VENDOR_REPLIED, when=MORNING + 20 * MINUTE))
    world.run()
    assert world.channel.sent == []


@pytest.mark.parametrize("mode", [Mode.SHADOW, Mode.SAMPLE, Mode.IMPORTED])
def test_what_is_not_live_has_clocks_and_sends_nothing(world: World, mode: Mode) -> None:
    world.source(mode=mode)
    world.endpoint("alwayson")
    ticket_id = world.opened()
    world.advance(minutes=31)
    world.run()
    view = world.view(ticket_id)
    assert view.clocks[0].breached
    assert view.clocks[0].started_at == MORNING
    assert view.deliveries == ()
    assert world.channel.sent == world.vendor.sent == []
    told_on_paper = {(n.kind.value, n.step) for n in view.notices}
    assert told_on_paper == ({("breach", "breach")} if mode is Mode.SHADOW else set())


def test_the_hold_stops_all_sending_and_nothing_is_lost(world: World) -> None:
    world.opened()
    hold(world.core, True, who=WHO)
    world.advance(minutes=31)
    world.run()
    assert world.channel.sent == []
    hold(world.core, False, who=WHO)
    world.run()
    assert len(world.channel.sent) == 2


def test_a_merged_ticket_withdraws_what_is_not_out_yet(world: World) -> None:
    ticket_id = world.opened()
    world.advance(minutes=31)
    world.sweep()
    world.arrives(world.saying(Kind.MERGED))
    world.run()
    view = world.view(ticket_id)
    assert view.ticket.state is TicketState.CANCELLED
    assert world.channel.sent == []
    assert {d.state for d in view.deliveries} == {DeliveryState.WITHDRAWN}


def test_writing_back_is_asked_for_and_its_echo_is_dropped(world: World) -> None:
    world.source(options={"write_back": "on"})
    ticket_id = world.opened()
    world.run()
    (note,) = world.helpdesk.sent
    assert note.data["external_id"] == "4711"
    assert "alwayson" in str(note.data["note"])
    before = len(world.view(ticket_id).events)
    world.arrives(world.saying(Kind.NOTED, key="taken", body=str(note.data["note"])))
    assert len(world.view(ticket_id).events) == before


def test_the_helpdesk_s_fields_follow_the_next_deadline(world: World) -> None:
    world.source(options={"write_back": "on"})
    world.opened()
    world.run()
    assert field(world, "next_due_at") == "2026-03-02T10:30:00Z"
    world.advance(minutes=10)
    world.arrives(world.saying(Kind.VENDOR_REPLIED, body="on it"))
    world.advance(seconds=2)
    world.arrives(world.saying(Kind.VENDOR_REPLIED, body="and more"))
    world.run()
    assert len(world.helpdesk.sent) == 1  # they wait for what may follow
    world.advance(seconds=3)
    world.run()
    assert [message.text for message in world.helpdesk.sent[1:]] == [""]
    assert field(world, "next_due_at") == "2026-03-02T10:40:02Z"
    world.arrives(world.saying(Kind.RESOLVED))
    world.advance(seconds=5)
    world.run()
    assert field(world, "next_due_at") is None


def test_fields_that_did_not_move_are_not_written_again(world: World) -> None:
    world.source(options={"write_back": "on"})
    world.opened()
    world.run()
    world.advance(minutes=1)
    world.arrives(world.saying(Kind.CUSTOMER_REPLIED, body="hello?"))
    world.advance(minutes=1)
    world.run()
    assert len(world.helpdesk.sent) == 1


def test_nothing_is_written_into_a_ticket_that_was_deleted(world: World) -> None:
    """The helpdesk would answer 404, and a delivery would be given up for nothing."""
    world.source(options={"write_back": "on"})
    world.opened()
    world.run()
    world.arrives(world.saying(Kind.DELETED))
    world.advance(minutes=1)
    world.run()
    assert len(world.helpdesk.sent) == 1


def field(world: World, name: str) -> object:
    fields = world.helpdesk.sent[-1].data["fields"]
    assert isinstance(fields, dict)
    return fields[name]


def test_the_ledger_adds_up_to_what_the_clock_has_counted(world: World) -> None:
    ticket_id = world.opened()
    world.advance(minutes=10)
    segments = read_ledger(world.core, ticket_id, "response-1")
    assert sum(s.counted_ns for s in segments if not s.ahead) == 10 * MINUTE
    assert sum(s.counted_ns for s in segments) == 30 * MINUTE


def test_the_queue_is_sorted_by_the_next_deadline_and_pages_through_all(world: World) -> None:
    for number, (vendor, tier) in enumerate(
        [("alwayson", "low"), ("alwayson", "high"), ("nobody", "high"), ("lutece", "high")]
    ):
        world.opened(str(number), vendor=vendor, tier=tier)
    whole = [v.ticket.external_id for v in queue(world.core, TicketFilter()).items]
    assert whole == ["1", "0", "3", "2"]
    paged, cursor = [], None
    while True:
        page = queue(world.core, TicketFilter(), cursor=cursor, limit=1)
        paged += [v.ticket.external_id for v in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert paged == whole


def test_the_list_filters_and_pages(world: World) -> None:
    for number in range(5):
        world.opened(str(number), vendor="alwayson" if number % 2 else "lutece")
        world.advance(seconds=1)
    of_one = list_tickets(world.core, TicketFilter(vendor="alwayson", tier="high"))
    assert [v.ticket.external_id for v in of_one.items] == ["3", "1"]
    paged, cursor = [], None
    while True:
        page = list_tickets(world.core, TicketFilter(), cursor=cursor, limit=2)
        paged += [v.ticket.external_id for v in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert paged == ["4", "3", "2", "1", "0"]
    found = list_tickets(world.core, TicketFilter(text="DOWN 3"))
    assert [v.ticket.external_id for v in found.items] == ["3"]
