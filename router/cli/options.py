"""Options and output that several commands share."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from router.settings import load

_FOLDER = click.Path(file_okay=False, path_type=Path)


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--data`, `--policies`, `--database` and `--redis`, and itself `settings`.

    The command is called with `settings=` (router.settings.Settings) in their place.
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


def with_json(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--json` (argument `as_json`): one JSON document on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="JSON, for a program to read.")(
        command
    )


def print_json(document: object) -> None:
    """Write one JSON document, readable by people too."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def print_table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Write columns as wide as their longest text, under their headings."""
    widths = [max(len(row[i]) for row in [headings, *rows]) for i in range(len(headings))]
    for row in [headings, *rows]:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
