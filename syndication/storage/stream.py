"""The entries of a live blog as its desk lists them: newest first, a page at a time, by how they stand."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, func, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from feeds.dates import rfc3339
from feeds.model import Entry, EntryKind, PubStatus
from syndication.desk.states import EntryState
from syndication.storage.chunks import in_chunks
from syndication.storage.json_text import read_entry
from syndication.storage.tables import blogs, changes, entries, segments
from translations.model import SegmentState

_MOST_NEWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFilter:
    """Which entries are wanted: by one mark, a kind, and words that stand in the text as typed."""

    state: EntryState | None = None
    kind: EntryKind | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRow:
    """An entry with the number under which the desk has it."""

    entry_id: int
    entry: Entry


def list_stream(
    session: Session, blog_id: int, wanted: StreamFilter, *, now: datetime, limit: int, offset: int = 0
) -> tuple[StreamRow, ...]:
    """Return entries, newest first."""
    query = (
        select(entries.c.id, entries.c.document)
        .where(entries.c.blog_id == blog_id, *_conditions(wanted, now))
        .order_by(entries.c.published_at.desc(), entries.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(StreamRow(entry_id=row.id, entry=read_entry(row.document)) for row in session.execute(query))


def find_in_stream(session: Session, blog_id: int, entry_id: int) -> Entry | None:
    """Return an entry of a live blog by its number."""
    query = select(entries.c.document).where(entries.c.blog_id == blog_id, entries.c.id == entry_id)
    document = session.scalar(query)
    return None if document is None else read_entry(document)


def find_entry_id(session: Session, guid: str) -> int | None:
    """Return the number under which the desk has an entry."""
    return session.scalar(select(entries.c.id).where(entries.c.guid == guid))


def count_stream(session: Session, blog_id: int, *, now: datetime) -> Mapping[EntryState | None, int]:
    """Count the entries of a live blog by how they stand; under ``None`` are all of them."""
    counted = [func.sum(case((_is(state, now), 1), else_=0)) for state in EntryState]
    row = session.execute(select(func.count(), *counted).where(entries.c.blog_id == blog_id)).one()
    total, *numbers = row
    return {None: total, **{state: number or 0 for state, number in zip(EntryState, numbers, strict=True)}}


def newest_revision(session: Session, blog_id: int) -> int:
    """Return the newest revision of a live blog, in any language; 0 where there is none."""
    return session.scalar(select(blogs.c.revision).where(blogs.c.id == blog_id)) or 0


def list_changed(session: Session, blog_id: int, after: int) -> tuple[int, ...]:
    """Return the numbers of the entries whose source text has changed after a revision, the latest change first."""
    query = (
        select(entries.c.id)
        .join(changes, and_(changes.c.blog_id == entries.c.blog_id, changes.c.guid == entries.c.guid))
        .where(entries.c.blog_id == blog_id, changes.c.revision > after, changes.c.language.is_(None))
        .order_by(changes.c.revision.desc())
        .limit(_MOST_NEWS)
    )
    return tuple(dict.fromkeys(session.scalars(query)))


def count_sentences(session: Session, guids: Sequence[str]) -> Mapping[tuple[str, str], Mapping[SegmentState, int]]:
    """Count the sentences of some texts by guid and language, and by how they stand."""
    found: dict[tuple[str, str], dict[SegmentState, int]] = {}
    for chunk in in_chunks(guids):
        query = (
            select(segments.c.guid, segments.c.language, segments.c.state, func.count())
            .where(segments.c.guid.in_(chunk), segments.c.archived_at.is_(None))
            .group_by(segments.c.guid, segments.c.language, segments.c.state)
        )
        for guid, language, state, count in session.execute(query):
            found.setdefault((guid, language), {})[SegmentState(state)] = count
    return found


def _conditions(wanted: StreamFilter, now: datetime) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        found.append(_is(wanted.state, now))
    if wanted.kind is not None:
        found.append(entries.c.document.contains(f'"kind":"{wanted.kind}"', autoescape=True))
    if wanted.words:
        as_written = json.dumps(wanted.words, ensure_ascii=False)[1:-1]
        found.append(entries.c.document.icontains(as_written, autoescape=True))
    return found


def _is(state: EntryState, now: datetime) -> ColumnElement[bool]:
    """Say in SQL what :func:`syndication.desk.states.states_of` says.

    A document is compact JSON: within a text a quotation mark has a backslash before it, so these names are fields.
    """
    is_alive = entries.c.pub_status != PubStatus.CANCELED
    match state:
        case EntryState.KILLED:
            return entries.c.pub_status == PubStatus.CANCELED
        case EntryState.HELD:
            return entries.c.pub_status == PubStatus.WITHHELD
        case EntryState.SCHEDULED:
            return is_alive & (entries.c.published_at > now)
        case EntryState.PINNED:
            return is_alive & entries.c.is_pinned
        case EntryState.HIGHLIGHTED:
            return is_alive & entries.c.is_key_event
        case EntryState.CORRECTED:
            return is_alive & entries.c.document.contains('"correction_note":"', autoescape=True)
        case EntryState.EMBARGOED:
            return is_alive & _embargo_is_after(now)


_EMBARGO = '"embargoed_until":"'
_TO_THE_SECOND = 19


def _embargo_is_after(now: datetime) -> ColumnElement[bool]:
    """Compare the time in the document as text, which is in order: always in UTC, the year first."""
    document = entries.c.document
    start = _position(document, literal(_EMBARGO)) + len(_EMBARGO)
    ends_at = func.substr(document, start, _TO_THE_SECOND)
    return document.contains(_EMBARGO, autoescape=True) & (ends_at > rfc3339(now)[:_TO_THE_SECOND])


class _position(GenericFunction[int]):  # noqa: N801 - the name of a function of SQL
    """Where a text first stands in another, from 1: ``instr`` on SQLite, ``strpos`` on PostgreSQL."""

    inherit_cache = True
    type = Integer()


@compiles(_position, "sqlite")
def _instr(element: _position, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


@compiles(_position, "postgresql")
def _strpos(element: _position, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"
