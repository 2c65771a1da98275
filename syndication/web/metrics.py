"""Numbers for Prometheus and one log line per request. Neither names a live blog, a partner, a person or a secret."""

import time
from dataclasses import dataclass

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from syndication.web.delivery_metrics import DeliveryNumbers, make_delivery_numbers

log = structlog.get_logger(__name__)

# Asked for by machines every few seconds; a line for each would bury the others.
_UNLOGGED = frozenset({"static", "health.alive", "health.ready", "health.metrics"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """The numbers of one app. ``area`` is what a request asked for: ``feeds``, ``pages``, ``api`` and so on."""

    registry: CollectorRegistry
    answers: Counter
    durations: Histogram
    jobs: Gauge
    sources: Gauge
    websub: Gauge
    deliveries: DeliveryNumbers
    kills_owed: Gauge
    kills_overdue: Gauge
    exposure: Gauge

    def count_answer(self, area: str, method: str, status: int) -> None:
        """Count an answer."""
        self.answers.labels(area, method, str(status)).inc()


def make_metrics() -> Metrics:
    """Make a registry of its own for an app, so that two apps in a process do not add up."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    return Metrics(
        registry=registry,
        answers=Counter("syndication_http_answers", "Answers given.", ["area", "method", "status"], registry=registry),
        durations=Histogram(
            "syndication_http_seconds",
            "Time a request took in its view; answers from the layer in front of it are not among them.",
            ["area"],
            registry=registry,
        ),
        jobs=Gauge("syndication_jobs", "Jobs in the outbox.", ["state"], registry=registry),
        websub=Gauge(
            "syndication_websub",
            "Active subscriptions at the WebSub hub; waiting and failing ones are among them. Questions that wait.",
            ["what"],
            registry=registry,
        ),
        sources=Gauge(
            "syndication_sources",
            "Live blogs of others; failing ones are among the active.",
            ["state"],
            registry=registry,
        ),
        deliveries=make_delivery_numbers(registry),
        kills_owed=Gauge("syndication_kills_owed", "Holders still to be told of a kill or hold.", registry=registry),
        kills_overdue=Gauge("syndication_kills_overdue", "Those of them for too long.", registry=registry),
        exposure=Gauge(
            "syndication_exposure_minutes", "How long the oldest of them has been owed; 0 for none.", registry=registry
        ),
    )


def observe_requests(app: Flask, metrics: Metrics) -> None:
    """Count, time and log every request that reaches a view of ``app``."""

    @app.before_request
    def start_clock() -> None:
        g.started_s = time.perf_counter()

    @app.after_request
    def note(response: Response) -> Response:
        took_s = time.perf_counter() - g.get("started_s", time.perf_counter())
        area = request.blueprint or request.endpoint or "nowhere"
        metrics.count_answer(area, request.method, response.status_code)
        metrics.durations.labels(area).observe(took_s)
        if request.endpoint not in _UNLOGGED:
            # The rule, not the address: addresses hold sign-in links and partners' keys.
            rule = request.url_rule.rule if request.url_rule else None
            log.info("request", method=request.method, rule=rule, status=response.status_code, took_s=round(took_s, 4))
        return response
