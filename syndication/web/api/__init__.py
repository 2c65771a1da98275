"""The JSON API under ``/api/v1``: one module per resource, problem bodies for everything that goes wrong.

docs/api.md tells a newsroom's developer how to use it, docs/openapi.json is what :func:`openapi_document` returns.
"""

from typing import Any, cast

from apiflask import APIBlueprint, APIFlask
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from syndication.web.answers import NOSNIFF
from syndication.web.api import (
    approvals,
    blogs,
    changes,
    channels,
    comments,
    completions,
    decisions,
    deliveries,
    engines,
    entries,
    exchange,
    findings,
    kills,
    memory,
    models,
    numbers,
    openapi,
    partners,
    profile_previews,
    profiles,
    redrafts,
    replays,
    review,
    review_texts,
    segment_changes,
    sources,
    term_files,
    terms,
    tokens,
    translations,
    users,
    websub,
)
from syndication.web.api.bodies import MAX_BODY_BYTES
from syndication.web.api.idempotency import prepare_idempotency
from syndication.web.api.problem_kinds import PROBLEM_KINDS
from syndication.web.api.problems import is_api_request, problem_response
from syndication.web.api.queries import prepare_converters
from syndication.web.api.waiting import prepare_waiting

__all__ = ["openapi_document", "register_api"]

_RESOURCES = (
    blogs,
    entries,
    changes,
    translations,
    exchange,
    decisions,
    review,
    segment_changes,
    findings,
    comments,
    approvals,
    review_texts,
    redrafts,
    completions,
    numbers,
    engines,
    models,
    partners,
    kills,
    channels,
    deliveries,
    profiles,
    profile_previews,
    replays,
    sources,
    term_files,
    terms,
    memory,
    users,
    tokens,
    websub,
    openapi,
)


def register_api(app: APIFlask) -> None:
    """Add the API to an app whose ``extensions`` hold a database and settings.

    Errors of every address under ``/api/`` are answered by problem bodies, also of those that do not exist; all other
    addresses keep the error pages they have.
    """
    prepare_converters(app)
    prepare_idempotency(app)
    prepare_waiting(app)
    openapi.prepare_document(app)
    api = APIBlueprint("api", __name__, url_prefix="/api/v1", enable_openapi=False)
    api.before_request(_limit_body)
    api.after_request(_lock_down)
    for resource in _RESOURCES:
        api.register_blueprint(resource.blueprint)
    _answer_with_problems(app, api)
    app.register_blueprint(api)


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the API, the same for every installation of this release."""
    app = APIFlask(__name__, spec_path=None, docs_path=None)
    register_api(app)
    return cast("dict[str, Any]", app.spec)


def _limit_body() -> None:
    request.max_content_length = MAX_BODY_BYTES


def _lock_down(response: Response) -> Response:
    # Answers hold withheld and embargoed texts; what is public says so itself.
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault(*NOSNIFF)
    return response


def _answer_with_problems(app: Flask, api: APIBlueprint) -> None:
    api.register_error_handler(Exception, problem_response)
    # A handler for one status comes before any for all; those that an app has for its pages must not answer here.
    for status in {kind.status for kind in PROBLEM_KINDS}:
        api.register_error_handler(status, problem_response)
    # An unknown address belongs to no blueprint.
    app.register_error_handler(HTTPException, _problem_or_page)


def _problem_or_page(error: HTTPException) -> Response | HTTPException:
    return problem_response(error) if is_api_request() else error
