"""Options and output that several commands share."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from router.domain.text.shown_text import escaped, one_line, plain_text
from router.runtime import data_folder
from router.runtime.settings import DEFAULT_PORT, Settings, load

_UNSET = ("127.0.0.1", DEFAULT_PORT)
_FOLDER = click.Path(file_okay=False, path_type=Path)


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--data`, `--policies`, `--database` and `--redis`, and itself `settings`.

    The command is called with `settings=` (router.runtime.settings.Settings) in their place.
    """

    @click.option(
        "--data", type=_FOLDER, help="Data folder; also SLA_ROUTER_DATA.  [default: ./data]"
    )
    @click.option(
        "--policies", type=_FOLDER, help="Policy files.  [default: those that are shipped]"
    )
    @click.option("--database", "database_url", help="Database URL.  [default: SQLite in --data]")
    @click.option("--redis", "redis_url", help="Redis or Valkey URL.  [default: embedded]")
    @wraps(command)
    def wrapped(
        *args: Any,
        data: Path | None,
        policies: Path | None,
        database_url: str | None,
        redis_url: str | None,
        **rest: Any,
    ) -> Any:
        settings = load(
            data=data, policies=policies, database_url=database_url, redis_url=redis_url
        )
        return command(*args, settings=settings, **rest)

    return wrapped


def where_it_runs(settings: Settings) -> Settings:
    """The settings, with the address of the system that last ran in the data folder in place of
    one that nobody set: `up --port 9000` is also where a webhook must go."""
    known = data_folder.read_address(settings.data)
    if known is None or settings.public_url or (settings.host, settings.port) != _UNSET:
        return settings
    host, port, url = known
    return replace(settings, host=host, port=port, public_url=url)


def when_told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a role `--when-told`, for the supervisor: it loads its program and then waits for a
    line on standard input before it begins; without one it ends."""
    return click.option("--when-told", is_flag=True, hidden=True)(command)


def wait_to_be_told(waits: bool) -> None:
    """Wait for that line, where we are to; ends the process where none comes."""
    if waits and not sys.stdin.readline():
        sys.exit(0)


def refuse_others(ctx: click.Context, *fitting: str) -> None:
    """Raises click.UsageError for a flag given beside those named: it would be passed over."""
    for parameter in ctx.command.params:
        source = ctx.get_parameter_source(parameter.name or "")
        if parameter.name not in fitting and source is ParameterSource.COMMANDLINE:
            raise click.UsageError(
                f"{parameter.opts[0]} is of no use with --{fitting[0]}; "
                "each line brings its own fields"
            )


def with_json(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--json` (argument `as_json`): one JSON document on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="JSON, for a program to read.")(
        command
    )


def say(text: object = "", *, err: bool = False, nl: bool = True) -> None:
    """Write to the terminal what people read: nothing in it moves the cursor or hides a word."""
    click.echo(plain_text(str(text)), err=err, nl=nl)


def print_json(document: object) -> None:
    """Write one JSON document, readable by people too."""
    click.echo(escaped(json.dumps(document, indent=2, ensure_ascii=False)))


def print_table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Write columns as wide as their longest text, under their headings."""
    rows = [tuple(one_line(cell) for cell in row) for row in rows]
    widths = [max(len(row[i]) for row in [headings, *rows]) for i in range(len(headings))]
    for row in [headings, *rows]:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        say(line.rstrip())
