"""Server-sent events of the live desk: which entries of a live blog have changed, as it happens.

Like those of the translators' desk (:mod:`syndication.web.review_events`), with which they share the room for streams.
"""

from flask import Response
from sqlalchemy.orm import Session

from syndication.storage.database import Database
from syndication.storage.stream import list_changed, newest_revision
from syndication.web.review_events import stream_news


def stream_response(database: Database, blog_id: int) -> Response:
    """Answer with a stream of news about one live blog; refuse (503) where too many listen already."""

    def look(session: Session) -> int:
        return newest_revision(session, blog_id)

    def tell(session: Session, seen: int, _: int) -> dict[str, object]:
        return {"entries": list_changed(session, blog_id, seen)}

    return stream_news(database, look, tell)
