"""The zones that an iCalendar file names: IANA names, Windows names, and rules of its own."""

from __future__ import annotations

import importlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from router.domain.errors import RouterError
from router.domain.time.civil import zone_named
from router.policy_files.holidays.ics.ics_lines import BadProperty, Component, Property
from router.policy_files.holidays.ics.repeats import repeated

_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?")
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?Z?", re.IGNORECASE)
_NO_TIME = timedelta(0)


class Zones:
    """Looks zones up for one calendar of a file; its VTIMEZONE serve names that only it knows."""

    def __init__(self, components: Iterable[Component], last: date) -> None:
        self._own = {part.text("TZID"): part for part in components if part.name == "VTIMEZONE"}
        self._last = last
        self._found: dict[str, tzinfo] = {}

    def named(self, given: Property, name: str) -> tzinfo:
        """The zone of that name; raises BadProperty, quoting it, for one that nobody knows."""
        if name not in self._found:
            found = _world(name)
            if found is None and name in self._own:
                found = _Ruled(name, self._own[name], self._last)
            found = found or _iana(name)
            if found is None:
                raise given.bad(
                    f"names the zone {name!r}, which is neither an IANA name such as "
                    "Europe/Paris nor a VTIMEZONE of this file"
                )
            self._found[name] = found
        return self._found[name]


@lru_cache(maxsize=1024)
def _world(name: str) -> tzinfo | None:
    """A zone by its IANA name, also at the end of a path, or by the name that Windows gives it."""
    windows: Mapping[str, str] = importlib.import_module(
        "icalendar.timezone.windows_to_olson"
    ).WINDOWS_TO_OLSON
    name = name.strip()
    if name.upper() in ("UTC", "GMT", "Z", "ETC/UTC"):
        return UTC
    parts = name.strip("/").split("/")
    for tried in (name, windows.get(name), "/".join(parts[-2:]), "/".join(parts[-3:])):
        found = _iana(tried) if tried and "/" in tried else None
        if found is not None:
            return found
    return None


def _iana(name: str) -> tzinfo | None:
    try:
        return zone_named(name)
    except (RouterError, ValueError):
        return None


class _Ruled(tzinfo):
    """A zone by the rules of a VTIMEZONE, whose changes are worked out to the end of our years.

    A wall time in a skipped hour is read with the offset before it, in a repeated one it is the
    first, as in `docs/time.md`, rule 7.
    """

    def __init__(self, name: str, component: Component, last: date) -> None:
        self._name = name
        found: dict[datetime, tuple[timedelta, timedelta]] = {}
        for part in component.parts:
            if part.name not in ("STANDARD", "DAYLIGHT"):
                continue
            before, after = (_offset(part, f"TZOFFSET{end}") for end in ("FROM", "TO"))
            for wall in _onsets(part, last):
                found[wall - before] = (before, after)
        if not found:
            raise BadProperty(
                f"line {component.line}: VTIMEZONE {name!r} has no rule with a DTSTART"
            )
        self._changes = sorted(found)
        steps = [found[at] for at in self._changes]
        self._offsets = [steps[0][0], *(after for _, after in steps)]
        pairs = list(zip(self._changes, self._offsets, self._offsets[1:], strict=False))
        self._walls = [at + max(old, new) for at, old, new in pairs]

    def utcoffset(self, moment: datetime | None) -> timedelta:
        if moment is None:
            return _NO_TIME
        return self._offsets[bisect_right(self._walls, moment.replace(tzinfo=None))]

    def dst(self, moment: datetime | None) -> timedelta:
        return _NO_TIME

    def tzname(self, moment: datetime | None) -> str:
        return self._name

    def fromutc(self, moment: datetime) -> datetime:
        plain = moment.replace(tzinfo=None)
        return (plain + self._offsets[bisect_right(self._changes, plain)]).replace(tzinfo=self)


def _offset(part: Component, name: str) -> timedelta:
    given = part.one(name)
    if given is None:
        raise BadProperty(f"line {part.line}: {part.name} has no {name}")
    match = _OFFSET.fullmatch(given.value.strip())
    if match is None or int(match[2]) > 23 or int(match[3]) > 59:
        raise given.bad("is not an offset such as +0100")
    seconds = int(match[2]) * 3600 + int(match[3]) * 60 + int(match[4] or 0)
    return timedelta(seconds=-seconds if match[1] == "-" else seconds)


def _onsets(part: Component, last: date) -> Iterable[datetime]:
    start = part.one("DTSTART")
    if start is None:
        raise BadProperty(f"line {part.line}: {part.name} has no DTSTART")
    first = as_wall(start, start.value)
    before = _offset(part, "TZOFFSETFROM")

    def until(text: str, rule: Property) -> datetime:
        return as_wall(rule, text) + (before if text.endswith("Z") else _NO_TIME)

    walls = {first}
    for rule in part.all("RRULE"):
        walls.update(repeated(rule, first, last, lambda text, rule=rule: until(text, rule)))  # type: ignore[misc]
    for dates in part.all("RDATE"):
        walls.update(as_wall(dates, each) for each in dates.value.split(","))
    return walls


def as_wall(given: Property, text: str) -> datetime:
    """A DATE or DATE-TIME as the wall time that it shows; a date is its midnight."""
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise given.bad("is not a date such as 20260402 or a time such as 20260402T090000")
    year, month, day, hour, minute, second = (int(match[at] or 0) for at in range(1, 7))
    try:
        # A wall time: whoever asks knows its zone.
        return datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001
    except ValueError as error:
        raise given.bad(f"does not exist ({error})") from None
