"""The steps of an escalation over a clock, as tables: pure, with `now` as an argument."""

from __future__ import annotations

import pytest

from router.domain.clocks.clock import Clock
from router.domain.errors import BadLength
from router.domain.escalation.reminders import Before, Share
from router.domain.escalation.steps import (
    After,
    Escalation,
    Escalations,
    Step,
    StepAt,
    Tell,
    plan_clock,
    plan_sweep,
    schedule_of,
    steps_due,
)
from router.domain.tickets.ticket import TicketFacts
from router.usecases.records import ClockRow, TicketRecord
from router.usecases.tickets.project import row_of
from tests.builders import alwayson, an_event, at, fold, lutece

ESCALATION = Escalation(
    "all",
    (
        Step("half", Share(50), (Tell("mail", "a@x"),)),
        Step("soon", Before(300), (Tell("mail", "a@x"),)),
        Step("late", After(), (Tell("mail", "b@x"),)),
        Step("later", After(3600), (Tell("mail", "c@x"),)),
    ),
)
OPENED = an_event("opened", "2026-03-02 10:00")
REPLIED_LATE = an_event("vendor_replied", "2026-03-02 10:40")
REPLIED_IN_TIME = an_event("vendor_replied", "2026-03-02 10:20")


def a_row(now: str, *events: object, tier: str = "high") -> ClockRow:
    """The response clock of a 24x7 contract (30 minutes), as it is projected at `now`."""
    clock = fold(alwayson(), tier, now, OPENED, *events)["response-1"]  # type: ignore[arg-type]
    ticket = TicketRecord("T", "acme", "1", TicketFacts("acme", "1", "", ""), at(now))
    return row_of("T", clock, ticket, Escalations((ESCALATION,)))


def names(steps: tuple[StepAt, ...]) -> list[str]:
    return [step.step for step in steps]


@pytest.mark.parametrize(
    ("now", "due", "look_at"),
    [
        ("2026-03-02 10:00", [], "2026-03-02 10:15"),
        ("2026-03-02 10:15", ["half"], "2026-03-02 10:25"),
        ("2026-03-02 10:25", ["half", "soon"], "2026-03-02T10:30:00.000000001Z"),
        ("2026-03-02 10:30", ["half", "soon"], "2026-03-02T10:30:00.000000001Z"),
        ("2026-03-02T10:30:00.000000001Z", ["late"], "2026-03-02T11:30:00.000000001Z"),
        ("2026-03-02 11:31", ["late", "later"], None),
    ],
)
def test_what_is_due_of_a_running_clock_and_when_to_look_again(
    now: str, due: list[str], look_at: str | None
) -> None:
    plan = plan_clock(a_row("2026-03-02 10:00"), at(now))
    assert names(plan.steps) == due
    assert plan.look_at == (None if look_at is None else at(look_at))
    assert plan.breached == ("late" in due)


def test_less_than_is_late_at_the_deadline_itself() -> None:
    row = a_row("2026-03-02 10:00", tier="strict")
    plan = plan_clock(row, at("2026-03-02 10:30"))
    assert (plan.breached, plan.breached_at) == (True, at("2026-03-02 10:30"))
    assert names(plan.steps) == ["late"]


@pytest.mark.parametrize(
    ("case", "events", "due"),
    [
        ("stopped in time: nothing", (REPLIED_IN_TIME,), []),
        ("stopped late: the breach, and nothing after the answer", (REPLIED_LATE,), ["late"]),
        ("cancelled: nothing", (an_event("merged", "2026-03-02 10:10"),), []),
    ],
)
def test_what_is_due_of_a_clock_that_ended(
    case: str, events: tuple[object, ...], due: list[str]
) -> None:
    row = a_row("2026-03-02 12:00", *events)
    assert names(steps_due(row, at("2026-03-02 12:00"))) == due, case


def test_a_paused_clock_warns_nobody() -> None:
    asked = an_event("paused", "2026-03-02 09:30", reason="waiting_for_customer")
    opened = an_event("opened", "2026-03-02 09:00")
    clock = fold(lutece(), "high", "2026-03-02 10:00", opened, asked)["response-1"]
    assert clock.due_at is None
    assert schedule_of(clock, ESCALATION) == ()


def test_warnings_count_on_the_clocks_own_calendar() -> None:
    """Rule 9: half an hour before closing; what is used up at closing is told at the opening."""
    opened = an_event("opened", "2026-03-02 16:30")
    clock: Clock = fold(lutece(), "high", "2026-03-02 16:30", opened)["response-1"]
    half, soon, *_ = schedule_of(clock, ESCALATION)
    assert half.at == at("2026-03-03 08:00")
    assert (soon.step, soon.at) == ("soon", at("2026-03-03 08:25"))


def test_without_an_escalation_only_the_verdict_is_watched() -> None:
    clock = fold(alwayson(), "high", "2026-03-02 10:00", OPENED)["response-1"]
    assert schedule_of(clock, None) == ()


def test_the_first_escalation_that_fits_is_the_clocks_own() -> None:
    narrow = Escalation("narrow", (), vendors=frozenset({"zuper"}), tiers=frozenset({"high"}))
    found = Escalations((narrow, ESCALATION))
    assert found.for_clock("zuper", "high", "response") is narrow
    assert found.for_clock("zuper", None, "response") is ESCALATION
    assert found.find("narrow") is narrow
    assert Escalations((narrow,)).for_clock("aprimo", "high", "response") is None


def test_a_sweep_plans_each_clock_in_its_order() -> None:
    rows = [a_row("2026-03-02 10:00"), a_row("2026-03-02 12:00", REPLIED_IN_TIME)]
    plans = plan_sweep(rows, at("2026-03-02 10:31"))
    assert [plan.breached for plan in plans] == [True, False]


def test_a_negative_length_after_the_breach_is_refused() -> None:
    with pytest.raises(BadLength, match="-1 s is negative"):
        After(-1)
