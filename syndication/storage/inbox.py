"""What waits for a translator in one language, text by text, counted and put in order by the database.

The order: pinned entries, key events and heads; texts whose translation a material change has made stale; texts nobody
has begun with, the newest first; the rest, the newest first; finished ones last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.tables import blogs, entries, segments, variants
from translations.findings import Severity
from translations.model import SegmentState


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFilter:
    """Which texts are wanted. ``only_open`` leaves out finished ones; ``severity`` takes those with such a finding."""

    slug: str | None = None
    only_open: bool = True
    state: SegmentState | None = None
    severity: Severity | None = None


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
    query = _ordered(language, wanted).limit(limit).offset(offset)
    rows = session.execute(query).all()
    openings = _openings(session, [row.guid for row in rows], language)
    return tuple(_row(row, openings.get(row.guid, "")) for row in rows)


def list_inbox_ids(session: Session, language: str, wanted: InboxFilter, *, limit: int = 10_000) -> tuple[int, ...]:
    """Return the ids of texts in the same order."""
    query = _ordered(language, wanted).with_only_columns(variants.c.id).limit(limit)
    return tuple(session.scalars(query))


def list_loads(session: Session) -> tuple[LanguageLoad, ...]:
    """Return what waits in each language there is, most first."""
    counted = _counted(None).subquery()
    is_open = counted.c.open_segments > 0
    query = (
        select(
            counted.c.language,
            func.count(),
            func.sum(case((is_open, 1), else_=0)),
            func.sum(counted.c.open_segments),
            func.min(case((is_open, func.coalesce(variants.c.waiting_since, variants.c.updated_at)))),
        )
        .join(variants, and_(variants.c.guid == counted.c.guid, variants.c.language == counted.c.language))
        .group_by(counted.c.language)
        .order_by(func.sum(counted.c.open_segments).desc(), counted.c.language)
    )
    return tuple(
        LanguageLoad(
            language=language, texts=texts, open_texts=open_texts, open_segments=open_segments, waiting_since=since
        )
        for language, texts, open_texts, open_segments, since in session.execute(query)
    )


_GRAVITY = case(
    (segments.c.open_severity == Severity.BLOCK, 3),
    (segments.c.open_severity == Severity.WARN, 2),
    (segments.c.open_severity == Severity.INFO, 1),
    else_=0,
)
_SEVERITIES = {3: Severity.BLOCK, 2: Severity.WARN, 1: Severity.INFO}
_UNBEGUN = (SegmentState.MISSING, SegmentState.MACHINE, SegmentState.MEMORY)


def _counted(language: str | None) -> Select[*tuple[Any, ...]]:
    """Count the sentences of each text, by state."""
    is_open = segments.c.state != SegmentState.APPROVED
    counts = [
        func.sum(case((segments.c.state == state, 1), else_=0)).label(f"in_{state.value}") for state in SegmentState
    ]
    query = (
        select(
            segments.c.guid,
            segments.c.language,
            *counts,
            func.sum(case((is_open, 1), else_=0)).label("open_segments"),
            func.sum(case((segments.c.state.in_(_UNBEGUN), 0), else_=1)).label("begun_segments"),
            func.max(case((and_(is_open, segments.c.material.is_not(None)), 1), else_=0)).label("is_material"),
            func.max(_GRAVITY).label("gravity"),
        )
        .where(segments.c.archived_at.is_(None))
        .group_by(segments.c.guid, segments.c.language)
    )
    return query if language is None else query.where(segments.c.language == language)


def _ordered(language: str, wanted: InboxFilter) -> Select[*tuple[Any, ...]]:
    counted = _counted(language).subquery()
    c = counted.c
    published_at = func.coalesce(entries.c.published_at, blogs.c.published_at)
    rank = case(
        (c.open_segments == 0, 4),
        (or_(entries.c.id.is_(None), entries.c.is_pinned, entries.c.is_key_event), 0),
        (c.is_material == 1, 1),
        (c.begun_segments == 0, 2),
        else_=3,
    )
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
            published_at.label("published_at"),
            variants.c.updated_at,
            variants.c.waiting_since,
            c.is_material,
            c.gravity,
            c.open_segments,
            *(c[f"in_{state.value}"] for state in SegmentState),
        )
        .join_from(variants, counted, c.guid == variants.c.guid)
        .join(blogs, blogs.c.id == variants.c.blog_id)
        .join(entries, entries.c.guid == variants.c.guid, isouter=True)
        .where(variants.c.language == language, *_conditions(counted, wanted))
        .order_by(rank, published_at.desc(), variants.c.id.desc())
    )


def _conditions(counted: Any, wanted: InboxFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.slug is not None:
        found.append(blogs.c.slug == wanted.slug)
    if wanted.only_open:
        found.append(counted.c.open_segments > 0)
    if wanted.state is not None:
        found.append(counted.c[f"in_{wanted.state.value}"] > 0)
    if wanted.severity is not None:
        gravity = next(number for number, severity in _SEVERITIES.items() if severity is wanted.severity)
        found.append(counted.c.gravity >= gravity)
    return found


def _row(row: Any, opening: str) -> InboxRow:
    counts = {state: int(getattr(row, f"in_{state.value}")) for state in SegmentState}
    return InboxRow(
        text_id=row.id,
        guid=row.guid,
        slug=row.slug,
        blog_title=row.title,
        blog_language=row.language,
        opening=opening,
        is_head=row.entry_id is None,
        is_pinned=bool(row.is_pinned),
        is_key_event=bool(row.is_key_event),
        is_material=bool(row.is_material),
        severity=_SEVERITIES.get(row.gravity),
        published_at=row.published_at,
        updated_at=row.updated_at,
        waiting_since=(row.waiting_since or row.updated_at) if row.open_segments else None,
        states={state: count for state, count in counts.items() if count},
    )


def _openings(session: Session, guids: Sequence[str], language: str) -> dict[str, str]:
    """Return the first sentence of each text."""
    found: dict[str, str] = {}
    for chunk in in_chunks(guids):
        query = select(segments.c.guid, segments.c.text).where(
            segments.c.guid.in_(chunk),
            segments.c.language == language,
            segments.c.position == 0,
            segments.c.archived_at.is_(None),
        )
        found.update((guid, text) for guid, text in session.execute(query))
    return found
