"""Events of one instant that undo each other; promises, tickets that go away and come back."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.clocks.clock import Clock
from router.domain.clocks.fold import Folded
from router.domain.clocks.fold import fold as folded
from router.domain.clocks.ledger import ledger_of
from router.domain.contracts.contract import Contract
from router.domain.tickets.events import Event, Kind
from router.domain.time.instants import HOUR, MINUTE
from tests.builders import Book, a_target, a_tier, alwayson, an_event, at, fold, lutece
from tests.domain.test_ledger import BOOK, CONTRACTS, stories

OPENED = an_event("opened", "2026-03-02 10:00")
ASKED = {"reason": "waiting_for_customer"}
TIE = "2026-03-02 10:20"


def both_ways(
    contract: Contract, tier: str, *events: Event, now: str = "2026-03-02 10:30"
) -> dict[str, Clock]:
    """The fold of events whose keys would put them in every order."""
    tied = [e for e in events if e.at == at(TIE)]
    rest = [e for e in events if e.at != at(TIE)]
    found = []
    for order in permutations(range(len(tied))):
        keyed = [replace(e, key=f"k{n}") for n, e in zip(order, tied, strict=True)]
        found.append(fold(contract, tier, now, OPENED, *rest, *keyed))
    assert all(each == found[0] for each in found)
    return found[0]


def test_paused_and_resumed_in_one_second_leaves_a_clock_running() -> None:
    pair = (an_event("paused", TIE, **ASKED), an_event("resumed", TIE))
    assert both_ways(lutece(), "high", *pair)["response-1"].state == "running"


def test_resumed_and_paused_in_one_second_leaves_a_clock_paused() -> None:
    before = an_event("paused", "2026-03-02 10:10", **ASKED)
    for resumed in (an_event("resumed", TIE), an_event("resumed", TIE, **ASKED)):
        clock = both_ways(lutece(), "high", before, an_event("paused", TIE, **ASKED), resumed)
        assert clock["response-1"].state == "paused"
        assert [p.since for p in clock["response-1"].pauses] == [at("2026-03-02 10:10")]


def test_the_side_with_more_events_in_one_second_wins() -> None:
    twice = [an_event("paused", TIE, **ASKED, key=f"p{n}") for n in range(2)]
    clocks = both_ways(lutece(), "high", *twice, an_event("resumed", TIE))
    assert clocks["response-1"].state == "paused"


def test_resuming_everything_ends_the_pauses_that_did_not_begin_in_that_second() -> None:
    before = an_event("paused", "2026-03-02 10:10", **ASKED)
    pair = (an_event("paused", TIE, reason="on_hold"), an_event("resumed", TIE))
    assert both_ways(lutece(), "high", before, *pair)["response-1"].state == "running"


def test_the_source_s_sequence_tells_which_of_the_two_came_last() -> None:
    for first, second, state in (("paused", "resumed", "running"), ("resumed", "paused", "paused")):
        events = [
            an_event(kind, TIE, **ASKED, sequence=str(n)) for n, kind in enumerate((first, second))
        ]
        clocks = fold(lutece(), "high", "2026-03-02 10:30", OPENED, *events)
        assert clocks["response-1"].state == state


def test_resolved_and_reopened_in_one_second_stops_nothing() -> None:
    pair = (an_event("resolved", TIE), an_event("reopened", TIE))
    clocks = both_ways(lutece(), "high", *pair)
    assert {c.id: c.state for c in clocks.values()} == {
        "response-1": "running",
        "resolution-1": "running",
    }


def test_reopened_and_resolved_in_one_second_stays_resolved() -> None:
    pair = (an_event("resolved", TIE), an_event("reopened", TIE))
    before = an_event("resolved", "2026-03-02 10:10")
    assert set(both_ways(lutece(), "high", before, *pair)) == {"response-1", "resolution-1"}


@pytest.mark.parametrize("kind", ["marked_as_spam", "deleted"])
def test_deleted_and_undeleted_in_one_second_leaves_it_as_it_was(kind: str) -> None:
    pair = (an_event(kind, TIE), an_event("undeleted", TIE))
    assert both_ways(alwayson(), "high", *pair)["response-1"].state == "running"
    gone = an_event(kind, "2026-03-02 10:10")
    assert both_ways(alwayson(), "high", gone, *pair)["response-1"].state == "cancelled"


def test_another_tier_and_back_in_one_second_is_no_change() -> None:
    pair = (an_event("tier_changed", TIE, tier="low"), an_event("tier_changed", TIE, tier="high"))
    clock = both_ways(alwayson(), "high", *pair)["response-1"]
    assert (clock.tier, clock.due_at) == ("high", at("2026-03-02 10:30"))


def test_another_vendor_and_back_in_one_second_is_no_change() -> None:
    own = an_event("routed", "2026-03-02 10:01", vendor="alwayson", contract="standard", tier="low")
    pair = [
        an_event("vendor_changed", TIE, vendor=v, contract=c, tier=t, key=k)
        for v, c, t, k in (("lutece", "standard", "high", "a"), ("alwayson", None, "low", "b"))
    ]
    for keys in (("a", "b"), ("b", "a")):
        keyed = [replace(e, key=k) for e, k in zip(pair, keys, strict=True)]
        book = Book(alwayson(), lutece())
        found = fold(None, None, "2026-03-02 10:30", OPENED, own, *keyed, book=book)
        assert [(c.id, c.vendor, c.state) for c in found.values()] == [
            ("response-1", "alwayson", "running")
        ]


def test_a_correction_is_the_last_word_of_its_second() -> None:
    pair = (an_event("tier_changed", TIE, tier="high"), an_event("tier_corrected", TIE, tier="low"))
    assert both_ways(alwayson(), "strict", *pair)["response-1"].tier == "low"


@settings(deadline=None, max_examples=200)
@given(stories(), st.data())
def test_a_pair_that_cancels_itself_changes_no_story(
    story: tuple[str, list[Event], int], data: st.DataObject
) -> None:
    vendor, events, now = story
    moment = data.draw(st.sampled_from([e.at for e in events]))
    reason = data.draw(st.sampled_from(["waiting_for_customer", "on_hold"]))
    pause = {"reason": reason}
    kinds = data.draw(
        st.sampled_from(
            [
                ((Kind.PAUSED, pause), (Kind.RESUMED, pause)),
                ((Kind.RESOLVED, {}), (Kind.REOPENED, {})),
                ((Kind.CLOSED, {}), (Kind.REOPENED, {})),
                ((Kind.DELETED, {}), (Kind.UNDELETED, {})),
            ]
        )
    )
    prefix = data.draw(st.sampled_from(["a", "z"]))
    pair = [
        Event(kind, moment, f"{prefix}{n}", moment, data=more)
        for n, (kind, more) in enumerate(kinds)
    ]
    found, before = _fold(vendor, [*events, *pair], now), _fold(vendor, events, now)
    assert found.clocks == before.clocks
    # resolved, closed and reopened at once: closed is what is left over, where resolved was
    assert found.state is before.state or (found.state.is_resolved and before.state.is_resolved)


# A promise that goes away and comes back


def away_and_back() -> Contract:
    """Two tiers that promise a response, and one that promises nothing."""
    return lutece(
        tiers=(
            a_tier("p1", a_target("response", 60), a_target("resolution", 480)),
            a_tier("p2", a_target("response", 120)),
            a_tier("none"),
        )
    )


def test_a_promise_that_returns_goes_on_from_its_own_start() -> None:
    clocks = fold(
        away_and_back(),
        "p1",
        "2026-03-02 10:30",
        OPENED,
        an_event("tier_changed", "2026-03-02 10:20", tier="none"),
        an_event("tier_changed", "2026-03-02 10:21", tier="p1"),
    )
    assert set(clocks) == {"response-1", "resolution-1"}
    clock = clocks["response-1"]
    assert (clock.state, clock.due_at) == ("running", at("2026-03-02 11:00"))
    assert [(s.why, s.counted_ns // MINUTE) for s in ledger_of(clock)] == [
        ("open", 20),
        ("open (not promised by the tier)", 1),
        ("open", 9),
        ("open", 30),
    ]


def test_a_promise_that_returns_past_its_deadline_is_late_from_the_return() -> None:
    away = an_event("tier_changed", "2026-03-02 10:20", tier="none")
    back = an_event("tier_changed", "2026-03-02 15:00", tier="p1")
    clock = fold(away_and_back(), "p1", "2026-03-02 15:10", OPENED, away, back)["response-1"]
    assert (clock.due_at, clock.breached_at) == (at("2026-03-02 11:00"), at("2026-03-02 15:00"))


def test_a_promise_that_was_late_when_it_went_comes_back_with_its_deadline() -> None:
    away = an_event("tier_changed", "2026-03-02 11:20", tier="none")
    back = an_event("tier_changed", "2026-03-02 11:30", tier="p2")
    clock = fold(away_and_back(), "p1", "2026-03-02 11:31", OPENED, away, back)["response-1"]
    assert (clock.tier, clock.due_at, clock.breached) == ("p1", at("2026-03-02 11:00"), True)
    assert clock.breached_at == at("2026-03-02 11:00")


def test_what_was_answered_while_it_was_not_promised_does_not_come_back() -> None:
    clocks = fold(
        away_and_back(),
        "p1",
        "2026-03-02 10:40",
        OPENED,
        an_event("tier_changed", "2026-03-02 10:20", tier="none"),
        an_event("vendor_replied", "2026-03-02 10:25"),
        an_event("tier_changed", "2026-03-02 10:30", tier="p1"),
    )
    assert {c.id: c.state for c in clocks.values()} == {
        "response-1": "cancelled",
        "resolution-1": "running",
    }


@settings(deadline=None, max_examples=200)
@given(stories(), st.integers(0, 5999), st.integers(1, 600))
def test_no_tier_for_a_while_gives_no_time_back(
    story: tuple[str, list[Event], int], minute: int, length: int
) -> None:
    """Whatever else happens before and after, nothing in between: every deadline is as it was."""
    vendor, events, now = story
    since = events[0].at + minute * MINUTE + 1
    to = since + length * MINUTE
    cuts = (Kind.TIER_CHANGED, Kind.TIER_CORRECTED)
    quiet = [e for e in events if not since <= e.at <= to and e.kind not in cuts]
    tier = CONTRACTS[vendor].tiers[0].id
    trip = [
        Event(Kind.TIER_CHANGED, since, "away", since, data={"tier": None}),
        Event(Kind.TIER_CHANGED, to, "back", to, data={"tier": tier}),
    ]
    found = {c.id: c for c in _fold(vendor, [*quiet, *trip], max(now, to + HOUR)).clocks}
    for clock in _fold(vendor, quiet, max(now, to + HOUR)).clocks:
        assert _plain(found.pop(clock.id)) == _plain(clock)
    assert not found


# Spam by mistake


@pytest.mark.parametrize(
    ("kind", "why"), [("marked_as_spam", "open (marked as spam)"), ("deleted", "open (deleted)")]
)
def test_time_while_it_was_taken_for_spam_counts_and_the_ledger_says_so(
    kind: str, why: str
) -> None:
    marked = an_event(kind, "2026-03-02 10:10")
    back = an_event("undeleted", "2026-03-02 10:25")
    clock = fold(alwayson(), "high", "2026-03-02 10:28", OPENED, marked, back)["response-1"]
    assert [(s.why, s.counted_ns // MINUTE, s.ahead) for s in ledger_of(clock)] == [
        ("open", 10, False),
        (why, 15, False),
        ("open", 3, False),
        ("open", 2, True),
    ]


@settings(deadline=None, max_examples=200)
@given(stories(), st.integers(-5, 6000), st.integers(0, 600))
def test_a_mark_that_is_taken_back_moves_no_clock(
    story: tuple[str, list[Event], int], minute: int, length: int
) -> None:
    vendor, events, now = story
    kept = [e for e in events if e.kind is not Kind.DELETED]
    since = events[0].at + minute * MINUTE
    pair = [
        Event(Kind.MARKED_AS_SPAM, since, "marked", events[0].at),
        Event(Kind.UNDELETED, since + length * MINUTE, "back", events[0].at),
    ]
    found, plain = _fold(vendor, [*kept, *pair], now), _fold(vendor, kept, now)
    bare = [[replace(c, remarks=()) for c in each.clocks] for each in (found, plain)]
    assert bare[0] == bare[1]
    assert found.state is plain.state


def _fold(vendor: str, events: list[Event], now: int) -> Folded:
    contract = CONTRACTS[vendor]
    return folded(events, now, contract=contract, tier=contract.tiers[0].id, book=BOOK)


def _plain(clock: Clock) -> tuple[object, ...]:
    return clock.state, clock.due_at, clock.breached, clock.stopped_at, clock.remaining_ns
