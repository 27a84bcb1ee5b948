"""`sla-router due`: when is it due? A deadline without a ticket, for people and for programs."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from router.cli.jsonl import answer_lines
from router.cli.options import print_json, refuse_others, say
from router.domain.time.calendar_definitions import DAYS
from router.domain.time.calendars import Calendar
from router.domain.time.civil import zone_named
from router.domain.time.hours import parse_date, parse_week, parse_windows
from router.domain.time.instants import Instant, format_instant, parse_instant, to_datetime
from router.domain.time.windows import HolidayProvider
from router.usecases.questions.business_time import BadQuestion, answer, ask, calendar_of

_MOST_LINES = 40
_LARGEST_ICS = 2_000_000


@click.command()
@click.option("--jsonl", is_flag=True, help="One JSON question a line in, one answer a line out.")
@click.option(
    "--kind",
    type=click.Choice(["due", "elapsed", "before", "clock"]),
    help="What is asked.  [default: by the others]",
)
@click.option("--zone", default="UTC", show_default=True, help="Time zone of the hours.")
@click.option(
    "--hours",
    multiple=True,
    metavar="DAYS=WINDOWS",
    help='Opening hours, as "mon-fri=09:00-12:00,13:00-17:00"; again for other days. None: 24x7.',
)
@click.option("--country", help="Skip its public holidays: GB, FR, BR.")
@click.option("--subdivision", help="… of this part of the country: ENG, SP.")
@click.option(
    "--date-hours",
    multiple=True,
    metavar="DATE=WINDOWS",
    help='Other hours on one date, as "2026-12-24=09:00-12:00" or "=closed"; repeatable.',
)
@click.option(
    "--break",
    "breaks",
    multiple=True,
    metavar="DATE=WINDOWS",
    help='Closed within one date, as "2026-02-03=12:00-13:00"; repeatable.',
)
@click.option("--holiday", multiple=True, metavar="DATE", help="Skip this date too; repeatable.")
@click.option(
    "--ics",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="Skip what this calendar file holds; repeatable.",
)
@click.option("--start", help="From when (or up to when, for before): 2026-02-03T09:00:00Z.")
@click.option("--end", help="Until when, for elapsed and clock.")
@click.option("--length", help="How much open time: 30m, 4h, 2d (a day is 24 hours).")
@click.option("--pause", multiple=True, metavar="FROM/TO", help="A pause; without TO it lasts.")
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
@click.pass_context
def due(ctx: click.Context, /, jsonl: bool, as_json: bool, **given: Any) -> None:
    """When is it due? How much open time is between? When must we begin?

    \b
    sla-router due --zone Europe/London --hours mon-fri=09:00-17:00 --country GB \\
        --subdivision ENG --start 2026-04-02T15:00:00Z --length 4h
    sla-router due --jsonl < questions.jsonl

    With --jsonl a line that cannot be answered gets an "error", and the exit code is 1; the
    fields of a line are in docs/questions.md.
    """
    if jsonl:
        refuse_others(ctx, "jsonl")
        ctx.exit(0 if answer_lines(sys.stdin.buffer, _answered) else 1)
    question = _question(given)
    calendar = calendar_of(question, _closed_days)
    found = ask(calendar, question)
    if as_json:
        print_json(found)
    else:
        _print_page(calendar, question, found)


def _answered(question: Mapping[str, Any]) -> dict[str, object]:
    return answer(question, _closed_days)


def _closed_days(
    question: Mapping[str, Any], dates: Mapping[date, str]
) -> tuple[HolidayProvider, list[tuple[Instant, Instant, str]]]:
    """The public holidays of its `country` and what its `ics` files hold, beside `dates`."""
    from router.policy_files.holidays.holiday_sources import joined, public_holidays, read_ics

    found, closures = dict(dates), list[tuple[Instant, Instant, str]]()
    files = question.get("ics") or []
    if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
        raise BadQuestion(f"ics {files!r} is not a list of file names")
    for name in files:
        try:
            with Path(name).open("rb") as file:
                content = file.read(_LARGEST_ICS + 1)
        except (OSError, ValueError) as error:
            raise BadQuestion(f"ics {name!r} cannot be read: {error}") from None
        if len(content) > _LARGEST_ICS:
            raise BadQuestion(f"ics {name!r} is larger than 2 MB; that is not a list of holidays")
        read = read_ics(content, question["timezone"], name)
        for problem in read.problems:
            click.echo(f"warning: {problem}; it does not count", err=True)
        found = {**read.dates, **found}
        closures += read.closures
    country, part = question.get("country"), question.get("subdivision")
    if not country:
        return joined(found), closures
    for field, value in (("country", country), ("subdivision", part)):
        if value is not None and not isinstance(value, str):
            raise BadQuestion(f"{field} {value!r} is not a text")
    return joined(public_holidays(country, part), found), closures


def _question(given: Mapping[str, Any]) -> dict[str, Any]:
    """The flags as the question that a JSON line would ask."""
    if not given["start"]:
        raise BadQuestion("--start is missing; write an instant such as 2026-02-03T09:00:00Z")
    zone_named(given["zone"])
    pauses = [pause.partition("/") for pause in given["pause"]]
    kind = given["kind"]
    if kind is None:
        if pauses or (given["end"] and given["length"]):
            kind = "clock"
        else:
            kind = "elapsed" if given["end"] else "due"
    return {
        "id": "these hours",
        "kind": kind,
        "timezone": given["zone"],
        "hours": _week(given["hours"]),
        "date_hours": _by_date("--date-hours", given["date_hours"]),
        "breaks": _by_date("--break", given["breaks"]),
        "holidays": {str(parse_date(day)): "holiday" for day in given["holiday"]},
        "country": given["country"],
        "subdivision": given["subdivision"],
        "ics": [str(path) for path in given["ics"]],
        "start": given["start"],
        "end": given["end"],
        "length": given["length"],
        "pauses": [[since, to or None] for since, _, to in pauses],
    }


def _week(hours: Sequence[str]) -> dict[str, list[list[str]]]:
    if not hours:
        return {day: [["00:00", "24:00"]] for day in DAYS}
    texts: dict[str, str] = {}
    for text in hours:
        days, equals, windows = text.partition("=")
        if not equals:
            raise BadQuestion(f"{text!r} is not DAYS=WINDOWS; write mon-fri=09:00-17:00")
        texts[days] = f"{texts[days]},{windows}" if days in texts else windows
    return {day: _texts(windows) for day, windows in parse_week(texts).items()}


def _by_date(flag: str, given: Sequence[str]) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for text in given:
        day, equals, windows = text.partition("=")
        if not equals:
            raise BadQuestion(f"{flag} {text!r} is not DATE=WINDOWS; write 2026-12-24=09:00-12:00")
        found.setdefault(str(parse_date(day)), []).extend(_texts(parse_windows(windows)))
    return found


def _texts(windows: Sequence[tuple[int, int]]) -> list[list[str]]:
    return [[_time(opened), _time(closed)] for opened, closed in windows]


def _time(second: int) -> str:
    return f"{second // 3600:02d}:{second % 3600 // 60:02d}:{second % 60:02d}"


def _print_page(calendar: Calendar, question: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    for name, value in found.items():
        text = _length(value) if name.endswith("_seconds") else _say(calendar, value)
        say(f"{name.removesuffix('_seconds').replace('_', ' '):<10}{text}")
    ends = [parse_instant(question["start"])]
    ends += [parse_instant(found[key]) for key in ("due", "start") if found.get(key)]
    ends += [parse_instant(question["end"])] if question["end"] else []
    start, end = min(ends), max(ends)
    if start == end:
        return
    say(f"\nHow it counts, in {calendar.zone}:")
    lines = [(since, to, "open") for since, to in calendar.windows(start, end)]
    lines = sorted(lines + list(calendar.closures(start, end)))
    for since, to, why in lines[:_MOST_LINES]:
        length = _length((to - since) // 1_000_000_000)
        say(f"  {_local(calendar, since)}  {length:>12}  {why}")
    if len(lines) > _MOST_LINES:
        say(f"  … and {len(lines) - _MOST_LINES} more stretches")
    say(f"  {_local(calendar, end)}")
    if question["pauses"]:
        say("Pauses are not shown above; they count where they meet open time.")


def _say(calendar: Calendar, value: object) -> str:
    if isinstance(value, str):
        at = parse_instant(value)
        return f"{_local(calendar, at)}  {calendar.zone}  ({format_instant(at)})"
    if value is None:
        return "none while paused"
    return "yes" if value else "no"


def _local(calendar: Calendar, at: Instant) -> str:
    return to_datetime(at).astimezone(zone_named(calendar.zone)).strftime("%a %Y-%m-%d %H:%M:%S %z")


def _length(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours} h {minutes:02d} m" + (f" {rest:g} s" if rest else "")
