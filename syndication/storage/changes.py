"""The change log: append-only, one row per accepted change, numbered without gaps within each live blog."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from syndication.errors import UnknownBlog
from syndication.storage.chunks import in_chunks
from syndication.storage.tables import blogs, changes


class LogKind(StrEnum):
    """What happened. ``head`` is any change of a blog's own texts; those from ``draft`` on are of one language.

    ``check``: findings came up or were dismissed, and the text is the same. ``timer``: the text has waited for its
    review as long as a profile waits.
    """

    NEW = "new"
    UPDATE = "update"
    CORRECTION = "correction"
    KILL = "kill"
    HEAD = "head"
    DRAFT = "draft"
    REVIEW = "review"
    CHECK = "check"
    TIMER = "timer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row of the log. ``version`` is the entry's or head's, or where ``language`` is set its variant's."""

    revision: int
    at: datetime
    kind: LogKind
    guid: str
    language: str | None = None
    version: int
    actor: str
    summary: str = ""


def changes_after(session: Session, slug: str, revision: int, *, limit: int = 100) -> tuple[Change, ...]:
    """Return what happened after a revision, oldest first; raises :exc:`~syndication.errors.UnknownBlog`."""
    blog_id = session.scalar(select(blogs.c.id).where(blogs.c.slug == slug))
    if blog_id is None:
        raise UnknownBlog(slug)
    query = (
        select(
            changes.c.revision,
            changes.c.at,
            changes.c.kind,
            changes.c.guid,
            changes.c.language,
            changes.c.version,
            changes.c.actor,
            changes.c.summary,
        )
        .where(changes.c.blog_id == blog_id, changes.c.revision > revision)
        .order_by(changes.c.revision)
        .limit(limit)
    )
    return tuple(
        Change(
            revision=at_revision,
            at=at,
            kind=LogKind(kind),
            guid=guid,
            language=language,
            version=version,
            actor=actor,
            summary=summary,
        )
        for at_revision, at, kind, guid, language, version, actor, summary in session.execute(query)
    )


def list_correction_times(session: Session, slug: str, guids: Sequence[str]) -> Mapping[str, datetime]:
    """Return when the correction note that each of these entries bears was published.

    That is at the last change that was a correction; later changes kept the note. An entry may also have come in with
    its note.
    """
    found: dict[str, datetime] = {}
    for chunk in in_chunks(guids):
        query = (
            select(changes.c.guid, func.max(changes.c.at))
            .join(blogs, blogs.c.id == changes.c.blog_id)
            .where(blogs.c.slug == slug, changes.c.guid.in_(chunk))
            .where(changes.c.kind.in_([LogKind.NEW, LogKind.CORRECTION]))
            .group_by(changes.c.guid)
        )
        found.update((guid, at) for guid, at in session.execute(query))
    return found


def last_change_at(session: Session) -> datetime | None:
    """Return when anything last changed in any live blog; ``None`` where there is none."""
    return session.scalar(select(changes.c.at).order_by(changes.c.id.desc()).limit(1))


def append_changes(session: Session, blog_id: int, rows: Sequence[Change]) -> None:
    """Add rows to the log; their revisions continue the blog's, which the caller has locked."""
    session.execute(
        insert(changes),
        [
            {
                "blog_id": blog_id,
                "revision": row.revision,
                "at": row.at,
                "kind": row.kind,
                "guid": row.guid,
                "language": row.language,
                "version": row.version,
                "actor": row.actor,
                "summary": row.summary,
            }
            for row in rows
        ],
    )
