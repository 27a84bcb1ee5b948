"""`sla-router explain`: what is due when, and the ledger that shows why."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from router.domain.clocks import Clock
from router.domain.contracts import ContractBook
from router.domain.errors import RouterError
from router.domain.instants import SECOND, Instant, format_instant, from_datetime, to_datetime
from router.domain.ledger import ledger_of

_EXAMPLE = """
\b
Examples:
  sla-router explain --vendor aprimo --tier priority-1 --opened 2026-02-03T09:00:00Z
  sla-router explain --vendor zuper --duty data-subject-request --opened 2026-08-12T13:00:00Z
  sla-router explain --jsonl < questions.jsonl
"""


@click.command(epilog=_EXAMPLE)
@click.option("--jsonl", is_flag=True, help="Answer one JSON question a line from standard input.")
@click.option("--vendor", help="Whose promise: aprimo, zuper, ...")
@click.option("--contract", help="Which contract, where the vendor has several.")
@click.option("--tier", help="Severity tier of the contract.")
@click.option("--duty", help="A duty instead of a tier.")
@click.option("--opened", help="When the ticket opened (or the duty started), RFC 3339.")
@click.option("--planned-for", help="The planned instant, for duties that count back from it.")
@click.option("--replied", multiple=True, help="A public reply by the vendor, RFC 3339.")
@click.option("--resolved", help="When it was resolved, RFC 3339.")
@click.option("--country", help="The customer's ISO country code.")
@click.option("--at", "asked_at", help="The instant to look from (default: now).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a page.")
@click.option("--policies", type=click.Path(path_type=Path), help="Folder of policy files.")
def explain(jsonl: bool, policies: Path | None, as_json: bool, **told: Any) -> None:
    """Show each deadline that a contract gives, with its clause and its ledger."""
    from router.policy_files import load_book  # costs time that --help should not pay
    from router.settings import load
    from router.usecases.explain import explain as answer
    from router.usecases.explain import explain_json

    book = load_book(policies or load().policies)
    if jsonl:
        sys.exit(0 if _answer_lines(sys.stdin, book) else 1)
    question = _question(told)
    if as_json:
        click.echo(json.dumps(explain_json(question, book), ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_page(answer(question, book))))


def _answer_lines(lines: Any, book: ContractBook) -> bool:
    """One line out for each line in, in order; False if one could not be answered."""
    from router.usecases.explain import explain_json

    fine = True
    for line in lines:
        if not line.strip():
            continue
        given: Any = None
        try:
            given = json.loads(line)
            if not isinstance(given, dict):
                raise ValueError(f"{line.strip()[:60]!r} is not a JSON object")
            answer = explain_json(given, book)
        except (RouterError, ValueError) as error:
            fine = False
            name = given.get("id") if isinstance(given, dict) else None
            answer = {"id": name, "error": str(error)}
        click.echo(json.dumps(answer, ensure_ascii=False))
    return fine


def _question(told: dict[str, Any]) -> dict[str, Any]:
    for needed in ("vendor", "opened"):
        if not told[needed]:
            raise click.UsageError(f"--{needed} is missing{_EXAMPLE}")
    events: list[dict[str, Any]] = []
    if told["duty"]:
        duty = {"type": "duty_started", "at": told["opened"], "duty": told["duty"]}
        if told["planned_for"]:
            duty["planned_for"] = told["planned_for"]
        events.append(duty)
    else:
        events.append({"type": "opened", "at": told["opened"]})
        events += [{"type": "vendor_replied", "at": at} for at in told["replied"]]
        if told["resolved"]:
            events.append({"type": "resolved", "at": told["resolved"]})
    now = told["asked_at"] or max([*(e["at"] for e in events)], key=_instant)
    if not told["asked_at"]:
        now = format_instant(max(_instant(now), from_datetime(datetime.now(UTC))))
    return {
        "vendor": told["vendor"],
        "contract": told["contract"],
        "tier": told["tier"],
        "customer": {"country": told["country"]} if told["country"] else None,
        "events": events,
        "at": now,
    }


def _instant(text: str) -> Instant:
    from router.domain.instants import parse_instant

    return parse_instant(text)


def _page(clocks: tuple[Clock, ...]) -> Iterator[str]:
    if not clocks:
        yield "No clock runs: this contract promises nothing here. `sla-router vendors` lists"
        yield "what each contract does promise."
        return
    for clock in clocks:
        yield from _clock_lines(clock)
        yield ""


def _clock_lines(clock: Clock) -> Iterator[str]:
    name = f"{clock.obligation}, round {clock.round}" if clock.round > 1 else clock.obligation
    due = "no deadline while paused" if clock.due_at is None else _local(clock, clock.due_at)
    yield f"{name}, owed by the {clock.owed_by.value}" if clock.owed_by != "us" else name
    yield f"  due      {due}"
    yield f"  state    {clock.state.value}{', breached' if clock.breached else ''}"
    yield f"  left     {_length(clock.remaining_ns)} on this calendar, at the instant asked"
    yield f"  clause   {clock.source}"
    readings = ", ".join(clock.interpretations)
    if readings:
        yield f"  reading  {readings} (see `sla-router vendors`)"
    if clock.country_assumed:
        yield "  note     the customer's country is not known; the usual entity is assumed"
    yield f"  calendar {clock.calendar_name} ({clock.calendar.zone})"
    for segment in ledger_of(clock):
        counted = _length(segment.counted_ns) if segment.counted else "-"
        mark = " (ahead)" if segment.ahead else ""
        since, to = _local(clock, segment.since), _local(clock, segment.to)
        yield f"    {since}  to  {to}  {counted:>10}  {segment.why}{mark}"


def _local(clock: Clock, at: Instant) -> str:
    from zoneinfo import ZoneInfo

    local = to_datetime(at).astimezone(ZoneInfo(clock.calendar.zone))
    return f"{local:%a %Y-%m-%d %H:%M:%S %Z}"


def _length(ns: int) -> str:
    sign = "-" if ns < 0 else ""
    seconds = abs(ns) // SECOND
    hours, rest = divmod(seconds, 3600)
    return f"{sign}{hours}:{rest // 60:02d}:{rest % 60:02d}"
