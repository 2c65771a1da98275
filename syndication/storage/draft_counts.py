"""How far translation has come, counted by the database."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from syndication.storage.tables import blogs, segments
from translations.model import SegmentState


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCount:
    """How many sentences of a live blog are in one state in one language."""

    slug: str
    language: str
    state: SegmentState
    segments: int


def count_drafts(session: Session, *, limit: int = 10_000) -> tuple[DraftCount, ...]:
    """Count the sentences that are in the current texts, by live blog, language and state."""
    query = (
        select(blogs.c.slug, segments.c.language, segments.c.state, func.count())
        .join(blogs, blogs.c.id == segments.c.blog_id)
        .where(segments.c.archived_at.is_(None))
        .group_by(blogs.c.slug, segments.c.language, segments.c.state)
        .order_by(blogs.c.slug, segments.c.language, segments.c.state)
        .limit(limit)
    )
    return tuple(
        DraftCount(slug=slug, language=language, state=SegmentState(state), segments=count)
        for slug, language, state, count in session.execute(query)
    )
