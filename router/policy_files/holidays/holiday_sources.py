"""Where holidays come from: a country's public holidays, and .ics files.

Both are turned into plain dates with names, and timed closures, which is all that the core knows.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from router.domain.errors import BadCalendar
from router.domain.time.civil import zone_named
from router.domain.time.instants import EARLIEST, LATEST, Instant, from_datetime
from router.policy_files.holidays.ics.ics_events import Reader, Spell
from router.policy_files.holidays.ics.ics_lines import BadProperty

_FIRST, _LAST = date(1990, 1, 1), date(2100, 12, 31)
_MOST_DAYS = 200_000
_MOST_BYTES = 2_000_000
_MOST_COMPONENTS = 20_000  # events and what lies within them


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
    (from, to, name). `problems`: what of it cannot be read, with file, line and property."""

    dates: Mapping[date, str]
    closures: tuple[tuple[Instant, Instant, str], ...]
    problems: tuple[str, ...] = ()


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

    `zone`: the calendar's, for times that the file gives without one and without `X-WR-TIMEZONE`.
    Cancelled events are left out, whether an event shows as free or busy does not matter. What
    cannot be read is in `problems`, and the rest counts. Raises BadCalendar, naming `where`, for a
    file that cannot be read at all, or of which no event can.
    """
    if len(data) > _MOST_BYTES:
        raise BadCalendar(f"{where} has {len(data)} bytes; the most is {_MOST_BYTES}")
    components = data.upper().count(b"BEGIN:")
    if components > _MOST_COMPONENTS:
        raise BadCalendar(
            f"{where} has {components:,} components; the most is {_MOST_COMPONENTS:,}"
        )
    reader = Reader(zone_named(zone), _LAST)
    try:
        calendars = reader.read(data)
    except BadProperty as error:
        raise BadCalendar(f"{where} is not an iCalendar file ({error})") from None
    if not calendars:
        raise BadCalendar(f"{where} holds no calendar; it should begin with BEGIN:VCALENDAR")
    problems = tuple(f"{where}: {problem}" for problem in reader.problems)
    if problems and not reader.spells:
        raise BadCalendar(problems[0])
    return _of_spells(reader.spells, where, problems)


def _of_spells(spells: Iterable[Spell], where: str, problems: tuple[str, ...]) -> IcsHolidays:
    dates: dict[date, str] = {}
    closures: set[tuple[Instant, Instant, str]] = set()
    days = 0
    for since, to, name in spells:
        if isinstance(since, datetime) and isinstance(to, datetime):
            closures.update(_closure(since, to, name))
            continue
        for day in _days(since, to):
            dates.setdefault(day, name)
            days += 1
        if days > _MOST_DAYS:
            raise BadCalendar(f"{where}: its events fill more than {_MOST_DAYS:,} days in all")
    return IcsHolidays(dict(sorted(dates.items())), tuple(sorted(closures)), problems)


def _closure(since: datetime, to: datetime, name: str) -> Iterator[tuple[Instant, Instant, str]]:
    """The stretch in whole seconds, clipped to our years; nothing where it has no length."""
    lo, hi = max(from_datetime(since), EARLIEST), min(from_datetime(to), LATEST)
    if lo < hi:
        yield lo, hi, name


def _days(since: date, to: date) -> Iterator[date]:
    first, last = max(since, _FIRST).toordinal(), min(to, _LAST + timedelta(days=1)).toordinal()
    return map(date.fromordinal, range(first, last))


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
