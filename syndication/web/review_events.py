"""Server-sent events of the translators' desk (HTML Living Standard §9.2): which texts have news, as it happens.

Each stream keeps one of the server's threads, so there is only room for some of them, and a stream ends by itself after
a while; browsers open it again. Nobody depends on it: a page that gets no stream asks now and then.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from flask import Flask, Response, current_app
from sqlalchemy.orm import Session

from syndication.clock import utc_now
from syndication.storage.database import Database
from syndication.storage.review_news import Seen, look, texts_with_news
from syndication.web.api.problems import unavailable
from syndication.web.sessions import stopping

T = TypeVar("T")

_EXTENSION = "review_streams"
_MOST_STREAMS = 24
_LONGEST_S = 300.0
_LOOK_EVERY_S = 0.05
# Nobody commits when a lease of presence runs out, so the desk is looked at now and then all the same.
_LOOK_ANYHOW_EVERY_S = 2.0
_SIGN_OF_LIFE_EVERY_S = 15.0


def prepare_streams(app: Flask) -> None:
    """Give an app its own room for streams."""
    app.extensions[_EXTENSION] = threading.BoundedSemaphore(_MOST_STREAMS)


def stream_response(database: Database, language: str) -> Response:
    """Answer with a stream of news in one language; refuse (503) where too many listen already."""

    def look_now(session: Session) -> Seen:
        return look(session, language, now=utc_now())

    def tell(session: Session, seen: Seen, newest: Seen) -> dict[str, object] | None:
        texts = texts_with_news(session, language, seen, newest)
        return {"texts": texts} if texts else None

    return stream_news(database, look_now, tell)


def stream_news(
    database: Database, look: Callable[[Session], T], tell: Callable[[Session, T, T], dict[str, object] | None]
) -> Response:
    """Answer with a stream of news; refuse (503) where too many listen already.

    ``look`` returns how things stand; where that is another way than before, ``tell`` returns the news, or ``None``.
    """
    places: threading.BoundedSemaphore = current_app.extensions[_EXTENSION]
    if not places.acquire(blocking=False):
        return unavailable("Too many listen already; ask again later.").response()
    events = _stream(database, look, tell, stopping())
    response = Response(events, content_type="text/event-stream; charset=utf-8")
    # Called whether the stream was begun or not; a generator that was never begun would not clean up after itself.
    response.call_on_close(places.release)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _stream(
    database: Database,
    look: Callable[[Session], T],
    tell: Callable[[Session, T, T], dict[str, object] | None],
    is_stopping: Callable[[], bool],
) -> Iterator[bytes]:
    yield b"retry: 1000\n\n"
    with database.reading() as session:
        seen = look(session)
    ends_at = time.monotonic() + _LONGEST_S
    told_at = time.monotonic()
    while time.monotonic() < ends_at and not is_stopping():
        _wait_for_commit(database, is_stopping)
        with database.reading() as session:
            newest = look(session)
            news = None if newest == seen else tell(session, seen, newest)
        seen = newest
        if news is not None:
            yield f"event: news\ndata: {json.dumps(news)}\n\n".encode()
            told_at = time.monotonic()
        elif time.monotonic() - told_at > _SIGN_OF_LIFE_EVERY_S:
            yield b"event: alive\ndata: {}\n\n"
            told_at = time.monotonic()


def _wait_for_commit(database: Database, is_stopping: Callable[[], bool]) -> None:
    """Wait until somebody may have changed something, two seconds at most."""
    version = database.data_version()
    deadline = time.monotonic() + _LOOK_ANYHOW_EVERY_S
    while time.monotonic() < deadline and not is_stopping():
        time.sleep(_LOOK_EVERY_S)
        # PostgreSQL has no counter of commits: there it is looked for each time.
        if version is None or database.data_version() != version:
            return
