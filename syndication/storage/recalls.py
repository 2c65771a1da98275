"""The history of entries, as recalls are read from it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from syndication.recalls import PastVersion
from syndication.storage.changes import LogKind
from syndication.storage.chunks import in_chunks
from syndication.storage.json_text import read_entry
from syndication.storage.tables import blogs, changes, versions


def load_histories(session: Session, guids: Sequence[str]) -> Mapping[str, tuple[PastVersion, ...]]:
    """Return the versions of entries in order, by guid."""
    found: dict[str, list[PastVersion]] = {}
    of_change = and_(changes.c.blog_id == versions.c.blog_id, changes.c.revision == versions.c.revision)
    for chunk in in_chunks(guids):
        query = (
            select(versions.c.guid, versions.c.document, versions.c.revision, changes.c.kind, changes.c.at)
            .join(changes, of_change)
            .where(versions.c.guid.in_(chunk))
            .order_by(versions.c.guid, versions.c.version)
        )
        for guid, document, revision, kind, at in session.execute(query):
            past = PastVersion(entry=read_entry(document), revision=revision, kind=LogKind(kind), at=at)
            found.setdefault(guid, []).append(past)
    return {guid: tuple(history) for guid, history in found.items()}


def changed_since(session: Session, blog_id: int, revision: int, *, limit: int = 10_000) -> tuple[str, ...]:
    """Return the guids of entries of a live blog that were there at a revision and were changed after it."""
    query = (
        select(changes.c.guid)
        .join(blogs, blogs.c.id == changes.c.blog_id)
        .where(changes.c.blog_id == blog_id, changes.c.revision > revision, changes.c.language.is_(None))
        .where(changes.c.guid != blogs.c.guid, changes.c.kind != LogKind.NEW)
        .distinct()
        .limit(limit)
    )
    return tuple(session.scalars(query))
