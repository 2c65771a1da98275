"""A layer in front of Flask that answers polls for public feeds this process has served before.

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

from syndication.clock import utc_now
from syndication.document_cache import DocumentCache, Kept, is_in_time
from syndication.documents import PUBLIC, plan_public
from syndication.storage.database import Database
from syndication.web.answers import PUBLIC_FEED, Answer, answer, asked_by
from syndication.web.metrics import Metrics

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
WsgiApp = Callable[[Environ, StartResponse], Iterable[bytes]]

_FEED = re.compile(r"/blogs/([^/]+)/([^/]+)/feed\.([^/]+)")


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
        self._metrics.count_answer("feeds", environ["REQUEST_METHOD"], quick.status)
        start_response(f"{quick.status} {HTTPStatus(quick.status).phrase}", list(quick.headers))
        return [quick.body]

    def _quick_answer(self, environ: Environ) -> Answer | None:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return None
        match = _FEED.fullmatch(environ.get("PATH_INFO", ""))
        kept = self._cache.lookup((PUBLIC, *match.groups())) if match else None
        now = utc_now()
        if kept is None or not is_in_time(kept.served, now) or not self._is_current(kept):
            return None
        return answer(kept.served, asked_by(environ), audience=PUBLIC_FEED, now=now)

    def _is_current(self, kept: Kept) -> bool:
        """Say whether a document would be made from the same revisions now.

        Where SQLite's counter of commits stands as it stood at the last look, nothing has changed anywhere.
        """
        try:
            data_version = self._database.data_version()
            if data_version is not None and data_version == kept.data_version:
                return True
            _, slug, language, format_name = kept.plan.key
            with self._database.reading() as session:
                is_same = plan_public(session, kept.plan.site, slug, language, format_name) == kept.plan
        except (SQLAlchemyError, sqlite3.Error):
            # The view will meet the same trouble, and has the means to answer and to log it.
            return False
        if is_same:
            self._cache.put(replace(kept, data_version=data_version))
        return is_same
