"""`sla-router explain`: what is due when, and the ledger that shows why."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from router.cli.jsonl import answer_lines
from router.cli.options import refuse_others, say
from router.domain.clocks.clock import Clock
from router.domain.clocks.ledger import ledger_of
from router.domain.contracts.contract import Contract, ContractBook, Party
from router.domain.time.instants import SECOND, Instant, format_instant, parse_instant, to_datetime

_EXAMPLE = """
\b
Examples:
  sla-router explain --vendor aprimo --tier priority-1 --opened 2026-02-03T09:00:00Z
  sla-router explain --vendor zuper --duty data-subject-request --opened 2026-08-12T13:00:00Z
  sla-router explain --jsonl < questions.jsonl
"""


_OWED = {Party.VENDOR: "the vendor", Party.US: "us", Party.CUSTOMER: "the customer"}


@click.command(epilog=_EXAMPLE)
@click.option("--jsonl", is_flag=True, help="Answer one JSON question a line from standard input.")
@click.option("--vendor", help="Whose promise: aprimo, zuper, ...")
@click.option("--contract", help="Which contract, where the vendor has several.")
@click.option("--tier", help="Severity tier of the contract.")
@click.option("--duty", help="A duty instead of a tier.")
@click.option("--opened", help="When the ticket opened (or the duty started), RFC 3339.")
@click.option("--planned-for", help="The planned instant or date, for duties that count back.")
@click.option("--replied", multiple=True, help="A public reply by the vendor, RFC 3339.")
@click.option("--resolved", help="When it was resolved, RFC 3339.")
@click.option(
    "--event",
    multiple=True,
    metavar="TYPE@AT[,FIELD=TEXT…]",
    help='Anything else, as "paused@2026-02-03T10:00:00Z,reason=waiting_for_customer".',
)
@click.option("--country", help="The customer's ISO country code.")
@click.option("--zone", help="The customer's time zone, for bare planned dates.")
@click.option("--organisation", help="The customer's organisation.")
@click.option("--at", "asked_at", help="The instant to look from.  [default: the last one told]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a page.")
@click.option("--policies", type=click.Path(path_type=Path), help="Folder of policy files.")
@click.pass_context
def explain(
    ctx: click.Context, /, jsonl: bool, policies: Path | None, as_json: bool, **told: Any
) -> None:
    """Show each deadline that a contract gives, with its clause and its ledger.

    The fields of a line for --jsonl are in docs/questions.md.
    """
    if jsonl:
        refuse_others(ctx, "jsonl", "policies")
    from router.policy_files import Book, read_directory  # costs time that --help should not pay
    from router.runtime.settings import load
    from router.usecases.questions.explain import explain as answer
    from router.usecases.questions.explain import explain_json

    book = Book(read_directory(policies or load().policies))
    if jsonl:
        fine = answer_lines(sys.stdin.buffer, lambda question: explain_json(question, book))
        sys.exit(0 if fine else 1)
    question = _question(told)
    if as_json:
        say(json.dumps(explain_json(question, book), ensure_ascii=False, indent=2))
        return
    clocks = answer(question, book)
    say("\n".join(_page(clocks, book)) if clocks else _nothing(question, book))


def _question(told: dict[str, Any]) -> dict[str, Any]:
    for needed in ("vendor", "opened"):
        if not told[needed]:
            raise click.UsageError(f"--{needed} is missing{_EXAMPLE}")
    customer = {name: told[name] for name in ("country", "zone", "organisation") if told[name]}
    events = _events(told)
    last = max((e["at"] for e in events), key=parse_instant)
    return {
        "vendor": told["vendor"],
        "contract": told["contract"],
        "tier": told["tier"],
        "customer": customer or None,
        "events": events,
        "at": told["asked_at"] or last,
    }


def _events(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The story that the flags tell; a duty stands alone, without a ticket's tier and replies."""
    events: list[dict[str, Any]] = []
    if told["duty"]:
        for flag in ("tier", "replied", "resolved"):
            if told[flag]:
                raise click.UsageError(f"--{flag} is of no use with --duty; leave one of them out")
        duty = {"type": "duty_started", "at": told["opened"], "duty": told["duty"]}
        if told["planned_for"]:
            duty["planned_for"] = told["planned_for"]
        events.append(duty)
    else:
        if told["planned_for"]:
            raise click.UsageError("--planned-for is of no use without --duty; write which duty")
        events.append({"type": "opened", "at": told["opened"]})
        events += [{"type": "vendor_replied", "at": at} for at in told["replied"]]
        if told["resolved"]:
            events.append({"type": "resolved", "at": told["resolved"]})
    return events + [_event(text) for text in told["event"]]


def _event(text: str) -> dict[str, Any]:
    kind, at_sign, rest = text.partition("@")
    at, *fields = rest.split(",")
    pairs = [field.partition("=") for field in fields]
    if not at_sign or not all(equals for _, equals, _ in pairs):
        raise click.UsageError(
            f"--event {text!r} is not TYPE@AT,FIELD=TEXT; write "
            "paused@2026-02-03T10:00:00Z,reason=waiting_for_customer"
        )
    found: dict[str, Any] = {"type": kind, "at": at} | {name: value for name, _, value in pairs}
    if str(found.get("sequence", "")).isdecimal():
        found["sequence"] = int(found["sequence"])
    return found


def _nothing(question: dict[str, Any], book: ContractBook) -> str:
    contract = book.find(question["vendor"], question["contract"])
    if contract is None or contract.no_tier_reason:
        return contract.no_tier_reason if contract else ""
    tiers = ", ".join(tier.id for tier in contract.tiers)
    return f"no clock runs without a tier; {contract.vendor} has {tiers}"


def _page(clocks: tuple[Clock, ...], book: ContractBook) -> Iterator[str]:
    for clock in clocks:
        yield from _clock_lines(clock, book.find(clock.vendor, clock.contract, clock.version))
        yield ""


def _clock_lines(clock: Clock, contract: Contract | None) -> Iterator[str]:
    title = f"{clock.obligation}, round {clock.round}" if clock.round > 1 else clock.obligation
    due = "no deadline while paused"
    if clock.due_at is not None:
        due = f"{_local(clock, clock.due_at)}  ({format_instant(clock.due_at)})"
    yield f"{title}, owed by {_OWED[clock.owed_by]}"
    yield f"  due      {due}"
    yield f"  state    {clock.state.value}{', breached' if clock.breached else ''}"
    asked = _local(clock, clock.as_of)
    word = "late by" if clock.remaining_ns < 0 else "left"
    yield f"  {word:8} {_length(abs(clock.remaining_ns))} of this calendar, seen from {asked}"
    yield f"  clause   {clock.source}"
    for name in clock.interpretations:
        reading = contract.interpretations.get(name) if contract else None
        yield f"  reading  {name}: {reading.reading}" if reading else f"  reading  {name}"
    if clock.country_assumed:
        yield "  note     the customer's country is not known; the usual entity is assumed"
    yield f"  calendar {clock.calendar_name} ({clock.calendar.zone})"
    for segment in ledger_of(clock):
        if clock.due_at is not None and segment.since >= clock.due_at and not clock.backward:
            continue  # what came after the deadline is the lateness above
        counted = _length(segment.counted_ns) if segment.counted else "-"
        since, to = _local(clock, segment.since), _local(clock, segment.to)
        yield f"    {since}  to  {to}  {counted:>10}  {segment.why}"


def _local(clock: Clock, at: Instant) -> str:
    from zoneinfo import ZoneInfo

    local = to_datetime(at).astimezone(ZoneInfo(clock.calendar.zone))
    return f"{local:%a %Y-%m-%d %H:%M:%S %Z}"


def _length(ns: int) -> str:
    hours, rest = divmod(ns // SECOND, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
