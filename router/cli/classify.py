"""`sla-router classify`: the tier a ticket would get, and why."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

import click

from router.cli.jsonl import as_line
from router.cli.options import say, with_settings
from router.domain.contracts.contract import Contract
from router.domain.errors import BadEvent
from router.domain.routing.classification import Decision, scheme_of
from router.domain.routing.classification import classify as tier_of
from router.domain.routing.classification.training import FEWEST, Confirmed, learn, quality
from router.domain.text.strict_json import read_strictly
from router.domain.tickets.ticket import TicketFacts
from router.policy_files import Book, read_directory
from router.runtime.learned import Learned, find, path_of, save
from router.runtime.settings import Settings

MOST_LINE_BYTES = 4 * 1024 * 1024


class _RunUnlessTold(click.Group):
    """A group whose first word may be left out: what is no command of it goes to `run`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As a group's; `run` is put in front where no command of the group is named."""
        asks_for_help = args and args[0] in ctx.help_option_names
        if not asks_for_help and (not args or args[0] not in self.commands):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_RunUnlessTold)
def classify() -> None:
    """Say which tier tickets would get, and why; learn from confirmed ones.

    \b
    sla-router classify --jsonl tickets.jsonl        (the same as: classify run …)
    sla-router classify export | sla-router classify train -
    """


@classify.command()
@click.option("--jsonl", is_flag=True, help="One ticket a line in, one decision a line out.")
@click.argument("tickets", type=click.File("rb"), default="-")
@with_settings
def run(jsonl: bool, tickets: IO[bytes], settings: Settings) -> None:
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
    learned: dict[Path, Learned | None] = {}
    failed = False
    for number, line in enumerate(tickets, 1):
        if not line.strip():
            continue
        identifier: object = None
        try:
            record = _record(line, number)
            identifier = record.get("id")
            contract = _contract(record, book)
            path = path_of(settings.data, contract)
            if path not in learned:
                learned[path] = find(path, scheme_of(contract))
            facts, own = facts_of(record), learned[path]
            decision = tier_of(
                contract, facts, tuple(own.votes(scheme_of(contract), facts)) if own else ()
            )
        except BadEvent as error:
            failed = True
            _put({"id": identifier, "error": str(error)})
            continue
        if jsonl:
            _put({"id": identifier, **as_json(decision)})
        else:
            say(f"{identifier}: {decision.reason}")
    if failed:
        sys.exit(1)


@classify.command()
@click.argument("confirmed", type=click.File("rb"), default="-")
@click.option("--use", is_flag=True, help="Keep what was learned: from now on it votes too.")
@with_settings
def train(confirmed: IO[bytes], use: bool, settings: Settings) -> None:
    """Learn from tickets whose tier a person has confirmed. CONFIRMED is a file, or -.

    \b
    Example:   sla-router classify train confirmed.jsonl

    One JSON object a line, as for classify, with "tier" (null where the contract has none). Prints
    for each contract how many are right with the shipped numbers, and with numbers learned from the
    others (cross-validated). Nothing is switched on without --use; to switch it off again, delete
    the file that is named.
    """
    book = Book(read_directory(settings.policies))
    by_contract: dict[tuple[str, str], tuple[Contract, list[Confirmed]]] = {}
    for number, line in enumerate(confirmed, 1):
        if not line.strip():
            continue
        record = _record(line, number)
        if "tier" not in record:
            raise BadEvent(f"line {number} has no tier; write null where the contract has none")
        contract = _contract(record, book)
        one = Confirmed(facts_of(record), _text(record, "tier") or None)
        by_contract.setdefault((contract.vendor, contract.id), (contract, []))[1].append(one)
    for contract, tickets in by_contract.values():
        _train(contract, tickets, settings.data if use else None)


@classify.command()
@with_settings
def export(settings: Settings) -> None:
    """Write out the tickets whose tier a person has confirmed, corrected or changed.

    \b
    Example:   sla-router classify export | sla-router classify train -

    One JSON object a line, as train takes it; "how" says which of the three it was. The tier is the
    one that held from the opening: of a change, the tier before it.
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.routing.confirmed import confirmed_tickets

    with bootstrap.core(settings) as core:
        for one in confirmed_tickets(core):
            ticket, facts = one.ticket, one.ticket.facts
            _put(
                {
                    "id": ticket.id,
                    "vendor": ticket.vendor,
                    "contract": ticket.contract,
                    "subject": facts.subject,
                    "body": facts.body,
                    "priority": facts.priority,
                    "tags": list(facts.tags),
                    "language": facts.language,
                    "tier": one.tier,
                    "how": one.how,
                }
            )


def _train(contract: Contract, tickets: list[Confirmed], data: Path | None) -> None:
    name = f"{contract.vendor}/{contract.id}"
    if not contract.tiers:
        say(f"{name}: has no tiers, nothing to learn")
        return
    scheme = scheme_of(contract)
    found = quality(scheme, tickets)
    if found.n < FEWEST:
        say(f"{name}: {found.n} confirmed tickets; at least {FEWEST} are needed")
        return
    say(
        f"{name}: {found.n} confirmed tickets; right with the shipped numbers "
        f"{found.shipped / found.n:.3f}, with learned ones {found.learned / found.n:.3f} "
        "(cross-validated)"
    )
    if data is not None:
        path = path_of(data, contract)
        save(path, Learned(learn(scheme, tickets), found.n))
        say(f"{name}: votes from now on; kept in {path}")


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


def _contract(record: Mapping[str, Any], book: Book) -> Contract:
    vendor = _text(record, "vendor").strip().lower()
    contract = book.find(vendor, _text(record, "contract") or None)
    if contract is None:
        raise BadEvent(f"vendor {vendor!r} has no contract that is known here")
    return contract


def _record(line: bytes, number: int) -> dict[str, Any]:
    if len(line) > MOST_LINE_BYTES:
        raise BadEvent(f"line {number} has {len(line)} bytes; at most {MOST_LINE_BYTES}")
    try:
        record = read_strictly(line)
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
    say(as_line(document))
