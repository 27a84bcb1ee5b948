"""The times at which the events of an iCalendar file take place.

An event that cannot be read is told with its line and harms no other. Of several with one UID the
highest SEQUENCE counts; an instance that was moved, changed or cancelled stands for itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from router.policy_files.holidays.ics.ics_lines import (
    BadProperty,
    Component,
    Property,
    read_components,
)
from router.policy_files.holidays.ics.ics_zones import Zones, as_wall
from router.policy_files.holidays.ics.repeats import MOST_REPETITIONS, repeated

_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?"
)
_MOST_PROBLEMS = 100
_ONE_DAY = timedelta(days=1)
Spell = tuple[date, date, str]  # from, to, name: two dates, or two times in UTC


@dataclass(frozen=True, slots=True)
class _Length:
    """`days` on the wall, then `exact` time: a day is not always 24 hours (RFC 5545, 3.3.6)."""

    days: timedelta = timedelta(0)
    exact: timedelta = timedelta(0)


@dataclass(slots=True)
class _Event:
    component: Component
    uid: str
    sequence: int
    name: str
    cancelled: bool
    start: date
    length: _Length
    replaces: Property | None

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, datetime)

    @property
    def zone(self) -> tzinfo:
        zone = self.start.tzinfo if isinstance(self.start, datetime) else None
        return zone or UTC

    @property
    def wall(self) -> datetime:
        if isinstance(self.start, datetime):
            return self.start.replace(tzinfo=None)
        return datetime.combine(self.start, time.min)


@dataclass(slots=True)
class Reader:
    """Reads the events of a file: `spells` are their times, `problems` what could not be read."""

    local: tzinfo
    last: date
    spells: list[Spell] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    events: int = 0
    _zones: Zones = field(init=False)
    _default: tzinfo = field(init=False)
    _worked: int = 0

    def read(self, data: bytes) -> int:
        """Read a file, returning how many calendars it holds. Raises BadProperty where its lines
        are no components, or where it holds more repetitions than are worked out."""
        components = read_components(data)
        calendars = [each for each in components if each.name == "VCALENDAR"]
        bare = [each for each in components if each.name in ("VEVENT", "VTIMEZONE")]
        if any(each.name == "VEVENT" for each in bare):
            calendars.append(Component("VCALENDAR", 1, parts=bare))
        for calendar in calendars:
            self._calendar(calendar)
        return len(calendars)

    def _calendar(self, calendar: Component) -> None:
        self._zones, self._default = Zones(calendar.parts, self.last), self.local
        wanted = calendar.all("X-WR-TIMEZONE")
        if wanted:
            try:
                self._default = self._zones.named(wanted[0], wanted[0].value.strip())
            except BadProperty as error:
                self.problems.append(str(error))
        found: list[_Event] = []
        for component in calendar.parts:
            if component.name == "VEVENT":
                self.events += 1
                try:
                    found.append(self._event(component))
                except (BadProperty, OverflowError) as error:
                    self._problem(component, error)
        for group in _by_uid(found).values():
            self._series(group)

    def _problem(self, component: Component, error: Exception) -> None:
        name = component.text("SUMMARY") or "without a SUMMARY"
        self.problems.append(f"event {name[:60]!r} cannot be read: {error}")
        if len(self.problems) > _MOST_PROBLEMS:
            raise BadProperty(f"more than {_MOST_PROBLEMS} problems, the last: {error}")

    def _event(self, component: Component) -> _Event:
        given = component.one("DTSTART")
        if given is None:
            raise BadProperty(f"line {component.line}: VEVENT has no DTSTART")
        start = self._moment(given, given.value, self._default)
        sequence = component.text("SEQUENCE")
        replaced = component.all("RECURRENCE-ID")
        return _Event(
            component,
            component.text("UID") or f"line {component.line}",
            int(sequence) if re.fullmatch(r"\d{1,9}", sequence) else 0,
            component.text("SUMMARY") or "closed",
            component.text("STATUS").upper() == "CANCELLED",
            start,
            self._length(component, start),
            replaced[0] if replaced else None,
        )

    def _moment(self, given: Property, text: str, default: tzinfo) -> date:
        """A date, or a time with its zone: its own, UTC, or the default."""
        text = text.strip()
        wall = as_wall(given, text)
        if "T" not in text.upper() or given.parameters.get("VALUE", "").upper() == "DATE":
            return wall.date()
        if text[-1:] in "zZ":
            return wall.replace(tzinfo=UTC)
        zone = given.parameters.get("TZID", "").strip()
        return wall.replace(tzinfo=self._zones.named(given, zone) if zone else default)

    def _length(self, component: Component, start: date) -> _Length:
        end, lasts = component.one("DTEND"), component.one("DURATION")
        timed = isinstance(start, datetime)
        if end is not None:
            zone = start.tzinfo if isinstance(start, datetime) and start.tzinfo else self._default
            return _between(end, start, self._moment(end, end.value, zone))
        if lasts is not None:
            found = _duration(lasts, lasts.value)
            if timed:
                return found
            return _Length(max(found.days + timedelta(days=found.exact.days), _ONE_DAY))
        return _Length() if timed else _Length(_ONE_DAY)

    def _series(self, group: list[_Event]) -> None:
        changes = [each for each in group if each.replaces is not None]
        masters = [each for each in group if each.replaces is None]
        gone: set[int] = set()  # changes of instances that a newer master no longer has
        for master in masters:
            kept = len(self.spells)
            try:
                gone.update(self._master(master, changes))
            except (BadProperty, OverflowError) as error:
                del self.spells[kept:]
                self._problem(master.component, error)
        for change in changes:
            if change.cancelled or id(change) in gone or (masters and _to_all_later(change)):
                continue
            try:
                self._add(change, change.wall)
            except OverflowError as error:
                self._problem(change.component, error)

    def _master(self, event: _Event, changes: list[_Event]) -> Iterator[int]:
        """Add what a series has beside its changed instances; gives the changes that are gone."""
        replaced: dict[datetime, _Event] = {}
        later: list[tuple[datetime, _Event]] = []
        for change in changes:
            if change.replaces is not None:
                wall = self._instance(event, change.replaces, change.replaces.value)
                if _to_all_later(change):
                    later.append((wall, change))
                else:
                    replaced[wall] = change
        later.sort(key=lambda each: each[0])
        begins = [wall for wall, _ in later]
        lengths: dict[datetime, _Length] = {}
        walls = self._walls(event, lengths)
        for wall in walls if not event.cancelled else ():
            if wall in replaced:
                continue
            at = bisect_right(begins, wall)
            if not at:
                self._add(event, wall, lengths.get(wall))
            elif not later[at - 1][1].cancelled:
                since, change = later[at - 1]
                self._add(change, wall + (change.wall - since))
        known = set(walls)
        for wall, change in replaced.items():
            if wall not in known and change.sequence < event.sequence:
                yield id(change)

    def _walls(self, event: _Event, lengths: dict[datetime, _Length]) -> list[datetime]:
        component, first = event.component, event.wall
        walls = {first}
        for rule in component.all("RRULE"):
            for wall in repeated(
                rule,
                first,
                self.last,
                lambda text, rule=rule: self._until(event, rule, text),  # type: ignore[misc]
            ):
                walls.add(wall)
                self._worked += 1
                if self._worked > MOST_REPETITIONS:
                    raise rule.bad(
                        f"brings the file to more than {MOST_REPETITIONS:,} repetitions; "
                        "leave events out, or give them an UNTIL"
                    )
        walls.update(self._more(event, lengths))
        for given in component.all("EXDATE"):
            for text in filter(None, given.value.split(",")):
                if not event.all_day and "T" not in text.upper():
                    day = as_wall(given, text).date()
                    walls = {wall for wall in walls if wall.date() != day}
                else:
                    walls.discard(self._instance(event, given, text))
        return sorted(walls)

    def _more(self, event: _Event, lengths: dict[datetime, _Length]) -> Iterator[datetime]:
        """The wall times of RDATE; `lengths` gets those of its periods."""
        for given in event.component.all("RDATE"):
            for text in filter(None, given.value.split(",")):
                begin, _, end = text.partition("/")
                wall = self._instance(event, given, begin)
                if "P" in end.upper():
                    lengths[wall] = _duration(given, end)
                elif end:
                    since = self._moment(given, begin, event.zone)
                    lengths[wall] = _between(given, since, self._moment(given, end, event.zone))
                yield wall

    def _instance(self, event: _Event, given: Property, text: str) -> datetime:
        """The wall time of an event that a RECURRENCE-ID, EXDATE or RDATE means.

        For a day's event a time means the date that it shows, or the one that begins then in the
        calendar's zone; for a timed one a date means that date at the time at which it begins.
        """
        moment = self._moment(given, text, self._default if event.all_day else event.zone)
        if not isinstance(moment, datetime):
            return datetime.combine(moment, time.min if event.all_day else event.wall.time())
        if not event.all_day:
            return moment.astimezone(event.zone).replace(tzinfo=None)
        there = moment.astimezone(self._default)
        shown = there if there.time() == time.min else moment
        return datetime.combine(shown.date(), time.min)

    def _until(self, event: _Event, rule: Property, text: str) -> datetime:
        wall = as_wall(rule, text)
        if "T" not in text:
            return datetime.combine(wall.date(), time.max)
        if not text.endswith("Z"):
            return wall
        if event.all_day:
            if wall.time() == time.min:
                return wall
            return wall.replace(tzinfo=UTC).astimezone(self._default).replace(tzinfo=None)
        return wall.replace(tzinfo=UTC).astimezone(event.zone).replace(tzinfo=None)

    def _add(self, event: _Event, wall: datetime, length: _Length | None = None) -> None:
        lasts = event.length if length is None else length
        if wall.date() > self.last:
            return
        if event.all_day:
            self.spells.append((wall.date(), (wall + lasts.days).date(), event.name))
            return
        since = wall.replace(tzinfo=event.zone).astimezone(UTC)
        to = since
        if lasts.days:
            to = (wall + lasts.days).replace(tzinfo=event.zone).astimezone(UTC)
        self.spells.append((since, to + lasts.exact, event.name))


def _by_uid(events: list[_Event]) -> dict[str, list[_Event]]:
    """The events by UID, each without those that a higher SEQUENCE replaced."""
    newest: dict[tuple[str, str], int] = {}
    for event in events:
        key = event.uid, event.replaces.value if event.replaces else ""
        newest[key] = max(newest.get(key, 0), event.sequence)
    groups: dict[str, list[_Event]] = {}
    for event in events:
        if event.sequence == newest[event.uid, event.replaces.value if event.replaces else ""]:
            groups.setdefault(event.uid, []).append(event)
    return groups


def _to_all_later(event: _Event) -> bool:
    given = event.replaces
    return given is not None and given.parameters.get("RANGE", "").upper() == "THISANDFUTURE"


def _between(end: Property, start: date, to: date) -> _Length:
    """From start to end; where only one of them is a date, that date begins at midnight."""
    if isinstance(start, datetime):
        if not isinstance(to, datetime):
            to = datetime.combine(to, time.min, start.tzinfo)
        exact = to.astimezone(UTC) - start.astimezone(UTC)
        if exact < timedelta(0):
            raise end.bad("lies before the beginning")
        return _Length(exact=exact)
    if isinstance(to, datetime):
        to = to.date() + (_ONE_DAY if to.time() != time.min else timedelta(0))
    if to < start:
        raise end.bad("lies before the beginning")
    return _Length(max(to - start, _ONE_DAY))


def _duration(given: Property, text: str) -> _Length:
    match = _DURATION.fullmatch(text.strip().upper())
    if match is None or not any(match[at] for at in range(2, 7)) or match[1] == "-":
        raise given.bad("is not a length such as P1D or PT90M")
    weeks, days, hours, minutes, seconds = (int(match[at] or 0) for at in range(2, 7))
    return _Length(
        timedelta(days=weeks * 7 + days), timedelta(hours=hours, minutes=minutes, seconds=seconds)
    )
