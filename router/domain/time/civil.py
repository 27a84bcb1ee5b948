"""Local dates and times of a zone, as epoch seconds.

Rule 7 in one place: an edge in a skipped stretch moves later by the length of the gap, an edge in
a repeated stretch is its first occurrence. Both are what an aware datetime with `fold=0` means.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from router.domain.errors import BadCalendar
from router.domain.time.instants import SECOND, Instant

DAY_SECONDS = 86_400
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

# Names that read a setting of the machine rather than the zone data.
_NOT_ZONES = frozenset({"localtime", "posixrules", "Factory"})


def zone_named(name: str) -> ZoneInfo:
    """The zone of that IANA name; raises BadCalendar, quoting it, where there is none."""
    try:
        if name in _NOT_ZONES:
            raise ValueError(name)
        return ZoneInfo(name)
    except (LookupError, ValueError, TypeError, OSError) as error:
        raise BadCalendar(
            f"{name!r} is not a time zone; write an IANA name such as Europe/Paris or UTC"
        ) from error


def local_date(zone: ZoneInfo, at: Instant) -> date:
    """The date that a wall calendar in the zone shows at the instant."""
    return datetime.fromtimestamp(at // SECOND, zone).date()


def epoch_second(zone: ZoneInfo, ordinal: int, second: int) -> int:
    """Epoch second of a local second of the day (86,400 and more run into the following days)."""
    wall = datetime.fromordinal(ordinal) + timedelta(seconds=second)
    naive = (ordinal - EPOCH_ORDINAL) * DAY_SECONDS + second
    return naive - _seconds(wall.replace(tzinfo=zone).utcoffset())


def midnight_offsets(zone: ZoneInfo, first: int, last: int) -> list[int]:
    """The offset from UTC in seconds at local midnight of each date, ordinals first to last.

    Where neighbours agree there is no clock change between them, so that edges of that day need
    no look into the zone: that is what makes compiling quick.
    """
    at = datetime.fromordinal
    return [_seconds(at(day).replace(tzinfo=zone).utcoffset()) for day in range(first, last + 1)]


def exists(zone: ZoneInfo, ordinal: int) -> bool:
    """False for a date that the zone skipped (Apia went from 2011-12-29 to 2011-12-31)."""
    return epoch_second(zone, ordinal, 0) < epoch_second(zone, ordinal, DAY_SECONDS)


@lru_cache(maxsize=256)
def summer_stretches(zone: ZoneInfo, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The stretches of those years, in epoch seconds, in which the zone is on summer time."""
    lo, hi = (
        (date(year, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY_SECONDS for year in (first, last + 1)
    )
    stretches: list[tuple[int, int]] = []
    summer, since = _is_summer(zone, lo), lo
    for step in range(lo, hi, DAY_SECONDS):
        until = min(step + DAY_SECONDS, hi)
        if _is_summer(zone, until) == summer:
            continue
        before, after = step, until
        while after - before > 1:
            middle = (before + after) // 2
            if _is_summer(zone, middle) == summer:
                before = middle
            else:
                after = middle
        if summer:
            stretches.append((since, after))
        summer, since = not summer, after
    if summer and since < hi:
        stretches.append((since, hi))
    return tuple(stretches)


def _is_summer(zone: ZoneInfo, second: int) -> bool:
    """Ahead of the zone's standard time; where the zone data call winter the exception (Ireland,
    Morocco: a negative saving), the other half of the year is summer."""
    moment = datetime.fromtimestamp(second, zone)
    saving = _seconds(moment.dst())
    if saving:
        return saving > 0
    return _has_winter_saving(zone, moment.year)


@lru_cache(maxsize=1024)
def _has_winter_saving(zone: ZoneInfo, year: int) -> bool:
    months = (datetime(year, month, 15, tzinfo=UTC).astimezone(zone) for month in range(1, 13))
    return any(_seconds(moment.dst()) < 0 for moment in months)


def _seconds(delta: timedelta | None) -> int:
    return 0 if delta is None else delta.days * DAY_SECONDS + delta.seconds
