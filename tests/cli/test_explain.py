"""The `explain` command: one line out for each line in, and a page for people."""

from __future__ import annotations

import json

from click.testing import CliRunner, Result

from router.cli.explain import explain

FINE = {
    "id": "a",
    "vendor": "aprimo",
    "tier": "priority-1",
    "events": [{"type": "opened", "at": "2026-12-26T01:00:00Z"}],
    "at": "2026-12-26T01:05:00Z",
}


def run(*arguments: str, text: str = "") -> Result:
    return CliRunner().invoke(explain, arguments, input=text)


def test_each_line_gets_its_answer_in_order_and_a_bad_one_its_error() -> None:
    lines = [json.dumps(FINE), "nonsense", json.dumps(FINE | {"id": "b", "tier": "urgent"})]
    result = run("--jsonl", text="\n".join(lines))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert answers[0]["clocks"][0]["due_at"] == "2026-12-26T03:00:00Z"
    assert answers[1]["error"].startswith("'nonsense' is not JSON")
    assert answers[2]["id"] == "b"
    assert "has no tier 'urgent'; known: priority-1" in answers[2]["error"]


def test_lines_that_can_all_be_answered_exit_with_0() -> None:
    assert run("--jsonl", text=json.dumps(FINE)).exit_code == 0


def test_every_clock_has_the_fields_that_stay() -> None:
    clock = json.loads(run("--jsonl", text=json.dumps(FINE)).stdout)["clocks"][0]
    assert {
        "obligation",
        "round",
        "owed_by",
        "started_at",
        "due_at",
        "state",
        "breached",
        "breached_at",
        "stopped_at",
        "remaining_seconds",
        "source",
        "ledger",
    } <= set(clock)
    assert clock["remaining_seconds"] == 6900
    assert [s["seconds"] for s in clock["ledger"]] == [300, 6900]


def test_the_page_shows_the_holidays_that_the_deadline_skips() -> None:
    page = run(
        "--vendor", "aprimo", "--tier", "priority-2", "--opened", "2026-04-02T10:00:00Z"
    ).stdout
    assert "due      Tue 2026-04-07 17:00:00 BST  (2026-04-07T16:00:00Z)" in page
    assert "holiday: Good Friday" in page
    assert "reading  I6:" in page


def test_a_vendor_without_a_support_clock_says_why() -> None:
    page = run("--vendor", "openmethods", "--opened", "2026-04-02T10:00:00Z").stdout
    assert "standard support" in page.casefold()


def test_a_repeated_event_is_one_event() -> None:
    reply = {"type": "vendor_replied", "at": "2026-12-26T01:02:00Z"}
    again = reply | {"received_at": "2026-12-26T01:04:00Z"}
    told = FINE | {"events": [FINE["events"][0], reply, again]}  # type: ignore[index]  # a list
    clocks = json.loads(run("--jsonl", text=json.dumps(told)).stdout)["clocks"]
    assert [(c["obligation"], c["round"]) for c in clocks] == [("response", 1), ("update", 1)]


def test_no_line_however_odd_costs_the_next_one_its_answer() -> None:
    opened = FINE["events"][0]  # type: ignore[index]  # a list

    def event(**fields: object) -> str:
        more = {"type": "opened", "at": "2026-12-26T01:02:00Z", **fields}
        return json.dumps(FINE | {"events": [opened, more]})

    lines = [
        "[" * 100_000,
        json.dumps(FINE | {"contract": []}),
        json.dumps(FINE | {"customer": {"country": 7}}),
        json.dumps(FINE | {"tier": "\ud800"}),
        event(sequence=[1]),
        event(sequence=float("nan")),
        event(sequence=1e400),
        event(type="vendor_changed", vendor=1),
        event(type="tier_changed", tier={}),
    ]
    sent = "\n".join([*lines, json.dumps(FINE)]).encode() + b'\n{"id": "\xff"}\n'
    result = CliRunner().invoke(explain, ["--jsonl"], input=sent)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [set(a) == {"id", "error"} for a in answers] == [True] * len(lines) + [False, True]
    assert not result.stderr
    assert all(len(a["error"]) < 1200 for a in answers if "error" in a)


def test_what_an_event_or_the_customer_must_say_is_asked_for_by_name() -> None:
    opened = FINE["events"][0]  # type: ignore[index]  # a list
    changed = {"at": "2026-12-26T01:02:00Z"}
    lines = {
        "events[1].tier is missing": [opened, changed | {"type": "tier_changed"}],
        "events[1].vendor is missing": [opened, changed | {"type": "vendor_changed"}],
        "no policy file is for the vendor 'acme'": [
            opened,
            changed | {"type": "vendor_changed", "vendor": "acme"},
        ],
    }
    asked: list[dict[str, object]] = [FINE | {"events": events} for events in lines.values()]
    asked.append(FINE | {"customer": {"country": "USA"}})
    asked.append(FINE | {"customer": {"zone": "Mars"}})
    begins = [
        *lines,
        "customer.country: 'USA' is not an ISO code; write US",
        "'Mars' is not a time",
    ]
    sent = "\n".join(json.dumps(question) for question in asked)
    answers = [json.loads(line) for line in run("--jsonl", text=sent).stdout.splitlines()]
    for begin, answer in zip(begins, answers, strict=True):
        assert answer["error"].startswith(begin)


def _event_assist(**more: object) -> dict[str, object]:
    started = {"type": "duty_started", "at": "2026-08-12T13:00:00Z", "duty": "event-assist"}
    return {
        "id": "a",
        "vendor": "bluejeans",
        "events": [started | {k: v for k, v in more.items() if k != "customer"}],
        "at": "2026-08-12T13:01:00Z",
        "customer": more.get("customer"),
    }


def test_a_bare_planned_date_is_its_first_moment_in_the_customers_zone() -> None:
    def due(customer: dict[str, str] | None) -> str:
        asked = _event_assist(planned_for="2026-08-25", customer=customer)
        answer = json.loads(run("--jsonl", text=json.dumps(asked)).stdout)
        return str(answer["clocks"][0]["due_at"])

    assert due({"zone": "Asia/Tokyo"}) == "2026-08-17T15:00:00Z"
    assert due({"zone": "America/New_York"}) == "2026-08-18T04:00:00Z"
    assert due(None) == "2026-08-18T00:00:00Z"  # the zone of the duty's calendar


def test_a_duty_that_counts_back_needs_to_know_from_when() -> None:
    for planned, begins in (
        (None, "events[0].planned_for is missing; 'event-assist' counts back"),
        ("2026-02-30", "events[0].planned_for: '2026-02-30' is not a date"),
        ("tomorrow", "events[0].planned_for: 'tomorrow' is not an instant"),
    ):
        asked = json.dumps(_event_assist(planned_for=planned))
        assert json.loads(run("--jsonl", text=asked).stdout)["error"].startswith(begins)


def test_an_instant_that_cannot_be_read_is_named_by_its_field() -> None:
    def event(**fields: object) -> dict[str, object]:
        return {"id": "a", "at": FINE["at"], "events": [{"type": "opened", **fields}]}

    at = "2026-12-26T01:00:00Z"
    lines = {
        "at is missing": {"at": None},
        "at: 'soon' is not an instant": {"at": "soon"},
        "events[0].at is missing": event(),
        "events[0].at: 7 is not an instant": event(at=7),
        "events[0].received_at: '' is not an instant": event(at=at, received_at=""),
    }
    sent = "\n".join(json.dumps(FINE | line) for line in lines.values())
    answers = [json.loads(line) for line in run("--jsonl", text=sent).stdout.splitlines()]
    for begins, answer in zip(lines, answers, strict=True):
        assert answer["error"].startswith(begins)


def test_an_id_that_has_no_utf_8_comes_back_as_it_went() -> None:
    result = run("--jsonl", text=json.dumps(FINE | {"id": "\ud800"}))
    assert json.loads(result.stdout)["id"] == "\ud800"


def _error(**more: object) -> str:
    result = run("--jsonl", text=json.dumps(FINE | more))
    assert result.exit_code == 1
    return str(json.loads(result.stdout)["error"])


def test_a_field_that_is_not_known_or_of_no_use_is_an_error_and_not_silence() -> None:
    opened = FINE["events"][0]  # type: ignore[index]  # a list

    def event(**fields: object) -> str:
        return _error(events=[opened, {"at": "2026-12-26T01:02:00Z", **fields}])

    for error, begins in (
        (_error(country="FR"), "country is a field of customer"),
        (_error(customer={"county": "FR"}), "customer.county is not a known field; write country"),
        (event(type="paused"), "events[1].reason is missing"),
        (event(type="paused", reason=""), "events[1].reason is empty"),
        (event(type="vendor_replied", reasn="x"), "events[1].reasn is not a known field"),
        (event(type="noted", tier="x"), "events[1].tier is not a known field"),
        (event(type="routed", vendor="aprimo"), "events[1].type routed is of no use here"),
    ):
        assert error.startswith(begins)


def test_where_nothing_is_opened_there_is_an_error_and_no_empty_answer() -> None:
    reply = {"type": "vendor_replied", "at": "2026-12-26T01:02:00Z"}
    assert _error(events=[reply]).startswith("events has nothing opened")
    assert _error(at="2026-12-26T00:00:00Z") == (
        "at 2026-12-26T00:00:00Z nothing is opened yet; the first opening is known from "
        "2026-12-26T01:00:00Z"
    )


def test_a_planned_date_for_a_duty_that_does_not_count_back_is_of_no_use() -> None:
    started = {
        "type": "duty_started",
        "at": "2026-08-12T13:00:00Z",
        "duty": "data-subject-request",
        "planned_for": "2026-08-25",
    }
    asked = {"vendor": "zuper", "tier": None, "events": [started], "at": "2026-08-12T13:00:00Z"}
    assert _error(**asked).startswith("events[0].planned_for is of no use")


def test_flags_tell_any_event_and_every_field_of_the_customer() -> None:
    told = run(
        *("--vendor", "aprimo", "--tier", "priority-1", "--opened", "2026-12-26T01:00:00Z"),
        *("--event", "tier_changed@2026-12-26T01:10:00Z,tier=priority-2"),
        *("--country", "GB", "--zone", "Europe/London", "--organisation", "acme", "--json"),
    )
    assert json.loads(told.stdout)["clocks"][0]["started_at"] == "2026-12-26T01:00:00Z"
    assert (
        run("--vendor", "aprimo", "--opened", "2026-12-26T01:00:00Z", "--event", "x").exit_code == 2
    )


def test_flags_that_would_be_passed_over_are_refused() -> None:
    opened = ("--vendor", "zuper", "--opened", "2026-08-12T13:00:00Z")
    for more in (
        ("--jsonl",),
        ("--planned-for", "2026-08-25"),
        ("--duty", "data-subject-request", "--replied", "2026-08-12T13:00:00Z"),
        ("--duty", "data-subject-request", "--tier", "critical"),
    ):
        result = run(*opened, *more)
        assert (result.exit_code, "is of no use with" in result.output) == (2, True)
