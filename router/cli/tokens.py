"""`tokens`: keys to the API."""

from __future__ import annotations

import click

from router.cli.options import print_json, print_table, say, with_json, with_settings
from router.runtime.settings import Settings


@click.group()
def tokens() -> None:
    """Keys to the API, for programs and for vendors.

    \b
    Example:   sla-router tokens add zuper-desk --role vendor --vendor zuper
    """


@tokens.command()
@click.argument("name")
@click.option(
    "--role",
    required=True,
    type=click.Choice(["agent", "manager", "admin", "vendor", "read-only", "read_only"]),
)
@click.option("--vendor", help="Whose tickets a vendor's token sees.")
@with_json
@with_settings
def add(settings: Settings, name: str, role: str, vendor: str | None, as_json: bool) -> None:
    """Make a key; prints it, once.

    \b
    Example:   sla-router tokens add dashboard --role agent --json
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.access import let_in as accounts
    from router.usecases.records import Role

    with bootstrap.core(settings) as core:
        token, plain = accounts.add_token(core, name, Role(role.replace("-", "_")), vendor=vendor)
    if as_json:
        print_json({"name": token.name, "token": plain})
        return
    say(f"Token:  {plain}")
    say("It is not shown again. Send it as: Authorization: Bearer …")


@tokens.command("list")
@with_json
@with_settings
def list_(settings: Settings, as_json: bool) -> None:
    """Show the keys, by name; what they are is not known to us.

    \b
    Example:   sla-router tokens list --json
    """
    from router.domain.time.instants import format_instant
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.access import let_in as accounts

    with bootstrap.core(settings) as core:
        found = accounts.list_tokens(core)
    rows = [
        {
            "name": token.name,
            "role": token.role.value,
            "vendor": token.vendor,
            "created_at": format_instant(token.created_at),
            "last_used_at": format_instant(token.last_used_at) if token.last_used_at else None,
        }
        for token in found
    ]
    if as_json:
        print_json({"tokens": rows})
        return
    headings = ("name", "role", "vendor", "created_at", "last_used_at")
    print_table(headings, [tuple(str(row[h] or "-") for h in headings) for row in rows])


@tokens.command()
@click.argument("name")
@with_json
@with_settings
def remove(settings: Settings, name: str, as_json: bool) -> None:
    """Take a key back; it opens nothing from now on.

    \b
    Example:   sla-router tokens remove dashboard
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.access import let_in as accounts

    with bootstrap.core(settings) as core:
        accounts.remove_token(core, name)
    print_json({"removed": name}) if as_json else say(f"Removed token {name}.")
