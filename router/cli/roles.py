"""`web`, `worker`, `sweep`: one role a process, for `up` and for more than one machine."""

from __future__ import annotations

from dataclasses import replace

import click

from router.cli.options import wait_to_be_told, when_told, with_settings
from router.runtime.settings import Settings


@click.command()
@with_settings
@when_told
@click.option("--host", help="Address to listen at; also SLA_ROUTER_HOST.  [default: 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port.  [default: 8420]")
def web(settings: Settings, host: str | None, port: int | None, when_told: bool) -> None:
    """Serve the pages and the API.

    \b
    Example:   sla-router web --database postgresql+psycopg://db/sla --redis redis://queue
    """
    from router.runtime import logs, serving

    settings = replace(settings, host=host or settings.host, port=port or settings.port)
    logs.set_up("web", style=settings.log_format, level=settings.log_level)
    serving.share_metrics(settings)
    # Loaded before the processes are forked, so that they share it.
    import router.web  # noqa: F401  for what importing it loads
    from router.runtime.bootstrap import core as bootstrap

    wait_to_be_told(when_told)
    bootstrap.check_ready(settings)
    serving.serve(settings, lambda: bootstrap.build_web(settings))


@click.command()
@with_settings
@when_told
@click.option("--burst", is_flag=True, help="Do what is due, then end.")
def worker(settings: Settings, burst: bool, when_told: bool) -> None:
    """Send what is due: mail, webhooks, hand-overs. Any number may run.

    \b
    Example:   sla-router worker --database postgresql+psycopg://db/sla --redis redis://queue
    """
    from router.runtime import logs
    from router.runtime.bootstrap import core as bootstrap

    logs.set_up("worker", style=settings.log_format, level=settings.log_level)
    wait_to_be_told(when_told)
    bootstrap.run_worker(settings, burst=burst)


@click.command()
@with_settings
@when_told
@click.option("--once", is_flag=True, help="Look once, then end.")
def sweep(settings: Settings, once: bool, when_told: bool) -> None:
    """Watch the deadlines and write what is to be told. Any number may run.

    \b
    Example:   sla-router sweep --database postgresql+psycopg://db/sla --redis redis://queue
    """
    from router.runtime import logs
    from router.runtime.bootstrap import core as bootstrap

    logs.set_up("sweep", style=settings.log_format, level=settings.log_level)
    wait_to_be_told(when_told)
    bootstrap.run_sweeper(settings, once=once)
