"""A calendar's plain data, checked and made a value, and that value as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from router.domain.errors import BadCalendar
from router.domain.time.civil import DAY_SECONDS, zone_named
from router.domain.time.instants import SECOND, Instant, format_instant
from router.domain.time.windows import DayWindows, HolidayProvider, Rules, Week

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YEARS = range(1990, 2101)


def rules_from(
    name: str,
    zone: str,
    weekly: Mapping[str, Sequence[tuple[int, int]]],
    holidays: Mapping[date, str] | HolidayProvider | None,
    date_hours: Mapping[date, Sequence[tuple[int, int]]] | None,
    breaks: Mapping[date, Sequence[tuple[int, int]]] | None,
    closures: Iterable[tuple[Instant, Instant, str]],
    shifted: tuple[str, Mapping[str, Sequence[tuple[int, int]]]] | None,
) -> Rules:
    """The value of `Calendar.build`'s arguments; raises BadCalendar as it says."""
    named: tuple[tuple[date, str], ...] | HolidayProvider
    if holidays is None or isinstance(holidays, Mapping):
        dates = {_plain_date(name, day): str(why) for day, why in (holidays or {}).items()}
        named = tuple(sorted(dates.items()))
    else:
        named = holidays
    return Rules(
        zone=zone_named(zone),
        weekly=_week(name, weekly),
        holidays=named,
        date_hours=_dated(name, date_hours or {}),
        breaks=_dated(name, breaks or {}),
        closures=tuple(sorted(_closure(name, *closure) for closure in closures)),
        summer=None if shifted is None else (zone_named(shifted[0]), _week(name, shifted[1])),
    )


def definition(name: str, rules: Rules) -> dict[str, object]:
    """The value as JSON data. A provider of holidays that has a `definition()` of its own says by
    it what it stands for; another is asked for every year."""
    return {
        "name": name,
        "zone": rules.zone.key,
        "weekly": _named_week(rules.weekly),
        "holidays": _holidays(rules.holidays),
        "date_hours": {day.isoformat(): _pairs(hours) for day, hours in rules.date_hours},
        "breaks": {day.isoformat(): _pairs(hours) for day, hours in rules.breaks},
        "closures": [list(closure) for closure in rules.closures],
        "summer": (
            {"zone": rules.summer[0].key, "weekly": _named_week(rules.summer[1])}
            if rules.summer
            else None
        ),
    }


def _week(name: str, weekly: Mapping[str, Sequence[tuple[int, int]]]) -> Week:
    for day in weekly:
        if day not in DAYS:
            raise BadCalendar(f"calendar {name!r}: {day!r} is not a day; write mon to sun")
    return tuple(_windows(name, day, weekly.get(day, ())) for day in DAYS)


def _windows(name: str, where: str, hours: Sequence[tuple[int, int]]) -> DayWindows:
    found = []
    for opened, closed in hours:
        if not (0 <= opened < DAY_SECONDS and 0 <= closed <= DAY_SECONDS):
            raise BadCalendar(
                f"calendar {name!r}: {where} {(opened, closed)} is not a window; opening is 0 to "
                f"{DAY_SECONDS - 1} and closing 0 to {DAY_SECONDS} seconds of the day"
            )
        if opened != closed:  # equal is empty (rule 5)
            found.append((opened, closed if closed > opened else closed + DAY_SECONDS))
    return tuple(sorted(found))


def _dated(
    name: str, dated: Mapping[date, Sequence[tuple[int, int]]]
) -> tuple[tuple[date, DayWindows], ...]:
    return tuple(
        sorted(
            (_plain_date(name, day), _windows(name, day.isoformat(), hours))
            for day, hours in dated.items()
        )
    )


def _plain_date(name: str, day: object) -> date:
    if isinstance(day, datetime) or not isinstance(day, date):
        raise BadCalendar(f"calendar {name!r}: {day!r} is not a date; give a datetime.date")
    return day


def _closure(name: str, since: Instant, to: Instant, why: str) -> tuple[int, int, str]:
    if since % SECOND or to % SECOND:
        raise BadCalendar(
            f"calendar {name!r}: closure {why!r} does not begin and end on whole seconds"
        )
    if to <= since:
        raise BadCalendar(
            f"calendar {name!r}: closure {why!r} ends at {format_instant(to)}, which is not "
            f"after it begins at {format_instant(since)}"
        )
    return since // SECOND, to // SECOND, why


def _named_week(week: Week) -> dict[str, list[list[int]]]:
    return {day: _pairs(hours) for day, hours in zip(DAYS, week, strict=True) if hours}


def _pairs(hours: DayWindows) -> list[list[int]]:
    return [list(window) for window in hours]


def _holidays(holidays: tuple[tuple[date, str], ...] | HolidayProvider) -> object:
    if not callable(holidays):
        return {day.isoformat(): why for day, why in holidays}
    own = getattr(holidays, "definition", None)
    if own is not None:
        return own()
    return {day.isoformat(): why for year in _YEARS for day, why in sorted(holidays(year).items())}
