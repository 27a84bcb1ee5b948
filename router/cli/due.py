"""`sla-router due`: when is it due? A deadline without a ticket, for people and for programs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from router.cli.jsonl import answer_lines
from router.cli.options import print_json
from router.domain.calendars import Calendar
from router.domain.civil import zone_named
from router.domain.hours import parse_date, parse_week
from router.domain.instants import Instant, format_instant, parse_instant, to_datetime
from router.usecases.business_time import BadQuestion, answer, ask

_MOST_LINES = 40


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

    With --jsonl a line that cannot be answered gets an "error", and the exit code is 1.
    """
    if jsonl:
        ctx.exit(0 if answer_lines(sys.stdin.buffer, answer) else 1)
    calendar = _calendar(given)
    question = _question(given)
    found = ask(calendar, question)
    if as_json:
        print_json(found)
    else:
        _print_page(calendar, question, found)


def _calendar(given: Mapping[str, Any]) -> Calendar:
    zone_named(given["zone"])
    if not given["hours"]:
        week = {day: [(0, 86_400)] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    else:
        texts: dict[str, str] = {}
        for hours in given["hours"]:
            days, equals, windows = hours.partition("=")
            if not equals:
                raise BadQuestion(f"{hours!r} is not DAYS=WINDOWS; write mon-fri=09:00-17:00")
            texts[days] = f"{texts[days]},{windows}" if days in texts else windows
        week = parse_week(texts)
    dates: dict[date, str] = {parse_date(day): "holiday" for day in given["holiday"]}
    closures: list[tuple[Instant, Instant, str]] = []
    if not (given["country"] or given["ics"]):
        return Calendar.build("these hours", given["zone"], week, dates)
    from router.holiday_sources import joined, public_holidays, read_ics

    for path in given["ics"]:
        read = read_ics(path.read_bytes(), given["zone"], str(path))
        dates = {**read.dates, **dates}
        closures += read.closures
    holidays = joined(dates)
    if given["country"]:
        holidays = joined(public_holidays(given["country"], given["subdivision"]), dates)
    return Calendar.build("these hours", given["zone"], week, holidays, closures=closures)


def _question(given: Mapping[str, Any]) -> dict[str, Any]:
    if not given["start"]:
        raise BadQuestion("--start is missing; write an instant such as 2026-02-03T09:00:00Z")
    pauses = [pause.partition("/") for pause in given["pause"]]
    kind = given["kind"]
    if kind is None:
        if pauses or (given["end"] and given["length"]):
            kind = "clock"
        else:
            kind = "elapsed" if given["end"] else "due"
    return {
        "kind": kind,
        "start": given["start"],
        "end": given["end"],
        "length": given["length"],
        "pauses": [[since, to or None] for since, _, to in pauses],
    }


def _print_page(calendar: Calendar, question: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    for name, value in found.items():
        text = _length(value) if name.endswith("_seconds") else _say(calendar, value)
        click.echo(f"{name.removesuffix('_seconds').replace('_', ' '):<10}{text}")
    ends = [parse_instant(question["start"])]
    ends += [parse_instant(found[key]) for key in ("due", "start") if found.get(key)]
    ends += [parse_instant(question["end"])] if question["end"] else []
    start, end = min(ends), max(ends)
    if start == end:
        return
    click.echo(f"\nHow it counts, in {calendar.zone}:")
    lines = [(since, to, "open") for since, to in calendar.windows(start, end)]
    lines = sorted(lines + list(calendar.closures(start, end)))
    for since, to, why in lines[:_MOST_LINES]:
        length = _length((to - since) // 1_000_000_000)
        click.echo(f"  {_local(calendar, since)}  {length:>12}  {why}")
    if len(lines) > _MOST_LINES:
        click.echo(f"  … and {len(lines) - _MOST_LINES} more stretches")
    click.echo(f"  {_local(calendar, end)}")
    if question["pauses"]:
        click.echo("Pauses are not shown above; they count where they meet open time.")


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
