"""Pages of live blogs by their age: what was published lately, in each of its languages."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from feeds.model import PubStatus
from syndication.storage.tables import blogs, changes, feed_revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentPage:
    """A live blog in one language. ``guid`` and ``title`` are the source's; ``changed_at`` is this language's own."""

    slug: str
    guid: str
    title: str
    source_language: str
    language: str
    published_at: datetime
    changed_at: datetime


def list_recent_pages(session: Session, *, since: datetime, until: datetime, limit: int) -> tuple[RecentPage, ...]:
    """Return usable live blogs that were first published after ``since`` and not after ``until``, in each language.

    What changed last comes first; of what changed together a live blog's own language.
    """
    # The log holds every revision; only a language that was begun before its live blog had any has none.
    changed_at = func.coalesce(changes.c.at, blogs.c.updated_at)
    query = (
        select(
            blogs.c.slug,
            blogs.c.guid,
            blogs.c.title,
            blogs.c.language.label("source_language"),
            feed_revisions.c.language,
            blogs.c.published_at,
            changed_at.label("changed_at"),
        )
        .join(feed_revisions, feed_revisions.c.blog_id == blogs.c.id)
        .outerjoin(changes, and_(changes.c.blog_id == blogs.c.id, changes.c.revision == feed_revisions.c.revision))
        .where(blogs.c.pub_status == PubStatus.USABLE, blogs.c.published_at > since, blogs.c.published_at <= until)
        .order_by(
            changed_at.desc(),
            blogs.c.id.desc(),
            feed_revisions.c.language != blogs.c.language,
            feed_revisions.c.language,
        )
        .limit(limit)
    )
    return tuple(RecentPage(**row) for row in session.execute(query).mappings())


def last_publication_at(session: Session, *, until: datetime) -> datetime | None:
    """Return when the youngest live blog was first published that was so by ``until``."""
    return session.scalar(select(func.max(blogs.c.published_at)).where(blogs.c.published_at <= until))
