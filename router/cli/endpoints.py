"""`endpoints`: where vendors are handed their tickets."""

from __future__ import annotations

import click

from router.cli.options import print_json, print_table, say, with_json, with_settings
from router.runtime.settings import Settings


@click.group()
def endpoints() -> None:
    """Where vendors are handed their tickets. A vendor without one pulls them by the API.

    \b
    Example:   sla-router endpoints add zuper --vendor zuper --url https://…
    """


@endpoints.command()
@click.argument("name")
@click.option("--vendor", required=True, help="Whose tickets are pushed there.")
@click.option("--url", required=True, help="The address that takes them.")
@click.option("--kind", default="webhook", show_default=True, help="How they are handed over.")
@click.option(
    "--secret",
    envvar="SLA_ROUTER_ENDPOINT_SECRET",
    help="whsec_…; also SLA_ROUTER_ENDPOINT_SECRET.  [default: a new one]",
)
@with_json
@with_settings
def add(
    settings: Settings,
    name: str,
    vendor: str,
    url: str,
    kind: str,
    secret: str | None,
    as_json: bool,
) -> None:
    """Push a vendor's new tickets to an address; prints the signing secret, once.

    \b
    Example:   sla-router endpoints add zuper --vendor zuper --url https://desk.zuper.example/in
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.intake import connections

    with bootstrap.core(settings) as core:
        endpoint, plain = connections.add_endpoint(core, name, vendor, kind, url, secret=secret)
    if as_json:
        print_json({"name": endpoint.name, "url": url, "secret": plain})
        return
    say(f"Signing secret:  {plain}")
    say("It is not shown again. The vendor checks our calls with it (Standard Webhooks).")


@endpoints.command("list")
@with_json
@with_settings
def list_(settings: Settings, as_json: bool) -> None:
    """Show the endpoints.

    \b
    Example:   sla-router endpoints list --json
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.intake import connections

    with bootstrap.core(settings) as core:
        found = connections.list_endpoints(core)
        gone = connections.why_not_asked(core)
    rows = [
        {
            "name": e.name,
            "vendor": e.vendor,
            "kind": e.kind,
            "url": e.settings.get("url"),
            "not_asked": gone.get(e.name),
        }
        for e in found
    ]
    if as_json:
        print_json({"endpoints": rows})
        return
    headings = ("name", "vendor", "kind", "url")
    print_table(headings, [tuple(str(row[h] or "-") for h in headings) for row in rows])
    for name, said in gone.items():
        click.echo(
            f"{name} is not asked any more: {said}; send one of its deliveries again to ask it"
        )


@endpoints.command()
@click.argument("name")
@with_json
@with_settings
def remove(settings: Settings, name: str, as_json: bool) -> None:
    """Push nothing there from now on.

    \b
    Example:   sla-router endpoints remove zuper
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.intake import connections

    with bootstrap.core(settings) as core:
        connections.remove_endpoint(core, name)
    print_json({"removed": name}) if as_json else say(f"Removed endpoint {name}.")
