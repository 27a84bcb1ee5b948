"""Batches: bad input is quoted, and years are compiled as far as an answer needs."""

from __future__ import annotations

import numpy as np
import pytest

from router.domain.errors import BadCalendar, BadInstant, BadLength
from router.domain.time import batch
from router.domain.time.instants import DAY, HOUR, SECOND, parse_instant
from tests.domain.calendar_builders import a_calendar, week

START = parse_instant("2026-02-03T09:00:00Z") // SECOND
ONE = np.array([0])
AT = np.array([START])


def test_an_answer_years_away_is_found() -> None:
    rare = a_calendar(weekly=week(sun="09:00-09:01"))
    length = 60 * 52 * 30
    assert batch.due([rare], ONE, AT, np.array([length])) * SECOND == rare.due(
        START * SECOND, length * SECOND
    )
    assert batch.latest_start([rare], ONE, AT, np.array([length])) * SECOND == rare.latest_start(
        START * SECOND, length * SECOND
    )


def test_nothing_asked_is_nothing_answered() -> None:
    none = np.array([], np.int64)
    for ask in (batch.due, batch.latest_start, batch.elapsed):
        assert ask([a_calendar()], none, none, none).size == 0
    assert batch.is_open([a_calendar()], none, none).size == 0


def test_many_short_windows_in_a_day_are_told_apart() -> None:
    texts = " ".join(
        f"{hour:02}:{m:02}-{hour:02}:{m + 5:02}" for hour in range(24) for m in (0, 30)
    )
    busy = a_calendar(weekly=week(weekdays=texts))
    starts = START + np.arange(0, 86_400, 77)
    which, spells = np.zeros(len(starts), np.int64), np.full(len(starts), 900)
    due = batch.due([busy], which, starts, spells)
    spent = batch.elapsed([busy], which, starts, starts + 40_000)
    for n, start in enumerate(starts.tolist()):
        assert due[n] * SECOND == busy.due(start * SECOND, 900 * SECOND)
        assert spent[n] * SECOND == busy.elapsed(start * SECOND, (start + 40_000) * SECOND)


@pytest.mark.parametrize(
    ("error", "start", "length", "words"),
    [
        (BadInstant, 5, 60, "^5 "),
        (BadLength, START, -60, "^-60 "),
        (BadCalendar, START, 10 * DAY // HOUR * 10**8, "after 2026-02-03T09:00:00Z"),
        (BadCalendar, START, 2 * 10**9, "has not 2000000000 seconds"),
    ],
)
def test_the_first_bad_question_is_quoted(error, start, length, words) -> None:
    with pytest.raises(error, match=words):
        batch.due([a_calendar()], ONE, np.array([start]), np.array([length]))


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="shapes"):
        batch.due([a_calendar()], ONE, AT, np.array([1, 2]))
    with pytest.raises(TypeError, match="float64"):
        batch.due([a_calendar()], ONE, AT * 1.0, np.array([1]))
    with pytest.raises(IndexError, match="of 1 calendars"):
        batch.due([a_calendar()], np.array([1]), AT, np.array([1]))
