"""Public holidays and .ics files become dates with names and timed closures."""

from __future__ import annotations

from datetime import date

import pytest

from router.domain.errors import BadCalendar
from router.domain.time.calendars import Calendar
from router.domain.time.instants import HOUR, format_instant, parse_instant
from router.policy_files.holidays.holiday_sources import joined, public_holidays, read_ics
from tests.domain.calendar_builders import week

at = parse_instant


def ics(*events: str) -> bytes:
    """A file of events, each given as its lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//acme//tests//EN"]
    for number, event in enumerate(events):
        own = [] if "UID:" in event else [f"UID:{number}@acme.test"]
        stamp = "DTSTAMP:20260101T000000Z"
        lines += ["BEGIN:VEVENT", *own, stamp, *event.split(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def test_england_skips_its_bank_holidays() -> None:
    england = public_holidays("gb", "eng")
    assert england(2026)[date(2026, 4, 6)] == "Easter Monday"
    calendar = Calendar.build("e", "Europe/London", week(weekdays="09:00-17:00"), england)
    assert calendar.business_day_end(at("2026-04-02T10:00:00Z"), 1, 61_200) == at(
        "2026-04-07T16:00:00Z"
    )
    assert calendar == Calendar.build(
        "e", "Europe/London", week(weekdays="09:00-17:00"), public_holidays("GB", "ENG")
    )


def test_names_do_not_follow_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "pt_BR")
    assert public_holidays("BR")(2031)[date(2031, 12, 25)] == "Christmas Day"


@pytest.mark.parametrize(("country", "part"), [("ZZ", None), ("GB", "XX"), ("", None)])
def test_an_unknown_country_is_quoted(country: str, part: str | None) -> None:
    with pytest.raises(BadCalendar, match="no public holidays are known for"):
        public_holidays(country, part)


def test_the_definition_lists_every_resolved_date() -> None:
    definition = public_holidays("GB", "ENG").definition()
    dates = definition["dates"]
    assert isinstance(dates, list)
    assert "2026-04-03" in dates
    assert "2099-12-25" in dates


def test_sources_are_joined_and_the_first_name_counts() -> None:
    both = joined(
        public_holidays("GB", "ENG"), {date(2026, 12, 25): "x", date(2026, 12, 24): "Eve"}
    )
    assert both(2026)[date(2026, 12, 24)] == "Eve"
    assert both(2026)[date(2026, 12, 25)] == "Christmas Day"
    assert hash(both)
    assert len(str(both.definition())) > 1000


@pytest.mark.parametrize(
    ("name", "event", "dates"),
    [
        ("one day", "SUMMARY:Eve DTSTART;VALUE=DATE:20261224", ["2026-12-24"]),
        (
            "several days",
            "SUMMARY:Eve DTSTART;VALUE=DATE:20261224 DTEND;VALUE=DATE:20261227",
            ["2026-12-24", "2026-12-25", "2026-12-26"],
        ),
        (
            "every year, three times",
            "SUMMARY:Eve DTSTART;VALUE=DATE:20241224 RRULE:FREQ=YEARLY;COUNT=3",
            ["2024-12-24", "2025-12-24", "2026-12-24"],
        ),
        (
            "until a date",
            "SUMMARY:Eve DTSTART;VALUE=DATE:20241224 RRULE:FREQ=YEARLY;UNTIL=20251224",
            ["2024-12-24", "2025-12-24"],
        ),
        (
            "except once, and once more",
            "SUMMARY:Eve DTSTART;VALUE=DATE:20241224 RRULE:FREQ=YEARLY;COUNT=3 "
            "EXDATE;VALUE=DATE:20251224 RDATE;VALUE=DATE:20251231",
            ["2024-12-24", "2025-12-31", "2026-12-24"],
        ),
        ("cancelled", "SUMMARY:Eve DTSTART;VALUE=DATE:20261224 STATUS:CANCELLED", []),
    ],
)
def test_all_day_events_are_dates(name: str, event: str, dates: list[str]) -> None:
    found = read_ics(ics(event), "Europe/Paris")
    assert [day.isoformat() for day in found.dates] == dates
    assert not found.closures


@pytest.mark.parametrize(
    ("name", "event", "since", "hours"),
    [
        ("in UTC", "DTSTART:20260303T120000Z DTEND:20260303T130000Z", "2026-03-03T12:00:00Z", 1),
        (
            "in a zone",
            "DTSTART;TZID=America/New_York:20260303T120000 DURATION:PT2H",
            "2026-03-03T17:00:00Z",
            2,
        ),
        ("floating", "DTSTART:20260303T120000 DTEND:20260303T140000", "2026-03-03T11:00:00Z", 2),
    ],
)
def test_timed_events_are_closures(name: str, event: str, since: str, hours: int) -> None:
    found = read_ics(ics(f"SUMMARY:Drill {event}"), "Europe/Paris")
    assert [(format_instant(a), (b - a) / HOUR, why) for a, b, why in found.closures] == [
        (since, hours, "Drill")
    ]


def test_a_weekly_closure_keeps_its_wall_time_over_a_clock_change() -> None:
    event = (
        "SUMMARY:Team DTSTART;TZID=Europe/Paris:20260325T090000 DURATION:PT1H "
        "RRULE:FREQ=WEEKLY;COUNT=2"
    )
    found = read_ics(ics(event), "UTC")
    assert [format_instant(since) for since, _, _ in found.closures] == [
        "2026-03-25T08:00:00Z",
        "2026-04-01T07:00:00Z",
    ]


def test_an_occurrence_that_was_moved_counts_where_it_is_now() -> None:
    found = read_ics(
        ics(
            "UID:a SUMMARY:Eve DTSTART;VALUE=DATE:20241224 RRULE:FREQ=YEARLY;COUNT=2",
            "UID:a SUMMARY:Eve RECURRENCE-ID;VALUE=DATE:20251224 DTSTART;VALUE=DATE:20251223",
        ),
        "Europe/Paris",
    )
    assert [day.isoformat() for day in found.dates] == ["2024-12-24", "2025-12-23"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("not a calendar", b"hello"),
        ("empty", b""),
        ("no beginning", ics("SUMMARY:Eve")),
        ("every second", ics("SUMMARY:x DTSTART:20260303T120000Z RRULE:FREQ=SECONDLY")),
        ("no such rule", ics("SUMMARY:x DTSTART:20260303T120000Z RRULE:FREQ=SOMETIMES")),
        ("too large", b"BEGIN:VCALENDAR\r\n" + b" " * 2_000_000),
    ],
)
def test_a_file_that_cannot_be_read_is_named(name: str, data: bytes) -> None:
    with pytest.raises(BadCalendar, match=r"holidays\.ics"):
        read_ics(data, "Europe/Paris", "holidays.ics")


def test_a_calendar_closes_for_what_the_file_says() -> None:
    found = read_ics(
        ics(
            "SUMMARY:Eve DTSTART;VALUE=DATE:20260302",
            "SUMMARY:Drill DTSTART:20260303T120000Z DURATION:PT1H",
        ),
        "UTC",
    )
    calendar = Calendar.build(
        "c", "UTC", week(weekdays="09:00-17:00"), found.dates, closures=found.closures
    )
    spent = calendar.elapsed(at("2026-03-02T00:00:00Z"), at("2026-03-04T00:00:00Z"))
    assert spent == 7 * HOUR


def test_a_calendar_of_endless_beginnings_is_refused_at_once() -> None:
    data = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 75_000 + b"END:VCALENDAR\r\n"
    with pytest.raises(BadCalendar, match="75,001 components; the most is 20,000"):
        read_ics(data, "UTC")
