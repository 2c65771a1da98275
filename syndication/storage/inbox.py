"""What waits for a translator in one language, text by text, in the order in which it should be worked on.

Texts come by their rank (:class:`~syndication.storage.inbox_ranks.InboxRank`), those of one rank the newest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.inbox_ranks import InboxRank
from syndication.storage.tables import blogs, entries, segment_reviews, segments, variants
from translations.findings import Severity
from translations.model import SegmentState


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFilter:
    """Which texts are wanted. ``only_open`` leaves out finished ones; ``severity`` takes those with such a finding.

    ``actor`` takes those on which somebody has decided something.
    """

    slug: str | None = None
    only_open: bool = True
    state: SegmentState | None = None
    severity: Severity | None = None
    actor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One text: an entry, or a head under its blog's guid. ``states`` counts its sentences; ``opening`` is its first.

    ``waiting_since`` is when the oldest sentence that nobody has approved came up, ``None`` where all are approved.
    """

    text_id: int
    guid: str
    slug: str
    blog_title: str
    blog_language: str
    opening: str
    is_head: bool
    is_pinned: bool
    is_key_event: bool
    is_material: bool
    severity: Severity | None
    published_at: datetime
    updated_at: datetime
    waiting_since: datetime | None
    states: Mapping[SegmentState, int] = field(default_factory=dict)

    @property
    def open_segments(self) -> int:
        """How many sentences nobody has approved as they stand."""
        return sum(count for state, count in self.states.items() if state is not SegmentState.APPROVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLoad:
    """What waits in one language: ``open_texts`` of ``texts``, the oldest since ``waiting_since``."""

    language: str
    texts: int
    open_texts: int
    open_segments: int
    waiting_since: datetime | None


def load_inbox(
    session: Session, language: str, wanted: InboxFilter, *, limit: int, offset: int = 0
) -> tuple[InboxRow, ...]:
    """Return some texts in the order in which they should be worked on."""
    rows = session.execute(_ordered(language, wanted).limit(limit).offset(offset)).all()
    contents = _contents(session, [row.guid for row in rows], language)
    return tuple(_row(row, contents[row.guid]) for row in rows)


def list_inbox_ids(session: Session, language: str, wanted: InboxFilter, *, limit: int = 10_000) -> tuple[int, ...]:
    """Return the ids of texts in the same order."""
    query = _ordered(language, wanted).with_only_columns(variants.c.id).limit(limit)
    return tuple(session.scalars(query))


def list_loads(session: Session) -> tuple[LanguageLoad, ...]:
    """Return what waits in each language there is, most first."""
    is_open = variants.c.inbox_rank < InboxRank.FINISHED
    open_segments = func.sum(variants.c.open_segments)
    query = (
        select(
            variants.c.language,
            func.count(),
            func.sum(case((is_open, 1), else_=0)),
            open_segments,
            func.min(case((is_open, func.coalesce(variants.c.waiting_since, variants.c.updated_at)))),
        )
        .where(variants.c.inbox_rank < InboxRank.EMPTY)
        .group_by(variants.c.language)
        .order_by(open_segments.desc(), variants.c.language)
    )
    return tuple(
        LanguageLoad(
            language=language, texts=texts, open_texts=open_texts, open_segments=open_segments, waiting_since=since
        )
        for language, texts, open_texts, open_segments, since in session.execute(query)
    )


_GRAVEST_FIRST = (Severity.BLOCK, Severity.WARN, Severity.INFO)


@dataclass(slots=True)
class _Content:
    """What the sentences of a text come to."""

    opening: str = ""
    is_material: bool = False
    severity: Severity | None = None
    states: dict[SegmentState, int] = field(default_factory=dict)


def _ordered(language: str, wanted: InboxFilter) -> Select[*tuple[Any, ...]]:
    last = InboxRank.FINISHED if wanted.only_open else InboxRank.EMPTY
    return (
        select(
            variants.c.id,
            variants.c.guid,
            blogs.c.slug,
            blogs.c.title,
            blogs.c.language,
            entries.c.id.label("entry_id"),
            entries.c.is_pinned,
            entries.c.is_key_event,
            variants.c.published_at,
            variants.c.updated_at,
            variants.c.waiting_since,
            variants.c.open_segments,
        )
        .join_from(variants, blogs, blogs.c.id == variants.c.blog_id)
        .join(entries, entries.c.guid == variants.c.guid, isouter=True)
        .where(variants.c.language == language, variants.c.inbox_rank < last, *_conditions(wanted))
        .order_by(variants.c.inbox_rank, variants.c.published_at.desc(), variants.c.id.desc())
    )


def _conditions(wanted: InboxFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.slug is not None:
        found.append(blogs.c.slug == wanted.slug)
    if wanted.state is not None:
        found.append(_has_segment(segments.c.state == wanted.state))
    if wanted.severity is not None:
        grave = _GRAVEST_FIRST[: _GRAVEST_FIRST.index(wanted.severity) + 1]
        found.append(_has_segment(segments.c.open_severity.in_(grave)))
    if wanted.actor is not None:
        decided = select(segment_reviews.c.id).where(
            segment_reviews.c.segment_id == segments.c.id, segment_reviews.c.actor == wanted.actor
        )
        found.append(_has_segment(decided.exists()))
    return found


def _has_segment(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        segments.c.guid == variants.c.guid,
        segments.c.language == variants.c.language,
        segments.c.archived_at.is_(None),
        condition,
    )


def _row(row: Any, content: _Content) -> InboxRow:
    return InboxRow(
        text_id=row.id,
        guid=row.guid,
        slug=row.slug,
        blog_title=row.title,
        blog_language=row.language,
        opening=content.opening,
        is_head=row.entry_id is None,
        is_pinned=bool(row.is_pinned),
        is_key_event=bool(row.is_key_event),
        is_material=content.is_material,
        severity=content.severity,
        published_at=row.published_at,
        updated_at=row.updated_at,
        waiting_since=(row.waiting_since or row.updated_at) if row.open_segments else None,
        states={state: content.states[state] for state in SegmentState if state in content.states},
    )


def _contents(session: Session, guids: Sequence[str], language: str) -> Mapping[str, _Content]:
    """Return what the sentences of each text come to."""
    found = {guid: _Content() for guid in guids}
    for chunk in in_chunks(guids):
        query = (
            select(
                segments.c.guid,
                segments.c.position,
                segments.c.text,
                segments.c.state,
                segments.c.material,
                segments.c.open_severity,
            )
            .where(segments.c.guid.in_(chunk), segments.c.language == language, segments.c.archived_at.is_(None))
            .order_by(segments.c.position)
        )
        for guid, position, text, state, material, severity in session.execute(query):
            content = found[guid]
            content.opening = text if position == 0 else content.opening
            content.states[SegmentState(state)] = content.states.get(SegmentState(state), 0) + 1
            content.is_material |= material is not None and state != SegmentState.APPROVED
            content.severity = _graver(content.severity, severity)
    return found


def _graver(one: Severity | None, other: str | None) -> Severity | None:
    found = {one, None if other is None else Severity(other)}
    return next((severity for severity in _GRAVEST_FIRST if severity in found), None)
