"""Approvals measured against the drafts they began with, and what is needed to measure those that are not yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.desk_tables import post_edits
from syndication.storage.json_text import read_marks
from syndication.storage.segments import read_translation, translation_columns
from syndication.storage.tables import changes, segment_reviews, segment_translations, segments, versions
from translations.model import Mark, Origin, SegmentTranslation
from translations.review import ReviewAction

# Approvals become visible in another order than they are numbered in; none is later than so many others.
_OVERLAP = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRow:
    """An approval that is not measured yet.

    ``approved_id`` is the row of the text that was approved; ``source_marks`` are those of the sentence, ``None`` where
    it has changed since.
    """

    review_id: int
    segment_id: int
    blog_id: int
    guid: str
    source_language: str
    language: str
    field: str
    source_hash: str
    source_marks: tuple[Mark, ...] | None
    approved_at: datetime
    approved_id: int
    approved: SegmentTranslation


@dataclass(frozen=True, slots=True, kw_only=True)
class PostEdit:
    """A measured approval; see :class:`syndication.storage.desk_columns.PostEditColumns`."""

    segment_id: int
    review_id: int
    blog_id: int
    source_language: str
    language: str
    engine: str | None
    package: str | None
    is_unmodified: bool
    edits: float | None
    reference_words: float | None
    chrf_statistics: str | None
    signatures: str | None
    source_at: datetime
    drafted_at: datetime | None
    approved_at: datetime
    edit_s: float | None
    words: int


def list_unmeasured(session: Session, *, limit: int) -> tuple[ApprovalRow, ...]:
    """Return the oldest approvals that are not measured, without those that were taken back."""
    later = segment_reviews.alias("later")
    is_undone = exists().where(
        later.c.segment_id == segment_reviews.c.segment_id,
        later.c.id > segment_reviews.c.id,
        later.c.action == ReviewAction.UNDO,
        later.c.before_id == segment_reviews.c.after_id,
    )
    is_measured = exists().where(post_edits.c.review_id == segment_reviews.c.id)
    last = session.scalar(select(func.max(post_edits.c.review_id))) or 0
    query = (
        select(
            segment_reviews.c.id,
            segments.c.id,
            segments.c.blog_id,
            segments.c.guid,
            segments.c.source_language,
            segments.c.language,
            segments.c.field,
            segments.c.source_hash.label("hash_now"),
            segments.c.marks.label("marks_now"),
            segment_reviews.c.source_hash,
            segment_reviews.c.at,
            segment_reviews.c.after_id,
            *translation_columns(segment_translations),
        )
        .join_from(segment_reviews, segments, segments.c.id == segment_reviews.c.segment_id)
        .join(segment_translations, segment_translations.c.id == segment_reviews.c.after_id)
        .where(
            segment_reviews.c.id > last - _OVERLAP,
            segment_reviews.c.action == ReviewAction.APPROVE,
            ~is_measured,
            ~is_undone,
        )
        .order_by(segment_reviews.c.id)
        .limit(limit)
    )
    return tuple(_approval(row) for row in session.execute(query).all())


def _approval(row: Sequence[Any]) -> ApprovalRow:
    review_id, segment_id, blog_id, guid, source_language, language, field, hash_now, marks_now = row[:9]
    source_hash, approved_at, approved_id = row[9:12]
    return ApprovalRow(
        review_id=review_id,
        segment_id=segment_id,
        blog_id=blog_id,
        guid=guid,
        source_language=source_language,
        language=language,
        field=field,
        source_hash=source_hash,
        source_marks=read_marks(marks_now) if hash_now == source_hash else None,
        approved_at=approved_at,
        approved_id=approved_id,
        approved=read_translation(row[12:]),
    )


def load_drafts(session: Session, approvals: Sequence[ApprovalRow]) -> Mapping[int, SegmentTranslation]:
    """Return, by the review's id, the newest draft that each approved sentence had until it was approved."""
    by_sentence: dict[tuple[int, str], list[ApprovalRow]] = {}
    for one in approvals:
        by_sentence.setdefault((one.segment_id, one.source_hash), []).append(one)
    found: dict[int, SegmentTranslation] = {}
    for chunk in in_chunks(approvals):
        c = segment_translations.c
        query = (
            select(c.id, c.segment_id, *translation_columns(segment_translations))
            .where(
                c.segment_id.in_({one.segment_id for one in chunk}),
                c.source_hash.in_({one.source_hash for one in chunk}),
                c.approved_source_text.is_(None),
            )
            .order_by(c.id)
        )
        for row_id, segment_id, *columns in session.execute(query):
            translation = read_translation(columns)
            if translation.provenance.origin is not Origin.PERSON:
                for one in by_sentence.get((segment_id, translation.source_hash), ()):
                    if row_id <= one.approved_id:
                        found[one.review_id] = translation
    return found


def load_source_times(session: Session, guids: Sequence[str]) -> Mapping[str, tuple[datetime, ...]]:
    """Return when each version of some source texts was accepted, in order."""
    found: dict[str, list[datetime]] = {}
    is_its_change = and_(changes.c.blog_id == versions.c.blog_id, changes.c.revision == versions.c.revision)
    for chunk in in_chunks(guids):
        query = select(versions.c.guid, changes.c.at).join(changes, is_its_change).where(versions.c.guid.in_(chunk))
        for guid, at in session.execute(query.order_by(versions.c.version)):
            found.setdefault(guid, []).append(at)
    return {guid: tuple(times) for guid, times in found.items()}


def load_edit_times(session: Session, approvals: Sequence[ApprovalRow]) -> Mapping[int, float]:
    """Return, by the review's id, the time at work on an approved sentence since it was approved before, if known."""
    found: dict[int, float] = {}
    for chunk in in_chunks(approvals):
        c = segment_reviews.c
        query = (
            select(c.id, c.segment_id, c.source_hash, c.action, c.edit_s)
            .where(c.segment_id.in_({one.segment_id for one in chunk}))
            .order_by(c.id)
        )
        spent: dict[tuple[int, str], float] = {}
        for review_id, segment_id, source_hash, action, edit_s in session.execute(query):
            key = (segment_id, source_hash)
            if edit_s is not None:
                spent[key] = spent.get(key, 0.0) + edit_s
            if action == ReviewAction.APPROVE and key in spent:
                found[review_id] = spent.pop(key)
    return found


def add_post_edits(session: Session, measured: Sequence[PostEdit]) -> None:
    """Keep measured approvals."""
    rows = [{name: getattr(one, name) for name in PostEdit.__slots__} for one in measured]
    if rows:
        session.connection().execute(insert(post_edits), rows)


def delete_last_post_edit(session: Session, segment_id: int) -> None:
    """Forget what was measured of a segment's last approval, which was taken back."""
    c = segment_reviews.c
    last = select(func.max(c.id)).where(c.segment_id == segment_id, c.action == ReviewAction.APPROVE)
    session.execute(delete(post_edits).where(post_edits.c.review_id == last.scalar_subquery()))
