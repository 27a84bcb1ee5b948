"""`import`: tickets of the past from a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from router.cli.options import print_json, with_json, with_settings
from router.settings import Settings

_SHOWN = 20


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", required=True, help="A YAML file, or the name of one that ships.")
@click.option("--source", default="history", show_default=True, help="Where they are to be from.")
@click.option("--again", is_flag=True, help="From the first row, not where it stopped.")
@with_json
@with_settings
def import_(
    settings: Settings, file: Path, mapping: str, source: str, again: bool, as_json: bool
) -> None:
    """Bring in tickets of the past; they notify nobody and go to no vendor.

    Stopped, it goes on where it was. What it passes over is listed with the reason.

    \b
    Example:   sla-router import tickets.csv --mapping tickets.yaml
               sla-router import incidents.csv.gz --mapping uci-incident-log
    """
    from router import bootstrap
    from router.usecases.import_history import import_history, imported_to

    columns = bootstrap.load_mapping(mapping)
    with bootstrap.core(settings) as core:
        after = 0 if again else imported_to(core, source, file.name)
        items = bootstrap.read_history(file, columns, source, core.now(), after)
        rows = max(0, bootstrap.count_lines(file) - after)
        with click.progressbar(length=rows, file=sys.stderr) as bar:

            def reached(row: int) -> None:
                bar.update(row - after - bar.pos)

            report = import_history(core, source, items, file.name, reached)
    skipped = [{"row": s.row, "reason": s.reason} for s in report.skipped]
    if as_json:
        print_json({"tickets": report.tickets, "after_row": after, "skipped": skipped})
        return
    click.echo(f"Brought in {report.tickets} tickets; passed over {len(skipped)} rows.")
    for one in skipped[:_SHOWN]:
        click.echo(f"  row {one['row']}: {one['reason']}")
    if len(skipped) > _SHOWN:
        click.echo(f"  and {len(skipped) - _SHOWN} more (--json lists them all)")
