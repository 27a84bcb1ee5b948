"""Lengths and limits as written: `30m`, `6 months`, `next business day by 17:00`."""

from __future__ import annotations

import re

from router.domain.contracts.contract import BusinessDays, Length, Limit, Months
from router.policy_files.yaml.problems import Refused, quoted

DAY_SECONDS = 86_400
MAX_SECONDS = 20 * 366 * DAY_SECONDS
_MAX_MONTHS = 240
_MAX_BUSINESS_DAYS = 1_000

_UNITS = {
    **dict.fromkeys(["s", "sec", "second", "seconds"], 1),
    **dict.fromkeys(["m", "min", "minute", "minutes"], 60),
    **dict.fromkeys(["h", "hour", "hours"], 3_600),
    **dict.fromkeys(["d", "day", "days"], DAY_SECONDS),
    **dict.fromkeys(["w", "week", "weeks"], 7 * DAY_SECONDS),
}
_PART = re.compile(r"([0-9]{1,9})\s*([a-z]+)")
_LENGTH = re.compile(r"(?:[0-9]{1,9}\s*[a-z]+\s*)+")
_MONTHS = re.compile(r"([0-9]{1,9})\s*months?")
_BUSINESS = re.compile(r"(?:next business day|([0-9]{1,9}) business days?)(?:\s+by\s+(\S+))?")
_HOURS = re.compile(r"[0-9]{1,9}\s*(?:h|hours?)")
_CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")

LENGTH_EXAMPLES = "write 4h, 30m or 2d"


def parse_clock(text: str) -> int:
    """Local seconds since midnight of `HH:MM` or `HH:MM:SS`; `24:00` is 86,400.

    Raises Refused for anything else.
    """
    match = _CLOCK.fullmatch(text.strip())
    if match is not None:
        hours, minutes, seconds = int(match[1]), int(match[2]), int(match[3] or 0)
        total = hours * 3_600 + minutes * 60 + seconds
        if minutes < 60 and seconds < 60 and total <= DAY_SECONDS:
            return total
    raise Refused(f"{quoted(text)} is not a time of day", "write 09:00, 17:30 or 24:00")


def parse_seconds(text: str) -> int:
    """Whole seconds of `30m`, `2h`, `1h 30m`, `3 days`, `1w` (days of 24 hours, I15).

    Raises Refused for anything else, for 0 and for more than 20 years.
    """
    word = text.strip().lower()
    if _LENGTH.fullmatch(word) is None:
        raise Refused(f"{quoted(text)} is not a length", LENGTH_EXAMPLES)
    total = 0
    for number, unit in _PART.findall(word):
        if unit not in _UNITS:
            raise Refused(f"{quoted(text)} is not a length", LENGTH_EXAMPLES)
        total += int(number) * _UNITS[unit]
    if total == 0:
        raise Refused(
            f"{quoted(text)} is no time at all, a limit that can never be met", LENGTH_EXAMPLES
        )
    if total > MAX_SECONDS:
        raise Refused(f"{quoted(text)} is more than 20 years", "write a shorter length")
    return total


def parse_limit(text: str) -> Limit:
    """A length, months by the calendar, or business days by a time of day.

    Raises Refused, saying what would be right.
    """
    word = " ".join(text.lower().split())
    months = _MONTHS.fullmatch(word)
    if months is not None:
        return Months(_counted(text, int(months[1]), _MAX_MONTHS, "months"))
    business = _BUSINESS.fullmatch(word)
    if business is None:
        return Length(parse_seconds(text), in_hours=_HOURS.fullmatch(word) is not None)
    if business[2] is None:
        raise Refused(
            f"{quoted(text)} does not say by what time of that day",
            f'write "{word} by 17:00"',
        )
    count = _counted(text, int(business[1] or 1), _MAX_BUSINESS_DAYS, "business days")
    by_second = parse_clock(business[2])
    if by_second == 0:
        raise Refused(
            f"{quoted(text)} ends as that day begins, which is the end of the day before",
            "write a later time of the day, such as 09:00, or 24:00 for the end of a day",
        )
    return BusinessDays(count, by_second)


def _counted(text: str, count: int, most: int, unit: str) -> int:
    if count == 0:
        raise Refused(
            f"{quoted(text)} is no time at all, a limit that can never be met", f"write 1 {unit}"
        )
    if count > most:
        raise Refused(f"{quoted(text)} is more than {most} {unit}", "write fewer")
    return count
