"""Timers of texts that wait for their review, set in the transaction of the change that makes them wait."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.readers import Readers
from syndication.storage.blogs import BlogRecord
from syndication.storage.timers import Timer, drop_timers, set_timers
from translations.model import TextWork
from translations.waiting import next_due, waiting_of


def keep_timers(
    session: Session, blog: BlogRecord, works: Sequence[TextWork], *, readers: Readers, now: datetime
) -> None:
    """Set the timers of texts as they stand now: to when the next in use runs out, or none where none does."""
    wanted: list[Timer] = []
    unwanted: list[tuple[str, str]] = []
    for work in works:
        timers = readers.timers(blog.slug, work.language)
        due_at = next_due(waiting_of(work), timers)
        if due_at is not None:
            wanted.append(Timer(blog_id=blog.id, guid=work.guid, language=work.language, due_at=due_at))
        elif timers and work.version > 1:
            # Without a timer in use there is hardly one set; such a row is found to be over when it is due.
            unwanted.append((work.guid, work.language))
    set_timers(session, wanted, now=now)
    drop_timers(session, unwanted)
