"""`/vendors` and `/vendors/<v>`: contracts as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from markupsafe import Markup

from router.domain.contracts.contract import ByCountry, Clause, Contract
from router.domain.contracts.obligations import place_of
from router.domain.errors import UnknownContract
from router.domain.time.calendars import Calendar
from router.domain.time.instants import Instant, from_datetime, to_datetime, utc_day
from router.usecases.ports import Core
from router.web.pages.guard import Answer, page
from router.web.ui.contract_tables import clause_of, sections_of
from router.web.ui.drawing import of_calendar, week_strip
from router.web.ui.words import calendar_words, limit_words, promise_words, target_words

DAYS_SHOWN = 14
_HOLIDAYS_SHOWN_DAYS = 366


@dataclass(frozen=True, slots=True)
class DayLine:
    """One local date of a calendar: its hours in words, and why it is shut where it is."""

    label: str
    hours: str
    why: str


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A calendar as a strip of the next days; `countries` where it is picked by country;
    `holidays` are those of the next year, `holidays_of` the region or file they come from."""

    name: str
    zone: str
    always: bool
    drawing: Markup
    days: tuple[DayLine, ...]
    holidays: tuple[DayLine, ...]
    countries: tuple[tuple[str, str], ...] = ()
    clause: Clause | None = None
    interpretations: tuple[str, ...] = ()
    note: str = ""
    holidays_of: str = ""


def build_vendors(core: Core) -> Blueprint:
    """The two pages."""
    pages = Blueprint("vendors", __name__)

    @pages.get("/vendors")
    @page(core)
    def vendors() -> Answer:
        by_vendor: dict[str, list[Contract]] = {}
        for contract in sorted(core.contracts(), key=lambda c: (c.retired, c.vendor, c.id)):
            by_vendor.setdefault(contract.vendor, []).append(contract)
        return render_template("vendors.html", by_vendor=by_vendor)

    @pages.get("/vendors/<vendor>")
    @page(core)
    def one(vendor: str) -> Answer:
        default = core.book.find(vendor)
        if default is None:
            raise UnknownContract(f"there is no vendor {vendor[:80]!r}")
        contracts = [c for c in core.contracts() if c.vendor == default.vendor] or [default]
        now = core.now()
        contract = _shown(contracts, default, utc_day(now))
        return render_template(
            "vendor.html",
            vendor=default.vendor,
            contracts=contracts,
            contract=contract,
            obligations=_obligations(contract),
            calendars=[_calendar_view(contract, name, now) for name in sorted(contract.calendars)],
            limit_words=limit_words,
            calendar_words=calendar_words,
            promise_words=promise_words,
            target_words=target_words,
            sections=sections_of(contract),
            exclusions=contract.details.get("excluded_when") or (),
            clause_of=clause_of,
            document=contract.details.get("document") or {},
            retired_why=contract.details.get("retired_why") or "",
        )

    return pages


def _shown(contracts: Sequence[Contract], default: Contract, today: str) -> Contract:
    """The contract that the address names, else the default; of several that follow each other
    under one name the one that begins on the day it names, else the one in force today."""
    wanted, begins = request.args.get("contract"), request.args.get("from")
    alike = [c for c in contracts if c.id == wanted] or [c for c in contracts if c.id == default.id]
    named = next((c for c in alike if begins and c.valid_from == begins), None)
    return named or next((c for c in alike if c.holds_on(today)), (alike or contracts)[0])


def _obligations(contract: Contract) -> list[str]:
    """Rows of the table of tiers: every obligation that a tier has, response first."""
    seen: dict[str, None] = {}
    for tier in contract.tiers:
        seen.update(dict.fromkeys(target.obligation for target in tier.targets))
    return sorted(seen, key=place_of)


def _calendar_view(contract: Contract, name: str, now: Instant) -> CalendarView:
    found = contract.calendars[name]
    clause, interpretations, note = _said_of(contract, name)
    calendar = contract.calendar(name)
    shut = CalendarView(
        name=name,
        zone=calendar.zone,
        always=calendar.is_always_open,
        drawing=Markup(""),
        days=(),
        holidays=(),
        countries=_countries(found) if isinstance(found, ByCountry) else (),
        clause=clause,
        interpretations=interpretations,
        note=note,
    )
    if shut.countries or shut.always:
        return shut
    zone = ZoneInfo(calendar.zone)
    today = to_datetime(now).astimezone(zone)
    first = datetime(today.year, today.month, today.day, tzinfo=zone)
    days = tuple(_day(calendar, first + timedelta(days=n), zone) for n in range(DAYS_SHOWN))
    start = from_datetime(first)
    end = from_datetime(first + timedelta(days=DAYS_SHOWN))
    if next(calendar.closures(start, end), None) is None:
        return replace(shut, always=True)
    return replace(
        shut,
        drawing=week_strip(of_calendar(calendar, start, end), zone, f"calendar {name}"),
        days=days,
        holidays=_holidays(calendar, now, zone),
        holidays_of=_holidays_of(contract, name),
    )


def _holidays(calendar: Calendar, now: Instant, zone: ZoneInfo) -> tuple[DayLine, ...]:
    """The days of the next year that the calendar skips, each with its holiday's name."""
    today = to_datetime(now).astimezone(zone).date()
    until = today + timedelta(days=_HOLIDAYS_SHOWN_DAYS)
    named = calendar.definition()["holidays"]
    assert isinstance(named, Mapping)
    days = sorted((date.fromisoformat(day), str(why)) for day, why in named.items())
    return tuple(
        DayLine(f"{day:%a} {day.day} {day:%b} {day.year}", "closed", why)
        for day, why in days
        if today <= day < until and calendar.rules.weekly[day.weekday()]
    )


def _holidays_of(contract: Contract, name: str) -> str:
    about = contract.details.get("calendars")
    said = about.get(name) if isinstance(about, Mapping) else None
    return str(said.get("holidays") or "") if isinstance(said, Mapping) else ""


def _countries(found: ByCountry) -> tuple[tuple[str, str], ...]:
    """Which calendar holds for which countries."""
    by_name: dict[str, list[str]] = {}
    for country, calendar_name in sorted(found.countries.items()):
        by_name.setdefault(calendar_name, []).append(country)
    named = tuple((name, ", ".join(of)) for name, of in by_name.items())
    return (*named, (found.otherwise, "everywhere else"))


def _said_of(contract: Contract, name: str) -> tuple[Clause | None, tuple[str, ...], str]:
    """Where the calendar's hours come from, what they rest on, and what is noted of them."""
    about = contract.details.get("calendars")
    said = about.get(name) if isinstance(about, Mapping) else None
    if not isinstance(said, Mapping):
        return None, (), ""
    clause = clause_of(said.get("source"))
    marks = tuple(str(i) for i in said.get("interpretations") or ())
    # A clause without a line is the whole document: it says nothing of this calendar.
    return clause if clause and ":" in clause.ref else None, marks, str(said.get("note") or "")


def _day(calendar: Calendar, day: datetime, zone: ZoneInfo) -> DayLine:
    start, end = from_datetime(day), from_datetime(day + timedelta(days=1))
    hours = ", ".join(
        f"{_clock(opened, zone, start)}–{_clock(closed, zone, start, closing=True)}"
        for opened, closed in calendar.windows(start, end)
    )
    reasons = {why for _, _, why in calendar.closures(start, end)} - {"closed", "break"}
    return DayLine(f"{day:%a} {day.day} {day:%b}", hours or "closed", "; ".join(sorted(reasons)))


def _clock(at: Instant, zone: ZoneInfo, start: Instant, *, closing: bool = False) -> str:
    here = to_datetime(at).astimezone(zone)
    text = here.strftime("%H:%M")
    return "24:00" if closing and text == "00:00" and at > start else text
