"""`sla-router classify`: the tier a ticket would get, and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import IO, Any

import click

from router.cli.options import with_settings
from router.domain.classification import Decision
from router.domain.classification import classify as tier_of
from router.domain.errors import BadEvent
from router.domain.tickets import TicketFacts
from router.policy_files import Book, read_directory
from router.settings import Settings

MOST_LINE_BYTES = 4 * 1024 * 1024


@click.command()
@click.option("--jsonl", is_flag=True, help="One ticket a line in, one decision a line out.")
@click.argument("tickets", type=click.File("rb"), default="-")
@with_settings
def classify(jsonl: bool, tickets: IO[bytes], settings: Settings) -> None:
    """Say which tier tickets would get, and why. TICKETS is a file, or - for standard input.

    \b
    Example:   sla-router classify --jsonl tickets.jsonl

    \b
    in:   {"id", "vendor", "subject", "body", "priority", "tags", "language"}
    out:  {"id", "tier", "confidence", "runner_up", "signals", "reason"}

    Without --jsonl the same, written for people. A line that cannot be read gives
    {"id", "error"}; the others go on, and the command ends with 1.
    """
    book = Book(read_directory(settings.policies))
    failed = False
    for number, line in enumerate(tickets, 1):
        if not line.strip():
            continue
        identifier: object = None
        try:
            record = _record(line, number)
            identifier = record.get("id")
            decision = _decide(record, book)
        except BadEvent as error:
            failed = True
            _put({"id": identifier, "error": str(error)})
            continue
        if jsonl:
            _put({"id": identifier, **as_json(decision)})
        else:
            click.echo(f"{identifier}: {decision.reason}")
    if failed:
        sys.exit(1)


def as_json(decision: Decision) -> dict[str, Any]:
    """The decision as the command prints it."""
    return {
        "tier": decision.tier,
        "confidence": decision.confidence,
        "runner_up": decision.runner_up,
        "signals": [
            {"signal": one.signal, "words": list(one.words), "weight": one.weight}
            for one in decision.signals
        ],
        "reason": decision.reason,
    }


def facts_of(record: Mapping[str, Any]) -> TicketFacts:
    """A ticket from one line's object. Raises BadEvent naming the field that is wrong."""
    return TicketFacts(
        source="jsonl",
        external_id=str(record.get("id", "")),
        subject=_text(record, "subject"),
        body=_text(record, "body"),
        priority=(_text(record, "priority") or _text(record, "helpdesk_priority")).lower() or None,
        tags=_tags(record.get("tags")),
        language=_text(record, "language").lower() or None,
    )


def _decide(record: Mapping[str, Any], book: Book) -> Decision:
    vendor = _text(record, "vendor").strip().lower()
    contract = book.find(vendor, _text(record, "contract") or None)
    if contract is None:
        raise BadEvent(f"vendor {vendor!r} has no contract that is known here")
    return tier_of(contract, facts_of(record))


def _record(line: bytes, number: int) -> dict[str, Any]:
    if len(line) > MOST_LINE_BYTES:
        raise BadEvent(f"line {number} has {len(line)} bytes; at most {MOST_LINE_BYTES}")
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadEvent(f"line {number} is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise BadEvent(f"line {number} is {type(record).__name__}, not an object")
    return record


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return str(value)
    raise BadEvent(f"{key} is {type(value).__name__}, not text")


def _tags(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise BadEvent("tags are not a list of texts")


def _put(document: Mapping[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False))
