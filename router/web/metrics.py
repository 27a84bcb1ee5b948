"""What a monitor may ask: alive, ready, and counted. No label ever holds an id."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping

import structlog
from flask import Blueprint, Flask, Response, g, json, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from router.usecases.records import TicketFilter
from router.usecases.routing.second_opinion import JUDGE_COUNT, OUTCOMES
from router.web.http.services import Services
from router.web.live import LiveFeed

log = structlog.get_logger("router.web")


class WebMetrics:
    """This process's counters; where `PROMETHEUS_MULTIPROC_DIR` is set they are summed over all
    web processes."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "sla_router_http_requests_total",
            "Requests answered.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "sla_router_http_request_seconds",
            "From the first byte of the request to the answer.",
            ["route"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self.registry,
        )

    def text(self, extra: CollectorRegistry) -> bytes:
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            together = CollectorRegistry()
            MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # theirs is untyped
            return generate_latest(together) + generate_latest(extra)
        return generate_latest(self.registry) + generate_latest(extra)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def register_metrics(app: Flask, services: Services, feed: LiveFeed) -> None:
    """Adds /healthz, /readyz, /metrics and counts every request."""
    metrics = WebMetrics()
    pages = Blueprint("monitor", __name__)
    store = CollectorRegistry()
    store.register(_StoreCollector(services, feed))

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "(none)"
        method = request.method if request.method in _METHODS else "(odd)"
        metrics.requests.labels(method, route, str(response.status_code)).inc()
        metrics.seconds.labels(route).observe(time.perf_counter() - g.get("began", 0.0))
        return response

    @pages.get("/healthz")
    def healthz() -> Response:
        return Response('{"status": "ok"}\n', mimetype="application/json")

    @pages.get("/readyz")
    def readyz() -> Response:
        database = _works(lambda: _ask_database(services))
        queue = _works(services.ask_queue)
        # Without its queue a web process still takes tickets, and the sweeper finds what waits: a
        # balancer that took it out would turn webhooks away for nothing.
        status = "ok" if database and queue else "degraded" if database else "down"
        body = {"status": status, "database": _word(database), "queue": _word(queue)}
        return Response(
            json.dumps(body) + "\n", 200 if database else 503, mimetype="application/json"
        )

    @pages.get("/metrics")
    def all_metrics() -> Response:
        return Response(metrics.text(store), content_type=CONTENT_TYPE_LATEST)

    app.register_blueprint(pages)


def _ask_database(services: Services) -> None:
    with services.core.store.read() as work:
        work.changes.latest()


def _word(works: bool) -> str:
    return "ok" if works else "down"


def _works(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except Exception as error:  # noqa: BLE001  whatever it raises, the answer is "down"
        log.warning("not ready", error_type=type(error).__name__)
        return False
    return True


class _StoreCollector(Collector):
    """Figures of the database, asked when they are wanted. Not kept gauges: those would be summed
    over the web processes although every process sees the same database."""

    def __init__(self, services: Services, feed: LiveFeed) -> None:
        self._services = services
        self._feed = feed

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily(
            "sla_router_live_pages", "Open event streams of this process.", self._feed.watching
        )
        try:
            with self._services.core.store.read() as work:
                deliveries = work.deliveries.counts()
                waiting = work.deliveries.waiting(self._services.core.now())
                tickets = work.tickets.counts(TicketFilter())
                judged = {name: int(work.notes.get(JUDGE_COUNT + name) or 0) for name in OUTCOMES}
        except Exception as error:  # noqa: BLE001  a monitor must hear that it is down
            log.warning("the database does not answer", error_type=type(error).__name__)
            yield GaugeMetricFamily("sla_router_database_up", "1: the database answers.", 0)
            return
        yield GaugeMetricFamily("sla_router_database_up", "1: the database answers.", 1)
        yield _by("sla_router_deliveries", "Deliveries by state.", "state", deliveries)
        yield _by("sla_router_tickets", "Tickets by state.", "state", tickets)
        yield GaugeMetricFamily(
            "sla_router_deliveries_waiting", "Deliveries that could be sent now.", waiting
        )
        # Asked by the workers, on any machine: kept in the database, that all of them share.
        asked = CounterMetricFamily(
            "sla_router_judge_questions", "Questions to the judge.", labels=["outcome"]
        )
        for outcome, figure in judged.items():
            asked.add_metric([outcome], figure)
        yield asked


def _by(name: str, help_text: str, label: str, figures: Mapping[str, int]) -> Metric:
    family = GaugeMetricFamily(name, help_text, labels=[label])
    for value, figure in figures.items():
        family.add_metric([value], figure)
    return family
