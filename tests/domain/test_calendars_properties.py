"""What holds for any calendar, any zone and any clock change."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from router.domain.time import batch, datetimes
from router.domain.time.calendars import Calendar
from router.domain.time.instants import DAY, SECOND, from_datetime, to_datetime
from tests.domain.random_calendars import calendars, lengths, offsets

Where = tuple[Calendar, int]


@settings(max_examples=200, deadline=None)
@given(calendars(), offsets(), lengths())
def test_as_much_time_has_elapsed_at_the_deadline_as_was_asked_for(
    where: Where, offset: int, length: int
) -> None:
    calendar, centre = where
    start = centre * SECOND + offset
    assert calendar.elapsed(start, calendar.due(start, length)) == length


@settings(max_examples=200, deadline=None)
@given(calendars(), offsets(), offsets(), lengths(), lengths())
def test_later_and_longer_is_never_due_earlier(
    where: Where, one: int, other: int, short: int, long: int
) -> None:
    calendar, centre = where
    first, second = sorted((centre * SECOND + one, centre * SECOND + other))
    less, more = sorted((short, long))
    assert calendar.due(first, less) <= calendar.due(second, less)
    assert calendar.due(first, less) <= calendar.due(first, more)


@settings(max_examples=200, deadline=None)
@given(calendars(), offsets(), lengths(least=1))
def test_backward_is_forwards_mirror_from_open_instants(
    where: Where, offset: int, length: int
) -> None:
    calendar, centre = where
    start = calendar.due(centre * SECOND + offset, 0)
    assert calendar.latest_start(calendar.due(start, length), length) == start


@settings(max_examples=200, deadline=None)
@given(calendars(), offsets(), lengths())
def test_no_later_start_leads_to_the_same_end(where: Where, offset: int, length: int) -> None:
    calendar, centre = where
    end = centre * SECOND + offset
    start = calendar.latest_start(end, length)
    assert calendar.elapsed(start, end) == length
    assert calendar.elapsed(start + 1, end) < length or length == 0


@settings(max_examples=200, deadline=None)
@given(calendars(), offsets(), lengths(least=1), lengths(least=1))
def test_splitting_a_length_into_parts_changes_nothing(
    where: Where, offset: int, first: int, second: int
) -> None:
    calendar, centre = where
    start = centre * SECOND + offset
    assert calendar.due(calendar.due(start, first), second) == calendar.due(start, first + second)


@settings(max_examples=200, deadline=None)
@given(calendars(), offsets(), offsets())
def test_windows_and_closures_cover_a_stretch_exactly(where: Where, one: int, other: int) -> None:
    calendar, centre = where
    start, end = sorted((centre * SECOND + one, centre * SECOND + other))
    pieces = [(o, c, "open") for o, c in calendar.windows(start, end)]
    assert sum(c - o for o, c, _ in pieces) == calendar.elapsed(start, end)
    pieces = sorted(pieces + list(calendar.closures(start, end)))
    at = start
    for since, to, _ in pieces:
        assert since == at < to
        at = to
    assert at == end
    assert all(a[2] != b[2] for a, b in pairwise(pieces))


@settings(max_examples=200, deadline=None)
@given(calendars(), offsets())
def test_edges_are_where_open_and_closed_meet(where: Where, offset: int) -> None:
    calendar, centre = where
    at = centre * SECOND + offset
    opening, closing = calendar.next_opening(at), calendar.next_closing(at)
    assert opening is not None
    assert closing is not None
    assert at < opening
    assert at < closing
    assert calendar.is_open(opening)
    assert not calendar.is_open(opening - 1)
    assert calendar.is_open(closing - 1)
    assert not calendar.is_open(closing)
    assert (closing < opening) == calendar.is_open(at)


@settings(max_examples=60, deadline=None)
@given(st.lists(calendars(), min_size=1, max_size=4), st.integers(0, 2**32))
def test_a_batch_answers_as_the_calendars_do_one_by_one(places: list[Where], seed: int) -> None:
    rng = np.random.default_rng(seed)
    owners = [calendar for calendar, _ in places]
    which = rng.integers(0, len(owners), 300)
    centres = np.array([centre for _, centre in places])[which]
    starts = centres + rng.integers(-20, 20, 300) * rng.choice([1800, 43_211], 300)
    others = centres + rng.integers(-20, 20, 300) * rng.choice([1800, 43_211], 300)
    spells = rng.choice([0, 1, 3600, 28_800, 400_000], 300)
    due = batch.due(owners, which, starts, spells)
    back = batch.latest_start(owners, which, starts, spells)
    spent = batch.elapsed(owners, which, starts, others)
    counts = batch.is_open(owners, which, starts)
    for n in range(300):
        calendar, start = owners[which[n]], int(starts[n]) * SECOND
        spell, other = int(spells[n]) * SECOND, int(others[n]) * SECOND
        assert due[n] * SECOND == calendar.due(start, spell)
        assert back[n] * SECOND == calendar.latest_start(start, spell)
        assert spent[n] * SECOND == calendar.elapsed(start, other)
        assert counts[n] == calendar.is_open(start)


@settings(max_examples=100, deadline=None)
@given(calendars(), offsets(), st.integers(1, 8), st.integers(0, 86_400))
def test_a_business_day_is_a_later_date_on_which_a_window_opens(
    where: Where, offset: int, count: int, by_second: int
) -> None:
    calendar, centre = where
    start = centre * SECOND + offset
    end = calendar.business_day_end(start, count, 86_400)
    assert end > start
    assume(count > 1)
    previous = calendar.business_day_end(start, count - 1, 86_400)
    assert previous < end
    assert calendar.business_day_end(start, count, by_second) <= end
    assert calendar.elapsed(previous - DAY, end) > 0


@settings(max_examples=200, deadline=None)
@given(calendars(), offsets(), offsets(), lengths())
def test_datetimes_are_answered_as_instants_are(
    where: Where, one: int, other: int, length: int
) -> None:
    """To the microsecond, which is what a datetime holds; whole seconds take another path."""
    calendar, centre = where
    start, end = (centre * SECOND + offset // 1000 * 1000 for offset in (one, other))
    length = length // 1000 * 1000
    spell = timedelta(microseconds=length // 1000)
    found = datetimes.due(calendar, to_datetime(start), spell)
    assert from_datetime(found) == calendar.due(start, length)
    spent = datetimes.elapsed(calendar, to_datetime(start), to_datetime(end))
    assert spent == timedelta(microseconds=calendar.elapsed(start, end) // 1000)
