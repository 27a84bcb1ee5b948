"""`sla-router import`: tickets of the past from a file, which are told to nobody."""

from __future__ import annotations

import hashlib
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from router.cli.options import print_json, say, with_json, with_settings
from router.runtime.settings import BadSettings, Settings

if TYPE_CHECKING:
    from router.domain.contracts.contract import Contract
    from router.usecases.intake.import_history import Report
    from router.usecases.ports import Core

_LISTED = 20
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping", "mapping_name", required=True, help="Name of a shipped mapping, or a YAML file."
)
@click.option("--contract", "contract_name", help="VENDOR/CONTRACT instead of the mapping's.")
@click.option("--source", help="Name to keep its tickets under.  [default: that of the mapping]")
@click.option(
    "--max-size",
    type=click.IntRange(1, 1 << 20),
    metavar="MIB",
    help="How long the file may be unpacked, in MiB.  [default: 2048, packed at most 200 times]",
)
@click.option("--again", is_flag=True, help="From the first row, not where it stopped.")
@with_json
@with_settings
def import_(
    settings: Settings,
    file: Path,
    mapping_name: str,
    contract_name: str | None,
    source: str | None,
    max_size: int | None,
    again: bool,
    as_json: bool,
) -> None:
    """Bring in tickets from an export: CSV or JSON Lines, also packed with gzip.

    \b
    Example:   sla-router import incidents.csv.gz --mapping uci-incident-log

    Imported tickets have clocks and breaches, notify nobody and go to no vendor. Stopped on the
    way, the same command goes on where it was; done once, it changes nothing. --json prints the
    report, with every row that was passed over and why.
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.intake.import_history import Report, Terms, import_history, kept_report

    mapping = bootstrap.load_mapping(mapping_name)
    source = _source(source or Path(mapping_name).stem)
    print_length = sys.stderr.isatty()
    most = None if max_size is None else max_size << 20
    count = partial(bootstrap.count_lines, most=most)
    digest, rows = _measure(file, count if print_length else None)
    began, cpu = time.monotonic(), time.process_time()
    with bootstrap.core(settings) as core, ExitStack() as stack:
        contract = _contract(core, contract_name, mapping.vendor, mapping.tiers)
        name = f"{contract.vendor}/{contract.id}" if contract else ""
        read_as = repr((sorted(vars(mapping).items(), key=str), source, name))
        mark = hashlib.sha256(f"{digest} {read_as}".encode()).hexdigest()[:32]
        report = Report() if again else kept_report(core, mark)
        before, tickets_before, was_done = report.row, report.tickets, report.done
        if not was_done:
            bar = stack.enter_context(
                click.progressbar(
                    length=max(rows, 1),
                    label=file.name[:30],
                    file=sys.stderr,
                    hidden=not print_length,
                )
            )
            bar.update(min(before, rows))
            now = core.now()
            try:
                import_history(
                    core,
                    bootstrap.read_history(file, mapping, source, now, before, most=most),
                    Terms(source, contract, by_priority=bool(mapping.tiers)),
                    mark=mark,
                    report=report,
                    now=now,
                    on_row=lambda row: bar.update(min(row, rows) - bar.pos),
                )
            except KeyboardInterrupt:
                message = f"stopped after row {report.row}; the same command goes on from there"
                raise click.ClickException(message) from None
            bar.update(max(rows, 1) - bar.pos)
    seconds = time.monotonic() - began
    figures = {
        "seconds": round(seconds, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
        "tickets_per_second": round((report.tickets - tickets_before) / seconds, 1),
    }
    about = {"source": source, "contract": name or None, "resumed_after_row": before}
    if as_json:
        print_json({**about, "repeat": was_done, **_as_json(report), **figures})
    else:
        _print(report, about, figures, repeat=was_done)


def _source(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise BadSettings(
            f"--source {name!r} is not a name; write letters, digits, dots and dashes, 64 at most"
        )
    return name


def _contract(
    core: Core, name: str | None, vendor: str | None, tiers: Mapping[str, str]
) -> Contract | None:
    """The contract that was asked for, else the vendor's own; None where each ticket is routed.

    Raises BadSettings where there is no such contract, or it lacks a tier of the mapping.
    """
    if name is None and vendor is None:
        return None
    wanted, _, given = (name or vendor or "").partition("/")
    found = core.book.find(wanted, given or None)
    if found is None:
        known = sorted(f"{c.vendor}/{c.id}" for c in core.contracts())
        raise BadSettings(f"there is no contract {name or vendor!r}; there are {', '.join(known)}")
    missing = sorted(set(tiers.values()) - {tier.id for tier in found.tiers})
    if missing:
        there = ", ".join(tier.id for tier in found.tiers)
        raise BadSettings(
            f"the mapping's tiers {', '.join(missing)} are not in {found.vendor}/{found.id}, which "
            f"has {there}; copy the mapping and write `tiers` for that contract"
        )
    return found


def _measure(file: Path, count: Callable[[Path], int] | None) -> tuple[str, int]:
    """A hash of the file, and its lines where they are wanted: about as many as its rows."""
    with file.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
    return digest, count(file) if count else 0


def _as_json(report: Report) -> dict[str, Any]:
    rows = [{"row": row, "reason": reason} for row, reason in report.rows]
    return {
        "rows": report.row,
        "tickets": report.tickets,
        "events": report.events,
        "clocks": report.clocks,
        "breached": report.breached,
        "unassigned": report.unassigned,
        "known": report.known,
        "extended": report.extended,
        "skipped": {"rows": report.skipped, "reasons": report.reasons, "listed": rows},
    }


def _print(
    report: Report, about: Mapping[str, Any], figures: Mapping[str, float], *, repeat: bool
) -> None:
    if repeat:
        say("This file was imported before in the same way; nothing was changed.")
    elif about["resumed_after_row"]:
        say(f"Went on after row {about['resumed_after_row']}.")
    held = f", held against {about['contract']}" if about["contract"] else ""
    say(
        f"{report.tickets} tickets of source {about['source']}{held}: {report.events} events, "
        f"{report.clocks} clocks, {report.breached} of them breached."
    )
    if report.known:
        say(f"{report.known} tickets were here already; {report.extended} got news.")
    if report.unassigned:
        say(f"{report.unassigned} fit no vendor and wait for a person to name one.")
    for line in _skipped(report):
        say(line)
    if not repeat:
        say(
            f"{figures['seconds']} s ({figures['cpu_seconds']} s of processor time), "
            f"{figures['tickets_per_second']:.0f} tickets/s."
        )


def _skipped(report: Report) -> Iterable[str]:
    if not report.skipped:
        return
    yield f"{report.skipped} rows were passed over:"
    for reason, count in sorted(report.reasons.items(), key=lambda r: -r[1])[:_LISTED]:
        first = next((row for row, why in report.rows if why.endswith(reason)), None)
        yield f"  {count} x {reason}" + (f" (first: row {first})" if first else "")
