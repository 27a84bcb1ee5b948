"""`hold`: one switch that stops all sending."""

from __future__ import annotations

import click

from router.cli.options import print_json, say, with_json, with_settings
from router.runtime.settings import Settings


@click.command()
@click.argument("switch", type=click.Choice(["on", "off", "show"]), default="show")
@with_json
@with_settings
def hold(settings: Settings, switch: str, as_json: bool) -> None:
    """Stop all sending (mail, webhooks, hand-overs, notes), and let it go on.

    What would go out waits; warnings that have become pointless meanwhile are withdrawn.

    \b
    Example:   sla-router hold on
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.outbox import hold as holding

    with bootstrap.core(settings) as core:
        if switch != "show":
            holding.hold(core, switch == "on", who="command line")
        by = holding.held_by(core)
    if as_json:
        print_json({"held": by is not None, "by": by})
    else:
        say(f"All sending is held, by {by}." if by else "Sending goes on.")
