"""The questions to a calendar with aware datetimes in and UTC datetimes out.

For callers that live with datetimes; inside, an instant is an integer. A datetime holds
microseconds, so nothing is lost on the way in; on the way out finer fractions cannot occur. Whole
seconds, which are the rule, are counted as such: it is a third quicker.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from router.domain.errors import BadInstant, BadLength
from router.domain.time.calendars import Calendar

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BASE = datetime(1990, 1, 1, tzinfo=UTC)  # where compiled tables count from
_NO_TIME = timedelta(0)
_SECOND = timedelta(seconds=1)
_MICRO = 1_000_000


def due(calendar: Calendar, start: datetime, length: timedelta) -> datetime:
    """When `length` of open time has passed since `start`.

    Raises BadInstant for a datetime without an offset, BadLength for a negative length, quoting
    them, and BadCalendar where no open time is left.
    """
    try:
        since = start - _BASE
    except TypeError:
        raise _without_offset(start) from None
    if length < _NO_TIME:
        raise BadLength(f"{length} is a negative length; give 0 or more")
    at, spell = since.days * 86_400 + since.seconds, length.days * 86_400 + length.seconds
    if since.microseconds or length.microseconds:
        at, spell = at * _MICRO + since.microseconds, spell * _MICRO + length.microseconds
        found = calendar.compiled.due(at, spell, _MICRO)
        if found is not None:
            return _BASE + timedelta(0, 0, found)
    else:
        found = calendar.compiled.due(at, spell, 1)
        if found is not None:
            return _BASE + _SECOND * found
    return _datetime(calendar.due(_instant(start), _length(length)))  # raises, and says why


def latest_start(calendar: Calendar, end: datetime, length: timedelta) -> datetime:
    """The latest moment from which `length` of open time leads to `end`; raises as `due`."""
    return _datetime(calendar.latest_start(_instant(end), _length(length)))


def elapsed(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Open time in [start, end), nothing where `end` is not after `start`; raises BadInstant."""
    try:
        since, until = start - _BASE, end - _BASE
    except TypeError:
        raise _without_offset(start if start.utcoffset() is None else end) from None
    if until <= since:
        return _NO_TIME
    first, last = since.days * 86_400 + since.seconds, until.days * 86_400 + until.seconds
    if since.microseconds or until.microseconds:
        first, last = first * _MICRO + since.microseconds, last * _MICRO + until.microseconds
        return timedelta(0, 0, calendar.compiled.elapsed(first, last, _MICRO))
    return _SECOND * calendar.compiled.elapsed(first, last, 1)


def is_open(calendar: Calendar, moment: datetime) -> bool:
    """Whether time counts at the moment; raises BadInstant."""
    return calendar.is_open(_instant(moment))


def windows(
    calendar: Calendar, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The windows between two moments as (open, close), clipped to them; raises BadInstant."""
    for opened, closed in calendar.windows(_instant(start), _instant(end)):
        yield _datetime(opened), _datetime(closed)


def _instant(moment: datetime) -> int:
    try:
        delta = moment - _EPOCH
    except TypeError:
        raise _without_offset(moment) from None
    return ((delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds) * 1_000


def _length(length: timedelta) -> int:
    if length < _NO_TIME:
        raise BadLength(f"{length} is a negative length; give 0 or more")
    return ((length.days * 86_400 + length.seconds) * 1_000_000 + length.microseconds) * 1_000


def _datetime(at: int) -> datetime:
    return _EPOCH + timedelta(microseconds=at // 1_000)


def _without_offset(moment: datetime) -> BadInstant:
    return BadInstant(f"{moment} has no offset; pass an aware datetime")
