"""One question about business time, as JSON in and JSON out: what the command `due` answers.

The question brings its own hours, so nothing is looked up: it is for checking a contract's words,
a what-if, or this product against another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol, TypeAlias

from router.domain.clocks import pauses
from router.domain.errors import BadCalendar, BadInstant, BadLength, RouterError
from router.domain.time.calendars import Calendar
from router.domain.time.hours import parse_date, parse_length, parse_window
from router.domain.time.instants import SECOND, Instant, format_instant, in_seconds, read_instant
from router.domain.time.windows import HolidayProvider
from router.usecases.questions.fields import is_given, unknown_field

Question: TypeAlias = Mapping[str, Any]


class BadQuestion(RouterError):
    """A question that lacks something or does not say what it asks."""


class ClosedDays(Protocol):
    """Holidays from outside: `country` with perhaps a `subdivision`, the texts of `ics` files."""

    def __call__(
        self, question: Question, dates: Mapping[date, str]
    ) -> tuple[HolidayProvider | Mapping[date, str], Sequence[tuple[Instant, Instant, str]]]:
        """The question's holidays joined with `dates`, and timed closures."""


def answer(question: object, closed_days: ClosedDays | None = None) -> dict[str, object]:
    """The answer to one question, or `{"id", "error"}` where there is none; never raises for what
    a question says. Its fields stand in `docs/questions.md`; `closed_days` looks up what the
    question only names (without it a country or a file is an error)."""
    key = question.get("id") if isinstance(question, Mapping) else None
    try:
        if not isinstance(question, Mapping):
            raise BadQuestion(f"{question!r} is not a question; write one JSON object a line")
        check(question)
        return {"id": key, **ask(calendar_of(question, closed_days), question)}
    except RouterError as error:
        return {"id": key, "error": str(error)}


def check(question: Question) -> None:
    """Raises BadQuestion for a kind or field that is not known, or that the kind cannot use."""
    kind = question.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise BadQuestion(f"kind {kind!r} is not known; write one of {', '.join(_KINDS)}")
    wrong = unknown_field(question, _CALENDAR | _ASKED)
    if wrong:
        raise BadQuestion(wrong)
    for field in sorted(_ASKED - _USED[kind]):
        if is_given(question.get(field)) and field != "kind":
            fits = [name for name, used in _USED.items() if field in used]
            raise BadQuestion(
                f"{field} is of no use to the kind {kind!r}; leave it out, or ask "
                f"{' or '.join(fits)}"
            )
    if is_given(question.get("subdivision")) and not is_given(question.get("country")):
        raise BadQuestion("subdivision is of no use without country; write country too")


def ask(calendar: Calendar, question: Question) -> dict[str, object]:
    """The answer on a calendar that is known; raises RouterError for a bad question."""
    check(question)
    return _KINDS[question["kind"]](calendar, question)


def calendar_of(question: Question, closed_days: ClosedDays | None = None) -> Calendar:
    """The calendar that the question brings; raises BadCalendar, quoting what is wrong.

    Hours that never open are no error by themselves: elapsed time on them is 0. A question that
    names no hours at all is one.
    """
    if question.get("hours") is None and question.get("date_hours") is None:
        raise BadCalendar('hours is missing; write {"mon": [["09:00", "17:00"]]}')
    zone = question.get("timezone")
    if not isinstance(zone, str):
        raise BadCalendar(f"timezone {zone!r} is not a zone's name; write one as Europe/Paris")
    holidays: HolidayProvider | Mapping[date, str] = _holidays(question.get("holidays"))
    closures: Sequence[tuple[Instant, Instant, str]] = ()
    named = [field for field in ("country", "ics") if is_given(question.get(field))]
    if named:
        if closed_days is None:
            raise BadQuestion(f"{named[0]} cannot be looked up here; write holidays: [dates]")
        holidays, closures = closed_days(question, _holidays(question.get("holidays")))
    return Calendar.build(
        name=str(question.get("id") or "question"),
        zone=zone,
        weekly={
            str(day): _windows(f"hours of {day}", windows)
            for day, windows in _mapping(question, "hours").items()
        },
        holidays=holidays,
        date_hours=_dated(question, "date_hours"),
        breaks=_dated(question, "breaks"),
        closures=closures,
        may_never_open=True,
    )


def _due(calendar: Calendar, question: Question) -> dict[str, object]:
    due_at = calendar.due(_instant(question, "start"), _length(question))
    return {"due": format_instant(due_at)}


def _elapsed(calendar: Calendar, question: Question) -> dict[str, object]:
    spent = calendar.elapsed(_instant(question, "start"), _instant(question, "end"))
    return {"elapsed_seconds": in_seconds(spent)}


def _before(calendar: Calendar, question: Question) -> dict[str, object]:
    start = calendar.latest_start(_instant(question, "start"), _length(question))
    return {"start": format_instant(start)}


def _clock(calendar: Calendar, question: Question) -> dict[str, object]:
    timed = any(question.get(field) is not None for field in _LENGTHS)
    reading = pauses.read(
        calendar,
        _instant(question, "start"),
        _length(question) if timed else None,
        _pauses(question.get("pauses")),
        None if question.get("end") is None else _instant(question, "end"),
    )
    found: dict[str, object] = {}
    if timed:
        found["due"] = None if reading.due_at is None else format_instant(reading.due_at)
    if reading.elapsed_ns is not None:
        found["elapsed_seconds"] = in_seconds(reading.elapsed_ns)
    if reading.paused_ns is not None:
        found["paused_seconds"] = in_seconds(reading.paused_ns)
    if reading.breached is not None:
        found["breached"] = reading.breached
    if not found:
        raise BadQuestion("a clock needs minutes or seconds, or an end")
    return found


_KINDS: dict[str, Callable[[Calendar, Question], dict[str, object]]] = {
    "due": _due,
    "elapsed": _elapsed,
    "before": _before,
    "clock": _clock,
}
_LENGTHS = {"minutes": 60, "seconds": 1, "length": 0}
_CALENDAR = frozenset(
    ["timezone", "hours", "holidays", "country", "subdivision", "ics", "date_hours", "breaks"]
)
_USED = {
    "due": frozenset({"start", *_LENGTHS}),
    "elapsed": frozenset({"start", "end"}),
    "before": frozenset({"start", *_LENGTHS}),
    "clock": frozenset({"start", "end", "pauses", *_LENGTHS}),
}
_ASKED = frozenset({"kind"}).union(*_USED.values())


def _instant(question: Question, field: str) -> Instant:
    return read_instant(field, question.get(field))


def _length(question: Question) -> int:
    given = [field for field in _LENGTHS if question.get(field) is not None]
    if len(given) != 1:
        said = " and ".join(given) or "none"
        raise BadLength(f"one of {', '.join(_LENGTHS)} is needed, {said} given")
    value = question[given[0]]
    if given[0] == "length":
        return parse_length(value) * SECOND
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadLength(f"{given[0]} {value!r} is not a number")
    seconds = value * _LENGTHS[given[0]]
    if not 0 <= seconds < 1e10:
        raise BadLength(f"{given[0]} {value!r} is not a length; give 0 or more, within a century")
    if seconds != int(seconds):
        raise BadLength(f"{given[0]} {value!r} is not a whole number of seconds")
    return int(seconds) * SECOND


def _pauses(value: object) -> list[tuple[Instant, Instant | None]]:
    found: list[tuple[Instant, Instant | None]] = []
    for pause in _list("pauses", value):
        if not isinstance(pause, list | tuple) or len(pause) != 2:
            raise BadInstant(f"pause {pause!r} is not [from, to]")
        since = _instant({"pause": pause[0]}, "pause")
        to = None if pause[1] is None else _instant({"pause": pause[1]}, "pause")
        if to is not None and to < since:
            raise BadInstant(f"pause {list(pause)!r} ends before it begins")
        found.append((since, to))
    return found


def _holidays(value: object) -> dict[date, str]:
    if isinstance(value, Mapping):
        return {_date("holidays", day): str(name) for day, name in value.items()}
    return {_date("holidays", day): day for day in _list("holidays", value)}


def _dated(question: Question, field: str) -> dict[date, list[tuple[int, int]]]:
    return {
        _date(field, day): _windows(f"{field} of {day}", windows)
        for day, windows in _mapping(question, field).items()
    }


def _date(field: str, value: object) -> date:
    try:
        return parse_date(value)
    except BadCalendar as error:
        raise BadCalendar(f"{field}: {error}") from None


def _windows(where: str, value: object) -> list[tuple[int, int]]:
    found = []
    for window in _list(where, value):
        if not isinstance(window, list | tuple) or len(window) != 2:
            raise BadCalendar(f'{where}: {window!r} is not a window; write ["09:00", "17:00"]')
        try:
            found.append(parse_window(*window))
        except BadCalendar as error:
            raise BadCalendar(f"{where}: {error}") from None
    return found


def _mapping(question: Question, field: str) -> Mapping[str, object]:
    value = question.get(field)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise BadCalendar(f"{field} {value!r} is not an object of days and windows")
    return value


def _list(where: str, value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise BadCalendar(f"{where}: {value!r} is not a list")
    return list(value)
