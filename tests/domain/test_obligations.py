"""What starts and stops a clock is said once, in a table, and a contract may say more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain.clocks.clock import Clock, ClockState
from router.domain.clocks.fold import clocks_of
from router.domain.clocks.ledger import elapsed_ns, ledger_of
from router.domain.contracts.contract import Clause, Contract, Length, Target
from router.domain.contracts.obligations import OBLIGATIONS, Obligation, OnReopen, Signal
from router.domain.errors import UnknownContract
from router.domain.tickets.events import Event
from router.domain.time.instants import HOUR, MINUTE
from tests.builders import alwayson, an_event, at

OPENED = an_event("opened", "2026-03-02 10:00")
REPLIED = an_event("vendor_replied", "2026-03-02 10:20")
SOLVED = an_event("resolved", "2026-03-02 11:00")
REOPENED = an_event("reopened", "2026-03-02 12:00")


def promising(*names: str, own: tuple[Obligation, ...] = (), hours: int = 4) -> Contract:
    """A contract that promises each of these within so many hours around the clock."""
    contract = alwayson()
    targets = tuple(Target(name, Length(hours * 3600), "main", Clause("test")) for name in names)
    tier = replace(contract.tiers[0], targets=targets)
    return replace(contract, tiers=(tier,), obligations={each.id: each for each in own})


def fold(contract: Contract, now: str, *events: Event) -> dict[str, Clock]:
    tier = contract.tiers[0].id
    return {c.id: c for c in clocks_of(events, at(now), contract=contract, tier=tier)}


def test_the_next_response_runs_from_the_customer_s_word_to_the_vendor_s_answer() -> None:
    """Only after the first answer, one round for several words, and again after each answer."""
    clocks = fold(
        promising("response", "next_response"),
        "2026-03-02 16:00",
        OPENED,
        an_event("customer_replied", "2026-03-02 10:10"),  # the response is still owed
        REPLIED,
        an_event("customer_replied", "2026-03-02 11:00"),
        an_event("customer_replied", "2026-03-02 11:30"),
        an_event("vendor_replied", "2026-03-02 12:00", key="second"),
        an_event("customer_replied", "2026-03-02 13:00"),
    )
    assert set(clocks) == {"response-1", "next_response-1", "next_response-2"}
    assert clocks["next_response-1"].started_at == at("2026-03-02 11:00")
    assert clocks["next_response-1"].stopped_at == at("2026-03-02 12:00")
    assert clocks["next_response-2"].due_at == at("2026-03-02 17:00")


def test_a_word_that_reopened_the_ticket_is_owed_an_answer() -> None:
    """Zendesk tells of the comment and of the reopening in the same second, in this order."""
    clocks = fold(
        promising("response", "next_response"),
        "2026-03-02 12:30",
        OPENED,
        REPLIED,
        SOLVED,
        an_event("customer_replied", "2026-03-02 12:00"),
        REOPENED,
    )
    assert set(clocks) == {"response-1", "next_response-1"}
    assert clocks["next_response-1"].started_at == at("2026-03-02 12:00")


def test_a_fix_a_workaround_or_an_action_plan_meets_it_whichever_comes_first() -> None:
    """SAP's corrective action."""
    for deed in ("action_plan_given", "workaround_given", "resolved"):
        clocks = fold(
            promising("action-plan"), "2026-03-02 12:00", OPENED, an_event(deed, "2026-03-02 11:00")
        )
        assert clocks["action-plan-1"].stopped_at == at("2026-03-02 11:00"), deed


def test_a_reply_gives_no_workaround() -> None:
    clocks = fold(promising("workaround"), "2026-03-02 12:00", OPENED, REPLIED)
    assert clocks["workaround-1"].state is ClockState.RUNNING


def test_a_contract_may_count_its_response_from_the_vendor_s_acknowledgement() -> None:
    """Nothing runs before, and an acknowledgement is no answer."""
    later = replace(OBLIGATIONS["response"], starts=frozenset({Signal.VENDOR_ACKNOWLEDGED}))
    contract = promising("response", own=(later,))
    assert fold(contract, "2026-03-02 10:10", OPENED) == {}
    clocks = fold(
        contract,
        "2026-03-02 12:00",
        OPENED,
        an_event("vendor_acknowledged", "2026-03-02 10:15"),
        an_event("vendor_acknowledged", "2026-03-02 10:30", key="again"),
    )
    assert set(clocks) == {"response-1"}
    assert clocks["response-1"].started_at == at("2026-03-02 10:15")


def test_what_came_before_the_hand_over_counts_from_the_hand_over() -> None:
    """A response that starts at the customer's first word waits for the vendor to have it."""
    first = replace(OBLIGATIONS["response"], starts=frozenset({Signal.CUSTOMER_REPLIED}))
    clocks = fold(
        promising("response", own=(first,)),
        "2026-03-02 12:00",
        OPENED,
        an_event("handover_requested", "2026-03-02 10:01"),
        an_event("customer_replied", "2026-03-02 10:02"),
        an_event("handed_over", "2026-03-02 10:04"),
    )
    assert clocks["response-1"].started_at == at("2026-03-02 10:04")


def test_a_solution_that_did_not_hold_buys_no_time() -> None:
    """Resolved a minute before the deadline and reopened: a minute is left, not the whole target,
    and the time while it was resolved does not count."""
    clocks = fold(
        promising("resolution"),
        "2026-03-02T16:00:30Z",
        OPENED,
        an_event("resolved", "2026-03-02 13:59"),
        an_event("reopened", "2026-03-02 16:00"),
    )
    clock = clocks["resolution-1"]
    assert (clock.round, clock.state) == (1, ClockState.RUNNING)
    assert clock.due_at == at("2026-03-02 16:01")
    assert elapsed_ns(clock) == 4 * HOUR - MINUTE // 2
    assert any(segment.why == "paused: resolved" for segment in ledger_of(clock))


def test_a_breach_that_happened_before_the_resolution_stays_after_the_reopening() -> None:
    clocks = fold(
        promising("resolution"),
        "2026-03-02 16:30",
        OPENED,
        an_event("resolved", "2026-03-02 15:00"),
        an_event("reopened", "2026-03-02 16:00"),
    )
    clock = clocks["resolution-1"]
    assert (clock.breached, clock.breached_at) == (True, at("2026-03-02 14:00"))


def test_resolved_exactly_at_the_deadline_is_late_only_since_the_reopening() -> None:
    """It was in time until then."""
    clocks = fold(
        promising("resolution"),
        "2026-03-02 16:30",
        OPENED,
        an_event("resolved", "2026-03-02 14:00"),
        an_event("reopened", "2026-03-02 16:00"),
    )
    clock = clocks["resolution-1"]
    assert (clock.breached, clock.breached_at) == (True, at("2026-03-02 16:00"))


def test_a_contract_chooses_what_a_reopening_does() -> None:
    """A response that a resolution stopped may go on, and a resolution may begin anew."""
    events = (OPENED, an_event("resolved", "2026-03-02 11:00"), REOPENED)
    goes_on = replace(OBLIGATIONS["response"], on_reopen=OnReopen.CONTINUE)
    clocks = fold(promising("response", own=(goes_on,)), "2026-03-02 12:30", *events)
    assert list(clocks) == ["response-1"]
    assert clocks["response-1"].due_at == at("2026-03-02 15:00")
    anew = replace(OBLIGATIONS["resolution"], on_reopen=OnReopen.RESTART)
    clocks = fold(promising("resolution", own=(anew,)), "2026-03-02 12:30", *events)
    assert clocks["resolution-2"].due_at == at("2026-03-02 16:00")


def test_after_a_reopening_somebody_must_answer() -> None:
    """Rule 13: where no clock that starts waits for an answer, the response begins anew."""
    clocks = fold(
        promising("response", "resolution"), "2026-03-02 12:30", OPENED, REPLIED, SOLVED, REOPENED
    )
    assert set(clocks) == {"response-1", "response-2", "resolution-1"}


def test_a_tier_change_starts_what_is_owed_and_not_what_is_done() -> None:
    """A workaround that was given is not owed again under the new tier."""
    contract = promising("response", "workaround")
    low = replace(contract.tiers[0], id="low", targets=contract.tiers[0].targets[:1])
    contract = replace(contract, tiers=(contract.tiers[0], low))
    given = an_event("workaround_given", "2026-03-02 10:30")
    change = an_event("tier_changed", "2026-03-02 11:00", tier=contract.tiers[0].id)

    def names(*events: Event) -> set[str]:
        found = clocks_of(events, at("2026-03-02 12:00"), contract=contract, tier="low")
        return {clock.id for clock in found}

    assert names(OPENED, change) == {"response-1", "workaround-1"}
    assert names(OPENED, given, change) == {"response-1"}


def test_who_acknowledges_has_the_ticket() -> None:
    clocks = fold(
        promising("response"),
        "2026-03-02 12:00",
        OPENED,
        an_event("handover_requested", "2026-03-02 10:01"),
        an_event("vendor_acknowledged", "2026-03-02 10:03"),
    )
    assert clocks["hand-over-1"].stopped_at == at("2026-03-02 10:03")
    assert clocks["response-1"].started_at == at("2026-03-02 10:03")


def test_an_obligation_that_nobody_defines_is_an_error_that_names_those_that_are() -> None:
    with pytest.raises(UnknownContract, match=r"no obligation 'reply'; known: hand-over, .*update"):
        fold(promising("reply"), "2026-03-02 12:00", OPENED)
