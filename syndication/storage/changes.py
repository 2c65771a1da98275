"""The change log: append-only, one row per accepted change, numbered without gaps within each live blog."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from syndication.errors import UnknownBlog
from syndication.storage.tables import blogs, changes


class LogKind(StrEnum):
    """What happened. ``head`` is any change of a blog's own texts; ``draft`` and ``review`` concern one language."""

    NEW = "new"
    UPDATE = "update"
    CORRECTION = "correction"
    KILL = "kill"
    HEAD = "head"
    DRAFT = "draft"
    REVIEW = "review"


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
