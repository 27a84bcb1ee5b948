"""Promises in business days: by an hour of the n-th business day after the day it started."""

from __future__ import annotations

from router.domain.errors import BadCalendar, BadLength
from router.domain.time.civil import DAY_SECONDS, epoch_second, local_date
from router.domain.time.instants import LATEST, SECOND, Instant, format_instant
from router.domain.time.windows import RuleBook


def end_of(book: RuleBook, name: str, start: Instant, count: int, by_second: int) -> Instant:
    """Local second `by_second` of the count-th business day strictly after `start`'s local date.

    Raises BadLength for a count below 1 or a second outside the day, BadCalendar where the years
    to 2100 do not have that many business days.
    """
    if count < 1:
        raise BadLength(f"{count} business days is no promise; give 1 or more")
    if not 0 <= by_second <= DAY_SECONDS:
        raise BadLength(f"{by_second} is not a second of the day; give 0 to {DAY_SECONDS}")
    ordinal, left = local_date(book.zone, start).toordinal(), count
    latest = local_date(book.zone, LATEST).toordinal()
    while left:
        ordinal += 1
        if ordinal > latest:
            raise BadCalendar(
                f"calendar {name!r} has not {count} business days between "
                f"{format_instant(start)} and 2101"
            )
        left -= book.opens_on(ordinal)
    return epoch_second(book.zone, ordinal, by_second) * SECOND
