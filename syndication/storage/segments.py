"""Segments in their target languages, with the history of their translations.

Whoever writes here has locked the live blog (:func:`syndication.storage.blogs.lock_blog`), so what was read in the same
transaction is still so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import NamedFromClause

from syndication.storage.chunks import in_chunks
from syndication.storage.inbox_ranks import refresh_ranks
from syndication.storage.json_text import (
    document_of_findings,
    document_of_marks,
    document_of_provenance,
    read_findings,
    read_marks,
    read_provenance,
)
from syndication.storage.tables import SegmentTranslationColumns, segment_translations, segments
from translations.findings import open_severity
from translations.model import Segment, SegmentState, SegmentTranslation, SourceSegment


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSegment:
    """A segment and where it belongs; the two ids are rows of its history.

    ``changed_at`` is when its source, text or state changed last.
    """

    blog_id: int
    guid: str
    source_language: str
    language: str
    position: int
    segment: Segment
    current_id: int | None
    suggestion_id: int | None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recut:
    """One text in one target language before and after its source changed; ``new`` is in the source's order.

    A segment of ``new`` without an id is a new row, which may have translations. ``archived`` are segments of removed
    sentences; those of them that are in ``new`` are there again.
    """

    blog_id: int
    guid: str
    source: str
    target: str
    old: tuple[StoredSegment, ...]
    new: tuple[Segment, ...]
    archived: tuple[StoredSegment, ...] = ()


TextKey = tuple[str, str]
"""The guid of a source text and a target language."""


def load_segments(
    session: Session, guids: Sequence[str], *, language: str | None = None
) -> Mapping[TextKey, tuple[StoredSegment, ...]]:
    """Return the segments of some texts in one language or in all, in the order of the source."""
    found: dict[TextKey, list[StoredSegment]] = {}
    for chunk in in_chunks(guids):
        query = select_segments().where(_IS_LIVE, segments.c.guid.in_(chunk)).order_by(segments.c.position)
        if language is not None:
            query = query.where(segments.c.language == language)
        for stored in read_segments(session, query):
            found.setdefault((stored.guid, stored.language), []).append(stored)
    return {key: tuple(of_text) for key, of_text in found.items()}


def load_segments_by_id(session: Session, segment_ids: Sequence[int]) -> tuple[StoredSegment, ...]:
    """Return these segments, those left out whose sentence is no longer in the source; in the order of their texts."""
    found: list[StoredSegment] = []
    for chunk in in_chunks(segment_ids):
        query = select_segments().where(_IS_LIVE, segments.c.id.in_(chunk))
        found += read_segments(session, query.order_by(segments.c.guid, segments.c.position))
    return tuple(found)


def load_current_texts(session: Session, guids: Sequence[str], *, language: str) -> dict[str, dict[int, str]]:
    """Return the translations of the sentences of texts, by guid and by segment, in reading order."""
    found: dict[str, dict[int, str]] = {}
    for chunk in in_chunks(guids):
        query = (
            select(segments.c.guid, segments.c.id, _CURRENT.c.text)
            .join_from(segments, _CURRENT, _CURRENT.c.id == segments.c.current_id)
            .where(segments.c.guid.in_(chunk), segments.c.language == language, segments.c.archived_at.is_(None))
            .order_by(segments.c.position)
        )
        for guid, segment_id, text in session.execute(query):
            found.setdefault(guid, {})[segment_id] = text
    return found


def find_segment(session: Session, segment_id: int) -> StoredSegment | None:
    """Return one segment, unless its sentence is no longer in the source."""
    return next(read_segments(session, select_segments().where(_IS_LIVE, segments.c.id == segment_id)), None)


def save_recuts(session: Session, recuts: Sequence[Recut], *, now: datetime) -> None:
    """Put re-cut texts in place: rows are added, moved and changed; those of removed sentences are archived."""
    added: list[dict[str, object]] = []
    translated: list[tuple[StoredSegment, Segment]] = []
    changed: list[dict[str, object]] = []
    removed: list[int] = []
    for recut in recuts:
        before = {stored.segment.id: stored for stored in recut.old}
        archived = {stored.segment.id: stored for stored in recut.archived}
        for position, segment in enumerate(recut.new):
            stored = before.pop(segment.id, None) or archived.get(segment.id)
            if stored is None and (segment.current or segment.suggestion):
                translated.append(_inserted(session, recut, position, segment, now))
            elif stored is None:
                added.append(_added(recut, position, segment, now))
            elif segment.id in archived or (stored.position, stored.segment) != (position, segment):
                changed.append(_changed(session, stored, position, segment, now))
        removed += [segment_id for segment_id in before if segment_id is not None]
    if added:
        session.execute(insert(segments), added)
    _update(session, changed)
    save_segments(session, translated, now=now)
    for chunk in in_chunks(removed):
        session.execute(update(segments).where(segments.c.id.in_(chunk)).values(archived_at=now))
    refresh_ranks(session, [recut.guid for recut in recuts])


def save_segments(session: Session, pairs: Sequence[tuple[StoredSegment, Segment]], *, now: datetime) -> None:
    """Put segments in place as they are now, each given with how it was read; new translations join its history."""
    _update(session, [_changed(session, stored, stored.position, segment, now) for stored, segment in pairs])
    for language in {stored.language for stored, _segment in pairs}:
        guids = [stored.guid for stored, _segment in pairs if stored.language == language]
        refresh_ranks(session, guids, language=language)


def save_findings(session: Session, changed: Sequence[Segment]) -> None:
    """Put the findings of segments in place, and nothing else."""
    rows: list[dict[str, object]] = [{"of_id": segment.id} | _finding_values(segment) for segment in changed]
    _update(session, rows)


_IS_LIVE = segments.c.archived_at.is_(None)
_CURRENT = segment_translations.alias("current_translation")
_SUGGESTION = segment_translations.alias("suggested_translation")


def translation_columns(of: NamedFromClause[SegmentTranslationColumns]) -> tuple[ColumnElement[Any], ...]:
    """Return the columns that make up a translation, of the table or of an alias."""
    c = of.c
    return (
        c.text,
        c.marks,
        c.source_hash,
        c.source_text,
        c.approved_source_text,
        c.author,
        c.provenance,
        c.created_at,
    )


_OWN_COLUMNS: tuple[ColumnElement[Any], ...] = (
    segments.c.id,
    segments.c.blog_id,
    segments.c.guid,
    segments.c.source_language,
    segments.c.language,
    segments.c.position,
    segments.c.field,
    segments.c.sentence,
    segments.c.text,
    segments.c.marks,
    segments.c.gap,
    segments.c.source_hash,
    segments.c.fold_hash,
    segments.c.state,
    segments.c.version,
    segments.c.current_id,
    segments.c.suggestion_id,
    segments.c.findings,
    segments.c.suggestion_findings,
    segments.c.material,
    segments.c.is_redraft_wanted,
    segments.c.changed_at,
)
_OWN = len(_OWN_COLUMNS)
_THEIRS = len(translation_columns(_CURRENT))


def select_segments() -> Select[*tuple[Any, ...]]:
    """Return the query for segments with their translations, those of removed sentences included."""
    return (
        select(*_OWN_COLUMNS, *translation_columns(_CURRENT), *translation_columns(_SUGGESTION))
        .join_from(segments, _CURRENT, _CURRENT.c.id == segments.c.current_id, isouter=True)
        .join(_SUGGESTION, _SUGGESTION.c.id == segments.c.suggestion_id, isouter=True)
    )


def read_segments(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[StoredSegment]:
    """Return what a query made of :func:`select_segments` finds."""
    for row in session.execute(query).all():
        (row_id, blog_id, guid, source_language, language, position, field, sentence, text, marks, gap) = row[:11]
        (source_hash, fold_hash, state, version, current_id, suggestion_id) = row[11:17]
        (findings, suggestion_findings, material, is_redraft_wanted, changed_at) = row[17:_OWN]
        source = SourceSegment(
            field=field,
            index=sentence,
            text=text,
            source_hash=source_hash,
            fold_hash=fold_hash,
            marks=read_marks(marks),
            gap=gap,
        )
        segment = Segment(
            id=row_id,
            source=source,
            state=SegmentState(state),
            current=None if current_id is None else read_translation(row[_OWN : _OWN + _THEIRS]),
            suggestion=None if suggestion_id is None else read_translation(row[_OWN + _THEIRS :]),
            findings=read_findings(findings),
            suggestion_findings=read_findings(suggestion_findings),
            material=tuple((material or "").split()),
            is_redraft_wanted=is_redraft_wanted,
            version=version,
        )
        yield StoredSegment(
            blog_id=blog_id,
            guid=guid,
            source_language=source_language,
            language=language,
            position=position,
            segment=segment,
            current_id=current_id,
            suggestion_id=suggestion_id,
            changed_at=changed_at,
        )


def read_translation(columns: Sequence[Any]) -> SegmentTranslation:
    """Return a translation from the columns that :func:`translation_columns` names."""
    text, marks, source_hash, source_text, approved_source_text, author, provenance, created_at = columns
    return SegmentTranslation(
        text=text,
        marks=read_marks(marks),
        source_hash=source_hash,
        source_text=source_text,
        approved_source_text=approved_source_text,
        author=author,
        provenance=read_provenance(provenance),
        created_at=created_at,
    )


def _added(recut: Recut, position: int, segment: Segment, now: datetime) -> dict[str, object]:
    return {
        "blog_id": recut.blog_id,
        "guid": recut.guid,
        "source_language": recut.source,
        "language": recut.target,
        "position": position,
        "state": segment.state,
        "version": segment.version,
        "current_id": None,
        "suggestion_id": None,
        "changed_at": now,
    } | _source_values(segment.source)


def _inserted(
    session: Session, recut: Recut, position: int, segment: Segment, now: datetime
) -> tuple[StoredSegment, Segment]:
    """Add the row of a segment that has translations from the start; they are saved once its id is known."""
    values = _added(recut, position, segment, now)
    row_id = session.execute(insert(segments).values(**values).returning(segments.c.id)).scalar_one()
    stored = StoredSegment(
        blog_id=recut.blog_id,
        guid=recut.guid,
        source_language=recut.source,
        language=recut.target,
        position=position,
        segment=replace(segment, id=row_id, current=None, suggestion=None),
        current_id=None,
        suggestion_id=None,
        changed_at=now,
    )
    return stored, replace(segment, id=row_id)


def _changed(
    session: Session, stored: StoredSegment, position: int, segment: Segment, now: datetime
) -> dict[str, object]:
    return {
        "of_id": stored.segment.id,
        "position": position,
        "state": segment.state,
        "version": segment.version,
        "current_id": _translation_id(session, stored, segment.current, segment.state),
        "suggestion_id": _translation_id(session, stored, segment.suggestion, segment.state),
        "material": " ".join(segment.material) or None,
        "is_redraft_wanted": segment.is_redraft_wanted,
        "changed_at": now if _is_changed(stored.segment, segment) else stored.changed_at,
        "archived_at": None,
    } | (_source_values(segment.source) | _finding_values(segment))


def _is_changed(before: Segment, after: Segment) -> bool:
    """Say whether a reviewer sees another source, text or state; moves and findings are no such change."""
    return (before.source.source_hash, before.state, before.current, before.suggestion) != (
        after.source.source_hash,
        after.state,
        after.current,
        after.suggestion,
    )


def _finding_values(segment: Segment) -> dict[str, object]:
    return {
        "findings": document_of_findings(segment.findings),
        "suggestion_findings": document_of_findings(segment.suggestion_findings),
        "open_severity": open_severity(segment.findings),
    }


def _source_values(source: SourceSegment) -> dict[str, object]:
    return {
        "field": source.field,
        "sentence": source.index,
        "text": source.text,
        "marks": document_of_marks(source.marks),
        "gap": source.gap,
        "source_hash": source.source_hash,
        "fold_hash": source.fold_hash,
    }


def _translation_id(
    session: Session, stored: StoredSegment, wanted: SegmentTranslation | None, state: SegmentState
) -> int | None:
    """Return the history row of a translation, a new one if the segment did not have it as it was read."""
    if wanted is None:
        return None
    if wanted == stored.segment.current:
        return stored.current_id
    if wanted == stored.segment.suggestion:
        return stored.suggestion_id
    added = insert(segment_translations).values(
        segment_id=stored.segment.id,
        state=state,
        text=wanted.text,
        marks=document_of_marks(wanted.marks),
        source_hash=wanted.source_hash,
        source_text=wanted.source_text,
        approved_source_text=wanted.approved_source_text,
        author=wanted.author,
        provenance=document_of_provenance(wanted.provenance),
        created_at=wanted.created_at,
    )
    return session.execute(added.returning(segment_translations.c.id)).scalar_one()


def _update(session: Session, rows: Sequence[dict[str, object]]) -> None:
    if not rows:
        return
    names = [name for name in rows[0] if name != "of_id"]
    statement = update(segments).where(segments.c.id == bindparam("of_id"))
    # To a Session an UPDATE with many parameter sets is an ORM operation; to its connection it is an executemany.
    session.connection().execute(statement.values({name: bindparam(name) for name in names}), rows)
