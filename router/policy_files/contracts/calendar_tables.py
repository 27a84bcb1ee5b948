"""Calendars of a policy file: a zone, weekly hours, holidays, and what differs on single dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from router.domain.contracts.contract import ByCountry
from router.domain.errors import BadCalendar
from router.domain.time.calendars import Calendar
from router.policy_files.format.hour_words import Week, WeekShape, Windows, read_windows
from router.policy_files.format.marks import MARKED
from router.policy_files.format.scalars import COUNTRY, DATE, IDENTIFIER, PROSE, ZONE
from router.policy_files.format.shapes import (
    Either,
    Fields,
    Got,
    Key,
    Keyed,
    Many,
    Record,
    Scalar,
    Schema,
)
from router.policy_files.holidays.holiday_dates import NO_HOLIDAYS, HolidayDates, joined, listed
from router.policy_files.yaml.nodes import Node
from router.policy_files.yaml.problems import Findings, Refused, quoted, suggestion


@dataclass(frozen=True, slots=True)
class WindowsShape:
    """The windows of one date."""

    def read(self, node: Node, findings: Findings) -> Windows | None:
        return read_windows(node, findings)

    def schema(self) -> Schema:
        text: Schema = {"type": "string", "examples": ["09:00-12:00", "closed"]}
        return {"anyOf": [text, {"type": "array", "items": text}]}


def _holiday_word(text: str) -> str:
    return text.strip()


_HOLIDAY_WORD = Scalar(_holiday_word, "none, a region such as GB/ENG, or a file such as days.ics")
_HOLIDAY_DATES = Keyed(DATE, PROSE, example="dates with names")
HOLIDAYS = Either(
    text=_HOLIDAY_WORD,
    items=Many(Either(text=_HOLIDAY_WORD, table=_HOLIDAY_DATES, example="a region or dates")),
    table=_HOLIDAY_DATES,
    example="none, a region such as GB/ENG, or dates with names",
)
_DATED = Keyed(DATE, WindowsShape(), example="dates with windows")

CALENDAR = Fields(
    {
        "zone": Key(ZONE, "a zone such as Europe/Paris"),
        "hours": Key(WeekShape(), "always, or days with windows such as {mon-fri: 09:00-17:00}"),
        "holidays": Key(HOLIDAYS, "none, a region such as GB/ENG, a file, or dates with names"),
        "date_hours": Key(_DATED, "hours that replace those of the week on single dates"),
        "breaks": Key(_DATED, "closed inside the hours of single dates"),
        "summer": Key(
            Fields(
                {
                    "zone": Key(ZONE, "the zone whose summer time it is", required=True),
                    "hours": Key(WeekShape(), "the week while it lasts", required=True),
                }
            ),
            "another week while a zone has summer time",
        ),
        "by_country": Key(
            Keyed(COUNTRY, IDENTIFIER, example="country codes with names of calendars"),
            "a calendar for each country of the customer, and `otherwise`",
        ),
        "note": Key(PROSE),
        **MARKED,
    },
    example="{zone: Europe/Paris, hours: {mon-fri: 09:00-17:00}}",
)
CALENDARS = Keyed(IDENTIFIER, CALENDAR, example="names with a zone and hours")


class CalendarReader:
    """Builds a file's calendars; equal ones of many files are built once."""

    def __init__(self, holidays_of: Callable[[str, str], HolidayDates]) -> None:
        """`holidays_of`: a region or the name of an .ics file, and the calendar's zone."""
        self._holidays_of = holidays_of
        self._built: dict[object, Calendar] = {}

    def read(
        self, records: Mapping[str, Got], findings: Findings
    ) -> dict[str, Calendar | ByCountry]:
        """The calendars by name; those that cannot be built are noted and left out."""
        found: dict[str, Calendar | ByCountry] = {}
        for name, got in records.items():
            record: Record = got.value
            if record.wrote("by_country"):
                chosen = _by_country(record, records, findings)
                if chosen is not None:
                    found[name] = chosen
                continue
            calendar = self._calendar(name, record, findings)
            if calendar is not None:
                found[name] = calendar
        return found

    def _calendar(self, name: str, record: Record, findings: Findings) -> Calendar | None:
        complete = True
        for needed, example in (("zone", "Europe/Paris"), ("hours", "{mon-fri: 09:00-17:00}")):
            if not record.wrote(needed):
                findings.error(
                    record.node.at, f'the key "{needed}" is missing', f"write `{needed}: {example}`"
                )
                complete = False
        holidays = self._holidays(record, findings)
        week: Week | None = record.get("hours")
        zone: str | None = record.get("zone")
        if not complete or week is None or zone is None or holidays is None:
            return None
        summer: Record | None = record.get("summer")
        if record.wrote("summer") and (
            summer is None or summer.get("zone") is None or summer.get("hours") is None
        ):
            return None
        dated = {day: got.value for day, got in record.get("date_hours", {}).items()}
        breaks = {day: got.value for day, got in record.get("breaks", {}).items()}
        key = (
            name,
            zone,
            _frozen(week.days),
            holidays,
            _frozen(dated),
            _frozen(breaks),
            None if summer is None else (summer.get("zone"), _frozen(summer.get("hours").days)),
        )
        if key not in self._built:
            try:
                self._built[key] = Calendar.build(
                    name=name,
                    zone=zone,
                    weekly=week.days,
                    holidays=HolidayDates(holidays.dates) if holidays.dates else None,
                    closures=holidays.closures,
                    date_hours={date.fromisoformat(day): hours for day, hours in dated.items()},
                    breaks={date.fromisoformat(day): hours for day, hours in breaks.items()},
                    shifted=None
                    if summer is None
                    else (summer.get("zone"), summer.get("hours").days),
                )
            except BadCalendar as error:
                findings.error(record.node.at, str(error), "change the hours of this calendar")
                return None
        return self._built[key]

    def _holidays(self, record: Record, findings: Findings) -> HolidayDates | None:
        value = record.get("holidays")
        if value is None:
            return None if record.wrote("holidays") else NO_HOLIDAYS
        parts = value if isinstance(value, tuple) else (Got(value, record.node_of("holidays")),)
        found: list[HolidayDates] = []
        for part in parts:
            if isinstance(part.value, Mapping):
                days = part.value.items()
                found.append(listed({date.fromisoformat(day): got.value for day, got in days}))
            elif part.value.lower() != "none":
                try:
                    got = self._holidays_of(part.value, record.get("zone", "UTC"))
                    for problem in got.problems:
                        findings.warn(part.node.at, problem, "mend it there; it does not count now")
                    found.append(got)
                except Refused as refused:
                    findings.refuse(part.node.at, refused)
                    return None
        return joined(found) if found else NO_HOLIDAYS


def _frozen(days: Mapping[str, Windows]) -> tuple[tuple[str, Windows], ...]:
    return tuple(sorted(days.items()))


def _by_country(record: Record, records: Mapping[str, Got], findings: Findings) -> ByCountry | None:
    for key in ("zone", "hours", "holidays", "date_hours", "breaks", "summer"):
        if record.wrote(key):
            findings.error(
                record.node.keys[key],
                f'"{key}" stands beside by_country',
                "put it in the calendars that by_country names",
            )
    countries: Mapping[str, Got] | None = record.get("by_country")
    if countries is None:
        return None
    real = [name for name, got in records.items() if not got.value.wrote("by_country")]
    ok = True
    for got in countries.values():
        if got.value not in real:
            findings.error(
                got.node.at,
                f"there is no calendar {quoted(got.value)}",
                suggestion(got.value, real),
            )
            ok = False
    if "otherwise" not in countries:
        findings.error(
            record.node_of("by_country").at,
            "no calendar is named for the other countries",
            "add `otherwise:` with the name of a calendar",
        )
        ok = False
    if not ok:
        return None
    named = {code: got.value for code, got in countries.items() if code != "otherwise"}
    return ByCountry(named, countries["otherwise"].value)
