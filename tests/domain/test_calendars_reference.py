"""The product and the slow reference agree."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from router.domain.time.calendars import Calendar
from tests.domain.random_calendars import some_definition, some_instant, some_length
from tests.reference_calendar import ReferenceCalendar

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUESTIONS = 100_000
A_CALENDAR = 400


def moment(at: int) -> datetime:
    """Exact: the random instants have whole microseconds."""
    return EPOCH + timedelta(microseconds=at // 1000)


def test_the_product_agrees_with_the_reference_on_100_000_random_questions() -> None:
    rng = random.Random(20_261_122)
    asked = 0
    while asked < QUESTIONS:
        arguments, centre = some_definition(rng)
        calendar = Calendar.build("random", **arguments)
        reference = ReferenceCalendar(**arguments)
        for turn in range(A_CALENDAR):
            start, other = some_instant(rng, centre), some_instant(rng, centre)
            length = some_length(rng)
            spell = timedelta(microseconds=length // 1000)
            if turn % 3 == 0:
                found, expected = calendar.due(start, length), reference.due(moment(start), spell)
            elif turn % 3 == 1:
                found = calendar.latest_start(start, length)
                expected = reference.latest_start(moment(start), spell)
            else:
                found = calendar.elapsed(start, other)
                expected = EPOCH + reference.elapsed(moment(start), moment(other))
            assert moment(found) == expected, (arguments, turn, moment(start), moment(other), spell)
            assert found % 1000 == 0
            asked += 1
