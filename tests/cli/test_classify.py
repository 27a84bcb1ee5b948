"""`sla-router classify`: what goes in, what comes out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from router.cli.classify import classify

DOWN = {"id": "1", "vendor": "zuper", "subject": "", "body": "Production is down for everyone."}


def run(tmp_path: Path, lines: Sequence[object], *arguments: str) -> Result:
    text = "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines)
    return CliRunner().invoke(classify, [*arguments, "--data", str(tmp_path)], input=text)


def test_a_ticket_a_line_gives_a_decision_a_line(tmp_path: Path) -> None:
    result = run(tmp_path, [DOWN, {**DOWN, "id": 2, "vendor": "Aircall"}], "--jsonl")
    first, second = (json.loads(line) for line in result.output.splitlines())
    assert result.exit_code == 0
    assert list(first) == ["id", "tier", "confidence", "runner_up", "signals", "reason"]
    assert (first["id"], first["tier"]) == ("1", "critical")
    assert (second["id"], second["tier"]) == (2, "severity-1")
    assert list(first["signals"][0]) == ["signal", "words", "weight"]


@pytest.mark.parametrize(
    ("line", "identifier", "says"),
    [
        ("{nope", None, "line 2 is not JSON"),
        ("[1]", None, "not an object"),
        ({**DOWN, "vendor": "nobody"}, "1", "'nobody' has no contract"),
        ({**DOWN, "body": ["x"]}, "1", "body is list, not text"),
        ({**DOWN, "tags": "a"}, "1", "tags are not a list"),
    ],
)
def test_a_bad_line_is_named_and_the_others_go_on(
    tmp_path: Path, line: object, identifier: str | None, says: str
) -> None:
    result = run(tmp_path, [DOWN, line, DOWN], "--jsonl")
    good, bad, last = (json.loads(one) for one in result.output.splitlines())
    assert result.exit_code == 1
    assert good["tier"] == last["tier"] == "critical"
    assert bad["id"] == identifier
    assert says in bad["error"]


def test_a_contract_without_tiers_says_why(tmp_path: Path) -> None:
    result = run(tmp_path, [{**DOWN, "vendor": "openmethods"}], "--jsonl")
    decision = json.loads(result.output)
    assert decision["tier"] is None
    assert decision["reason"]


def test_without_jsonl_it_is_written_for_people(tmp_path: Path) -> None:
    assert run(tmp_path, [DOWN]).output.startswith("1: critical: ")


def test_training_shows_its_quality_and_votes_only_when_told(tmp_path: Path) -> None:
    confirmed = [{**DOWN, "id": n, "tier": "critical"} for n in range(25)]
    shown = run(tmp_path, confirmed, "train")
    assert "25 confirmed tickets" in shown.output
    assert not list(tmp_path.rglob("*.json"))
    run(tmp_path, confirmed, "train", "--use")
    assert [path.name for path in tmp_path.rglob("*.json")] == ["zuper.field-service.json"]
    names = [s["signal"] for s in json.loads(run(tmp_path, [DOWN], "--jsonl").output)["signals"]]
    assert "learned from 25 confirmed tickets" in names


def test_a_few_confirmed_tickets_teach_nothing(tmp_path: Path) -> None:
    result = run(tmp_path, [{**DOWN, "tier": "critical"}], "train", "--use")
    assert "at least 20 are needed" in result.output
    assert not list(tmp_path.rglob("*.json"))


def test_a_broken_learned_table_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "classifier"
    folder.mkdir()
    (folder / "zuper.field-service.json").write_text("{}")
    result = run(tmp_path, [DOWN], "--jsonl")
    assert result.exit_code == 1
    assert "is not a learned table" in result.output


def test_what_people_confirmed_is_exported_as_train_takes_it(tmp_path: Path) -> None:
    """Samples are in the queue and teach nothing; a confirmed ticket of a helpdesk is one line."""
    from router.domain.tickets.events import Event, Kind
    from router.domain.tickets.sightings import Sighting
    from router.runtime import settings
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.intake.take_in import take_in
    from router.usecases.records import Arrival
    from router.usecases.routing.confirm_tier import confirm_tier
    from router.usecases.routing.route import route

    given = settings.load({}, data=tmp_path)
    bootstrap.prepare(given)
    assert run(tmp_path, [], "export").output == ""
    with bootstrap.core(given) as core:
        now = core.now()
        opened = Event(Kind.OPENED, now, "desk:1:opened", now, origin="source:desk")
        facts = {"subject": "Hi", "body": DOWN["body"], "tags": ("zuper",)}
        sighting = Sighting("1", now, facts, (opened,))  # type: ignore[arg-type]  # plain values
        taken = take_in(core, Arrival("desk", "d-1", now, b"{}", (sighting,)))
        route(core, taken.ticket_ids)
        confirm_tier(core, taken.ticket_ids[0], "critical", who="user:anna@example.com")
    exported = run(tmp_path, [], "export")
    line = json.loads(exported.output)
    assert (line["vendor"], line["tier"], line["how"]) == ("zuper", "critical", "confirmation")
    trained = run(tmp_path, [line], "train")
    assert "1 confirmed tickets; at least 20 are needed" in trained.output
