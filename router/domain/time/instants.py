"""Instants: whole nanoseconds of UTC since 1970, as plain integers.

Why an integer and not a datetime: helpdesks send up to nine fractional digits and nothing may be
rounded before it is compared; an integer cannot lose its offset in a database, a queue or a pickle;
and it sorts and indexes alike in SQLite and PostgreSQL (`docs/decisions/0001-instants.md`).

Convention: a name ending in `_at` is an `Instant`; `_seconds` is a promised length in whole
seconds; `_ns` is a measured length in nanoseconds; `_on` is a local date.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from router.domain.errors import BadInstant

Instant: TypeAlias = int

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST: Instant = 631_152_000 * SECOND  # 1990-01-01T00:00:00Z
LATEST: Instant = 4_133_980_800 * SECOND  # 2101-01-01T00:00:00Z, exclusive

_RFC3339 = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})",
    re.ASCII,  # other scripts have digits too
)


def parse_instant(text: str) -> Instant:
    """Read RFC 3339 with an offset and 0 to 9 fractional digits.

    Returns nanoseconds of UTC. Raises BadInstant, quoting the text, for anything else: no offset,
    a date that does not exist, a year outside 1990 to 2100.
    """
    match = _RFC3339.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise BadInstant(
            f"{text!r} is not an instant; write RFC 3339 with an offset, "
            "such as 2026-02-03T09:00:00Z or 2026-02-03T10:00:00+01:00"
        )
    year, month, day, hour, minute, second = (int(match[i]) for i in range(1, 7))
    if not 1990 <= year <= 2100:
        raise BadInstant(f"{text!r} is outside the years 1990 to 2100")
    offset = match[8]
    offset_seconds = 0
    if offset not in "Zz":
        hours, minutes = int(offset[1:3]), int(offset[4:6])
        if hours > 23 or minutes > 59:
            raise BadInstant(f"{text!r} has an offset that does not exist; write -23:59 to +23:59")
        offset_seconds = (hours * 3600 + minutes * 60) * (-1 if offset[0] == "-" else 1)
    # RFC 3339 allows a leap second; UTC here has none, so it is the first moment after it.
    leap = second == 60
    try:
        whole = datetime(year, month, day, hour, minute, 59 if leap else second, tzinfo=UTC)
    except ValueError as error:
        raise BadInstant(f"{text!r} is a date or time that does not exist ({error})") from None
    seconds = _whole_seconds(whole) + leap - offset_seconds
    at = seconds * SECOND + int((match[7] or "0").ljust(9, "0"))
    if not EARLIEST <= at < LATEST:
        raise BadInstant(f"{text!r} is outside the years 1990 to 2100")
    return at


def read_instant(field: str, value: Any) -> Instant:
    """The instant in a field that somebody filled in; raises BadInstant, naming the field."""
    if value is None:
        raise BadInstant(f"{field} is missing; write an instant such as 2026-02-03T09:00:00Z")
    try:
        return parse_instant(value)
    except BadInstant as error:
        raise BadInstant(f"{field}: {error}") from None


def format_instant(at: Instant) -> str:
    """RFC 3339 in UTC with `Z`; fractional digits only where the instant has them."""
    seconds, fraction = divmod(at, SECOND)
    text = (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{f'{fraction:09d}'.rstrip('0')}Z" if fraction else f"{text}Z"


def from_datetime(moment: datetime) -> Instant:
    """Nanoseconds of UTC of an aware datetime; raises BadInstant for one without an offset."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise BadInstant(f"{moment.isoformat()!r} has no offset; pass an aware datetime")
    delta = moment - _EPOCH
    return ((delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds) * 1_000


def to_datetime(at: Instant) -> datetime:
    """The aware UTC datetime at or just before the instant (datetimes hold microseconds)."""
    return _EPOCH + timedelta(microseconds=at // 1_000)


def utc_day(at: Instant) -> str:
    """The day in UTC that an instant lies on, as `2026-03-04`."""
    return format_instant(at)[:10]


def in_seconds(length_ns: int) -> int | float:
    """A measured length for JSON: whole seconds as an int, else a number with a fraction."""
    seconds, fraction = divmod(length_ns, SECOND)
    return seconds if not fraction else length_ns / SECOND


def _whole_seconds(moment: datetime) -> int:
    delta = moment - _EPOCH
    return delta.days * 86_400 + delta.seconds
