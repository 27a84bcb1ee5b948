"""Where holidays come from: a country's public holidays, and .ics files.

Both are turned into plain dates with names, and timed closures, which is all that the core knows.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from router.domain.civil import zone_named
from router.domain.errors import BadCalendar
from router.domain.instants import EARLIEST, LATEST, Instant, from_datetime

_FIRST, _LAST = date(1990, 1, 1), date(2100, 12, 31)
_MOST_OCCURRENCES = 20_000
_MOST_BYTES = 2_000_000
_MOST_COMPONENTS = 20_000  # events and what lies within them
_TOO_FREQUENT = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """A provider of a country's (or its subdivision's) public holidays, year by year."""

    country: str
    subdivision: str | None = None

    def __call__(self, year: int) -> Mapping[date, str]:
        """The dates of that year with their names, in English where there are such names."""
        return _public_holidays(self.country, self.subdivision, year)

    def definition(self) -> dict[str, object]:
        """What a contract's version hashes: every resolved date, so that a corrected date in a
        newer holiday package makes a new version, and a newer package by itself does not."""
        years = range(_FIRST.year, _LAST.year + 1)
        dates = sorted(day.isoformat() for year in years for day in self(year))
        return {"country": self.country, "subdivision": self.subdivision, "dates": dates}


@dataclass(frozen=True, slots=True)
class ListedHolidays:
    """A provider of dates that somebody wrote down, or that an .ics file held."""

    dates: tuple[tuple[date, str], ...]

    def __call__(self, year: int) -> Mapping[date, str]:
        """The dates of that year with their names."""
        return {day: name for day, name in self.dates if day.year == year}

    def definition(self) -> dict[str, str]:
        """The dates and names."""
        return {day.isoformat(): name for day, name in self.dates}


@dataclass(frozen=True, slots=True)
class JoinedHolidays:
    """Several providers as one; of two names for a date the first provider's counts."""

    providers: tuple[PublicHolidays | ListedHolidays, ...]

    def __call__(self, year: int) -> Mapping[date, str]:
        """The dates of that year with their names."""
        found: dict[date, str] = {}
        for provider in reversed(self.providers):
            found.update(provider(year))
        return found

    def definition(self) -> list[object]:
        """That of each provider."""
        return [provider.definition() for provider in self.providers]


@dataclass(frozen=True, slots=True)
class IcsHolidays:
    """What an .ics file says: all-day events as dates with names, timed ones as closures
    (from, to, name)."""

    dates: Mapping[date, str]
    closures: tuple[tuple[Instant, Instant, str], ...]


def public_holidays(country: str, subdivision: str | None = None) -> PublicHolidays:
    """The provider for an ISO 3166 country code and, if given, a subdivision such as `ENG`.

    Raises BadCalendar, quoting the code, for one that the holiday data do not have.
    """
    provider = PublicHolidays(
        country.strip().upper(), subdivision.strip().upper() if subdivision else None
    )
    provider(2026)
    return provider


def joined(
    *sources: PublicHolidays | ListedHolidays | Mapping[date, str],
) -> PublicHolidays | ListedHolidays | JoinedHolidays:
    """One provider for all sources; dates may be given as a plain mapping to names."""
    providers = tuple(
        ListedHolidays(tuple(sorted(source.items()))) if isinstance(source, Mapping) else source
        for source in sources
    )
    return providers[0] if len(providers) == 1 else JoinedHolidays(providers)


def read_ics(data: bytes, zone: str, where: str = "the .ics file") -> IcsHolidays:
    """The events of an .ics file within 1990 to 2100, repetitions worked out.

    `zone`: the calendar's, for times that the file gives without one. Cancelled events are left
    out, whether an event shows as free or busy does not matter. Raises BadCalendar, naming `where`
    and the event, for a file that cannot be read.
    """
    if len(data) > _MOST_BYTES:
        raise BadCalendar(f"{where} has {len(data)} bytes; the most is {_MOST_BYTES}")
    components = data.upper().count(b"BEGIN:")
    if components > _MOST_COMPONENTS:
        raise BadCalendar(
            f"{where} has {components:,} components; the most is {_MOST_COMPONENTS:,}"
        )
    local = zone_named(zone)
    try:
        calendars = importlib.import_module("icalendar").Calendar.from_ical(data, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except ValueError as error:
        raise BadCalendar(f"{where} is not an iCalendar file ({error})") from None
    if not calendars:
        raise BadCalendar(f"{where} holds no calendar; it should begin with BEGIN:VCALENDAR")
    moved = {
        (str(event.get("UID")), _wall(event["RECURRENCE-ID"].dt, local))
        for event in events
        if "RECURRENCE-ID" in event
    }
    dates: dict[date, str] = {}
    closures: list[tuple[Instant, Instant, str]] = []
    for event in events:
        name = str(event.get("SUMMARY") or "closed").strip()
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        try:
            for since, to in _occurrences(event, local, moved):
                if isinstance(since, datetime):
                    closures.extend(_closure(since, to, name))
                else:
                    dates.update((day, name) for day in _days(since, to) if day not in dates)
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            raise BadCalendar(f"{where}: event {name!r} cannot be read ({error})") from None
        if len(dates) + len(closures) > _MOST_OCCURRENCES:
            raise BadCalendar(f"{where}: more than {_MOST_OCCURRENCES} closed stretches")
    return IcsHolidays(dict(sorted(dates.items())), tuple(sorted(closures)))


def _occurrences(
    event: Any, local: tzinfo, moved: set[tuple[str, datetime]]
) -> Iterator[tuple[date, date]]:
    """(from, to) of each time that the event takes place: dates where it is all day, else UTC."""
    start = event["DTSTART"].dt
    all_day = not isinstance(start, datetime)
    zone = local if all_day or start.tzinfo is None else start.tzinfo
    first = _wall(start, zone)
    length = _length(event, start, zone)
    uid = str(event.get("UID"))
    is_override = "RECURRENCE-ID" in event
    for wall in [first] if is_override else _repeated(event, first, zone):
        if not is_override and (uid, _to_zone(wall, zone, local, all_day)) in moved:
            continue
        if all_day:
            yield wall.date(), (wall + length).date()
        else:
            since = wall.replace(tzinfo=zone).astimezone(UTC)
            yield since, since + length


def _repeated(event: Any, first: datetime, zone: tzinfo) -> Iterable[datetime]:
    """The wall times at which the event begins, by RRULE and RDATE without EXDATE."""
    rules = [event["RRULE"]] if not isinstance(event.get("RRULE", []), list) else event.get("RRULE")
    if not rules and "RDATE" not in event and "EXDATE" not in event:
        return [first]
    rrule = importlib.import_module("dateutil.rrule")
    repeated = rrule.rruleset()
    repeated.rdate(first)
    for rule in rules or []:
        repeated.rrule(rrule.rrulestr(_rule_text(rule, zone), dtstart=first, ignoretz=True))
    for wall in _listed(event, "RDATE", zone):
        repeated.rdate(wall)
    for wall in _listed(event, "EXDATE", zone):
        repeated.exdate(wall)
    return _limited(repeated)


def _limited(walls: Iterable[datetime]) -> Iterator[datetime]:
    for count, wall in enumerate(walls):
        if wall.date() > _LAST:
            return
        if count > _MOST_OCCURRENCES:
            raise ValueError(f"more than {_MOST_OCCURRENCES} repetitions")
        yield wall


def _rule_text(rule: Any, zone: tzinfo) -> str:
    """The rule with an end inside our years, and that end in wall time."""
    frequency = str((rule.get("FREQ") or [""])[0]).upper()
    if frequency in _TOO_FREQUENT:
        raise ValueError(f"it repeats {frequency}; the most often is DAILY")
    parts = [
        part for part in rule.to_ical().decode().split(";") if not part.upper().startswith("UNTIL=")
    ]
    if "COUNT" not in rule:
        until = datetime.combine(_LAST, time.max)
        if rule.get("UNTIL"):
            last = rule["UNTIL"][0]
            wall = _wall(last, zone)
            if not isinstance(last, datetime):
                wall = datetime.combine(last, time.max)
            until = min(until, wall)
        parts.append(f"UNTIL={until:%Y%m%dT%H%M%S}")
    return ";".join(parts)


def _listed(event: Any, name: str, zone: tzinfo) -> Iterator[datetime]:
    given = event.get(name, [])
    for group in given if isinstance(given, list) else [given]:
        for value in group.dts:
            yield _wall(value.dt[0] if isinstance(value.dt, tuple) else value.dt, zone)


def _length(event: Any, start: date, zone: tzinfo) -> timedelta:
    if "DTEND" in event:
        end = event["DTEND"].dt
        if isinstance(end, datetime) != isinstance(start, datetime):
            raise ValueError("it begins and ends differently: a date and a time")
        if isinstance(start, datetime):
            return _aware(end, zone) - _aware(start, zone)
        return timedelta(days=(end - start).days) or timedelta(days=1)
    if "DURATION" in event:
        return timedelta(seconds=event["DURATION"].dt.total_seconds())
    return timedelta(0) if isinstance(start, datetime) else timedelta(days=1)


def _closure(since: datetime, to: date, name: str) -> Iterator[tuple[Instant, Instant, str]]:
    """The stretch in whole seconds, clipped to our years; nothing where it has no length."""
    if isinstance(to, datetime) and since < to and since.date() >= _FIRST and to.date() <= _LAST:
        lo, hi = from_datetime(since.replace(microsecond=0)), from_datetime(to)
        yield max(lo, EARLIEST), min(hi, LATEST), name


def _days(since: date, to: date) -> Iterator[date]:
    for step in range(max((to - since).days, 1)):
        day = since + timedelta(days=step)
        if _FIRST <= day <= _LAST:
            yield day


def _wall(moment: date, zone: tzinfo) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.min)
    return (moment if moment.tzinfo is None else moment.astimezone(zone)).replace(tzinfo=None)


def _aware(moment: datetime, zone: tzinfo) -> datetime:
    return (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)


def _to_zone(wall: datetime, zone: tzinfo, local: tzinfo, all_day: bool) -> datetime:
    return wall if all_day or zone is local else _wall(wall.replace(tzinfo=zone), local)


@lru_cache(maxsize=4096)
def _public_holidays(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    # The package takes a fifth of a second to import: only those who have holidays pay for it.
    country_holidays: Callable[..., Any] = importlib.import_module("holidays").country_holidays
    try:
        plain = country_holidays(country, subdiv=subdivision, years=year, expand=False)
        # Without a language the names would follow the locale of the machine.
        known = getattr(plain, "supported_languages", ())
        language = next((name for name in ("en_US", "en_GB") if name in known), None)
        found = country_holidays(
            country,
            subdiv=subdivision,
            years=year,
            expand=False,
            language=language or plain.default_language,
        )
    except NotImplementedError as error:
        where = f"{country}/{subdivision}" if subdivision else country
        raise BadCalendar(
            f"no public holidays are known for {where!r} ({error}); give an ISO 3166 code such as "
            "GB, and a subdivision such as ENG, or list the dates"
        ) from None
    return dict(sorted(found.items()))
