"""The wall times of a repetition rule (RFC 5545, 3.3.10), by dateutil, within bounds of work.

dateutil looks for a next time until the year 9999 and never ends on an interval of 0; so rules
are checked first, and those that might find nothing are asked year by year.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

from router.policy_files.holidays.ics.ics_lines import Property

MOST_REPETITIONS = 150_000
_BEFORE_EACH_DAY = {"SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3600}
_FREQUENCIES = frozenset({*_BEFORE_EACH_DAY, "DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# What each part may say, and the greatest number in it; 0 is never right in those that count days.
_NUMBERS = {
    "BYSECOND": (0, 60),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366),
}
_SIGNED = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"})
_KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", "RSCALE", *_NUMBERS})
_SPARSE = frozenset({"BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"})
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")

Parts = dict[str, str]


def repeated(
    rule: Property, first: datetime, last: date, until: Callable[[str], datetime]
) -> Iterator[datetime]:
    """The wall times of a rule from `first` to the end of the date `last`.

    `until` makes a wall time of the value of UNTIL. Raises BadProperty for what is not allowed.
    """
    parts = _parts(rule)
    end = datetime.combine(last, time.max)
    if "UNTIL" in parts:
        end = min(end, until(parts.pop("UNTIL")))
    count = int(parts.pop("COUNT", 0)) or None
    frequency, interval = parts["FREQ"], int(parts.get("INTERVAL", 1))
    _bound(rule, parts, count, min(end, datetime.combine(last, time.max)) - first)
    keep: Callable[[datetime], bool] | None = None
    if frequency in ("DAILY", "WEEKLY") and "BYSETPOS" not in parts and _may_miss(parts, interval):
        parts, keep = _year_by_year(parts, first, interval)
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    rrule = importlib.import_module("dateutil.rrule")
    try:
        found: Iterator[datetime] = iter(rrule.rrulestr(text, dtstart=first, ignoretz=True))
    except (ValueError, TypeError) as error:
        raise rule.bad(f"is not a rule ({error})") from None
    if keep is not None:
        found = filter(keep, found)
    walls = takewhile(lambda wall: wall <= end, found)
    return islice(walls, count) if count else walls


def _parts(rule: Property) -> Parts:
    parts: Parts = {}
    for part in filter(None, (each.strip() for each in rule.value.split(";"))):
        name, _, value = part.partition("=")
        name, value = name.strip().upper(), re.sub(r"\s", "", value).upper()
        if name.startswith("X-"):
            continue
        if name not in _KNOWN:
            raise rule.bad(f"has the part {name!r}, which is none of {', '.join(sorted(_KNOWN))}")
        if not value:
            continue
        if parts.setdefault(name, value) != value:
            raise rule.bad(f"says {name} twice")
        _check(rule, name, value)
    if "FREQ" not in parts:
        raise rule.bad("has no FREQ, such as FREQ=YEARLY")
    parts.pop("RSCALE", None)
    return parts


def _check(rule: Property, name: str, value: str) -> None:
    if name == "FREQ" and value not in _FREQUENCIES:
        raise rule.bad(f"has a FREQ that is none of {', '.join(sorted(_FREQUENCIES))}")
    if name == "RSCALE" and value != "GREGORIAN":
        raise rule.bad("counts by another calendar; write the dates by RDATE")
    if name in ("INTERVAL", "COUNT") and not re.fullmatch(r"0*[1-9]\d{0,8}", value):
        raise rule.bad(f"has a {name} that is not a number from 1")
    if name == "WKST" and value not in _DAYS:
        raise rule.bad(f"has a WKST that is none of {', '.join(_DAYS)}")
    if name == "BYDAY" and not all(_BYDAY.fullmatch(each) for each in value.split(",")):
        raise rule.bad("has a BYDAY that is no list of days such as MO or -1FR")
    if name in _NUMBERS:
        least, most = _NUMBERS[name]
        for each in value.split(","):
            fits = re.fullmatch(r"[+-]?\d{1,3}", each) and least <= int(each) <= most
            if not fits or (name in _SIGNED and int(each) == 0):
                raise rule.bad(f"has a {name} that is not from {least} to {most}")


def _bound(rule: Property, parts: Parts, count: int | None, span: timedelta) -> None:
    """Rules within a day: only with an end that is near, and none that leaves most times out."""
    frequency = parts["FREQ"]
    if frequency not in _BEFORE_EACH_DAY:
        return
    if any(name.startswith("BY") for name in parts):
        raise rule.bad(f"chooses among {frequency}; write FREQ=DAILY with BYHOUR and BYMINUTE")
    step = _BEFORE_EACH_DAY[frequency] * int(parts.get("INTERVAL", 1))
    if min(count or MOST_REPETITIONS + 1, span.total_seconds() / step) > MOST_REPETITIONS:
        raise rule.bad(
            f"repeats {frequency} more than {MOST_REPETITIONS:,} times; give it a near UNTIL, "
            "or one event that lasts"
        )


def _may_miss(parts: Parts, interval: int) -> bool:
    return bool(_SPARSE & parts.keys()) or (interval > 1 and "BYDAY" in parts)


def _year_by_year(
    parts: Parts, first: datetime, interval: int
) -> tuple[Parts, Callable[[datetime], bool] | None]:
    """The same days chosen from whole years: there are few years, and a day is not asked for long.

    An interval becomes a question to each day: is it a multiple away from the first?
    """
    weekly = parts["FREQ"] == "WEEKLY"
    yearly = {**parts, "FREQ": "YEARLY"}
    yearly.pop("INTERVAL", None)
    if "BYDAY" in yearly:
        yearly["BYDAY"] = ",".join(each[-2:] for each in yearly["BYDAY"].split(","))
    elif weekly:
        yearly["BYDAY"] = _DAYS[first.weekday()]
    elif not {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"} & yearly.keys():
        yearly["BYDAY"] = ",".join(_DAYS)
    if interval == 1:
        return yearly, None
    starts = _DAYS.index(parts.get("WKST", "MO")) if weekly else 0
    origin = first.toordinal() - ((first.weekday() - starts) % 7 if weekly else 0)
    step = interval * 7 if weekly else interval
    width = 7 if weekly else 1
    return yearly, lambda wall: (wall.toordinal() - origin) % step < width
