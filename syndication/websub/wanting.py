"""A change wants its feeds sent. It is recorded in the transaction of the change, so that neither is without the other.

:func:`want_websub` costs one look where nobody is subscribed and no other hub is told.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.writers import WRITERS
from syndication.addresses import feed_path
from syndication.storage.blogs import BlogRecord
from syndication.storage.websub_due import want_documents, who_is_told
from syndication.storage.websub_requests import Mode, NewRequest, put_requests


def want_websub(
    session: Session,
    blog: BlogRecord,
    languages: Sequence[str],
    revision: int,
    now: datetime,
    *,
    is_recall: bool = False,
) -> None:
    """Want the feeds of a live blog in these languages sent to their subscribers, and other hubs told of them.

    With ``is_recall``, where something is taken back, those are sent it at once, too, who did not accept the last one.
    """
    has_subscriptions, hubs = who_is_told(session, blog.id)
    if has_subscriptions:
        want_documents(session, blog.id, languages, revision, is_recall=is_recall, now=now)
    if hubs:
        topics = [feed_path(blog.slug, language, name) for language in languages for name in WRITERS]
        pings = [NewRequest(mode=Mode.PUBLISH, topic=topic, target=hub) for hub in hubs for topic in topics]
        put_requests(session, pings, now=now)
