"""What operators and their machines ask: is it alive, is it ready, how is it doing."""

from dataclasses import asdict

from apiflask import APIBlueprint
from flask import Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from syndication.clock import utc_now
from syndication.storage.jobs import count_jobs
from syndication.storage.notices import count_owed
from syndication.storage.sources import count_sources
from syndication.storage.websub import count_subscriptions
from syndication.storage.websub_requests import count_requests
from syndication.web.answers import text_answer
from syndication.web.authorisation import public
from syndication.web.metrics import Metrics
from syndication.web.sessions import current_settings, read_session

blueprint = APIBlueprint("health", __name__, enable_openapi=False)


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """Say that the process answers, whatever else is broken."""
    return text_answer("alive", status=200)


@blueprint.get("/readyz")
@public
def ready() -> Response:
    """Say whether the database can be read, and so feeds be served."""
    try:
        with read_session() as session:
            count_jobs(session)
    except SQLAlchemyError:
        return text_answer("the database cannot be read", status=503)
    return text_answer("ready", status=200)


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Serve the numbers in the text format of Prometheus."""
    kept: Metrics = current_app.extensions["metrics"]
    now = utc_now()
    with read_session() as session:
        counts = count_jobs(session)
        sources = count_sources(session)
        subscriptions = count_subscriptions(session, now=utc_now())
        questions = count_requests(session)
        kept.deliveries.read(session, now=utc_now())
        kills = count_owed(session, now=now, overdue_min=current_settings().kill_overdue_min)
    kept.jobs.labels("waiting").set(counts.waiting)
    kept.jobs.labels("running").set(counts.running)
    kept.jobs.labels("set_aside").set(counts.set_aside)
    for state, number in asdict(sources).items():
        kept.sources.labels(state).set(number)
    for state, number in asdict(subscriptions).items():
        kept.websub.labels(state).set(number)
    for mode, number in questions.items():
        kept.websub.labels(f"to_{mode}").set(number)
    kept.kills_owed.set(kills.owed)
    kept.kills_overdue.set(kills.overdue)
    kept.exposure.set((now - kills.oldest_at).total_seconds() / 60 if kills.oldest_at else 0)
    return Response(generate_latest(kept.registry), content_type=CONTENT_TYPE_LATEST)
