"""Fetch from the sources that ask for it: what their webhooks dropped, or a mailbox's mail."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, replace
from typing import Self

from router.domain.errors import DeliveryFailed
from router.domain.text.secret_text import without_secrets
from router.domain.time.instants import HOUR, MINUTE, SECOND, Instant, format_instant
from router.usecases.intake.keep_unreadable import keep_unreadable
from router.usecases.intake.take_in import take_in
from router.usecases.ports import Core, Unavailable, UnitOfWork
from router.usecases.records import Arrival, Mode, SourceRecord

log = logging.getLogger(__name__)

EVERY = 2 * MINUTE
#: A source that fails again and again is asked less often, down to this.
SELDOM = 60 * MINUTE
#: However long the other side asks us to wait, it is asked again after this.
LATEST = 24 * HOUR
#: Characters of an error that are kept.
_LONGEST = 500
#: Where there is more to read; Zendesk allows ten calls a minute, of which one run makes four.
SOONER = 30 * SECOND


@dataclass(frozen=True, slots=True)
class PullState:
    """How far a source was fetched, as it is kept in the notes. `caught_up`: what comes from now
    on is new; what was found before that never notifies anybody. `error` is what was wrong the
    last time, at `failed_at`; `failures` counts the runs in a row that failed as a whole."""

    bookmark: str = ""
    next_at: Instant = 0
    caught_up: bool = False
    error: str = ""
    failed_at: Instant | None = None
    failures: int = 0
    succeeded_at: Instant | None = None

    def failed(self, error: str, now: Instant, retry_after_seconds: float | None = None) -> Self:
        """After a run that failed: the pause doubles with each, up to an hour, and is never shorter
        than the other side asks for, within a day. What opens something is not kept."""
        pause = min(EVERY * 2 ** min(self.failures, 10), SELDOM)
        pause = max(pause, min(int((retry_after_seconds or 0) * SECOND), LATEST))
        return replace(
            self,
            next_at=now + pause,
            error=without_secrets(error)[:_LONGEST],
            failed_at=now,
            failures=self.failures + 1,
        )


def pull_due(core: Core) -> int:
    """Fetch from every source whose time has come; returns how many deliveries were new.

    A source that fails is tried again at its next time; the others go on.
    """
    with core.store.read() as work:
        sources = work.sources.list()
    return sum(_pull_safely(core, source) for source in sources if _wants(core, source))


def _pull_safely(core: Core, source: SourceRecord) -> int:
    """No source stops another: what fails for a reason of ours is logged, and tried again."""
    try:
        return pull(core, source)
    except Unavailable:
        raise
    except Exception as error:
        log.exception("fetching from source %s failed", source.name)
        state = pull_state(core, source.name)
        said = f"our mistake: {type(error).__name__}"
        _keep(core, source.name, state.failed(said, core.now()))
        return 0


def pull(core: Core, source: SourceRecord) -> int:
    """Fetch from one source if its time has come and nobody else does; how many were new."""
    now = core.now()
    state = _claim(core, source.name, now)
    if state is None:
        return 0
    try:
        pulled = core.pullers[source.kind].pull(
            source.name, source.settings, state.bookmark, source.created_at, now, core.http
        )
    except DeliveryFailed as failed:
        _keep(core, source.name, state.failed(str(failed), now, failed.retry_after_seconds))
        return 0
    new = 0
    for found in pulled.found:
        arrival = Arrival(
            source=source.name,
            delivery_id=found.delivery_id,
            received_at=now,
            body=found.body,
            sightings=found.sightings,
            mode=None if state.caught_up else _quiet(source.mode),
        )
        new += _taken(core, arrival)
    for raw, reason in pulled.unreadable:
        keep_unreadable(core, source.name, raw, reason, now)
    # Only now: should we be killed before, the same is fetched again and changes nothing.
    error = without_secrets("; ".join(pulled.problems[:3]))[:_LONGEST]
    later = now + (SOONER if pulled.more else EVERY)
    caught_up = state.caught_up or not pulled.more
    failed_at = now if error else None
    _keep(core, source.name, PullState(pulled.bookmark, later, caught_up, error, failed_at, 0, now))
    return new


def _taken(core: Core, arrival: Arrival) -> int:
    """1 where it was new. What cannot be taken is kept as unreadable, alone."""
    try:
        return int(not take_in(core, arrival).repeat)
    except Unavailable:
        raise
    except Exception as error:
        log.exception("a delivery of source %s cannot be taken in", arrival.source)
        why = f"it cannot be taken in: {type(error).__name__}"
        keep_unreadable(core, arrival.source, arrival.body, why, arrival.received_at)
        return 0


def pull_state(core: Core, source: str) -> PullState:
    """How far a source was fetched, and what was wrong the last time."""
    with core.store.read() as work:
        return _read(work.notes.get(_name(source)))


@dataclass(frozen=True, slots=True)
class FetchTrouble:
    """A source whose last fetch failed, or had problems; see `PullState`."""

    source: str
    state: PullState


def fetch_troubles(work: UnitOfWork) -> tuple[FetchTrouble, ...]:
    """The sources that cannot be fetched from, or not all of it, at present."""
    states = ((s.name, _read(work.notes.get(_name(s.name)))) for s in work.sources.list())
    return tuple(FetchTrouble(name, state) for name, state in states if state.error)


def source_json(source: SourceRecord, state: PullState) -> dict[str, object]:
    """A source with how its fetching goes, the same in the API and on the command line; instants
    as RFC 3339 in UTC, whole seconds."""

    def told(at: Instant | None) -> str | None:
        return None if at is None else format_instant(at // SECOND * SECOND)

    return {
        "name": source.name,
        "kind": source.kind,
        "mode": source.mode.value,
        "last_seen_at": told(source.last_seen_at),
        "fetched_at": told(state.succeeded_at),
        "fetch_error": state.error or None,
        "fetch_failed_at": told(state.failed_at),
        "fetch_failures": state.failures,
    }


def fetch_soon(work: UnitOfWork, source: str) -> None:
    """Its settings were changed: no pause after failures holds any more."""
    note = work.notes.get(_name(source))
    if note is not None:
        work.notes.set(_name(source), _written(_read(note), 0))


def _wants(core: Core, source: SourceRecord) -> bool:
    puller = core.pullers.get(source.kind)
    return puller is not None and puller.wants(source.settings)


def _claim(core: Core, source: str, now: Instant) -> PullState | None:
    with core.store.write() as work:
        state = _read(work.notes.get(_name(source)))
        if state.next_at > now:
            return None
        work.notes.set(_name(source), _written(state, now + EVERY))
        work.commit()
    return state


def _keep(core: Core, source: str, state: PullState) -> None:
    with core.store.write() as work:
        work.notes.set(_name(source), _written(state, state.next_at))
        work.commit()


def _quiet(mode: Mode) -> Mode:
    """History notifies nobody; a source in shadow stays there."""
    return Mode.IMPORTED if mode is Mode.LIVE else mode


def _name(source: str) -> str:
    return f"pull:{source}"


def _read(note: str | None) -> PullState:
    return PullState(**json.loads(note)) if note else PullState()


def _written(state: PullState, next_at: Instant) -> str:
    return json.dumps(asdict(replace(state, next_at=next_at)))
