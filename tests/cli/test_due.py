"""`sla-router due`, with flags for people and with JSON lines for programs."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from router.cli.due import due

QUESTION = {
    "id": "a",
    "kind": "due",
    "timezone": "UTC",
    "hours": {"mon": [["09:00", "17:00"]]},
    "start": "2026-02-02T16:00:00Z",
    "minutes": 90,
}


def run(*arguments: str, lines: str | bytes | None = None) -> tuple[int, str]:
    """Exit code and output; an error that nobody caught is raised."""
    result = CliRunner().invoke(due, arguments, input=lines, catch_exceptions=False)
    return result.exit_code, result.output


def test_each_line_is_answered_in_order_with_its_id() -> None:
    other = QUESTION | {"id": 7, "kind": "before"}
    code, output = run("--jsonl", lines=f"{json.dumps(QUESTION)}\n\n{json.dumps(other)}\n")
    assert code == 0
    assert [json.loads(line) for line in output.splitlines()] == [
        {"id": "a", "due": "2026-02-09T09:30:00Z"},
        {"id": 7, "start": "2026-02-02T14:30:00Z"},
    ]


def test_a_clock_says_what_its_input_allows() -> None:
    clock = QUESTION | {"kind": "clock", "pauses": [["2026-02-02T16:30:00Z", None]]}
    assert _one(clock) == {"id": "a", "due": None}
    assert _one(clock | {"end": "2026-02-02T17:00:00Z"}) == {
        "id": "a",
        "due": None,
        "elapsed_seconds": 1800,
        "paused_seconds": 1800,
        "breached": False,
    }


def test_a_line_that_cannot_be_answered_does_not_stop_the_others() -> None:
    bad: list[object] = [
        "not an object",
        {"id": "nothing"},
        QUESTION | {"id": "kind", "kind": "dew"},
        QUESTION | {"id": "zone", "timezone": "Europe/Pariss"},
        QUESTION | {"id": "offset", "start": "2026-02-02T16:00:00"},
        QUESTION | {"id": "date", "holidays": ["2026-02-30"]},
        QUESTION | {"id": "length", "minutes": -5},
        QUESTION | {"id": "nan", "minutes": float("nan")},
        QUESTION | {"id": "part", "minutes": 0.001},
        QUESTION | {"id": "both", "seconds": 5},
        QUESTION | {"id": "hours", "hours": {"mon": "09:00-17:00"}},
        QUESTION | {"id": "window", "hours": {"mon": [["09:00", "25:00"]]}},
        QUESTION | {"id": "day", "hours": {"monday": []}},
        QUESTION | {"id": "never", "hours": {}},
        QUESTION | {"id": "pause", "kind": "clock", "pauses": [["2026-02-02T16:30:00Z"]]},
        QUESTION | {"id": "year", "start": "1989-12-31T23:59:59Z"},
    ]
    text = "".join(json.dumps(question) + "\n" for question in [*bad, QUESTION])
    code, output = run("--jsonl", lines=b"\xff{\n" + b"[" * 100_000 + b"\n" + text.encode())
    answers = [json.loads(line) for line in output.splitlines()]
    assert code == 1
    assert len(answers) == len(bad) + 3
    assert all(set(answer) == {"id", "error"} for answer in answers[:-1])
    assert answers[-1] == {"id": "a", "due": "2026-02-09T09:30:00Z"}
    assert "'Europe/Pariss'" in answers[5]["error"]


def test_a_name_that_stands_twice_is_refused_by_name_and_with_the_line_s_id() -> None:
    twice = json.dumps(QUESTION).replace('"mon":', '"mon": [], "mon":')
    code, output = run("--jsonl", lines=f"{twice}\n{json.dumps(QUESTION)}\n")
    refused, answered = (json.loads(line) for line in output.splitlines())
    assert code == 1
    assert refused["id"] == "a"
    assert refused["error"].startswith("'mon' stands twice in an object")
    assert answered["due"] == "2026-02-09T09:30:00Z"


def test_hours_and_dates_that_cannot_be_read_are_named_by_where_they_stand() -> None:
    for field, value, begins in (
        ("hours", {"tue": [["09:00", "24:30"]]}, "hours of tue: '24:30' is not a time of day"),
        ("breaks", {"2026-02-02": [["9", "10:00"]]}, "breaks of 2026-02-02: '9' is not a time"),
        ("date_hours", {"2026-02-30": []}, "date_hours: '2026-02-30' is not a date"),
        ("holidays", [20260202], "holidays: 20260202 is not a date"),
    ):
        _, output = run("--jsonl", lines=json.dumps(QUESTION | {field: value}))
        assert json.loads(output)["error"].startswith(begins)


def test_hours_that_never_open_have_nothing_elapsed() -> None:
    shut = QUESTION | {"kind": "elapsed", "minutes": None, "hours": {"mon": [["09:00", "09:00"]]}}
    found = _one(shut | {"end": "2026-03-02T16:00:00Z"})
    assert found == {"id": "a", "elapsed_seconds": 0}


def test_hours_that_are_not_given_are_missing_and_not_closed() -> None:
    for hours in ({}, {"hours": None}):
        bare = {k: v for k, v in QUESTION.items() if k != "hours"} | hours
        code, output = run("--jsonl", lines=json.dumps(bare | {"start": "x"}))
        assert code == 1
        assert json.loads(output)["error"].startswith("hours is missing")
    one_day = bare | {"date_hours": {"2026-02-03": [["09:00", "17:00"]]}}
    assert _one(one_day) == {"id": "a", "due": "2026-02-03T10:30:00Z"}


def test_flags_ask_one_question_and_show_how_it_counts() -> None:
    code, output = run(
        *("--zone", "Europe/London", "--hours", "mon-fri=09:00-17:00"),
        *("--country", "GB", "--subdivision", "ENG"),
        *("--start", "2026-04-02T15:00:00Z", "--length", "4h"),
    )
    assert code == 0
    assert "Tue 2026-04-07 12:00:00 +0100" in output
    assert "holiday: Good Friday" in output


def test_flags_take_pauses_files_and_json(tmp_path: Path) -> None:
    event = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260203\nSUMMARY:Eve\nEND:VEVENT\n"
    file = tmp_path / "own.ics"
    file.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event}END:VCALENDAR\n")
    code, output = run(
        *("--hours", "mon-fri=09:00-17:00", "--ics", str(file), "--holiday", "2026-02-04"),
        *("--start", "2026-02-02T16:00:00Z", "--length", "90m", "--end", "2026-02-05T10:00:00Z"),
        *("--pause", "2026-02-02T16:30:00Z/2026-02-02T16:45:00Z", "--json"),
    )
    assert code == 0
    assert json.loads(output) == {
        "due": "2026-02-05T09:45:00Z",
        "elapsed_seconds": 6300,
        "paused_seconds": 900,
        "breached": True,
    }


def test_a_field_that_is_not_known_or_of_no_use_is_an_error_and_not_silence() -> None:
    for field, value, begins in (
        ("holiday", "2026-02-02", "holiday is not a known field; write holidays"),
        ("pause", [], "pause is not a known field; write pauses"),
        ("colour", 1, "colour is not a known field; known: breaks, country,"),
        ("pauses", [["2026-02-02T16:00:00Z", None]], "pauses is of no use to the kind 'due'"),
        ("end", "2026-02-02T16:00:00Z", "end is of no use to the kind 'due'"),
        ("subdivision", "ENG", "subdivision is of no use without country"),
        ("country", "Atlantis", "no public holidays are known for 'ATLANTIS'"),
        ("country", 7, "country 7 is not a text"),
        ("ics", "own.ics", "ics 'own.ics' is not a list"),
        ("ics", ["/nowhere/own.ics"], "ics '/nowhere/own.ics' cannot be read"),
    ):
        code, output = run("--jsonl", lines=json.dumps(QUESTION | {field: value}))
        assert code == 1
        assert json.loads(output)["error"].startswith(begins)


def test_a_line_may_carry_notes_and_what_is_expected() -> None:
    more = {
        "source": "me",
        "notes": "",
        "expect": "x",
        "expect_seconds": 1,
        "pauses": [],
        "end": None,
    }
    assert _one(QUESTION | more) == {"id": "a", "due": "2026-02-09T09:30:00Z"}


def test_a_line_reaches_what_the_flags_reach_and_they_what_it_reaches(tmp_path: Path) -> None:
    event = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260408\nSUMMARY:Eve\nEND:VEVENT\n"
    file = tmp_path / "own.ics"
    file.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event}END:VCALENDAR\n")
    start, paused = "2026-04-02T08:00:00Z", "2026-04-02T10:00:00Z"
    flags = run(
        *("--zone", "Europe/London", "--hours", "mon-fri=09:00-17:00", "--start", start),
        *("--country", "GB", "--subdivision", "ENG", "--ics", str(file), "--length", "16h"),
        *("--holiday", "2026-04-07", "--date-hours", "2026-04-09=10:00-11:00"),
        *("--break", "2026-04-02=12:00-13:00", "--pause", f"{paused}/2026-04-02T10:30:00Z"),
        "--json",
    )[1]
    week = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    line = _one(
        {
            "kind": "clock",
            "timezone": "Europe/London",
            "hours": week,
            "country": "GB",
            "subdivision": "ENG",
            "ics": [str(file)],
            "holidays": ["2026-04-07"],
            "date_hours": {"2026-04-09": [["10:00", "11:00"]]},
            "breaks": {"2026-04-02": [["12:00", "13:00"]]},
            "start": start,
            "length": "16h",
            "pauses": [[paused, "2026-04-02T10:30:00Z"]],
        }
    )
    # 6.5 h on Thursday, 1 h a week later, 8 h on Friday the 10th, half an hour on Monday
    assert line["due"] == json.loads(flags)["due"] == "2026-04-13T08:30:00Z"


def test_a_flag_beside_jsonl_is_refused() -> None:
    result = CliRunner().invoke(due, ["--jsonl", "--country", "GB"], input="")
    assert result.exit_code == 2
    assert "--country is of no use with --jsonl" in result.output


def test_a_pause_that_begins_at_the_deadline_moves_nothing() -> None:
    clock = QUESTION | {"kind": "clock", "pauses": [["2026-02-09T09:30:00Z", None]]}
    assert _one(clock)["due"] == "2026-02-09T09:30:00Z"


def _one(question: dict[str, object]) -> dict[str, object]:
    _, output = run("--jsonl", lines=json.dumps(question))
    answer: dict[str, object] = json.loads(output)
    return answer
