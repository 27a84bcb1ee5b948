"""Holidays of a policy file, resolved to dates with names when the file is read.

A contract keeps the dates and not the region: what was promised does not move when a newer holiday
package knows better; the same file then makes another version, which is shown before it is applied.
"""

from __future__ import annotations

import importlib
import re
import warnings
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from router.domain.errors import BadCalendar
from router.domain.time.instants import Instant
from router.policy_files.holidays.holiday_sources import read_ics
from router.policy_files.yaml.problems import Refused, quoted, suggestion

FIRST_YEAR, LAST_YEAR = 2010, 2050
_REGION = re.compile(r"([A-Za-z]{2})(?:[/-]([A-Za-z0-9]{1,6}))?")


@dataclass(frozen=True, slots=True)
class HolidayDates:
    """Dates with names, in order; asked by a calendar year by year. `closures`: timed stretches
    (from, to, name) of an .ics file, which a calendar takes apart from its holidays.
    `problems`: what of a file cannot be read and so does not count, for a warning."""

    dates: tuple[tuple[date, str], ...]
    closures: tuple[tuple[Instant, Instant, str], ...] = ()
    problems: tuple[str, ...] = ()

    def __call__(self, year: int) -> Mapping[date, str]:
        """The dates of that year with their names."""
        first = bisect_left(self.dates, (date(year, 1, 1), ""))
        last = bisect_left(self.dates, (date(year + 1, 1, 1), ""))
        return dict(self.dates[first:last])

    def definition(self) -> dict[str, str]:
        """All of them, as a contract's version and snapshot hold them."""
        return {day.isoformat(): name for day, name in self.dates}


NO_HOLIDAYS = HolidayDates(())


def listed(dates: Mapping[date, str]) -> HolidayDates:
    """Dates that somebody wrote down."""
    return HolidayDates(tuple(sorted(dates.items()))) if dates else NO_HOLIDAYS


def joined(parts: Iterable[HolidayDates]) -> HolidayDates:
    """Several as one; of two names for a date the first counts."""
    several = list(parts)
    if len(several) == 1:
        return several[0]
    found: dict[date, str] = {}
    for part in reversed(several):
        found.update(part.dates)
    closures = sorted({closure for part in several for closure in part.closures})
    problems = tuple(problem for part in several for problem in part.problems)
    return HolidayDates(tuple(sorted(found.items())), tuple(closures), problems)


def of_file(name: str, data: bytes, zone: str) -> HolidayDates:
    """What an .ics file says; `zone`: for times that it gives without one. Raises Refused."""
    try:
        found = read_ics(data, zone, name)
    except BadCalendar as error:
        raise Refused(str(error), "write an .ics file, or dates with names") from None
    return HolidayDates(tuple(sorted(found.dates.items())), found.closures, found.problems)


@lru_cache(maxsize=512)
def dates_of(region: str) -> HolidayDates:
    """The public holidays of a country, or of a part of it, from 2010 to 2050.

    Raises Refused for a region that is not known.
    """
    match = _REGION.fullmatch(region.strip())
    if match is None:
        raise _unknown(region)
    country, part = match[1].upper(), (match[2] or "").upper()
    # The package takes a fifth of a second to import: only those who have holidays pay for it.
    known: Any = importlib.import_module("holidays")
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    with warnings.catch_warnings():
        # It warns of years for which it has no dates; those have none here.
        warnings.simplefilter("ignore")
        try:
            plain = known.country_holidays(country, years=())
        except NotImplementedError:
            raise _unknown(region) from None
        if part and part not in plain.subdivisions:
            raise Refused(
                f"{country} has no part {quoted(part)} whose holidays are known",
                suggestion(part, plain.subdivisions) if plain.subdivisions else f"write {country}",
            )
        # Without a language the names would follow the locale of the machine.
        languages = getattr(plain, "supported_languages", ())
        english = next((each for each in ("en_US", "en_GB") if each in languages), None)
        found = known.country_holidays(
            country,
            subdiv=part or None,
            years=years,
            expand=False,
            language=english or plain.default_language,
        )
    return listed(dict(found.items()))


def _unknown(region: str) -> Refused:
    return Refused(
        f"{quoted(region)} is not a region whose holidays are known",
        "write none, or a country such as FR, or a part of one such as GB/ENG",
    )
