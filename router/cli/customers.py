"""`customers`: who asks, and which contract they have."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from router.cli.options import print_json, print_table, say, with_json, with_settings
from router.runtime.settings import Settings

if TYPE_CHECKING:
    from router.domain.contracts.contract import Customer
    from router.usecases.customers.keep_customer import CustomerPlan
    from router.usecases.ports import Core
    from router.usecases.records import CustomerRecord

#: A file of customers is a few hundred kilobytes; nobody means a larger one.
_LARGEST_FILE = 10 << 20
WHO = "user:command-line"


@click.group()
def customers() -> None:
    """Who asks: organisation, mail domains, country, contract per vendor.

    \b
    Example:   sla-router customers import customers.csv
    """


def _with_fields(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--licence-start", help="First day of the licence, as 2024-04-20."),
        click.option("--upgrade", "upgrades", multiple=True, help="What they bought on top."),
        click.option(
            "--contract",
            "contracts",
            multiple=True,
            metavar="VENDOR=CONTRACT",
            help="Which contract they have with a vendor.",
        ),
        click.option("--mail-domain", "mail_domains", multiple=True, help="Such as acme.example."),
        click.option("--zone", help="Such as Europe/Paris."),
        click.option("--country", help="ISO code of two letters, such as FR."),
    ):
        command = option(command)
    return command


@customers.command("list")
@with_json
@with_settings
def list_(settings: Settings, as_json: bool) -> None:
    """Show every customer, by name.

    \b
    Example:   sla-router customers list --json
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.customers.customer_json import customer_json

    with bootstrap.core(settings) as core:
        found = list(_everybody(core))
    if as_json:
        print_json({"customers": [customer_json(record) for record in found]})
        return
    print_table(
        ("organisation", "country", "mail domains", "contracts"),
        [
            (
                record.customer.organisation,
                record.customer.country or "not known",
                ", ".join(record.customer.mail_domains),
                ", ".join(f"{v}={c}" for v, c in record.customer.contracts.items()),
            )
            for record in found
        ],
    )


@customers.command()
@click.argument("organisation")
@_with_fields
@with_json
@with_settings
def add(settings: Settings, organisation: str, as_json: bool, **fields: Any) -> None:
    """Add a customer; its open tickets are found by name and mail domain.

    \b
    Example:   sla-router customers add "Acme" --country FR --mail-domain acme.example
    """
    from router.domain.contracts.contract import Customer
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.customers.keep_customer import plan_customer, save_customer

    with bootstrap.core(settings) as core:
        wanted = _changed(Customer(organisation), fields)
        plan = plan_customer(core, wanted)
        record = save_customer(core, wanted, who=WHO)
    _show_saved(record, plan, as_json, "Added")


@customers.command()
@click.argument("organisation")
@_with_fields
@click.option("--yes", is_flag=True, help="Do not ask, whatever deadlines move.")
@with_json
@with_settings
def change(settings: Settings, organisation: str, yes: bool, as_json: bool, **fields: Any) -> None:
    """Change a customer in what is given; an empty text takes a value away.

    Shows first which deadlines of open tickets would move, and asks.

    \b
    Example:   sla-router customers change "Acme" --country US
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.customers.keep_customer import (
        find_customer_by_name,
        plan_customer,
        save_customer,
    )

    with bootstrap.core(settings) as core:
        before = find_customer_by_name(core, organisation)
        wanted = _changed(before.customer, fields)
        plan = plan_customer(core, wanted, customer_id=before.id)
        if plan.moved_deadlines and not yes and not _is_sure(plan, as_json):
            say("Nothing was changed.", err=True)
            sys.exit(1)
        record = save_customer(core, wanted, customer_id=before.id, who=WHO)
    _show_saved(record, plan, as_json, "Changed")


@customers.command()
@click.argument("organisation")
@with_json
@with_settings
def remove(settings: Settings, organisation: str, as_json: bool) -> None:
    """Forget a customer; its tickets stay.

    \b
    Example:   sla-router customers remove "Acme"
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.customers.keep_customer import find_customer_by_name, remove_customer

    with bootstrap.core(settings) as core:
        record = find_customer_by_name(core, organisation)
        remove_customer(core, record.id, who=WHO)
    name = record.customer.organisation
    print_json({"removed": name}) if as_json else say(f"Removed customer {name}.")


@customers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only look; take nothing.")
@with_json
@with_settings
def import_(settings: Settings, file: Path, dry_run: bool, as_json: bool) -> None:
    """Take customers from a CSV file: all of it or, with a mistake anywhere, none (exit 1).

    The heading names the columns: organisation, country, zone, mail_domains, contracts, upgrades,
    licence_start_on. Lists are separated by ";", contracts are vendor=contract. A customer that is
    there is changed in the columns that the file has.

    \b
    Example:   sla-router customers import customers.csv --dry-run
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.customers.import_customers import import_customers

    text = _text_of(file)
    with bootstrap.core(settings) as core:
        got = import_customers(core, text, who=WHO, dry_run=dry_run)
    if as_json:
        taken = not got.problems and not dry_run
        print_json(
            {
                "imported": taken,
                "added": got.added if not got.problems else 0,
                "changed": got.changed if not got.problems else 0,
                "problems": list(got.problems),
            }
        )
    else:
        for problem in got.problems:
            say(f"{file}: {problem}", err=True)
        if got.problems:
            count = len(got.problems)
            say(f"{count} bad line{'s' * (count != 1)}: nothing was imported.", err=True)
        else:
            would = "would be " if dry_run else ""
            say(f"{got.added} {would}added, {got.changed} {would}changed.")
    sys.exit(1 if got.problems else 0)


def _everybody(core: Core) -> Iterator[CustomerRecord]:
    from router.usecases.customers.keep_customer import list_customers

    cursor = None
    while True:
        page = list_customers(core, cursor=cursor, limit=200)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def _changed(customer: Customer, fields: dict[str, Any]) -> Customer:
    from router.usecases.customers.import_customers import contracts_from

    if fields["country"] is not None:
        customer = replace(customer, country=fields["country"] or None)
    if fields["zone"] is not None:
        customer = replace(customer, zone=fields["zone"] or None)
    if fields["licence_start"] is not None:
        customer = replace(customer, licence_start_on=fields["licence_start"] or None)
    if fields["mail_domains"]:
        domains = tuple(domain for domain in fields["mail_domains"] if domain)
        customer = replace(customer, mail_domains=domains)
    if fields["upgrades"]:
        customer = replace(customer, upgrades=tuple(each for each in fields["upgrades"] if each))
    if fields["contracts"]:
        customer = replace(customer, contracts=contracts_from(";".join(fields["contracts"])))
    return customer


def _is_sure(plan: CustomerPlan, as_json: bool) -> bool:
    _show_moves(plan, err=as_json)
    try:
        return click.confirm("Change it?", default=False, err=True)
    except click.Abort:
        say(err=True)
        return False


def _show_moves(plan: CustomerPlan, *, err: bool = False) -> None:
    for move in plan.moves:
        name = f"{move.ticket.external_id} ({move.ticket.source})"
        if move.refused:
            say(f"  {name}: keeps its contract: {move.refused}", err=err)
        for each in move.changes:
            say(f"  {name}: {each}", err=err)


def _show_saved(record: CustomerRecord, plan: CustomerPlan, as_json: bool, did: str) -> None:
    from router.usecases.customers.customer_json import customer_json
    from router.usecases.policies.policy_json import moves_json

    if as_json:
        print_json({**customer_json(record), "tickets": moves_json(plan.moves)})
        return
    known = "" if record.customer.country else "; the country is not known"
    say(f"{did} customer {record.customer.organisation}{known}.")
    if plan.moved_deadlines:
        say(f"{plan.moved_deadlines} deadlines moved:")
        _show_moves(plan)


def _text_of(file: Path) -> str:
    with file.open("rb") as opened:
        raw = opened.read(_LARGEST_FILE + 1)
    if len(raw) > _LARGEST_FILE:
        raise click.UsageError(f"{file} is larger than 10 MB; that is not a list of customers")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Spreadsheets of the West write this; it has a character for every byte that they use.
        return raw.decode("cp1252", "replace")
