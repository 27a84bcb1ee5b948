"""`users`: people who log in."""

from __future__ import annotations

import click

from router.cli.options import print_json, print_table, say, where_it_runs, with_json, with_settings
from router.runtime.settings import Settings


@click.group()
def users() -> None:
    """People who log in.

    \b
    Example:   sla-router users add maria@example.com --role manager
    """


@users.command()
@click.argument("email")
@click.option(
    "--role",
    required=True,
    type=click.Choice(["agent", "manager", "admin", "read-only", "read_only"]),
)
@with_json
@with_settings
def add(settings: Settings, email: str, role: str, as_json: bool) -> None:
    """Let a person in; prints a login link that works once, within a day.

    \b
    Example:   sla-router users add maria@example.com --role agent
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.access import let_in as accounts
    from router.usecases.records import Role

    with bootstrap.core(settings) as core:
        user, plain = accounts.add_user(core, email, Role(role.replace("-", "_")))
    _show_link(settings, user.email, plain, as_json)


@users.command()
@click.argument("email")
@with_json
@with_settings
def link(settings: Settings, email: str, as_json: bool) -> None:
    """Print another login link that works once, within a day.

    \b
    Example:   sla-router users link admin@localhost
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.access import let_in as accounts

    with bootstrap.core(settings) as core:
        plain = accounts.new_login_link(core, email)
    _show_link(settings, email, plain, as_json)


@users.command("list")
@with_json
@with_settings
def list_(settings: Settings, as_json: bool) -> None:
    """Show who may log in.

    \b
    Example:   sla-router users list --json
    """
    from router.domain.time.instants import format_instant
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.access import let_in as accounts

    with bootstrap.core(settings) as core:
        found = accounts.list_users(core)
    rows = [
        {"email": u.email, "role": u.role.value, "created_at": format_instant(u.created_at)}
        for u in found
    ]
    if as_json:
        print_json({"users": rows})
        return
    headings = ("email", "role", "created_at")
    print_table(headings, [tuple(row[h] for h in headings) for row in rows])


@users.command()
@click.argument("email")
@with_json
@with_settings
def remove(settings: Settings, email: str, as_json: bool) -> None:
    """Out at once, with their sessions and links.

    \b
    Example:   sla-router users remove maria@example.com
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.access import let_in as accounts

    with bootstrap.core(settings) as core:
        accounts.remove_user(core, email)
    print_json({"removed": email}) if as_json else say(f"Removed user {email}.")


def _show_link(settings: Settings, email: str, plain: str, as_json: bool) -> None:
    from router.runtime.bootstrap.core import login_url

    url = login_url(where_it_runs(settings), plain)
    if as_json:
        print_json({"email": email, "url": url})
        return
    say(f"Login link:  {url}")
    say("It works once, within a day.")
