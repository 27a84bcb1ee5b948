"""The ledger adds up, and says why time did not count."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.clocks.clock import Clock
from router.domain.clocks.fold import clocks_of
from router.domain.clocks.ledger import elapsed_ns, ledger_of
from router.domain.contracts.contract import Customer
from router.domain.escalation.reminders import Before, Share, reminder_at
from router.domain.tickets.events import Event, Kind
from router.domain.time.instants import HOUR, MINUTE
from tests.builders import Book, alwayson, an_event, at, fold, lutece, nightline

OPENED = an_event("opened", "2026-03-06 15:00")  # Friday 16:00 in Paris


def test_the_ledger_names_what_did_not_count() -> None:
    clock = fold(
        lutece(),
        "low",
        "2026-03-09 10:00",
        OPENED,
        an_event("paused", "2026-03-09 08:00", reason="waiting_for_customer"),
        an_event("resumed", "2026-03-09 09:00"),
    )["response-1"]
    assert [(s.why, s.counted_ns, s.ahead) for s in ledger_of(clock)] == [
        ("open", 2 * HOUR, False),
        ("closed", 0, False),
        ("paused: waiting_for_customer", 0, False),
        ("open", HOUR, False),
        ("open", HOUR, True),
    ]


def test_the_ledger_of_a_lead_time_adds_up_to_the_lead() -> None:
    clock = fold(
        alwayson(),
        None,
        "2026-03-02 12:00",
        an_event(
            "duty_started", "2026-03-02 10:00", duty="lead", planned_for="2026-03-25T18:00:00Z"
        ),
    )["lead-1"]
    assert sum(s.counted_ns for s in ledger_of(clock)) == 7 * 24 * HOUR


def test_a_reminder_counts_on_the_clock_s_own_calendar() -> None:
    clock = fold(lutece(), "low", "2026-03-06 15:30", OPENED)["response-1"]
    assert clock.due_at == at("2026-03-09 10:00")
    assert reminder_at(clock, Before(2 * 3600 + 60)) == at("2026-03-06 16:59")
    assert reminder_at(clock, Share(25)) == at("2026-03-06 16:00")
    assert reminder_at(clock, Share(100)) == clock.due_at


def test_a_reminder_longer_than_its_target_is_due_at_the_start() -> None:
    clock = fold(lutece(), "low", "2026-03-06 15:30", OPENED)["response-1"]
    assert reminder_at(clock, Before(100 * 3600)) == clock.started_at


def test_there_is_nothing_to_remind_of_while_a_clock_is_paused() -> None:
    paused = an_event("paused", "2026-03-06 15:10", reason="waiting_for_customer")
    clock = fold(lutece(), "low", "2026-03-06 15:30", OPENED, paused)["response-1"]
    assert reminder_at(clock, Before(60)) is None


# Properties

CONTRACTS = {c.vendor: c for c in (lutece(), alwayson(), nightline())}
BOOK = Book(*CONTRACTS.values())
START = at("2026-03-27 09:00")  # over a weekend with a clock change in Paris
FREE = [
    Kind.VENDOR_REPLIED,
    Kind.AGENT_REPLIED,
    Kind.CUSTOMER_REPLIED,
    Kind.PAUSED,
    Kind.RESUMED,
    Kind.RESOLVED,
    Kind.REOPENED,
    Kind.HANDOVER_REQUESTED,
    Kind.HANDED_OVER,
    Kind.DELETED,
    Kind.UNDELETED,
]


@st.composite
def stories(draw: st.DrawFn) -> tuple[str, list[Event], int]:
    vendor = draw(st.sampled_from(sorted(CONTRACTS)))
    tiers = [t.id for t in CONTRACTS[vendor].tiers]
    events = [Event(Kind.OPENED, START, "opened", START)]
    for number in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from([*FREE, Kind.TIER_CHANGED, Kind.TIER_CORRECTED]))
        happened = START + draw(st.integers(-10, 6000)) * MINUTE
        received = happened + draw(st.sampled_from([0, 0, 5, 600])) * MINUTE
        data: dict[str, str | None] = {}
        if kind in (Kind.TIER_CHANGED, Kind.TIER_CORRECTED):
            data = {"tier": draw(st.sampled_from(tiers))}
        if kind is Kind.PAUSED:
            data = {"reason": draw(st.sampled_from(["waiting_for_customer", "on_hold"]))}
        events.append(Event(kind, happened, f"e{number}", received, data=data))
    return vendor, events, START + draw(st.integers(0, 9000)) * MINUTE


def clocks(vendor: str, events: list[Event], now: int) -> tuple[Clock, ...]:
    contract = CONTRACTS[vendor]
    tier = contract.tiers[0].id
    return clocks_of(events, now, customer=Customer(), contract=contract, tier=tier, book=BOOK)


@settings(deadline=None, max_examples=200)
@given(stories(), st.randoms())
def test_the_order_of_arrival_does_not_matter(story: tuple[str, list[Event], int], random) -> None:  # type: ignore[no-untyped-def]  # hypothesis hands in a Random of its own
    vendor, events, now = story
    shuffled = [*events, *events[:3]]
    random.shuffle(shuffled)
    assert clocks(vendor, shuffled, now) == clocks(vendor, events, now)


@settings(deadline=None, max_examples=200)
@given(stories())
def test_the_ledger_sums_to_the_elapsed_time_and_runs_on_to_the_deadline(
    story: tuple[str, list[Event], int],
) -> None:
    for clock in clocks(*story):
        segments = ledger_of(clock)
        assert sum(s.counted_ns for s in segments if not s.ahead) == elapsed_ns(clock)
        assert all(a.to == b.since for a, b in pairwise(segments))
        assert all(s.since < s.to for s in segments)
        if clock.due_at is not None:
            to_deadline = sum(s.counted_ns for s in segments if s.to <= clock.due_at)
            assert to_deadline == clock.length_ns
            if not clock.breached:
                assert clock.remaining_ns == clock.length_ns - elapsed_ns(clock)


@settings(deadline=None, max_examples=200)
@given(stories())
def test_what_is_known_does_not_depend_on_when_it_is_folded(
    story: tuple[str, list[Event], int],
) -> None:
    """A clock that ended, seen later with nothing new learned, is the same clock."""
    vendor, events, now = story
    known = [e for e in events if e.received_at <= now]
    later = {c.id: c for c in clocks(vendor, known, now + HOUR)}
    for clock in clocks(vendor, known, now):
        if clock.state in ("stopped", "cancelled"):
            assert later[clock.id] == clock
