"""The command `sla-router`. One module a command group, imported only when it is called."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from router.domain.errors import RouterError

# name: where it lives, and its line in the list. The text stands here so that `--help` need not
# import every command, and with them the database, the queue and the web.
_COMMANDS: dict[str, tuple[str, str]] = {
    "up": ("router.cli.up:up", "Start everything here, with nothing else installed."),
    "web": ("router.cli.roles:web", "Serve the pages and the API."),
    "worker": ("router.cli.roles:worker", "Send what is due: mail, webhooks, hand-overs."),
    "sweep": ("router.cli.roles:sweep", "Watch the deadlines."),
    "check": ("router.cli.policies:check", "Check policy files; show every problem with its line."),
    "policies": ("router.cli.policies:policies", "What is in force, what differs; apply it."),
    "vendors": ("router.cli.policies:vendors", "List vendors, contracts and what they promise."),
    "schema": ("router.cli.policies:schema", "Print the JSON Schema of policy files."),
    "due": ("router.cli.due:due", "When is it due? A deadline without a ticket."),
    "explain": ("router.cli.explain:explain", "Why is it due then? Each step, with its clause."),
    "classify": ("router.cli.classify:classify", "Which vendor and tier a ticket would get."),
    "import": ("router.cli.importing:import_", "Bring in tickets of the past from a file."),
    "sources": ("router.cli.sources:sources", "Helpdesks that send us tickets."),
    "endpoints": ("router.cli.endpoints:endpoints", "Where vendors are handed their tickets."),
    "tokens": ("router.cli.tokens:tokens", "Keys to the API."),
    "customers": ("router.cli.customers:customers", "Who asks, and which contract they have."),
    "users": ("router.cli.users:users", "People who log in."),
    "hold": ("router.cli.holding:hold", "Stop all sending, and let it go on."),
    "doctor": ("router.cli.doctor:doctor", "What is running, what is wrong, what to do."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which somebody meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None if there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table, without importing any."""
        rows = [(name, _COMMANDS[name][1]) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; somebody's mistake is one line and exit 2, a bug keeps its traceback."""
        try:
            return super().invoke(ctx)
        except RouterError as error:
            from router.cli.options import say
            from router.domain.text.secret_text import without_secrets

            say(f"sla-router: {without_secrets(str(error))}", err=True)
            sys.exit(2)


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sla-router", prog_name="sla-router")
def main() -> None:
    """Put every support ticket under the right vendor contract and run the clocks it promises.

    \b
    Start here:   sla-router up
    Then open:    http://127.0.0.1:8420

    Flags win over SLA_ROUTER_* variables, those over defaults.
    """
