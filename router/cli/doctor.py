"""`doctor`: what is running, what is wrong, what to do about it."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import click

from router.cli.options import print_json, say, where_it_runs, with_json, with_settings
from router.domain.errors import RouterError
from router.domain.time.instants import SECOND, format_instant
from router.runtime import data_folder, embedded_valkey
from router.runtime.processes import identity
from router.runtime.settings import Settings
from router.usecases.intake.pull import FetchTrouble

LITTLE_SPACE = 200 * 1024 * 1024
_SIGNS = {"ok": "ok   ", "note": "note ", "wrong": "WRONG"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `state`: ok, note (nothing to worry about, good to know) or wrong;
    `todo`: what to do, empty where nothing is."""

    about: str
    state: str
    says: str
    todo: str = ""


@click.command()
@with_json
@with_settings
def doctor(settings: Settings, as_json: bool) -> None:
    """Show what is running, what is wrong and what to do; exit 1 if anything is wrong.

    \b
    Example:   sla-router doctor --data /srv/sla --json
    """
    findings = list(examine(where_it_runs(settings)))
    wrong = any(one.state == "wrong" for one in findings)
    if as_json:
        print_json({"healthy": not wrong, "findings": [asdict(one) for one in findings]})
    else:
        for one in findings:
            say(f"{_SIGNS[one.state]}  {one.about}: {one.says}")
            if one.todo:
                say(f"       → {one.todo}")
    sys.exit(1 if wrong else 0)


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything that can be looked at from here, whether or not the system runs."""
    running = data_folder.is_locked(settings.data)
    for look in (_folder, _key, _space, _policies, _told):
        yield from _carefully(look, settings)
    yield from _processes(settings, running)
    yield from _queue(settings, running)
    yield from _web(settings, running)
    yield from _carefully(lambda given: _database(given, running), settings)
    yield from _carefully(_in_force, settings)


def _carefully(look: Callable[[Settings], Iterator[Finding]], settings: Settings) -> list[Finding]:
    """One broken thing must not hide the others."""
    try:
        return list(look(settings))
    except RouterError as error:
        return [Finding("settings", "wrong", str(error))]


def _folder(settings: Settings) -> Iterator[Finding]:
    if not settings.data.exists():
        yield Finding("data folder", "note", f"{settings.data} is not there yet; up makes it")
        return
    data_folder.prepare(settings.data)
    yield Finding("data folder", "ok", f"{settings.data} can be written")


def _key(settings: Settings) -> Iterator[Finding]:
    from router.runtime.secrets_box import KEY_FILE, open_box

    if settings.secret_key is None and not (settings.data / KEY_FILE).exists():
        yield Finding("secret key", "note", "none yet; it is made when it is needed")
        return
    open_box(settings.data, settings.secret_key).seal("probe")
    yield Finding("secret key", "ok", "from the environment" if settings.secret_key else KEY_FILE)


def _space(settings: Settings) -> Iterator[Finding]:
    if not settings.data.exists():
        return
    free = shutil.disk_usage(settings.data).free
    says = f"{free // 2**20:,} MiB free"
    if free < LITTLE_SPACE:
        yield Finding("disk", "wrong", says, "make room; webhooks are refused when it is full")
    else:
        yield Finding("disk", "ok", says)


def _policies(settings: Settings) -> Iterator[Finding]:
    from router.runtime.bootstrap import core as bootstrap

    try:
        count = len(bootstrap.load_policies(settings))
    except RouterError as error:
        first = str(error).splitlines()[0]
        yield Finding("policies", "wrong", first, f"run: sla-router check {settings.policies}")
        return
    yield Finding("policies", "ok", f"{count} contracts in {settings.policies}")


def _told(settings: Settings) -> Iterator[Finding]:
    from router.runtime.bootstrap import core as bootstrap

    try:
        nobody = bootstrap.tells_nobody(settings)
    except RouterError:
        return  # told of above
    if nobody:
        says = "as this shell is set, nobody is written to of warnings and breaches"
        todo = f"set the variables that {settings.policies / 'escalations'} names, and start anew"
        yield Finding("notices", "note", says, todo)


def _in_force(settings: Settings) -> Iterator[Finding]:
    """What is applied, and whether the files or the data of packages have moved on since."""
    from router.runtime.bootstrap import core as bootstrap

    if settings.sqlite and not settings.data.exists():
        return
    plan = bootstrap.policy_plan(settings)
    if plan.trouble:
        return  # told of above
    if plan.in_force is None:
        yield Finding("in force", "note", "nothing yet; the first start applies the files")
    elif plan.differs:
        by_data = sum(change.by_data for change in plan.changes)
        says = f"{len(plan.changes)} contracts differ from their files"
        says += f", {by_data} by newer holidays or zone data alone" if by_data else ""
        todo = "nothing moves until: sla-router policies apply"
        yield Finding("in force", "note", says, todo)
    else:
        yield Finding("in force", "ok", f"number {plan.in_force.number}, as the files stand")


def _processes(settings: Settings, running: bool) -> Iterator[Finding]:
    if not running:
        yield Finding("system", "note", "not running here", "start it with: sla-router up")
        return
    yield Finding("system", "ok", f"running as process {data_folder.lock_holder(settings.data)}")
    for one in data_folder.read_running(settings.data):
        alive = one.state == "running" and identity(one.pid) == one.identity
        minutes = int(time.time() - one.since) // 60
        again = f", started again {one.restarts} times" if one.restarts else ""
        says = f"process {one.pid}, for {minutes} min{again}"
        if alive:
            yield Finding(one.name, "ok", says)
        else:
            todo = "its last lines in the output of up say why; it is started again by itself"
            yield Finding(one.name, "wrong", f"not running{again}", todo)


def _queue(settings: Settings, running: bool) -> Iterator[Finding]:
    if settings.embedded:
        path = embedded_valkey.socket_path(settings.data)
        if embedded_valkey.answers(path):
            yield Finding("queue", "ok", f"embedded, answers at {path}")
        elif running:
            yield Finding("queue", "wrong", f"embedded, does not answer at {path}", "see 'queue'")
        return
    from router.runtime.bootstrap import core as bootstrap

    if bootstrap.queue_answers(settings):
        yield Finding("queue", "ok", "the server of REDIS_URL answers")
    else:
        todo = "start it, or correct REDIS_URL; notices go out late until then"
        yield Finding("queue", "wrong", "the server of REDIS_URL does not answer", todo)


def _web(settings: Settings, running: bool) -> Iterator[Finding]:
    from router.cli.up import is_serving

    if is_serving(settings):
        yield Finding("web", "ok", f"serves {settings.address}")
    elif running:
        todo = "if it listens elsewhere, name it: sla-router doctor with SLA_ROUTER_PORT set"
        yield Finding("web", "note", f"does not answer at {settings.host}:{settings.port}", todo)


def _database(settings: Settings, running: bool) -> Iterator[Finding]:
    from router.runtime.bootstrap import core as bootstrap

    if settings.sqlite and not settings.data.exists():
        return
    health = bootstrap.health(settings)
    yield Finding("database", "ok", f"people: {health.users}, sources: {health.sources}")
    if health.dead:
        todo = "correct the receiver and send them again: "
        todo += f"{settings.address}/breaches?state=dead"
        yield Finding("deliveries", "wrong", f"{health.dead} were given up", todo)
    if health.failing:
        says = f"{health.failing} failed and are tried again: {health.last_error}"
        todo = f"is the receiver right? {settings.address}/breaches?state=pending"
        yield Finding("deliveries", "wrong", says, todo)
    if health.late_seconds > 10 and not health.held_by:
        todo = "is a worker running? start one: sla-router worker"
        says = f"{health.waiting} wait, the oldest for {health.late_seconds} s"
        yield Finding("deliveries", "wrong", says, todo)
    else:
        yield Finding("deliveries", "ok", f"{health.waiting} waiting")
    if health.held_by:
        todo = "when sending may go on: sla-router hold off"
        yield Finding("hold", "note", f"all sending is held by {health.held_by}", todo)
    for odd in health.odd:
        about, newest = f"source {odd.source}", f"of its newest {odd.of} deliveries"
        if odd.clock_off:
            says = f"{odd.clock_off} {newest} were stamped by a clock more than 30 s off"
            yield Finding(about, "note", says, "set the sender's clock, or this machine's")
        if odd.unreadable:
            says = f"{odd.unreadable} {newest} could not be read; they are kept"
            yield Finding(about, "wrong", says, "compare its template with docs/sources/")
        if odd.unknown:
            says = f"{odd.unknown} {newest} hold events that mean nothing here; they are kept"
            yield Finding(about, "ok", says)
    for trouble in health.unfetched:
        yield _unfetched(trouble)
    for source in health.open_mailboxes:
        yield Finding(
            f"source {source}",
            "wrong",
            "no vendor's or agent's mail counts: nothing says that our server vouches for it",
            "set the option authserv (docs/sources/email.md): sla-router sources set",
        )
    if health.unswept_seconds > 20:
        todo = "is a sweeper running? start one: sla-router sweep"
        says = f"nobody has watched them for {health.unswept_seconds} s"
        yield Finding("deadlines", "wrong" if running else "note", says, todo)
    else:
        yield Finding("deadlines", "ok", "watched")


def _unfetched(trouble: FetchTrouble) -> Finding:
    """A source that cannot be fetched from, or from which something could not be taken."""
    about, state = f"source {trouble.source}", trouble.state
    if not state.failures:
        says = f"fetched, but not all of it: {state.error}"
        return Finding(about, "note", says, "what is named is left out; the rest counts")
    ever = state.succeeded_at
    last = "never yet" if ever is None else f"last at {format_instant(ever // SECOND * SECOND)}"
    runs = f"{state.failures} times in a row" if state.failures > 1 else "the last time"
    says = f"fetching failed {runs} ({last}): {state.error}"
    todo = "correct its address or password: sla-router sources set; then it is fetched at once"
    return Finding(about, "wrong", says, todo)
