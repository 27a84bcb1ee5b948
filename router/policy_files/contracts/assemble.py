"""One file's table to one contract."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from router.domain.contracts.contract import Clause, Contract, Interpretation
from router.policy_files.contracts.calendar_tables import CalendarReader
from router.policy_files.contracts.contract_format import CONTRACT
from router.policy_files.contracts.detail_format import DETAILS
from router.policy_files.contracts.obligation_format import obligations_of
from router.policy_files.contracts.promise_format import (
    Context,
    check_exclusions,
    duties_of,
    handover_of,
    rules_of,
    tiers_of,
)
from router.policy_files.contracts.snapshots import version_of
from router.policy_files.contracts.stored_details import details_of
from router.policy_files.format.marks import Marks
from router.policy_files.format.shapes import Got, Record
from router.policy_files.yaml.frozen import FrozenTable
from router.policy_files.yaml.nodes import Table
from router.policy_files.yaml.problems import Findings


def contract_of(
    file: str, table: Table, calendars: CalendarReader, findings: Findings
) -> Contract | None:
    """The contract of a file (with what it takes), or None with the problems in `findings`."""
    record = CONTRACT.read(table, findings)
    if record is None:
        return None
    clauses = _clauses(record)
    interpretations = {
        name: Interpretation(
            name,
            got.value.get("question", ""),
            got.value.get("reading", ""),
            got.value.get("why", ""),
        )
        for name, got in record.get("interpretations", {}).items()
    }
    marks = Marks(clauses, interpretations, findings)
    clause = Clause(_document(record) or file.rpartition("/")[2])
    written = record.get("calendars", {})
    built = calendars.read(written, findings)
    calendar_marks = {name: marks.interpretations(got.value) for name, got in written.items()}
    named = tuple(table_names(table, "calendars"))
    obligations = obligations_of(record.get("obligations", {}), findings)
    context = Context(built, named, calendar_marks, marks, clause, findings, obligations)
    tiers = tiers_of(record.get("tiers", ()), context)
    duties = duties_of(record.get("duties", ()), context)
    rules = rules_of(record.get("recognise", ()), findings)
    _check_whole(record, findings)
    check_exclusions(record, findings)
    vendor, contract_id = record.get("vendor"), record.get("contract", "standard")
    general = marks.interpretations(record)
    details: dict[str, Any] = details_of(record, tuple(DETAILS), marks, clause)
    details["document"] = details_of(record, ("document",), marks, clause).get("document", {})
    details["interpretations"] = general
    details["calendars"] = _about_calendars(record, marks, clause)
    for key in ("retired_why", "classification"):
        if record.get(key):
            details[key] = record.get(key)
    if vendor is None:
        return None
    used = set(general).union(*calendar_marks.values())
    used.update(*(target.interpretations for tier in tiers for target in tier.targets))
    used.update(*(duty.interpretations for duty in duties))
    used.update(_named_in(details))
    contract = Contract(
        vendor=vendor,
        id=contract_id,
        version="",
        name=record.get("name", f"{vendor} {contract_id}"),
        calendars=FrozenTable(built),
        tiers=tiers,
        duties=duties,
        rules=rules,
        aliases=record.texts("aliases"),
        interpretations=FrozenTable(
            {name: each for name, each in interpretations.items() if name in used}
        ),
        valid_from=record.get("valid_from"),
        valid_to=record.get("valid_to"),
        retired=record.get("retired", False),
        default=record.get("default", False),
        handover=handover_of(record.get("handover"), context),
        no_tier_reason=record.get("no_tiers", ""),
        details=FrozenTable(details),
        obligations=FrozenTable(obligations),
    )
    return contract if findings.has_errors else replace(contract, version=version_of(contract))


def table_names(table: Table, key: str) -> tuple[str, ...]:
    """The keys of a table within a table."""
    node = table.entries.get(key)
    return tuple(node.entries) if isinstance(node, Table) else ()


def _check_whole(record: Record, findings: Findings) -> None:
    if not record.wrote("tiers") and not record.wrote("no_tiers"):
        findings.error(
            record.node.at,
            "the contract has no tiers",
            "add `tiers:`, or `no_tiers:` with the reason why there is no support clock",
        )
    if record.wrote("tiers") and record.wrote("no_tiers"):
        findings.error(
            record.node.keys["no_tiers"], '"tiers" and "no_tiers" both stand', "keep one"
        )
    since, until = record.get("valid_from"), record.get("valid_to")
    if since is not None and until is not None and until < since:
        findings.error(
            record.node_of("valid_to").at,
            f"the last day in force, {until}, is before the first, {since}",
            "write a later valid_to",
        )


def _clauses(record: Record) -> dict[str, Clause]:
    return {
        ref: Clause(ref, got.value.get("place", ""), got.value.get("words", ""))
        for ref, got in record.get("clauses", {}).items()
    }


def _document(record: Record) -> str:
    document: Record | None = record.get("document")
    return "" if document is None else document.get("id", "")


def _about_calendars(record: Record, marks: Marks, clause: Clause) -> Any:
    about = {}
    for name, got in record.get("calendars", {}).items():
        source = marks.clause(got.value, clause)
        about[name] = FrozenTable(
            {
                "source": FrozenTable(
                    {"ref": source.ref, "place": source.place, "words": source.words}
                ),
                "interpretations": marks.interpretations(got.value),
                "note": got.value.get("note", ""),
                **_holidays_named(got.value),
            }
        )
    return FrozenTable(about)


def _holidays_named(calendar: Record) -> dict[str, str]:
    """Which holidays a calendar skips, as its file names them: `GB/ENG`; none where it names none.
    Dates of its own are told by their number: the page and the version have them one by one."""
    written = calendar.get("holidays")
    parts = written if isinstance(written, tuple) else (written,)
    names = [each.value if isinstance(each, Got) else each for each in parts if each is not None]
    regions = [each for each in names if isinstance(each, str) and each != "none"]
    if len(regions) < len([each for each in names if each != "none"]):
        regions.append("dates of its own")
    return {"holidays": ", ".join(regions)} if regions else {}


def _named_in(value: Any) -> set[str]:
    """Every interpretation that details name."""
    if isinstance(value, tuple):
        return set().union(*(_named_in(each) for each in value))
    if isinstance(value, FrozenTable):
        own = set(value.get("interpretations", ()))
        return own.union(*(_named_in(each) for each in value.values()))
    if isinstance(value, dict):
        return set().union(*(_named_in(each) for each in value.values()))
    return set()
