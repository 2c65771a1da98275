"""Server-sent events of the live desk: which entries of a live blog have changed, as it happens.

Like those of the translators' desk (:mod:`syndication.web.review_events`), with which they share the room for streams.
"""

import json
import time
from collections.abc import Callable, Iterator

from flask import Response

from syndication.storage.database import Database
from syndication.storage.stream import list_changed, newest_revision
from syndication.web.review_events import LONGEST_S, SIGN_OF_LIFE_EVERY_S, open_stream, wait_for_commit
from syndication.web.sessions import stopping


def stream_response(database: Database, blog_id: int) -> Response:
    """Answer with a stream of news about one live blog; refuse (503) where too many listen already."""
    return open_stream(_stream(database, blog_id, stopping()))


def _stream(database: Database, blog_id: int, is_stopping: Callable[[], bool]) -> Iterator[bytes]:
    yield b"retry: 1000\n\n"
    seen = _revision(database, blog_id)
    ends_at = time.monotonic() + LONGEST_S
    told_at = time.monotonic()
    while time.monotonic() < ends_at and not is_stopping():
        wait_for_commit(database, is_stopping)
        newest = _revision(database, blog_id)
        if newest != seen:
            with database.reading() as session:
                changed = list_changed(session, blog_id, seen)
            yield f"event: news\ndata: {json.dumps({'entries': changed})}\n\n".encode()
            seen, told_at = newest, time.monotonic()
        elif time.monotonic() - told_at > SIGN_OF_LIFE_EVERY_S:
            yield b"event: alive\ndata: {}\n\n"
            told_at = time.monotonic()


def _revision(database: Database, blog_id: int) -> int:
    with database.reading() as session:
        return newest_revision(session, blog_id)
