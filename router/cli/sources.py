"""`sources`: the helpdesks that send us tickets."""

from __future__ import annotations

import json
from typing import TextIO

import click

from router.cli.options import print_json, print_table, say, where_it_runs, with_json, with_settings
from router.domain.errors import BadSettings
from router.runtime.settings import Settings

#: Helpdesks that sign with a secret which they make and show.
_MAKE_THEIR_OWN = frozenset({"zendesk"})


@click.group()
def sources() -> None:
    """Helpdesks that send us tickets.

    \b
    Example:   sla-router sources add acme --kind zendesk --secret "$SIGNING_SECRET"
    """


@sources.command()
@click.argument("name")
@click.option("--kind", required=True, help="Which helpdesk it is, such as zendesk.")
@click.option(
    "--secret",
    envvar="SLA_ROUTER_SOURCE_SECRET",
    help="Its signing secret, where the helpdesk makes it; also SLA_ROUTER_SOURCE_SECRET, which "
    "other users of this machine cannot see.  [default: a new one]",
)
@click.option("--shadow", is_flag=True, help="See everything, send nothing.")
@click.option(
    "--settings",
    "details",
    type=click.File("r", encoding="utf-8"),
    help="JSON file: whose staff somebody is, and the like (docs/sources).",
)
@with_json
@with_settings
def add(
    settings: Settings,
    name: str,
    kind: str,
    secret: str | None,
    shadow: bool,
    details: TextIO | None,
    as_json: bool,
) -> None:
    """Add a helpdesk; prints the webhook address and the secret, once.

    \b
    Example:   sla-router sources add acme --kind zendesk --settings acme.json
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.intake import connections
    from router.usecases.records import Mode

    told = _read(details) if details is not None else {}
    bootstrap.check_source(kind, name, told)
    with bootstrap.core(settings) as core:
        source, plain = connections.add_source(
            core,
            name,
            kind,
            kinds=bootstrap.helpdesk_kinds(),
            secret=secret,
            settings=told,
            mode=Mode.SHADOW if shadow else None,
        )
    url = f"{where_it_runs(settings).address}/webhooks/{source.name}"
    if as_json:
        print_json({"name": source.name, "url": url, "secret": plain})
        return
    say(f"Webhook address:  {url}")
    if secret is not None:
        say("It takes what is signed with the secret that you gave.")
        return
    say(f"Signing secret:   {plain}")
    say("The secret is not shown again.")
    if kind in _MAKE_THEIR_OWN:
        say("Where the helpdesk shows a secret of its own after saving, give us that one:")
        say(f"  sla-router sources rotate {source.name} --secret …")


def _read(file: TextIO) -> dict[str, object]:
    """A source's settings from a JSON file; raises BadSettings for anything else."""
    try:
        told = json.load(file)
    except ValueError as error:
        raise BadSettings(f"{file.name} is not JSON: {error}") from None
    if not isinstance(told, dict):
        raise BadSettings(f"{file.name} holds no JSON object")
    return told


@sources.command("list")
@with_json
@with_settings
def list_(settings: Settings, as_json: bool) -> None:
    """Show the helpdesks.

    \b
    Example:   sla-router sources list --json
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.intake import connections
    from router.usecases.intake.pull import pull_state, source_json

    with bootstrap.core(settings) as core:
        found = connections.list_sources(core)
        pulls = {source.name: pull_state(core, source.name) for source in found}

    rows = [
        source_json(source, pulls[source.name])
        | {"url": f"{where_it_runs(settings).address}/webhooks/{source.name}"}
        for source in found
    ]
    if as_json:
        print_json({"sources": rows})
        return
    headings = ("name", "kind", "mode", "url", "last_seen_at")
    print_table(headings, [tuple(str(row[h] or "never") for h in headings) for row in rows])
    for row in rows:
        if row["fetch_error"]:
            click.echo(
                f"{row['name']}: fetching failed at {row['fetch_failed_at']}"
                f" ({row['fetch_failures']} runs in a row;"
                f" last success: {row['fetched_at'] or 'never'}): {row['fetch_error']}"
            )


@sources.command()
@click.argument("name")
@with_json
@with_settings
def remove(settings: Settings, name: str, as_json: bool) -> None:
    """Refuse its webhooks from now on; its tickets stay.

    \b
    Example:   sla-router sources remove acme
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.intake import connections

    with bootstrap.core(settings) as core:
        connections.remove_source(core, name)
    print_json({"removed": name}) if as_json else say(f"Removed source {name}.")


@sources.command("set")
@click.argument("name")
@click.argument("file", type=click.File("r", encoding="utf-8"), required=False)
@click.option("--mode", type=click.Choice(["live", "shadow"]), help="For tickets that are new.")
@with_json
@with_settings
def set_(
    settings: Settings, name: str, file: TextIO | None, mode: str | None, as_json: bool
) -> None:
    """Put the settings of a JSON file in force (- reads standard input), or another mode.

    \b
    Example:   sla-router sources set acme acme.json
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.intake import change_source
    from router.usecases.records import Mode

    given = None if file is None else _read(file)
    if given is None and mode is None:
        raise click.UsageError("give a file of settings, or --mode")
    with bootstrap.core(settings) as core:
        if given is not None:
            change_source.change_settings(core, name, given, bootstrap.check_source)
        if mode is not None:
            change_source.change_mode(core, name, Mode(mode))
    print_json({"changed": name}) if as_json else say(f"Changed source {name}.")


@sources.command()
@click.argument("name")
@click.option(
    "--secret",
    envvar="SLA_ROUTER_SOURCE_SECRET",
    help="The new one, where the helpdesk makes it.  [default: a new one]",
)
@click.option("--finish", is_flag=True, help="End the old secret, once the new one is in use.")
@with_json
@with_settings
def rotate(settings: Settings, name: str, secret: str | None, finish: bool, as_json: bool) -> None:
    """Replace a secret without a gap: both are valid until --finish.

    \b
    Example:   sla-router sources rotate acme
               sla-router sources rotate acme --finish
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.intake import change_source, connections

    with bootstrap.core(settings) as core:
        if finish:
            change_source.end_old_secret(core, name)
            print_json({"finished": name}) if as_json else say(
                f"Source {name} takes its newest secret only."
            )
            return
        plain = connections.new_webhook_secret() if secret is None else secret
        change_source.add_secret(core, name, plain)
    if as_json:
        print_json({"name": name, "secret": plain})
        return
    if secret is None:
        say(f"New signing secret:  {plain}")
        say("It is not shown again.")
    else:
        say(f"Source {name} takes the new secret.")
    say(f"The old one is valid until: sla-router sources rotate {name} --finish")
