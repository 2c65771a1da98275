"""What people did to segments, line by line."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from syndication.storage.segments import StoredSegment
from syndication.storage.tables import segment_reviews, segment_translations, segments
from translations.model import SegmentState
from translations.review import ReviewAction, ReviewRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """One action on a segment; the texts are plain, ``None`` where there was none."""

    action: ReviewAction
    actor: str
    at: datetime
    version: int
    state_before: SegmentState
    state_after: SegmentState
    text_before: str | None
    text_after: str | None


def append_review(session: Session, stored: StoredSegment, record: ReviewRecord) -> None:
    """Add an action to a segment's history; ``stored`` is how it stood before, and it has been saved as it is after."""
    segment_id = stored.segment.id
    after_id = session.scalar(select(segments.c.current_id).where(segments.c.id == segment_id))
    session.execute(
        insert(segment_reviews).values(
            segment_id=segment_id,
            action=record.action,
            actor=record.actor,
            at=record.at,
            version=record.version,
            source_hash=record.source_hash,
            state_before=record.state_before,
            state_after=record.state_after,
            before_id=stored.current_id,
            after_id=after_id,
        )
    )


def list_reviews(session: Session, segment_id: int, *, limit: int = 100) -> tuple[ReviewLine, ...]:
    """Return what was done to a segment, the newest first."""
    before, after = segment_translations.alias("translation_before"), segment_translations.alias("translation_after")
    query = (
        select(
            segment_reviews.c.action,
            segment_reviews.c.actor,
            segment_reviews.c.at,
            segment_reviews.c.version,
            segment_reviews.c.state_before,
            segment_reviews.c.state_after,
            before.c.text,
            after.c.text,
        )
        .join_from(segment_reviews, before, before.c.id == segment_reviews.c.before_id, isouter=True)
        .join(after, after.c.id == segment_reviews.c.after_id, isouter=True)
        .where(segment_reviews.c.segment_id == segment_id)
        .order_by(segment_reviews.c.id.desc())
        .limit(limit)
    )
    return tuple(
        ReviewLine(
            action=ReviewAction(action),
            actor=actor,
            at=at,
            version=version,
            state_before=SegmentState(state_before),
            state_after=SegmentState(state_after),
            text_before=text_before,
            text_after=text_after,
        )
        for action, actor, at, version, state_before, state_after, text_before, text_after in session.execute(query)
    )
