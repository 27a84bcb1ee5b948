"""Each rule of how clocks are folded from events, as a claim (`docs/time.md`)."""

from __future__ import annotations

import pytest

from router.domain.clocks.fold import clocks_of, ticket_state
from router.domain.clocks.fold import fold as folded
from router.domain.contracts.contract import Party
from router.domain.errors import UnknownContract
from router.domain.time.instants import HOUR, MINUTE
from tests.builders import Book, alwayson, an_event, at, fold, lutece, nightline

OPENED = an_event("opened", "2026-03-02 10:00")


def test_within_is_met_at_exactly_the_limit_and_missed_a_nanosecond_later() -> None:
    met = an_event("vendor_replied", "2026-03-02T10:30:00Z")
    missed = an_event("vendor_replied", "2026-03-02T10:30:00.000000001Z")
    assert not fold(alwayson(), "high", "2026-03-02 10:40", OPENED, met)["response-1"].breached
    assert fold(alwayson(), "high", "2026-03-02 10:40", OPENED, missed)["response-1"].breached


def test_less_than_is_missed_at_exactly_the_limit() -> None:
    almost = fold(alwayson(), "strict", "2026-03-02T10:29:59.999999999Z", OPENED)
    exactly = fold(alwayson(), "strict", "2026-03-02 10:30", OPENED)
    assert not almost["response-1"].breached
    assert exactly["response-1"].breached


def test_until_the_first_response_only_the_response_clock_runs() -> None:
    assert set(fold(alwayson(), "high", "2026-03-02 12:00", OPENED)) == {"response-1"}


@pytest.mark.parametrize("kind", ["agent_replied", "customer_replied", "noted"])
def test_what_is_not_a_public_reply_by_the_vendor_stops_nothing(kind: str) -> None:
    clocks = fold(
        alwayson(), "high", "2026-03-02 10:20", OPENED, an_event(kind, "2026-03-02 10:10")
    )
    assert clocks["response-1"].state == "running"


def test_a_recorded_call_counts_as_a_reply() -> None:
    call = an_event("vendor_contacted", "2026-03-02 10:10")
    clocks = fold(alwayson(), "high", "2026-03-02 10:20", OPENED, call)
    assert clocks["response-1"].stopped_at == at("2026-03-02 10:10")


def test_a_long_silence_is_one_round_and_one_breach() -> None:
    reply = an_event("vendor_replied", "2026-03-02 10:10")
    clocks = fold(alwayson(), "high", "2026-03-03 10:20", OPENED, reply)
    assert set(clocks) == {"response-1", "update-1"}
    assert clocks["update-1"].breached_at == at("2026-03-02 10:40")


def test_a_reply_on_a_resolved_ticket_starts_nothing() -> None:
    clocks = fold(
        alwayson(),
        "high",
        "2026-03-02 12:00",
        OPENED,
        an_event("resolved", "2026-03-02 10:10"),
        an_event("vendor_replied", "2026-03-02 10:20"),
    )
    assert set(clocks) == {"response-1"}


def test_reopening_after_a_response_starts_an_update_round() -> None:
    clocks = fold(
        alwayson(),
        "high",
        "2026-03-02 12:00",
        OPENED,
        an_event("vendor_replied", "2026-03-02 10:05"),
        an_event("resolved", "2026-03-02 10:10"),
        an_event("reopened", "2026-03-02 11:50"),
    )
    assert clocks["update-1"].state == "stopped"
    assert clocks["update-2"].due_at == at("2026-03-02 12:20")


def test_reopening_without_an_update_target_starts_a_response_round() -> None:
    clocks = fold(
        alwayson(),
        "strict",
        "2026-03-02 12:00",
        OPENED,
        an_event("vendor_replied", "2026-03-02 10:05"),
        an_event("resolved", "2026-03-02 10:10"),
        an_event("reopened", "2026-03-02 11:50"),
    )
    assert clocks["response-2"].due_at == at("2026-03-02 12:20")


def test_a_pause_counts_only_where_it_overlaps_open_time() -> None:
    clocks = fold(
        lutece(),
        "low",
        "2026-03-09 16:00",
        an_event("opened", "2026-03-06 15:00"),  # Friday 16:00 in Paris
        an_event("paused", "2026-03-06 16:00", reason="waiting_for_customer"),
        an_event("resumed", "2026-03-09 09:00"),  # Monday 10:00
    )
    # one hour before the pause, three from Monday 10:00 on
    assert clocks["response-1"].due_at == at("2026-03-09 12:00")


def test_pausing_on_friday_evening_keeps_the_monday_deadline() -> None:
    clocks = fold(
        lutece(),
        "low",
        "2026-03-09 08:30",
        an_event("opened", "2026-03-06 15:00"),
        an_event("paused", "2026-03-06 18:00", reason="waiting_for_customer"),
        an_event("resumed", "2026-03-09 07:00"),
    )
    assert clocks["response-1"].due_at == at("2026-03-09 10:00")


def test_while_paused_there_is_no_deadline_only_what_remains() -> None:
    clock = fold(
        lutece(),
        "high",
        "2026-03-02 16:00",
        OPENED,
        an_event("paused", "2026-03-02 10:20", reason="waiting_for_customer"),
    )["response-1"]
    assert (clock.state, clock.due_at, clock.remaining_ns) == ("paused", None, 40 * MINUTE)
    assert not clock.breached


def test_a_pause_for_another_reason_moves_nothing() -> None:
    paused = an_event("paused", "2026-03-02 10:20", reason="on_hold")
    clock = fold(lutece(), "high", "2026-03-02 10:30", OPENED, paused)["response-1"]
    assert (clock.state, clock.due_at) == ("running", at("2026-03-02 11:00"))


def test_a_contract_that_pauses_for_nothing_runs_on() -> None:
    paused = an_event("paused", "2026-03-02 10:20", reason="waiting_for_customer")
    assert fold(alwayson(), "high", "2026-03-02 10:25", OPENED, paused)["response-1"].due_at


def test_a_ticket_may_be_born_paused() -> None:
    born = an_event("paused", "2026-03-02 10:00", reason="waiting_for_customer")
    clock = fold(lutece(), "high", "2026-03-02 12:00", OPENED, born)["response-1"]
    assert (clock.state, clock.remaining_ns) == ("paused", HOUR)


def test_a_deadline_that_passed_before_the_pause_stays_breached() -> None:
    clock = fold(
        lutece(),
        "high",
        "2026-03-02 16:00",
        OPENED,
        an_event("paused", "2026-03-02 11:30", reason="waiting_for_customer"),
    )["response-1"]
    assert clock.breached
    assert clock.breached_at == at("2026-03-02 11:00")


def test_a_target_in_days_becomes_a_length_when_its_clock_starts() -> None:
    clocks = fold(
        lutece(),
        "day",
        "2026-03-03 15:00",
        OPENED,  # Monday 11:00 in Paris: due Tuesday 17:00, fifteen open hours
        an_event("paused", "2026-03-02 11:00", reason="waiting_for_customer"),
        an_event("resumed", "2026-03-02 13:00"),
    )
    assert clocks["response-1"].length_ns == 15 * HOUR
    # two hours on: Tuesday has one left after 17:00, the other is Wednesday's first
    assert clocks["response-1"].due_at == at("2026-03-04 09:00")


def test_two_overlapping_pauses_count_once() -> None:
    contract = lutece()
    tier = contract.tiers[1]
    clocks = fold(
        contract,
        tier.id,
        "2026-03-02 16:00",
        OPENED,
        an_event("paused", "2026-03-02 10:30", reason="waiting_for_customer"),
        an_event("paused", "2026-03-02 10:40", reason="on_hold"),
        an_event("paused", "2026-03-02 10:45", reason="waiting_for_customer"),
        an_event("resumed", "2026-03-02 11:00"),
    )
    assert clocks["response-1"].due_at == at("2026-03-02 14:30")


def test_a_tier_change_recomputes_from_the_original_start() -> None:
    change = an_event("tier_changed", "2026-03-02 10:20", tier="low")
    clock = fold(alwayson(), "high", "2026-03-02 10:40", OPENED, change)["response-1"]
    assert (clock.due_at, clock.breached, clock.tier) == (at("2026-03-02 11:00"), False, "low")


def test_re_tiered_past_the_new_limit_is_late_at_once_and_not_before() -> None:
    change = an_event("tier_changed", "2026-03-02 10:45", tier="high")
    clock = fold(alwayson(), "low", "2026-03-02 10:46", OPENED, change)["response-1"]
    assert (clock.due_at, clock.breached) == (at("2026-03-02 10:30"), True)
    assert clock.breached_at == at("2026-03-02 10:45")


def test_a_clock_that_has_breached_keeps_its_deadline() -> None:
    change = an_event("tier_changed", "2026-03-02 10:40", tier="low")
    clock = fold(alwayson(), "high", "2026-03-02 10:41", OPENED, change)["response-1"]
    assert (clock.due_at, clock.breached) == (at("2026-03-02 10:30"), True)


def test_an_obligation_that_falls_away_is_cancelled_and_one_that_is_new_starts_at_the_change() -> (
    None
):
    reply = an_event("vendor_replied", "2026-03-02 10:05")
    away = an_event("tier_changed", "2026-03-02 10:10", tier="strict")
    new = an_event("tier_changed", "2026-03-02 10:50", tier="high")
    first = fold(alwayson(), "high", "2026-03-02 10:20", OPENED, reply, away)
    assert first["update-1"].state == "cancelled"
    second = fold(alwayson(), "strict", "2026-03-02 11:00", OPENED, reply, new)
    assert second["update-1"].due_at == at("2026-03-02 11:20")


def test_a_corrected_tier_holds_from_opening_as_if_the_old_one_never_applied() -> None:
    correction = an_event("tier_corrected", "2026-03-02 10:45", tier="low")
    clock = fold(alwayson(), "high", "2026-03-02 10:46", OPENED, correction)["response-1"]
    assert (clock.due_at, clock.breached) == (at("2026-03-02 11:00"), False)


def test_a_change_after_a_correction_counts_from_its_instant() -> None:
    clock = fold(
        alwayson(),
        "high",
        "2026-03-02 10:50",
        OPENED,
        an_event("tier_changed", "2026-03-02 10:10", tier="strict"),
        an_event("tier_corrected", "2026-03-02 10:40", tier="low"),
        an_event("tier_changed", "2026-03-02 10:45", tier="high"),
    )["response-1"]
    assert clock.breached_at == at("2026-03-02 10:45")


def test_a_correction_that_we_learn_of_later_is_not_known_before() -> None:
    correction = an_event(
        "tier_corrected", "2026-03-02 10:31", received="2026-03-02 11:00", tier="low"
    )
    early = fold(alwayson(), "high", "2026-03-02 10:40", OPENED, correction)
    assert early["response-1"].breached
    assert not fold(alwayson(), "high", "2026-03-02 11:00", OPENED, correction)[
        "response-1"
    ].breached


def test_where_hand_over_is_asked_for_the_vendors_clocks_wait_for_it() -> None:
    asked = an_event("handover_requested", "2026-03-02 10:01")
    clocks = fold(alwayson(), "high", "2026-03-02 10:04", OPENED, asked)
    assert set(clocks) == {"hand-over-1"}
    assert clocks["hand-over-1"].owed_by is Party.US
    assert clocks["hand-over-1"].due_at == at("2026-03-02 10:06")


def test_a_vendor_that_answers_has_the_ticket_whatever_our_hand_over_says() -> None:
    clocks = fold(
        alwayson(),
        "high",
        "2026-03-02 10:20",
        OPENED,
        an_event("handover_requested", "2026-03-02 10:01"),
        an_event("vendor_replied", "2026-03-02 10:04"),
        an_event("handed_over", "2026-03-02 10:05"),
    )
    assert clocks["hand-over-1"].stopped_at == at("2026-03-02 10:04")
    assert clocks["response-1"].stopped_at == at("2026-03-02 10:04")
    assert clocks["update-1"].due_at == at("2026-03-02 10:34")


def test_a_changed_vendor_cancels_the_old_clocks_and_keeps_their_breaches() -> None:
    clocks = fold(
        alwayson(),
        "high",
        "2026-03-02 11:30",
        OPENED,
        an_event("vendor_changed", "2026-03-02 11:00", vendor="lutece", tier="high"),
        book=Book(alwayson(), lutece()),
    )
    assert (clocks["response-1"].state, clocks["response-1"].breached) == ("cancelled", True)
    assert clocks["response-2"].due_at == at("2026-03-02 12:00")
    assert clocks["response-2"].vendor == "lutece"


def test_a_late_reply_of_the_vendor_before_stops_nothing_of_the_new_one() -> None:
    clocks = fold(
        alwayson(),
        "high",
        "2026-03-02 11:30",
        OPENED,
        an_event("vendor_changed", "2026-03-02 10:10", vendor="lutece", tier="high"),
        an_event("vendor_replied", "2026-03-02 10:15", vendor="alwayson"),
        book=Book(alwayson(), lutece()),
    )
    assert clocks["response-2"].state == "running"


@pytest.mark.parametrize("kind", ["merged", "marked_as_spam", "deleted"])
def test_what_ends_a_ticket_cancels_its_clocks(kind: str) -> None:
    clocks = fold(
        alwayson(),
        "high",
        "2026-03-02 12:00",
        OPENED,
        an_event(kind, "2026-03-02 10:10"),
        an_event("vendor_replied", "2026-03-02 10:20"),
    )
    assert [(c.id, c.state, c.breached) for c in clocks.values()] == [
        ("response-1", "cancelled", False)
    ]


@pytest.mark.parametrize("kind", ["marked_as_spam", "deleted"])
def test_undeleting_brings_the_clocks_back_as_if_nothing_had_been(kind: str) -> None:
    clocks = fold(
        alwayson(),
        "high",
        "2026-03-02 12:00",
        OPENED,
        an_event(kind, "2026-03-02 10:10"),
        an_event("undeleted", "2026-03-02 10:50"),
    )
    assert clocks["response-1"].due_at == at("2026-03-02 10:30")
    assert clocks["response-1"].state == "running"


def test_what_happened_before_the_opening_counts_at_it() -> None:
    early = an_event("vendor_replied", "2026-03-02 09:50")
    clocks = fold(alwayson(), "high", "2026-03-02 10:10", early, OPENED)
    assert clocks["response-1"].stopped_at == at("2026-03-02 10:00")


def test_the_same_fact_seen_twice_changes_nothing() -> None:
    reply = an_event("vendor_replied", "2026-03-02 10:05", key="acme:comment:9")
    again = an_event(
        "vendor_replied", "2026-03-02 10:06", received="2026-03-02 10:09", key="acme:comment:9"
    )
    once = fold(alwayson(), "high", "2026-03-02 10:10", OPENED, reply)
    assert fold(alwayson(), "high", "2026-03-02 10:10", OPENED, again, reply) == once


def test_the_source_s_sequence_orders_what_happened_at_one_instant() -> None:
    solved = an_event("resolved", "2026-03-02 10:05", sequence="1")
    reply = an_event("vendor_replied", "2026-03-02 10:05", sequence="2")
    assert set(fold(alwayson(), "high", "2026-03-02 10:10", OPENED, reply, solved)) == {
        "response-1"
    }


def test_a_contract_version_moved_to_recomputes_running_clocks() -> None:
    newer = lutece(version="v2")
    moved = an_event("contract_moved", "2026-03-02 10:10", contract="standard", version="v2")
    clock = fold(lutece(), "high", "2026-03-02 10:20", OPENED, moved, book=Book(lutece(), newer))[
        "response-1"
    ]
    assert (clock.version, clock.due_at) == ("v2", at("2026-03-02 11:00"))


def test_the_first_vendor_holds_from_the_opening_whenever_it_was_found_out() -> None:
    routed = an_event("routed", "2026-03-02 10:20", vendor="alwayson", tier="high")
    clocks = fold(None, None, "2026-03-02 10:25", OPENED, routed, book=Book(alwayson()))
    assert clocks["response-1"].due_at == at("2026-03-02 10:30")


def test_a_resolution_target_runs_beside_the_others_until_resolution() -> None:
    clocks = fold(
        lutece(),
        "high",
        "2026-03-02 16:10",
        OPENED,
        an_event("vendor_replied", "2026-03-02 10:30"),
        an_event("resolved", "2026-03-02 16:00"),
    )
    assert clocks["resolution-1"].stopped_at == at("2026-03-02 16:00")


def test_an_unknown_tier_is_refused_by_name() -> None:
    with pytest.raises(
        UnknownContract, match="alwayson/standard has no tier 'urgent'; known: high"
    ):
        clocks_of([OPENED], at("2026-03-02 11:00"), contract=alwayson(), tier="urgent")


def test_nights_in_kolkata_run_over_midnight() -> None:
    clocks = fold(nightline(), "high", "2026-03-02 18:00", an_event("opened", "2026-03-02 15:00"))
    # Monday 20:30 in Kolkata; open from 22:00 (16:30 UTC): two hours on
    assert clocks["response-1"].due_at == at("2026-03-02 18:30")


# Duties


def test_a_report_follows_its_notice() -> None:
    clocks = fold(
        alwayson(),
        None,
        "2026-03-02 20:00",
        an_event("duty_started", "2026-03-02 10:00", duty="notice"),
        an_event("duty_done", "2026-03-02 15:00", duty="notice"),
    )
    assert clocks["report-1"].due_at == at("2026-03-05 15:00")


def test_a_late_notice_buys_no_time_for_the_report() -> None:
    events = (
        an_event("duty_started", "2026-03-02 10:00", duty="notice"),
        an_event("duty_done", "2026-03-04 15:00", duty="notice"),
    )
    assert fold(alwayson(), None, "2026-03-05 00:00", *events)["report-1"].due_at == at(
        "2026-03-06 10:00"
    )


def test_two_incidents_at_once_are_two_rounds_each_with_its_own_report() -> None:
    clocks = fold(
        alwayson(),
        None,
        "2026-03-02 20:00",
        an_event("duty_started", "2026-03-02 10:00", duty="notice", instance="a"),
        an_event("duty_started", "2026-03-02 11:00", duty="notice", instance="b"),
        an_event("duty_done", "2026-03-02 12:00", duty="notice", instance="b"),
        an_event("duty_done", "2026-03-02 13:00", duty="notice", instance="a"),
    )
    assert {k: c.started_at for k, c in clocks.items() if k.startswith("report")} == {
        "report-1": at("2026-03-02 12:00"),
        "report-2": at("2026-03-02 13:00"),
    }


def test_a_lead_time_asked_too_late_is_late_from_the_start() -> None:
    clock = fold(
        alwayson(),
        None,
        "2026-03-02 12:00",
        an_event(
            "duty_started", "2026-03-02 10:00", duty="lead", planned_for="2026-03-05T18:00:00Z"
        ),
    )["lead-1"]
    assert (clock.due_at, clock.breached) == (at("2026-02-26 18:00"), True)
    assert clock.breached_at == at("2026-03-02 10:00")


def test_a_duty_goes_on_under_the_vendor_that_owed_it_when_the_ticket_changes_hands() -> None:
    clocks = fold(
        alwayson(),
        "high",
        "2026-03-02 12:00",
        OPENED,
        an_event("duty_started", "2026-03-02 10:05", duty="notice"),
        an_event("vendor_changed", "2026-03-02 10:10", vendor="lutece", tier="high"),
        an_event("duty_done", "2026-03-02 11:00", duty="notice"),
        book=Book(alwayson(), lutece()),
    )
    assert (clocks["notice-1"].vendor, clocks["notice-1"].state) == ("alwayson", "stopped")
    assert clocks["report-1"].started_at == at("2026-03-02 11:00")


# Ticket state


@pytest.mark.parametrize(
    ("expected", "story"),
    [
        ("new", []),
        ("waiting_for_vendor", [("routed", {})]),
        ("open", [("routed", {}), ("vendor_replied", {})]),
        ("waiting_for_vendor", [("routed", {}), ("vendor_replied", {}), ("customer_replied", {})]),
        ("waiting_for_customer", [("routed", {}), ("paused", {"reason": "waiting_for_customer"})]),
        ("resolved", [("routed", {}), ("resolved", {})]),
        ("closed", [("routed", {}), ("resolved", {}), ("closed", {})]),
        ("waiting_for_vendor", [("routed", {}), ("resolved", {}), ("reopened", {})]),
        ("open", [("routed", {}), ("vendor_replied", {}), ("reopened", {})]),
        ("cancelled", [("routed", {}), ("merged", {})]),
    ],
)
def test_a_ticket_s_state_follows_from_its_events(
    expected: str, story: list[tuple[str, dict[str, str]]]
) -> None:
    events = [OPENED] + [
        an_event(kind, f"2026-03-02 10:{minute + 1:02d}", **data)
        for minute, (kind, data) in enumerate(story)
    ]
    assert ticket_state(events, at("2026-03-02 11:00")) == expected


def test_what_the_vendor_said_before_we_found_out_whose_ticket_it_is_counts() -> None:
    learned = "2026-03-02 11:00"
    events = [
        an_event("opened", "2026-03-02 10:00", received=learned),
        an_event("vendor_replied", "2026-03-02 10:30", received=learned),
        an_event("routed", learned, vendor="alwayson", contract="standard", tier="low"),
    ]
    found = folded(events, at(learned), book=Book(alwayson()))
    assert (found.clocks[0].state, found.clocks[0].breached) == ("stopped", False)
    assert found.state == "open"
    assert found.assignment.tier == "low"


def test_a_late_reply_of_another_vendor_changes_neither_state_nor_clocks() -> None:
    events = [
        OPENED,
        an_event("routed", "2026-03-02 10:00", vendor="alwayson", tier="high"),
        an_event("vendor_changed", "2026-03-02 10:10", vendor="lutece", tier="high"),
        an_event("vendor_replied", "2026-03-02 10:15", vendor="alwayson"),
        an_event("handover_requested", "2026-03-02 10:20"),
    ]
    found = folded(events, at("2026-03-02 10:30"), book=Book(alwayson(), lutece()))
    assert found.state == "waiting_for_vendor"
    assert {c.id: c.state for c in found.clocks} == {
        "response-1": "cancelled",
        "hand-over-1": "running",
    }


def test_a_ticket_that_is_resolved_twice_keeps_a_pause_in_state_and_clocks_alike() -> None:
    events = [
        OPENED,
        an_event("routed", "2026-03-02 10:00", vendor="lutece", tier="high"),
        an_event("resolved", "2026-03-02 10:10"),
        an_event("paused", "2026-03-02 10:15", reason="waiting_for_customer"),
        an_event("resolved", "2026-03-02 10:20"),
        an_event("reopened", "2026-03-02 10:30"),
    ]
    found = folded(events, at("2026-03-02 10:40"), book=Book(lutece()))
    assert found.state == "waiting_for_customer"
    assert {c.state for c in found.clocks if c.round == 2} == {"paused"}


@pytest.mark.parametrize("kind", ["merged", "marked_as_spam", "deleted"])
def test_what_comes_after_the_end_of_a_ticket_reaches_back_to_nothing(kind: str) -> None:
    end = an_event(kind, "2026-03-02 10:10")
    late = (
        an_event("tier_corrected", "2026-03-02 10:20", tier="low"),
        an_event("handover_requested", "2026-03-02 10:21"),
    )
    before = fold(alwayson(), "high", "2026-03-02 10:30", OPENED, end)
    assert fold(alwayson(), "high", "2026-03-02 10:30", OPENED, end, *late) == before
