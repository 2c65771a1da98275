"""A layer in front of Flask that answers requests for public feeds and pages this process has served before.

Most requests ask whether anything is new, and mostly nothing is. Flask takes a quarter of a millisecond to say so; this
layer takes some microseconds, because it looks at nothing but the path, five headers and one counter of the database.
What it answers is byte for byte what the view would answer, and everything else goes through to Flask.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from syndication.clock import utc_now
from syndication.document_cache import DocumentCache, Kept, is_in_time
from syndication.documents import PUBLIC, Plan, plan_public
from syndication.storage.database import Database
from syndication.web.answers import PUBLIC_FEED, Answer, answer, asked_by
from syndication.web.html_answers import PUBLIC_PAGE
from syndication.web.metrics import Metrics
from syndication.web.pages import PAGE, plan_page

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

_PATH = re.compile(r"/blogs/([^/]+)/([^/]+)/(?:feed\.([^/]+))?")


class Front:
    """A WSGI application around another one, ``app``."""

    def __init__(self, app: WsgiApp, database: Database, cache: DocumentCache, metrics: Metrics) -> None:
        self.app = app
        self._database = database
        self._cache = cache
        self._metrics = metrics

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or let the wrapped application answer."""
        quick = self._quick_answer(environ)
        if quick is None:
            return self.app(environ, start_response)
        start_response(f"{quick.status} {HTTPStatus(quick.status).phrase}", list(quick.headers))
        return [quick.body]

    def _quick_answer(self, environ: Environ) -> Answer | None:
        method = environ["REQUEST_METHOD"]
        match = _PATH.fullmatch(environ.get("PATH_INFO", "")) if method in {"GET", "HEAD"} else None
        if match is None or _may_name_archive(environ.get("QUERY_STRING", "")):
            return None
        slug, language, format_name = match.groups()
        kept = self._cache.lookup((PUBLIC, slug, language, format_name) if format_name else (PAGE, slug, language))
        now = utc_now()
        if kept is None or not is_in_time(kept.served, now) or not self._is_current(kept):
            return None
        audience = PUBLIC_FEED if format_name else PUBLIC_PAGE
        quick = answer(kept.served, asked_by(environ), audience=audience, now=now)
        self._metrics.count_answer("feeds" if format_name else "pages", method, quick.status)
        return quick

    def _is_current(self, kept: Kept) -> bool:
        """Say whether a document would be made from the same revisions now.

        Where SQLite's counter of commits stands as it stood at the last look, nothing has changed anywhere.
        """
        try:
            data_version = self._database.data_version()
            if data_version is not None and data_version == kept.data_version:
                return True
            with self._database.reading() as session:
                is_same = self._plan_again(session, kept.plan) == kept.plan
        except (SQLAlchemyError, sqlite3.Error):
            # The view will meet the same trouble, and has the means to answer and to log it.
            return False
        if is_same:
            self._cache.put(replace(kept, data_version=data_version))
        return is_same

    @staticmethod
    def _plan_again(session: Session, plan: Plan) -> Plan | None:
        slug, language = plan.key[1:3]
        if plan.key[0] == PAGE:
            return plan_page(session, plan.site, slug, language)
        return plan_public(session, plan.site, slug, language, plan.key[3])


def _may_name_archive(query: str) -> bool:
    """Say whether a query might ask for an archive document; any letter of it may be percent-encoded."""
    return "archive" in query or "%" in query
