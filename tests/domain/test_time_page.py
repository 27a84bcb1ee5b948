"""The page on how time is counted says what is so."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from router.domain.clocks import pauses
from router.domain.time.calendars import Calendar
from router.domain.time.hours import parse_length
from router.domain.time.instants import SECOND, Instant, from_datetime, parse_instant
from router.policy_files.holidays.holiday_sources import public_holidays
from tests.domain.calendar_builders import DAYS, hours, week

HERE = Path(__file__).resolve().parents[1]
PAGE = (HERE.parent / "docs" / "time.md").read_text("utf-8")
CALENDARS = {
    "London, Mon-Fri 09:00-17:00, England's bank holidays": Calendar.build(
        "l", "Europe/London", week(weekdays="09:00-17:00"), public_holidays("GB", "ENG")
    ),
    "Los Angeles, Mon-Fri 09:00-24:00": Calendar.build(
        "la", "America/Los_Angeles", week(weekdays="09:00-24:00")
    ),
    "New York, every night 22:00-06:00": Calendar.build(
        "ny", "America/New_York", dict.fromkeys(DAYS, hours("22:00-06:00"))
    ),
    "Paris, Sundays 02:30-05:00": Calendar.build("p", "Europe/Paris", week(sun="02:30-05:00")),
    "Sao Paulo, always": Calendar.always("s", "America/Sao_Paulo"),
    "always": Calendar.always("a"),
}


def rows() -> list[list[str]]:
    """The worked examples, cell by cell; "the same" is the calendar of the row above."""
    table = PAGE.partition("## Worked examples")[2].partition("## How")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")][2:]
    found: list[list[str]] = []
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        found.append([found[-1][0], *cells[1:]] if cells[0] == "the same" else cells)
    return found


def instant(text: str) -> Instant:
    """Of `Thu 2026-04-02 16:00 +01:00`; the weekday must be right too."""
    moment = datetime.strptime(text, "%a %Y-%m-%d %H:%M %z")
    assert moment.strftime("%a") == text[:3]
    return from_datetime(moment)


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0]}, {row[2]}")
def test_every_worked_example_is_so(row: list[str]) -> None:
    where, start, length, due, _ = row
    name, _, paused = where.partition(", paused ")
    day = parse_instant(f"{start[4:14]}T00:00:00Z")
    stretches: list[tuple[Instant, Instant | None]] = [
        (day + hours(text)[0][0] * SECOND, day + hours(text)[0][1] * SECOND)
        for text in re.findall(r"\d\d:\d\d-\d\d:\d\d", paused)
    ]
    spell = 0 if length == "0" else parse_length(length)
    reading = pauses.read(CALENDARS[name], instant(start), spell * SECOND, stretches)
    assert reading.due_at == instant(due)


def test_every_test_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    there = {
        name
        for path in HERE.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert len(named) > 40
    assert named - there == set()
