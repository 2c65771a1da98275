"""What people did to segments, line by line."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from syndication.storage.segments import StoredSegment, read_translation, translation_columns
from syndication.storage.tables import segment_reviews, segment_translations, segments
from translations.model import SegmentState, SegmentTranslation
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
            edit_s=record.edit_s,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LastReview:
    """The newest line of a segment's history, and what was offered beside the text before that."""

    record: ReviewRecord
    suggestion: SegmentTranslation | None


def find_last_review(session: Session, stored: StoredSegment) -> LastReview | None:
    """Return the newest line of a segment's history; ``None`` if nobody has done anything to it."""
    query = select(segment_reviews).where(segment_reviews.c.segment_id == stored.segment.id)
    row = session.execute(query.order_by(segment_reviews.c.id.desc()).limit(1)).first()
    if row is None:
        return None
    record = ReviewRecord(
        action=ReviewAction(row.action),
        actor=row.actor,
        at=row.at,
        version=row.version,
        source_hash=row.source_hash,
        state_before=SegmentState(row.state_before),
        state_after=SegmentState(row.state_after),
        before=_find_translation(session, row.before_id),
        after=stored.segment.current,
    )
    return LastReview(record=record, suggestion=_find_suggestion(session, record, stored, row.before_id, row.after_id))


def _find_translation(session: Session, row_id: int | None) -> SegmentTranslation | None:
    of_row = select(*translation_columns(segment_translations)).where(segment_translations.c.id == row_id)
    row = None if row_id is None else session.execute(of_row).first()
    return None if row is None else read_translation(row)


def _find_suggestion(
    session: Session, record: ReviewRecord, stored: StoredSegment, before_id: int | None, after_id: int | None
) -> SegmentTranslation | None:
    """Return what stood beside a text that was stale or missing: the newest that was offered since, if anything was."""
    if record.state_before not in {SegmentState.STALE, SegmentState.MISSING}:
        return None
    c = segment_translations.c
    query = select(*translation_columns(segment_translations)).where(
        c.segment_id == stored.segment.id,
        c.state == record.state_before,
        c.id > (before_id or 0),
        c.id <= (after_id or 0),
    )
    row = session.execute(query.order_by(c.id.desc()).limit(1)).first()
    return None if row is None else read_translation(row)


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
