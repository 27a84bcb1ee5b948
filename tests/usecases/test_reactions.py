"""What follows from a fold: the plans are pure, so each is a table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain.escalation.steps import NoticeKind
from router.domain.tickets.ticket import TicketFacts, TicketState
from router.runtime.bootstrap.reactions import REACTIONS
from router.store.unit import SqlStore
from router.usecases.notices.withdraw_turned import WithdrawTurned
from router.usecases.notices.write_back import FIELDS_WAIT, KeepFieldsCurrent
from router.usecases.outbox.settle_outgoing import SettleOutgoing, Step
from router.usecases.ports import Core, Turn, UnitOfWork
from router.usecases.records import (
    DeliveryRecord,
    DeliveryState,
    NoticeRecord,
    Purpose,
    TicketRecord,
)
from router.usecases.tickets.add_note import add_note
from tests.usecases.world import MORNING, World

OPEN, SOLVED, GONE = TicketState.OPEN, TicketState.RESOLVED, TicketState.CANCELLED
FACTS = TicketFacts("acme", "1", "It is down", "Nothing works")


def a_turn(before: TicketState, after: TicketState, vendor: str | None = "lutece") -> Turn:
    ticket = TicketRecord("T-1", "acme", "1", FACTS, MORNING, vendor=vendor, needs="")
    return Turn(replace(ticket, state=before), replace(ticket, state=after), (), (), MORNING)


@pytest.mark.parametrize(
    ("before", "after", "vendor", "expected"),
    [
        (OPEN, OPEN, "lutece", ()),
        (OPEN, SOLVED, "lutece", (Step.WITHDRAW_HAND_OVER,)),
        (SOLVED, OPEN, "lutece", (Step.BRING_HAND_OVER_BACK,)),
        (OPEN, GONE, "lutece", (Step.WITHDRAW_ALL,)),
        (OPEN, GONE, None, (Step.WITHDRAW_ALL,)),
        (GONE, OPEN, "lutece", (Step.BRING_ALL_BACK,)),
        (GONE, SOLVED, "lutece", (Step.BRING_ALL_BACK, Step.WITHDRAW_HAND_OVER)),
        (GONE, OPEN, None, ()),
    ],
)
def test_what_waits_follows_the_end_of_its_ticket_and_comes_back_with_it(
    before: TicketState, after: TicketState, vendor: str | None, expected: tuple[Step, ...]
) -> None:
    """Merged, spam or deleted: nothing goes out; resolved: no hand-over; and back again."""
    assert SettleOutgoing().plan(a_turn(before, after, vendor), None) == expected


def test_a_breach_that_no_clock_holds_is_withdrawn_once() -> None:
    """A notice that was withdrawn already, or is of another kind, is left alone."""
    breach = NoticeRecord(
        "N-1", "T-1", "response-1", 1, NoticeKind.BREACH, "now", 0, MORNING, MORNING
    )
    taken_back = replace(breach, id="N-2", withdrawn_at=MORNING)
    warning = replace(breach, id="N-3", kind=NoticeKind.WARNING)
    plan = WithdrawTurned().plan(a_turn(OPEN, OPEN), [breach, taken_back, warning])
    assert plan == {"response-1": [breach]}
    assert WithdrawTurned().plan(a_turn(OPEN, OPEN), [taken_back, warning]) is None


def test_fields_are_written_once_however_often_they_move() -> None:
    """What waits already will carry the newest fields: they are read when it is sent."""
    waiting = DeliveryRecord(
        id="D-1",
        purpose=Purpose.WRITE_BACK,
        ticket_id="T-1",
        channel="zendesk",
        recipient="acme",
        created_at=MORNING,
        attempt_at=MORNING,
    )
    sent = replace(waiting, state=DeliveryState.SENT)
    turn = a_turn(OPEN, OPEN)
    assert KeepFieldsCurrent().plan(turn, [waiting]) is None
    assert KeepFieldsCurrent().plan(turn, [sent]) == MORNING + FIELDS_WAIT


def test_what_is_new_plugs_into_the_list_and_sees_what_those_before_it_left(
    sqlite_store: SqlStore,
) -> None:
    """A reaction gets the ticket as it was, as it is, and its clocks; what it returns is saved."""
    world = World(sqlite_store)
    world.source()
    seen: list[Turn] = []

    def mark(core: Core, work: UnitOfWork, turn: Turn) -> TicketRecord:
        seen.append(turn)
        return replace(turn.after, vendor_reference="set by a reaction")

    ticket_id = world.opened()
    world.core = replace(world.core, reactions=(*REACTIONS, mark))
    add_note(world.core, ticket_id, "a note", who="user:maria@example.com")
    assert seen[0].before.id == seen[0].after.id == ticket_id
    assert seen[0].clocks
    assert world.view(ticket_id).ticket.vendor_reference == "set by a reaction"
