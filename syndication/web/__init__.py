"""The web: feeds, pages, sign-in, desk and the JSON API, as one WSGI application.

One module per resource; :mod:`syndication.web.authorisation` enforces who may call what, and
:mod:`syndication.web.front` answers most polls before Flask sees them.
"""

from collections.abc import Callable

import structlog
from apiflask import APIFlask
from flask import Response, request
from werkzeug.exceptions import HTTPException, InternalServerError

from syndication import __version__
from syndication.config import Settings
from syndication.document_cache import DocumentCache
from syndication.site import site_of
from syndication.storage.database import Database, open_database
from syndication.web import (
    account,
    channel_pages,
    decision_pages,
    delivery_pages,
    desk,
    desk_blogs,
    desk_entries,
    desk_history,
    desk_previews,
    desk_stream,
    exchange_page,
    feeds,
    glossary,
    health,
    hub,
    kills,
    kits,
    memory_page,
    models,
    news_sitemap,
    numbers,
    page_assets,
    pages,
    partner_feeds,
    partner_log,
    partner_pages,
    people,
    profile_pages,
    profile_version_pages,
    review,
    sign_in,
    site_files,
    source_pages,
)
from syndication.web.api import register_api
from syndication.web.api.bodies import MAX_BODY_BYTES, MAX_FORM_BYTES
from syndication.web.api.problems import is_api_request, problem_response
from syndication.web.api.queries import prepare_converters
from syndication.web.authorisation import declare_public, guard_routes
from syndication.web.desk_nav import prepare_desk_nav
from syndication.web.desk_parts import prepare_desk_forms
from syndication.web.fetch_notes import prepare_fetch_notes
from syndication.web.front import Front
from syndication.web.html_answers import error_page, prepare_templates
from syndication.web.hub import prepare_hub
from syndication.web.metrics import make_metrics, observe_requests
from syndication.web.models import prepare_uploads
from syndication.web.page_assets import prepare_assets
from syndication.web.partner_access import prepare_limits
from syndication.web.partner_own import desk_routes as partner_desk_routes
from syndication.web.partner_own import routes as partner_routes
from syndication.web.review_events import prepare_streams
from syndication.web.waiting_partners import prepare_places

__all__ = ["create_app"]

log = structlog.get_logger(__name__)

_PARTS = (
    feeds,
    partner_feeds,
    hub,
    partner_log,
    partner_routes,
    partner_desk_routes,
    kits,
    pages,
    site_files,
    news_sitemap,
    sign_in,
    account,
    desk,
    desk_blogs,
    desk_stream,
    desk_entries,
    desk_history,
    desk_previews,
    decision_pages,
    delivery_pages,
    channel_pages,
    source_pages,
    people,
    partner_pages,
    profile_pages,
    profile_version_pages,
    models,
    review,
    glossary,
    memory_page,
    page_assets,
    exchange_page,
    numbers,
    kills,
    health,
)
_STATIC_MAX_AGE_S = 86_400


def create_app(
    settings: Settings, *, database: Database | None = None, is_stopping: Callable[[], bool] = lambda: False
) -> APIFlask:
    """Make the application of one installation, whose database is migrated; by default the one its settings name.

    ``is_stopping`` tells requests that wait for something that the process is about to end.
    """
    app = APIFlask(__name__, version=__version__, spec_path=None, docs_path=None, json_errors=False)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _STATIC_MAX_AGE_S
    # Also for forms, which are read to find their CSRF token before any view is asked.
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_FORM_BYTES
    opened = database or open_database(settings)
    metrics, cache = make_metrics(), DocumentCache()
    with opened.reading() as session:
        site = site_of(settings, session)
    app.extensions.update(settings=settings, database=opened, site=site, document_cache=cache, metrics=metrics)
    app.extensions["is_stopping"] = is_stopping
    observe_requests(app, metrics)
    prepare_uploads(app)
    guard_routes(app)
    declare_public(app, "static")
    prepare_converters(app)
    prepare_templates(app)
    prepare_assets(app)
    prepare_desk_nav(app)
    prepare_desk_forms(app)
    prepare_streams(app)
    prepare_fetch_notes(app, opened)
    prepare_hub(app)
    prepare_limits(app)
    prepare_places(app)
    for part in _PARTS:
        app.register_blueprint(part.blueprint)
    register_api(app)
    app.register_error_handler(HTTPException, _answer_error)
    app.register_error_handler(Exception, _answer_failure)
    app.wsgi_app = Front(app.wsgi_app, opened, cache, metrics)  # type: ignore[method-assign]
    return app


def _answer_error(error: HTTPException) -> Response:
    return problem_response(error) if is_api_request() else error_page(error)


def _answer_failure(error: Exception) -> Response:
    """Answer what nobody expected. The log names the rule, since an address may hold a secret."""
    log.error("request_failed", method=request.method, rule=request.url_rule and request.url_rule.rule, exc_info=error)
    return _answer_error(InternalServerError())
