"""The worker queue: rq as a doorbell. The database is the truth; a job that is lost costs nothing.

A job carries ids at most. What it does is asked of the database: `route` decides tickets that are
waiting, `deliver` wakes the senders, who claim what is due. Any number of workers may run.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from types import FrameType
from uuid import uuid4

import redis
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer

from router.domain.time.instants import SECOND
from router.usecases.intake.pull import pull_due
from router.usecases.outbox.deliver import deliver as deliver_batch
from router.usecases.outbox.senders import Outbox
from router.usecases.ports import Core, Doorbell, Work
from router.usecases.routing.route import route as route_tickets

log = logging.getLogger(__name__)

#: A flood rings once for many: what is queued and not begun sees all that was committed before.
_QUEUED_AT_MOST = 4
_BATCH = 40
#: More ids than this are not named in one ring: whoever hears it looks for the others anyway.
_IDS_AT_ONCE = 100
#: No job should take this long; it is cut off, and its claims are free a lease later.
_JOB_SECONDS = 300
_SILENT_SECONDS = 1.0
#: Under load, what rings within this time is rung once.
_PAUSE_SECONDS = 0.01
#: How long something may wait, in seconds, before a worker looks for itself.
_LATE_SECONDS = 1.0
_LOOK_EVERY_SECONDS = 0.5
#: How often it is looked whether a source's time to be fetched from has come.
_FETCH_LOOK_SECONDS = 5.0
#: A worker that is told to stop waits so long for the calls under way; what they were for is sent
#: again, under the same id, when their claims have run out.
_LAST_CALLS_SECONDS = 5.0
#: How often it is said again that the queue server is gone.
_SAY_GONE_SECONDS = 60.0


def ping(url: str) -> None:
    """Raises an exception where the queue server does not answer."""
    connection = _connect(url)
    try:
        connection.ping()
    finally:
        connection.close()


class RqDoorbell:
    """Wakes a worker through the queue server at `url`. Never raises: whatever is not heard is
    found by the sweeper's and the workers' own looking."""

    def __init__(self, url: str) -> None:
        self._connection = _connect(url)
        self._queues = {work: _queue(work, self._connection) for work in Work}
        self._silent_until = 0.0

    def ring(self, work: Work, ids: Sequence[str] = ()) -> None:
        if time.monotonic() < self._silent_until:
            return
        queue = self._queues[work]
        try:
            if queue.count >= _QUEUED_AT_MOST:
                return
            queue.enqueue(
                f"router.runtime.jobs.{work.value}",
                list(ids),
                job_timeout=_JOB_SECONDS,
                result_ttl=0,
                failure_ttl=60,
                ttl=600,
            )
        except (redis.RedisError, OSError) as error:
            # A server that is gone is not asked again by every request of the next second.
            self._silent_until = time.monotonic() + _SILENT_SECONDS
            log.warning("the queue does not answer: %s", type(error).__name__)


class BellFromAside:
    """Calls another doorbell from a thread of its own: a request is answered without waiting for
    the queue server, and several calls meanwhile become one.

    For a process that lives on. A call that is lost with it costs nothing: what waits is found by
    looking. The thread starts with the first call, so that a process may be forked before.
    """

    def __init__(self, bell: Doorbell) -> None:
        self._bell = bell
        self._wanted: dict[Work, dict[str, None]] = {}
        self._rung = threading.Condition()
        self._thread: threading.Thread | None = None

    def ring(self, work: Work, ids: Sequence[str] = ()) -> None:
        with self._rung:
            self._wanted.setdefault(work, {}).update(dict.fromkeys(ids))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="bell", daemon=True)
                self._thread.start()
            self._rung.notify()

    def _run(self) -> None:
        while True:
            with self._rung:
                while not self._wanted:
                    self._rung.wait()
                wanted, self._wanted = self._wanted, {}
            for work, ids in wanted.items():
                try:
                    self._bell.ring(work, list(ids)[:_IDS_AT_ONCE])
                except Exception:  # top of a thread: later rings must be heard
                    log.exception("the worker cannot be called")
            time.sleep(_PAUSE_SECONDS)


def route(ids: Sequence[str]) -> None:
    """Decide the tickets named, and what else waits for it."""
    core = _core()
    route_tickets(core, ids)
    with core.store.read() as work:
        more = work.tickets.to_route(_BATCH)
    if more:
        route_tickets(core, more)
    if len(more) == _BATCH:
        core.doorbell.ring(Work.ROUTE)


def deliver(ids: Sequence[str] = ()) -> None:
    """Have what is due sent; the ids are hints, and none is needed."""
    del ids
    _have_sent(_core())


def _have_sent(core: Core) -> None:
    """By the senders of this process, without waiting for them; where it has none, at once."""
    if _SENDERS:
        _SENDERS[0].wake()
    elif deliver_batch(core, uuid4().hex, _BATCH) == _BATCH:
        core.doorbell.ring(Work.DELIVER)


#: The functions that a job may name.
_JOBS = frozenset(f"{__name__}.{work.value}" for work in Work)


class _Worker(SimpleWorker):
    """In one process without forking: four times as many jobs a second. What it must not lose is
    in the database."""

    max_connection_wait_time = 0.5
    log_result_lifespan = False
    was_told_to_stop = False

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Only what this module rings for. Whoever reaches the queue server may not have any
        function of this process run."""
        if job.func_name not in _JOBS:
            log.error("job %s asks for %r, which is none of ours", job.id, job.func_name)
            job.delete()
            return
        super().execute_job(job, queue)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.was_told_to_stop = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]  # rq is untyped there


class _Lookout:
    """Does what has waited too long, whether or not the queue works: flushed, gone, or stuck."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lookout", daemon=True)
        self._unrouted: frozenset[str] = frozenset()

    def __enter__(self) -> _Lookout:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=3)

    def look(self) -> None:
        """Send what is late; route what was waiting at the last look already."""
        core = self._core
        with core.store.read() as work:
            late = work.deliveries.waiting(core.now() - int(_LATE_SECONDS * SECOND))
            unrouted = work.tickets.to_route(_BATCH)
        if late:
            _have_sent(core)
        stale = [ticket_id for ticket_id in unrouted if ticket_id in self._unrouted]
        self._unrouted = frozenset(unrouted)
        if stale:
            route_tickets(core, stale)

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_EVERY_SECONDS):
            try:
                self.look()
            except Exception:
                log.exception("looking for late work failed")
                self._stop.wait(1.0)


class _Sending:
    """The senders of this process, beside its other work."""

    def __init__(self, core: Core) -> None:
        self._outbox = Outbox(core, uuid4().hex)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def __enter__(self) -> _Sending:
        self._thread.start()
        _SENDERS[:] = [self._outbox]
        return self

    def __exit__(self, *_: object) -> None:
        _SENDERS.clear()
        self._stop.set()
        self._outbox.wake()
        self._thread.join(timeout=_LAST_CALLS_SECONDS + 1)

    def _run(self) -> None:
        self._outbox.run(self._stop.is_set, _LAST_CALLS_SECONDS)


class _Fetcher:
    """Fetches from the sources that ask for it, beside the work: a slow helpdesk delays nothing."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fetcher", daemon=True)

    def __enter__(self) -> _Fetcher:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()  # a call that is under way is left to end with the process

    def _run(self) -> None:
        while not self._stop.wait(_FETCH_LOOK_SECONDS):
            try:
                pull_due(self._core)
            except Exception:
                log.exception("fetching from the sources failed")


# One core per worker process: jobs are found by their names and can be given only ids.
_CORE: list[Core] = []
_SENDERS: list[Outbox] = []


def _core() -> Core:
    if not _CORE:
        raise RuntimeError("this process is not a worker: start it with `sla-router worker`")
    return _CORE[0]


def run(core: Core, url: str, *, burst: bool = False) -> None:
    """Work until SIGTERM or SIGINT; `burst`: until nothing is queued.

    A queue server that goes away is waited for; meanwhile what is late is found by looking.
    """
    _CORE[:] = [core]
    logging.getLogger("rq.worker").addFilter(_in_one_line)
    if burst:
        _worker(url).work(burst=True, logging_level="WARNING")
        return
    silence = _Silence()
    with _Sending(core), _Lookout(core), _Fetcher(core):
        while not _worked_to_the_end(url, silence):
            time.sleep(_LOOK_EVERY_SECONDS)


class _Silence:
    """Says that the queue server is gone when it goes, and then now and then, not at each look."""

    def __init__(self) -> None:
        self._said_at: float | None = None

    def noticed(self, error: Exception) -> None:
        now = time.monotonic()
        if self._said_at is None or now - self._said_at >= _SAY_GONE_SECONDS:
            self._said_at = now
            what = type(error).__name__
            log.warning("the queue does not answer: %s; what waits is looked for instead", what)

    def over(self) -> None:
        self._said_at = None


def _in_one_line(record: logging.LogRecord) -> bool:
    """A queue server that went away is no mistake of ours: said without rq's traceback."""
    if record.exc_info and isinstance(record.exc_info[1], redis.RedisError | OSError):
        record.msg = f"the queue went away: {type(record.exc_info[1]).__name__}"
        record.args, record.levelno, record.levelname = (), logging.WARNING, "WARNING"
        record.exc_info = record.exc_text = None
    return True


def _worked_to_the_end(url: str, silence: _Silence) -> bool:
    """Work until told to stop (True) or until the queue server is gone (False)."""
    worker = None
    try:
        worker = _worker(url)  # asks the server already
        silence.over()
        worker.work(logging_level="WARNING")
    except StopRequested:  # the signal came before or after the work proper
        return True
    except (redis.RedisError, OSError) as error:
        silence.noticed(error)
    return worker is not None and worker.was_told_to_stop


def _worker(url: str) -> _Worker:
    connection = _connect(url, timeout=None)
    queues = [_queue(work, connection) for work in (Work.DELIVER, Work.ROUTE)]
    return _Worker(
        queues, connection=connection, serializer=JSONSerializer, log_job_description=False
    )


def _queue(work: Work, connection: redis.Redis) -> Queue:
    return Queue(f"sla-router-{work.value}", connection=connection, serializer=JSONSerializer)


def _connect(url: str, timeout: float | None = 0.5) -> redis.Redis:
    """A client; a doorbell must not keep a request waiting, a worker waits for the next job."""
    return redis.Redis.from_url(url, socket_connect_timeout=0.5, socket_timeout=timeout)
