"""Puts everything together: the only module that knows everybody."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import structlog

from integrations.history.history_mapping import load_mapping as load_mapping
from integrations.history.past_tickets import count_lines as count_lines
from integrations.history.past_tickets import read_history as read_history
from integrations.judge.language_model import Judge, judge_settings
from integrations.kinds import registry
from integrations.transport.http import Http
from router.domain.contracts.contract import Contract
from router.domain.errors import BadSettings, RouterError
from router.domain.escalation.steps import Escalations
from router.domain.time.instants import SECOND, Instant
from router.policy_files import from_snapshot, read_directory, snapshot
from router.runtime import data_folder, embedded_valkey
from router.runtime.bootstrap.reactions import REACTIONS
from router.runtime.escalation_files_in_force import EscalationFilesInForce
from router.runtime.ids import new_id
from router.runtime.learned import LearnedClassifier
from router.runtime.policies_in_force import PoliciesInForce
from router.runtime.secrets_box import open_box
from router.runtime.settings import Settings
from router.store.engine import make_engine
from router.store.prepare import prepare as migrate
from router.store.unit import SqlStore
from router.usecases.access import let_in as accounts
from router.usecases.intake.odd_deliveries import OddSource, odd_deliveries
from router.usecases.intake.pull import FetchTrouble, fetch_troubles
from router.usecases.policies.plan_policies import PolicyPlan, plan_policies
from router.usecases.ports import Core, Doorbell, Work
from router.usecases.records import SourceRecord
from router.usecases.routing.second_opinion import JUDGE_COUNT, with_second_opinion
from router.usecases.tickets.kept_book import KeptBook


@dataclass(frozen=True, slots=True)
class Health:
    """Figures for the doctor. Seconds are whole; 0 where nothing is late. `failing`: deliveries
    that were tried in vain and are tried again, of the newest 200; `last_error`: why. `odd`: the
    sources whose newest deliveries are odd. `open_mailboxes`: sources of mail without
    `authserv`. `unfetched`: those whose fetching fails."""

    users: int
    sources: int
    waiting: int
    dead: int
    failing: int
    last_error: str
    late_seconds: int
    unswept_seconds: int
    held_by: str | None
    odd: tuple[OddSource, ...] = ()
    open_mailboxes: tuple[str, ...] = ()
    unfetched: tuple[FetchTrouble, ...] = ()


class _NoDoorbell:
    """For commands that leave the work to the running system, which scans."""

    def ring(self, work: Work, ids: Any = ()) -> None:
        """Nobody listens."""


def wall_clock() -> Instant:
    """The instant now; the only place that asks."""
    return time.time_ns()


def queue_url(settings: Settings) -> str:
    """The address of the queue server, real or embedded."""
    return settings.redis_url or embedded_valkey.url(settings.data)


def login_url(settings: Settings, secret: str) -> str:
    """Where a one-time login link leads."""
    return f"{settings.address}/login?token={secret}"


def helpdesk_kinds() -> frozenset[str]:
    """The kinds of source that can be read."""
    return frozenset(registry.helpdesks())


def check_source(kind: str, name: str, settings: Mapping[str, Any]) -> None:
    """Raises BadSettings that names every problem with a source's settings."""
    if kind in registry.helpdesks():  # an unknown kind is named where the source is added
        registry.source_settings(kind, name, settings)


def load_policies(settings: Settings) -> tuple[Contract, ...]:
    """The contracts and escalations of the policy files, whether or not they are in force.

    Raises PolicyProblems with every problem, BadSettings for a channel.
    """
    EscalationFilesInForce(settings.policies, check_channels)
    return read_directory(settings.policies)


def policy_plan(settings: Settings) -> PolicyPlan:
    """What applying the policy files would change, without the tickets."""
    with core(settings) as built:
        return plan_policies(built, moves=False)


def tells_nobody(settings: Settings) -> bool:
    """Whether no step of the escalations writes to anybody, as the variables of this process are.

    Raises PolicyProblems or BadSettings where the escalation files cannot be used.
    """
    found = EscalationFilesInForce(settings.policies, check_channels).escalations()
    return not any(step.tell for one in found.ordered for step in one.steps)


def check_channels(escalations: Escalations) -> None:
    """Raises BadSettings that names every channel whose settings cannot be used."""
    known = registry.channels()
    wrong = []
    for use in escalations.channels.values():
        channel = known.get(use.kind)
        if channel is None:
            wrong.append(f"kind {use.kind!r} is unknown; there are {', '.join(sorted(known))}")
        else:
            wrong += [f"{use.name}: {what}" for what in channel.check_settings(use.settings)]
    if wrong:
        raise BadSettings("channels of the escalation files: " + "; ".join(wrong))


def build_core(settings: Settings, doorbell: Doorbell | None = None) -> tuple[Core, SqlStore]:
    """The core over the database and the policy files of these settings.

    Raises PolicyProblems and BadSettings for escalation files, BadKey. The database is not
    touched yet.
    """
    store = SqlStore(make_engine(settings.database))
    escalations = EscalationFilesInForce(settings.policies, check_channels)
    address = settings.address

    def files() -> tuple[Contract, ...]:
        return read_directory(settings.policies)

    in_force = PoliciesInForce(store, _from_kept, files)
    core = Core(
        store=store,
        now=wall_clock,
        doorbell=doorbell or _NoDoorbell(),
        ids=new_id,
        secrets=open_box(settings.data, settings.secret_key),
        book=KeptBook(in_force.book, store, _from_kept),
        classify=learned_classifier(settings),
        escalations=escalations.escalations,
        contracts=in_force.contracts,
        snapshot=lambda contract: json.dumps(snapshot(contract), ensure_ascii=False),
        channels=registry.channels(),
        vendor_ways=registry.vendor_ways(),
        write_backs=registry.write_backs(),
        pullers=registry.pullers(),
        http=Http(
            allowed=settings.private_networks, mail_hosts=settings.mail_hosts, now=wall_clock
        ),
        page_url=lambda ticket_id: f"{address}/tickets/{ticket_id}",
        reactions=REACTIONS,
        files=files,
        reread=in_force.reread,
    )
    return core, store


def learned_classifier(settings: Settings) -> LearnedClassifier:
    """The classifier of the running system: with what `classify train --use` has kept."""
    log = structlog.get_logger()
    return LearnedClassifier(
        settings.data, lambda why: log.error("learned_table_unreadable", why=why)
    )


def _from_kept(text: str) -> Contract:
    return from_snapshot(json.loads(text))


@contextmanager
def core(settings: Settings) -> Iterator[Core]:
    """The core for one command, over a database that is up to date."""
    if settings.sqlite or settings.secret_key is None:
        data_folder.prepare(settings.data)
    built, store = build_core(settings)
    try:
        migrate(store.engine)
        yield built
    finally:
        store.close()


def prepare(settings: Settings) -> str | None:
    """Bring the database up to date and, the first time, put the policy files in force and add
    the samples and an administrator.

    Returns that administrator's login link, None where there are people already.
    """
    from router.usecases.policies.apply_policies import apply_first
    from router.usecases.upkeep.samples import add_samples

    judge_settings(settings.judge_url, settings.judge_model, settings.judge_key)
    with core(settings) as built:
        apply_first(built)
        secret = accounts.add_first_admin(built)
        if secret is None:
            return None
        if settings.samples:
            add_samples(built)
        return login_url(settings, secret)


def check_ready(settings: Settings) -> None:
    """Everything that would keep a role from starting, as one error."""
    from router.usecases.policies.apply_policies import apply_first

    judge_settings(settings.judge_url, settings.judge_model, settings.judge_key)
    with core(settings) as built:
        apply_first(built)


def build_web(settings: Settings) -> Callable[..., Any]:
    """The WSGI application; to be called in the process that will serve it."""
    from router.runtime.jobs import BellFromAside
    from router.web import Services, create_app

    built, _ = build_core(settings, BellFromAside(build_doorbell(settings)))
    return create_app(
        Services(
            core=built,
            helpdesks=registry.helpdesks(),
            source_settings=registry.source_settings,
            public_url=settings.address,
            ask_queue=lambda: ask_queue(settings),
            proxies=settings.proxies,
            max_streams=max(1, settings.web_threads - 28),
        )
    )


def run_sweeper(settings: Settings, *, once: bool = False) -> None:
    """Watch the deadlines until SIGTERM; `once`: a single look."""
    from router.runtime.sweeping import Sweeper

    check_ready(settings)
    built, _ = build_core(settings, build_doorbell(settings))
    sweeper = Sweeper(built)
    if once:
        sweeper.look()
    else:
        sweeper.run()


def health(settings: Settings) -> Health:
    """Figures of the database for the doctor."""
    from router.domain.time.instants import parse_instant
    from router.runtime.sweeping import SWEPT_AT

    with core(settings) as built:
        now = built.now()
        with built.store.read() as work:
            swept_at = work.notes.get(SWEPT_AT)
            attempt_at = work.deliveries.next_attempt_at()
            counts: Mapping[str, int] = work.deliveries.counts()
            open_ones = work.deliveries.list(state="pending", limit=200).items
            failing = [one for one in open_ones if one.attempts]
            return Health(
                users=len(work.users.list()),
                sources=len(work.sources.list()),
                waiting=work.deliveries.waiting(now),
                dead=counts.get("dead", 0),
                failing=len(failing),
                last_error=failing[0].error if failing else "",
                late_seconds=max(0, now - attempt_at) // SECOND if attempt_at else 0,
                unswept_seconds=(now - parse_instant(swept_at)) // SECOND if swept_at else 0,
                held_by=work.notes.get("hold"),
                odd=odd_deliveries(work, now),
                unfetched=fetch_troubles(work),
                open_mailboxes=tuple(
                    source.name
                    for source in work.sources.list()
                    if source.kind == "email" and "authserv" not in _options(source)
                ),
            )


def _options(source: SourceRecord) -> Mapping[str, object]:
    options = source.settings.get("options")
    return options if isinstance(options, Mapping) else {}


def build_doorbell(settings: Settings) -> Doorbell:
    """What wakes the workers."""
    from router.runtime.jobs import RqDoorbell

    return RqDoorbell(queue_url(settings))


def ask_queue(settings: Settings) -> None:
    """Raises an exception where the queue server does not answer."""
    from router.runtime.jobs import ping

    ping(queue_url(settings))


def queue_answers(settings: Settings) -> bool:
    """Whether the queue server answers."""
    try:
        ask_queue(settings)
    except Exception:  # noqa: BLE001 - whatever it is, the answer is no
        return False
    return True


def with_judge(settings: Settings, built: Core) -> Core:
    """The core that asks the judge too, where one is set up; for the worker, which alone may wait.

    Raises BadSettings for a judge that cannot be meant.
    """
    told = judge_settings(settings.judge_url, settings.judge_model, settings.judge_key)
    if told is None:
        return built

    def count(outcome: str) -> None:
        with suppress(RouterError), built.store.write() as work:
            work.notes.count(JUDGE_COUNT + outcome)
            work.commit()

    judge = Judge(told, Http(allowed=settings.private_networks, now=wall_clock), count)
    return with_second_opinion(built, learned_classifier(settings), judge.vote)


def run_worker(settings: Settings, *, burst: bool = False) -> None:
    """Route and send until SIGTERM; `burst`: until nothing waits."""
    from router.runtime.jobs import run

    check_ready(settings)
    built, _ = build_core(settings, build_doorbell(settings))
    run(with_judge(settings, built), queue_url(settings), burst=burst)
