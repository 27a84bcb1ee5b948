"""Opening hours and lengths as people write them, read into seconds.

`09:00-12:00, 13:00-17:00`, `mon-fri`, `4h`, `1h30m`, `2d`. Texts stay texts until here, so that no
file format can turn `09:30` into a number in base 60.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from router.domain.errors import BadCalendar, BadLength
from router.domain.time.calendar_definitions import DAYS
from router.domain.time.civil import DAY_SECONDS

_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_PART = re.compile(r"(\d+)([wdhms])", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LENGTH = re.compile(r"(?:\d+[wdhms])+", re.ASCII)
_UNITS = {"w": 7 * DAY_SECONDS, "d": DAY_SECONDS, "h": 3600, "m": 60, "s": 1}
_LONGEST = 111 * 366 * DAY_SECONDS  # nothing counted from 1990 to 2100 can be longer


def parse_time(text: str) -> int:
    """Seconds of the day of `HH:MM` or `HH:MM:SS`, 00:00 to 24:00; raises BadCalendar."""
    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    if match:
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        at = hour * 3600 + minute * 60 + second
        if minute < 60 and second < 60 and at <= DAY_SECONDS:
            return at
    raise BadCalendar(f"{text!r} is not a time of day; write 00:00 to 24:00, such as 09:30")


def parse_window(opened: str, closed: str) -> tuple[int, int]:
    """(open, close) in seconds of the day; close before open is overnight; raises BadCalendar."""
    since, to = parse_time(opened), parse_time(closed)
    if since == DAY_SECONDS:
        raise BadCalendar(f"a window cannot open at {opened!r}; write 00:00 on the next day")
    return since, to


def parse_windows(text: str) -> list[tuple[int, int]]:
    """The windows of a day such as `09:00-12:00, 13:00-17:00`; `closed` is none."""
    if text.strip().lower() in ("", "closed"):
        return []
    return [_dashed_window(part.strip()) for part in text.split(",")]


def parse_days(text: str) -> list[str]:
    """Days of `mon`, `mon-fri`, `sat, sun`; a range may run over Sunday (`fri-mon`)."""
    days: list[str] = []
    for part in text.lower().split(","):
        first, dash, last = (word.strip() for word in part.partition("-"))
        for word in (first, last) if dash else (first,):
            if word not in DAYS:
                raise BadCalendar(f"{text!r} names no day {word!r}; write mon to sun, or mon-fri")
        start = DAYS.index(first)
        count = (DAYS.index(last) - start) % 7 + 1 if dash else 1
        days.extend(DAYS[(start + step) % 7] for step in range(count))
    return days


def parse_week(week: Mapping[str, str]) -> dict[str, list[tuple[int, int]]]:
    """Weekly hours from days to windows: `{"mon-fri": "09:00-17:00", "sat": "10:00-14:00"}`.

    Raises BadCalendar where a day is given twice.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for days, windows in week.items():
        for day in parse_days(days):
            if day in found:
                raise BadCalendar(f"{day!r} has hours twice; name each day once")
            found[day] = parse_windows(windows)
    return found


def parse_date(text: object) -> date:
    """The local date of `YYYY-MM-DD`; raises BadCalendar, also for one that does not exist."""
    try:
        if not isinstance(text, str) or not _DATE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise BadCalendar(f"{text!r} is not a date; write one such as 2026-04-03") from None


def parse_length(text: str) -> int:
    """Whole seconds of `30m`, `4h`, `1h30m`, `2d`, `1w` (a day is 24 hours); raises BadLength."""
    cleaned = text.replace(" ", "") if isinstance(text, str) else ""
    if not _LENGTH.fullmatch(cleaned):
        raise BadLength(f"{text!r} is not a length; write 4h, 30m, 1h30m or 2d")
    total = sum(int(count) * _UNITS[unit] for count, unit in _PART.findall(cleaned))
    if total > _LONGEST:
        raise BadLength(f"{text!r} is longer than the years 1990 to 2100")
    return total


def find_overlap(
    weekly: Mapping[str, Sequence[tuple[int, int]]],
) -> tuple[str, tuple[int, int]] | None:
    """The first window that another one overlaps, also out of the night before, with its day.

    A calendar would join the two; in a file it is more likely a slip, so a loader refuses it.
    """
    stretches = sorted(_in_week(weekly))
    reach = max((to - 7 * DAY_SECONDS for _, to, *_ in stretches), default=0)
    for since, to, day, window in stretches:
        if since < reach:
            return day, window
        reach = max(reach, to)
    return None


def _in_week(
    weekly: Mapping[str, Sequence[tuple[int, int]]],
) -> Iterable[tuple[int, int, str, tuple[int, int]]]:
    for at, day in enumerate(DAYS):
        for opened, closed in weekly.get(day, ()):
            if opened != closed:
                length = (closed - opened) % DAY_SECONDS or DAY_SECONDS
                since = at * DAY_SECONDS + opened
                yield since, since + length, day, (opened, closed)


def _dashed_window(text: str) -> tuple[int, int]:
    opened, dash, closed = (part.strip() for part in text.partition("-"))
    if not dash:
        raise BadCalendar(f"{text!r} is not a window; write one such as 09:00-17:00")
    return parse_window(opened, closed)
