"""What reviewers do, kept: the segment, its history, its variant's new version, the change log, the memory.

What may be done to a segment is decided by :mod:`translations.review`; here it is locked, read, and saved. Every
function raises :exc:`~syndication.errors.UnknownSegment` and :exc:`~syndication.errors.BlogKilled`, and lets
:exc:`translations.errors.ReviewError` through, which carries the segment as it stands.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.errors import UnknownSegment
from syndication.memory import remember
from syndication.record import lock_writable, record_work
from syndication.storage.blogs import find_blog_of
from syndication.storage.changes import LogKind
from syndication.storage.reviews import ReviewLine, append_review, list_reviews
from syndication.storage.segments import StoredSegment, find_segment, save_segments
from syndication.storage.work import load_text_work
from translations.model import Segment, SegmentState, TextWork
from translations.review import Reviewed, approve, edit, reject

__all__ = [
    "ReviewLine",
    "approve_segment",
    "edit_segment",
    "list_history",
    "list_segments",
    "reject_segment",
    "save_reviewed",
]


def list_segments(session: Session, guid: str, language: str) -> TextWork | None:
    """Return an entry, or a head by its blog's guid, in one target language; ``None`` if it is not translated."""
    return load_text_work(session, guid, language)


def list_history(session: Session, segment_id: int, *, limit: int = 100) -> tuple[ReviewLine, ...]:
    """Return what people did to a segment, the newest first."""
    return list_reviews(session, segment_id, limit=limit)


def approve_segment(
    session: Session, segment_id: int, *, source_hash: str, target_hash: str, actor: str, now: datetime
) -> Segment:
    """Approve the translation that was seen, or say of a stale one that it is still right."""

    def decide(segment: Segment) -> Reviewed:
        return approve(segment, source_hash_seen=source_hash, target_hash_seen=target_hash, reviewer=actor, now=now)

    return _review(session, segment_id, decide, actor=actor, now=now)


def edit_segment(
    session: Session, segment_id: int, *, text_html: str, if_version: int, actor: str, now: datetime
) -> Segment:
    """Put a person's wording in place: inline HTML with the links of the source."""

    def decide(segment: Segment) -> Reviewed:
        return edit(segment, text_html, version_seen=if_version, editor=actor, now=now)

    return _review(session, segment_id, decide, actor=actor, now=now)


def reject_segment(
    session: Session, segment_id: int, *, source_hash: str, target_hash: str, actor: str, now: datetime
) -> Segment:
    """Throw the translation that was seen away."""

    def decide(segment: Segment) -> Reviewed:
        return reject(segment, source_hash_seen=source_hash, target_hash_seen=target_hash, reviewer=actor, now=now)

    return _review(session, segment_id, decide, actor=actor, now=now)


def save_reviewed(session: Session, stored: StoredSegment, reviewed: Reviewed, *, now: datetime) -> None:
    """Keep one action on a segment: its text and state, its history, and what the memory learns from an approval.

    The live blog is locked, and ``stored`` was read since; whoever calls this also calls ``record_work`` once for all
    that is done to a text. An action that changed nothing has no record and must not come here.
    """
    if reviewed.record is None:
        raise ValueError(f"nothing was done to segment {reviewed.segment.id}")
    save_segments(session, [(stored, reviewed.segment)], now=now)
    append_review(session, stored, reviewed.record)
    if reviewed.segment.state is SegmentState.APPROVED:
        remember(
            session,
            reviewed.segment,
            source_language=stored.source_language,
            language=stored.language,
            now=now,
        )


def _review(
    session: Session, segment_id: int, decide: Callable[[Segment], Reviewed], *, actor: str, now: datetime
) -> Segment:
    guid = _find(session, segment_id).guid
    blog = find_blog_of(session, guid)
    if blog is None:
        raise UnknownSegment(segment_id)
    locked = lock_writable(session, blog.slug)
    # Read again: until the lock was ours the source, or another reviewer, may have changed it.
    stored = _find(session, segment_id)
    reviewed = decide(stored.segment)
    if reviewed.record is None:
        return reviewed.segment
    save_reviewed(session, stored, reviewed, now=now)
    record_work(session, locked, [guid], language=stored.language, kind=LogKind.REVIEW, actor=actor, now=now)
    return reviewed.segment


def _find(session: Session, segment_id: int) -> StoredSegment:
    stored = find_segment(session, segment_id)
    if stored is None:
        raise UnknownSegment(segment_id)
    return stored
