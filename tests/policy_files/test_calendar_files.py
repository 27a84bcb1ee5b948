"""What calendars of other products write into .ics files is read as those products read it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from router.domain.errors import BadCalendar
from router.domain.time.calendars import Calendar
from router.domain.time.instants import HOUR, SECOND, format_instant, parse_instant
from router.policy_files.holidays.holiday_sources import IcsHolidays, read_ics
from tests.domain.calendar_builders import week

CASES = Path(__file__).parents[1] / "cases" / "intake"
EASTERN = """BEGIN:VTIMEZONE
TZID:Acme Eastern
BEGIN:STANDARD
DTSTART:16011104T020000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010311T020000
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar_file(*events: str, head: str = "") -> bytes:
    """A file of events, each given as its lines with a space between them."""
    body = "".join(
        "BEGIN:VEVENT\n" + "\n".join(event.split(" ")) + "\nEND:VEVENT\n" for event in events
    )
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{body}END:VCALENDAR\n".encode()


def dates(found: IcsHolidays) -> list[str]:
    return [day.isoformat() for day in found.dates]


def times(found: IcsHolidays) -> list[str]:
    return [f"{format_instant(a)}/{(b - a) // SECOND // 60}" for a, b, _ in found.closures]


def test_a_doubled_start_is_one_start() -> None:
    data = (CASES / "ics-02b-duplicate-dtstart-min.ics").read_bytes()
    assert dates(read_ics(data, "Europe/Paris")) == ["2027-01-04"]


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "America/New_York", "Asia/Tokyo"])
def test_a_moved_day_is_known_by_its_date_in_any_zone(zone: str) -> None:
    data = (CASES / "ics-03-moved-instance-other-zone.ics").read_bytes()
    assert dates(read_ics(data, zone)) == ["2026-04-02", "2026-04-10", "2026-04-16"]


def test_an_endless_daily_event_lasts_to_2100() -> None:
    data = calendar_file("DTSTART:20260101T120000Z DURATION:PT1H RRULE:FREQ=DAILY")
    found = read_ics(data, "UTC").closures
    assert len(found) == (date(2101, 1, 1) - date(2026, 1, 1)).days
    assert format_instant(found[-1][0]) == "2100-12-31T12:00:00Z"
    calendar = Calendar.build("c", "UTC", week(weekdays="09:00-17:00"), closures=found)
    start = parse_instant("2099-06-01T11:30:00Z")
    assert format_instant(calendar.due(start, HOUR)) == "2099-06-01T13:30:00Z"


def test_two_endless_weekday_breaks_are_read() -> None:
    weekdays = "DURATION:PT30M RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    data = calendar_file(
        f"DTSTART;TZID=Europe/Paris:20260105T103000 {weekdays}",
        f"DTSTART;TZID=Europe/Paris:20260105T123000 {weekdays}",
    )
    found = read_ics(data, "Europe/Paris")
    days = sum((date(2026, 1, 5) + timedelta(n)).weekday() < 5 for n in range(27_389))
    assert len(found.closures) == 2 * days
    calendar = Calendar.build(
        "c", "Europe/Paris", week(weekdays="09:00-17:00"), closures=found.closures
    )
    noon = parse_instant("2090-07-03T10:20:00Z")
    assert [why for _, _, why in calendar.closures(noon, noon + HOUR)] == ["holiday: closed"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("RRULE:", ["2026-01-05"]),
        ("RRULE:FREQ=DAILY;INTERVAL=10;COUNT=3", ["2026-01-05", "2026-01-15", "2026-01-25"]),
        ("RRULE:FREQ=DAILY;UNTIL=20260107", ["2026-01-05", "2026-01-06", "2026-01-07"]),
        ("RRULE:FREQ=DAILY;UNTIL=20260106T000000Z", ["2026-01-05", "2026-01-06"]),
        ("RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", ["2026-01-05", "2026-01-30", "2026-02-27"]),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", ["2026-01-05", "2026-01-31", "2026-02-28"]),
        (
            "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2",
            ["2026-01-05", "2026-01-30", "2026-02-27"],
        ),
        ("RRULE:FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=1", ["2026-01-05", "2026-05-11"]),
        ("RRULE:FREQ=YEARLY;BYYEARDAY=-1;COUNT=1", ["2026-01-05", "2026-12-31"]),
        ("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;COUNT=1", ["2026-01-05", "2028-02-29"]),
        ("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", ["2026-01-05"]),
        (
            "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU;COUNT=3",
            ["2026-01-05", "2026-01-18", "2026-01-19"],
        ),
        (
            "RRULE:FREQ=WEEKLY;INTERVAL=2;BYMONTH=2;BYDAY=MO;COUNT=2",
            ["2026-01-05", "2026-02-02", "2026-02-16"],
        ),
        ("RDATE;VALUE=DATE:20260110,20260112", ["2026-01-05", "2026-01-10", "2026-01-12"]),
        (
            "RRULE:FREQ=DAILY;COUNT=3 EXDATE;TZID=Asia/Tokyo:20260106T000000",
            ["2026-01-05", "2026-01-07"],
        ),
        ("RRULE:FREQ=DAILY;COUNT=3 EXDATE:20260105T230000Z,20260107", ["2026-01-05"]),
        ("DTEND;VALUE=DATE:20260107", ["2026-01-05", "2026-01-06"]),
        ("DURATION:P2D", ["2026-01-05", "2026-01-06"]),
        ("TRANSP:TRANSPARENT X-ODD;A=b:1 SEQUENCE:", ["2026-01-05"]),
        ("STATUS:CANCELLED", []),
    ],
)
def test_every_form_of_repetition_is_read(rule: str, expected: list[str]) -> None:
    found = read_ics(calendar_file(f"DTSTART;VALUE=DATE:20260105 {rule}"), "Europe/Paris")
    assert dates(found) == expected
    assert not found.problems


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            "DTSTART;TZID=America/New_York:20260307T220000 "
            "DTEND;TZID=America/New_York:20260308T060000",
            ["2026-03-08T03:00:00Z/420"],
        ),
        (
            "DTSTART;TZID=Europe/Paris:20260328T120000 DURATION:P1D",
            ["2026-03-28T11:00:00Z/1380"],
        ),
        (
            "DTSTART;TZID=Europe/Paris:20260328T120000 DURATION:PT24H",
            ["2026-03-28T11:00:00Z/1440"],
        ),
        (
            "DTSTART:20260105T090000Z DURATION:PT1H RDATE;VALUE=PERIOD:20260106T090000Z/PT2H",
            ["2026-01-05T09:00:00Z/60", "2026-01-06T09:00:00Z/120"],
        ),
        (
            "DTSTART;TZID=Europe/Paris:20260105T090000 DURATION:PT1H RRULE:FREQ=DAILY;COUNT=4 "
            "EXDATE:20260106T080000Z EXDATE;VALUE=DATE:20260107",
            ["2026-01-05T08:00:00Z/60", "2026-01-08T08:00:00Z/60"],
        ),
        (
            "DTSTART:20260105T090000Z DURATION:PT15M RRULE:FREQ=HOURLY;COUNT=2",
            ["2026-01-05T09:00:00Z/15", "2026-01-05T10:00:00Z/15"],
        ),
        (
            "DTSTART;TZID=Eastern_Standard_Time:20260705T090000 DURATION:PT1H",
            ["2026-07-05T13:00:00Z/60"],
        ),
        (
            "DTSTART;TZID=Acme_Eastern:20990705T090000 DURATION:PT1H",
            ["2099-07-05T13:00:00Z/60"],
        ),
        (
            "DTSTART;TZID=Acme_Eastern:20260308T023000 DURATION:PT1H",
            ["2026-03-08T07:30:00Z/60"],
        ),
        ("DTSTART:20260105T090000Z", []),
    ],
)
def test_times_are_read_over_clock_changes_and_in_any_zone(event: str, expected: list[str]) -> None:
    data = calendar_file(event, head=EASTERN).replace(b"n_Standard_T", b"n Standard T")
    data = data.replace(b"Acme_E", b"Acme E")
    assert times(read_ics(data, "Europe/Paris")) == expected


def test_floating_times_are_in_the_zone_that_the_file_names() -> None:
    event = "DTSTART:20260705T090000 DURATION:PT1H"
    named = calendar_file(event, head="X-WR-TIMEZONE:America/New_York\n")
    assert times(read_ics(named, "Europe/Paris")) == ["2026-07-05T13:00:00Z/60"]
    assert times(read_ics(calendar_file(event), "Europe/Paris")) == ["2026-07-05T07:00:00Z/60"]


def test_moved_changed_and_cancelled_instances_stand_for_themselves() -> None:
    master = (
        "UID:a DTSTART;TZID=Europe/Paris:20260105T090000 DURATION:PT1H RRULE:FREQ=DAILY;COUNT=4"
    )
    found = read_ics(
        calendar_file(
            master,
            "UID:a RECURRENCE-ID:20260106T080000Z DTSTART:20260106T120000Z DURATION:PT2H",
            "UID:a RECURRENCE-ID;TZID=Asia/Tokyo:20260107T170000 STATUS:CANCELLED "
            "DTSTART:20260107T080000Z",
        ),
        "UTC",
    )
    assert times(found) == [
        "2026-01-05T08:00:00Z/60",
        "2026-01-06T12:00:00Z/120",
        "2026-01-08T08:00:00Z/60",
    ]
    later = "UID:a RECURRENCE-ID;RANGE=THISANDFUTURE:20260107T080000Z DURATION:PT2H "
    moved = read_ics(calendar_file(master, later + "DTSTART:20260107T110000Z"), "UTC")
    assert times(moved)[2:] == ["2026-01-07T11:00:00Z/120", "2026-01-08T11:00:00Z/120"]


def test_of_a_doubled_uid_the_higher_sequence_counts() -> None:
    one = "UID:a SEQUENCE:1 DTSTART;VALUE=DATE:20260105"
    two = "UID:a SEQUENCE:2 DTSTART;VALUE=DATE:20260106"
    assert dates(read_ics(calendar_file(two, one), "UTC")) == ["2026-01-06"]
    without = "DTSTART;VALUE=DATE:20260105", "DTSTART;VALUE=DATE:20260106"
    assert len(dates(read_ics(calendar_file(*without), "UTC"))) == 2


def test_marks_folds_line_ends_and_several_calendars_make_no_difference() -> None:
    plain = calendar_file("SUMMARY:Day_off DTSTART;VALUE=DATE:20260105")
    folded = plain.replace(b"DTSTART;VALUE=DATE", b"DTSTART;VAL\n UE=DATE")
    task = plain.replace(b"VEVENT", b"VTODO").replace(b"0105", b"0106")
    for data in (plain, folded, folded.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + plain):
        assert read_ics(data + task, "UTC").dates == {date(2026, 1, 5): "Day_off"}
    both = plain + plain.replace(b"0105", b"0107")
    assert dates(read_ics(both, "UTC")) == ["2026-01-05", "2026-01-07"]


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ("SUMMARY:x", "line 6: VEVENT has no DTSTART"),
        ("DTSTART:2026-01-05", "line 7: DTSTART '2026-01-05' is not a date"),
        ("DTSTART:20260230", "line 7: DTSTART '20260230' does not exist"),
        ("DTSTART:20260105 DTSTART:20260106", "line 8: DTSTART '20260106' differs from"),
        ("DTSTART;TZID=Mars/Base:20260105T090000", "'Mars/Base', which is neither an IANA name"),
        ("DTSTART:20260105 RRULE:FREQ=DAILY;INTERVAL=0", "line 8: RRULE .* INTERVAL"),
        ("DTSTART:20260105 RRULE:FREQ=DAILY;UNTL=20260110", "line 8: RRULE .* the part 'UNTL'"),
        ("DTSTART:20260105 RRULE:FREQ=SECONDLY", "line 8: RRULE .* SECONDLY more than 150,000"),
        ("DTSTART:20260105 RRULE:FREQ=HOURLY;BYHOUR=9", "write FREQ=DAILY with BYHOUR"),
        (
            "DTSTART:20260105T090000Z DTEND:20260105T080000Z",
            "line 8: DTEND .* before the beginning",
        ),
        ("DTSTART:20260105 DURATION:P9", "line 8: DURATION 'P9' is not a length"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line_and_the_rest_counts(
    event: str, problem: str
) -> None:
    good = "DTSTART;VALUE=DATE:20260301"
    found = read_ics(calendar_file(good, event), "UTC", "days.ics")
    assert dates(found) == ["2026-03-01"]
    assert len(found.problems) == 1
    with pytest.raises(BadCalendar, match=rf"days\.ics: event .* cannot be read: .*{problem}"):
        raise BadCalendar(found.problems[0])
    with pytest.raises(BadCalendar, match=r"days\.ics"):
        read_ics(calendar_file(event), "UTC", "days.ics")
