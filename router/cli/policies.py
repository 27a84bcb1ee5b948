"""`check`, `schema`, `policies` and `vendors`: the policy files, looked at from a terminal."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from router.cli.options import print_json, say, with_json, with_settings
from router.cli.policies_apply import apply, show, show_policies
from router.domain.contracts.contract import Contract
from router.domain.contracts.limit_words import limit_in_words, promise_in_words
from router.policy_files import json_schema, load_directory, read_directory
from router.policy_files.contracts.contract_table import contracts_as_markdown
from router.policy_files.escalations.escalation_files import load_escalations
from router.policy_files.yaml.problems import Problem, Severity
from router.runtime.settings import Settings


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@with_json
@with_settings
def check(folder: Path | None, as_json: bool, settings: Settings) -> None:
    """Check policy files: show every problem with file, line and column.

    DIR is the folder of policy files; without it, the one in use. Exit 0 if the files can be
    taken (with warnings or without), 1 if there is an error.

    \b
    Example:  sla-router check policies
    """
    policies_folder = folder or settings.policies
    loaded = load_directory(policies_folder, datetime.now(UTC).date())
    problems = [*loaded.problems, *load_escalations(policies_folder, _AllSet()).problems]
    is_bad = any(problem.severity is Severity.ERROR for problem in problems)
    if as_json:
        print_json(
            {
                "ok": not is_bad,
                "contracts": [_named(contract) for contract in loaded.contracts],
                "problems": [problem.as_json() for problem in problems],
            }
        )
    else:
        for problem in problems:
            say(str(problem))
        say(_summary(problems, len(loaded.contracts)))
    sys.exit(1 if is_bad else 0)


@click.command()
def schema() -> None:
    """Print the JSON Schema of contract files, for editors.

    \b
    Example:  sla-router schema > contract.schema.json
    """
    print_json(json_schema())


@click.group(invoke_without_command=True)
@with_json
@with_settings
@click.pass_context
def policies(context: click.Context, settings: Settings, as_json: bool) -> None:
    """Show the contracts in force and what differs in their files; put the files in force.

    \b
    Example:  sla-router policies apply
    """
    if context.invoked_subcommand is None:
        show_policies(settings, as_json)


policies.add_command(show)
policies.add_command(apply)


@policies.command("list")
@with_json
@with_settings
def list_(as_json: bool, settings: Settings) -> None:
    """List every contract with its version, as the files stand.

    \b
    Example:  sla-router policies list --json
    """
    contracts = read_directory(settings.policies)
    if as_json:
        print_json({"contracts": [_named(contract) for contract in contracts]})
        return
    for contract in contracts:
        marks = ", ".join(
            word
            for word, holds in (("default", contract.default), ("retired", contract.retired))
            if holds
        )
        say(f"{contract.vendor}/{contract.id}  {contract.version}{f'  ({marks})' if marks else ''}")


@policies.command("table")
@with_settings
def table(settings: Settings) -> None:
    """Print every promise of every contract as a Markdown page.

    \b
    Example:  sla-router policies table > docs/contracts.md
    """
    say(contracts_as_markdown(read_directory(settings.policies)), nl=False)


@click.command()
@click.argument("vendor", required=False)
@with_json
@with_settings
def vendors(vendor: str | None, as_json: bool, settings: Settings) -> None:
    """List vendors, their contracts, and what each promises.

    \b
    Example:  sla-router vendors zuper
    """
    contracts = [
        contract
        for contract in read_directory(settings.policies)
        if vendor is None or vendor.casefold() in (contract.vendor, *contract.aliases)
    ]
    if not contracts:
        raise click.UsageError(f"no vendor is called {vendor!r}; see `sla-router vendors`")
    if as_json:
        print_json({"contracts": [_promises(contract) for contract in contracts]})
        return
    for number, contract in enumerate(contracts):
        if number:
            say()
        say(f"{contract.vendor}/{contract.id}: {contract.name}")
        if contract.no_tier_reason:
            say(f"  no support clock: {contract.no_tier_reason}")
        for row in _rows(contract):
            say("  " + "  ".join(text.ljust(width) for text, width in row).rstrip())


def _rows(contract: Contract) -> list[list[tuple[str, int]]]:
    rows = []
    for tier in contract.tiers:
        for target in tier.targets:
            limit = promise_in_words(target)
            rows.append([tier.id, target.obligation, limit, target.calendar, target.clause.ref])
    for duty in contract.duties:
        limit = promise_in_words(duty)
        rows.append([duty.owed_by.value, duty.id, limit, duty.calendar, duty.clause.ref])
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(5)]
    return [list(zip(row, widths, strict=True)) for row in rows]


def _named(contract: Contract) -> dict[str, Any]:
    return {
        "vendor": contract.vendor,
        "contract": contract.id,
        "version": contract.version,
        "name": contract.name,
        "default": contract.default,
        "retired": contract.retired,
        "valid_from": contract.valid_from,
        "valid_to": contract.valid_to,
    }


def _promises(contract: Contract) -> dict[str, Any]:
    return {
        **_named(contract),
        "aliases": list(contract.aliases),
        "no_tier_reason": contract.no_tier_reason,
        "tiers": [
            {
                "id": tier.id,
                "definition": tier.definition,
                "targets": [
                    {
                        "obligation": target.obligation,
                        "limit": limit_in_words(target.limit),
                        "less_than": target.less_than,
                        "effort": target.effort.level if target.effort else None,
                        "calendar": target.calendar,
                        "source": target.clause.ref,
                        "interpretations": list(target.interpretations),
                    }
                    for target in tier.targets
                ],
            }
            for tier in contract.tiers
        ],
        "duties": [
            {
                "id": duty.id,
                "owed_by": duty.owed_by.value,
                "limit": limit_in_words(duty.limit),
                "backward": duty.backward,
                "effort": duty.effort.level if duty.effort else None,
                "calendar": duty.calendar,
                "source": duty.clause.ref,
                "interpretations": list(duty.interpretations),
            }
            for duty in contract.duties
        ],
    }


class _AllSet(dict[str, str]):
    """An environment in which every variable is set: which ones are is no matter of the files,
    `doctor` tells of it."""

    def get(self, key: str, default: Any = None) -> Any:
        return "1"


def _summary(problems: list[Problem], contracts: int) -> str:
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    return (
        f"{contracts} contract{'s' * (contracts != 1)} fine, "
        f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"
    )
