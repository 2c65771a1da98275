"""Archive documents: what they hold, and which entries are not in them as they are now.

A live blog's own language and those it is translated into are kept apart: of the first the entries' versions count, of
the others their variants'. Whoever writes here has locked the live blog.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Select, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from feeds.model import Entry, LiveBlog
from syndication.clock import later
from syndication.storage.blogs import BlogRecord
from syndication.storage.chunks import in_chunks
from syndication.storage.json_text import document_of, read_entry, read_head
from syndication.storage.tables import archive_documents, archived_entries, blogs, entries, feed_revisions, variants

_ENTRY_IS_UNARCHIVED = entries.c.archived_version != entries.c.version
_VARIANT_IS_UNARCHIVED = variants.c.archived_version != variants.c.version


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """The place in a live blog behind its newest so many entries: the publication time and row of the last of them."""

    published_at: datetime
    entry_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRecord:
    """What is known of an archive document without reading it: its generation, and the languages there were then."""

    generation: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArchivedEntry:
    """An entry as it stands in a language, with the guid of its source."""

    guid: str
    entry: Entry


EVERYTHING = Edge(published_at=datetime.max.replace(tzinfo=UTC), entry_id=0)
"""The place before the newest entry there can be."""

# Asked with every change: putting a statement together takes longer than the database's answer.
_NEWEST = (
    select(entries.c.published_at, entries.c.id)
    .where(entries.c.blog_id == bindparam("blog_id"))
    .order_by(entries.c.published_at.desc(), entries.c.id.desc())
    .offset(bindparam("skipped"))
    .limit(bindparam("wanted"))
)
# Put this way round, SQLite walks through the index of unarchived entries; an OR at the top leads it elsewhere.
_IS_OLDER = and_(
    entries.c.published_at <= bindparam("before"),
    or_(entries.c.published_at < bindparam("before"), entries.c.id < bindparam("before_id")),
)
_UNARCHIVED_ENTRIES = (
    select(entries.c.guid)
    .where(entries.c.blog_id == bindparam("blog_id"), _ENTRY_IS_UNARCHIVED, _IS_OLDER)
    .order_by(entries.c.updated_at, entries.c.id)
    .limit(bindparam("wanted"))
)
_UNARCHIVED_VARIANTS = (
    select(entries.c.guid)
    .join(variants, variants.c.guid == entries.c.guid)
    .where(
        variants.c.blog_id == bindparam("blog_id"),
        variants.c.language == bindparam("language"),
        _VARIANT_IS_UNARCHIVED,
        _IS_OLDER,
    )
    .order_by(variants.c.updated_at, entries.c.id)
    .limit(bindparam("wanted"))
)


def find_edge(session: Session, blog_id: int, *, newest: int, beyond: int) -> Edge | None:
    """Return the place behind the ``newest`` entries of a live blog; ``None`` with fewer than ``beyond`` after it."""
    rows = session.execute(_NEWEST, {"blog_id": blog_id, "skipped": newest - 1, "wanted": beyond + 1}).all()
    return Edge(published_at=rows[0].published_at, entry_id=rows[0].id) if len(rows) > beyond else None


def list_unarchived(
    session: Session, blog: BlogRecord, language: str, *, limit: int, older_than: Edge = EVERYTHING
) -> tuple[str, ...]:
    """Return the entries that no archive document holds as they are now, those that changed longest ago first."""
    query = _UNARCHIVED_ENTRIES if language == blog.language else _UNARCHIVED_VARIANTS
    place = {"before": older_than.published_at, "before_id": older_than.entry_id}
    return tuple(session.scalars(query, {"blog_id": blog.id, "language": language, "wanted": limit} | place))


def list_overdue(session: Session, *, at_least: int, limit: int = 1000) -> tuple[str, ...]:
    """Return the slugs of live blogs with so many unarchived entries or more."""
    query = (
        select(blogs.c.slug)
        .join(entries, entries.c.blog_id == blogs.c.id)
        .where(_ENTRY_IS_UNARCHIVED)
        .group_by(blogs.c.slug)
        .having(func.count() >= at_least)
        .order_by(blogs.c.slug)
        .limit(limit)
    )
    return tuple(session.scalars(query))


def append_archive(
    session: Session, blog: BlogRecord, head: LiveBlog, held: Sequence[ArchivedEntry], *, languages: Sequence[str]
) -> None:
    """Add the next archive document of a language, ``head``'s, with these entries in this order."""
    of_feed = (feed_revisions.c.blog_id == blog.id, feed_revisions.c.language == head.language)
    number = session.scalars(select(feed_revisions.c.archives).where(*of_feed)).one() + 1
    place = {"blog_id": blog.id, "language": head.language, "number": number}
    made = place | {"generation": 0, "head": document_of(head), "languages": " ".join(languages)}
    session.execute(insert(archive_documents).values(made))
    rows = [
        place | {"position": position, "guid": one.guid, "document": document_of(one.entry)}
        for position, one in enumerate(held)
    ]
    session.execute(insert(archived_entries), rows)
    session.execute(update(feed_revisions).where(*of_feed).values(archives=number, archive_generation=0))


def mark_archived(session: Session, blog: BlogRecord, language: str, texts: Iterable[ArchivedEntry]) -> None:
    """Say that archive documents need nothing more of these versions."""
    rows = [{"of_guid": one.guid, "of_language": language, "settled": one.entry.version} for one in texts]
    if not rows:
        return
    if language == blog.language:
        statement = update(entries).where(entries.c.guid == bindparam("of_guid"))
    else:
        of_variant = (variants.c.guid == bindparam("of_guid"), variants.c.language == bindparam("of_language"))
        statement = update(variants).where(*of_variant)
    # To a Session an UPDATE with many parameter sets is an ORM operation; to its connection it is an executemany.
    session.connection().execute(statement.values(archived_version=bindparam("settled")), rows)


def remove_archived(session: Session, blog_id: int, guids: Sequence[str], *, now: datetime) -> None:
    """Delete what archive documents of all languages hold of these entries, and raise those documents' generations."""
    touched: set[tuple[str, int]] = set()
    for chunk in in_chunks(guids):
        of_chunk = (archived_entries.c.blog_id == blog_id, archived_entries.c.guid.in_(chunk))
        gone = delete(archived_entries).where(*of_chunk)
        touched.update(session.execute(gone.returning(archived_entries.c.language, archived_entries.c.number)))
    for language, number in sorted(touched):
        _renew(session, blog_id, language, number, None, now=now)


def remove_all_archived(session: Session, blog_id: int, heads: Sequence[LiveBlog], *, now: datetime) -> None:
    """Empty every archive document and put the head of its language in place of its own; nothing is archived then."""
    session.execute(delete(archived_entries).where(archived_entries.c.blog_id == blog_id))
    session.execute(update(entries).where(entries.c.blog_id == blog_id).values(archived_version=0))
    session.execute(update(variants).where(variants.c.blog_id == blog_id).values(archived_version=0))
    newest = select(feed_revisions.c.archives).where(feed_revisions.c.blog_id == blog_id)
    for head in heads:
        archives = session.scalars(newest.where(feed_revisions.c.language == head.language)).one()
        for number in range(1, archives + 1):
            _renew(session, blog_id, head.language, number, head, now=now)


def _renew(session: Session, blog_id: int, language: str, number: int, head: LiveBlog | None, *, now: datetime) -> None:
    """Raise the generation of a document, dated later than before, with another ``head`` where one is given."""
    place = (archive_documents.c.blog_id == blog_id, archive_documents.c.language == language)
    of_document = (*place, archive_documents.c.number == number)
    columns = select(archive_documents.c.generation, archive_documents.c.head)
    kept = session.execute(columns.where(*of_document)).one()
    old, generation = read_head(kept.head), kept.generation + 1
    changed = replace(head or old, updated_at=later(now, than=old.updated_at))
    values = {"generation": generation, "head": document_of(changed)}
    session.execute(update(archive_documents).where(*of_document).values(values))
    newest = (
        feed_revisions.c.blog_id == blog_id,
        feed_revisions.c.language == language,
        feed_revisions.c.archives == number,
    )
    session.execute(update(feed_revisions).where(*newest).values(archive_generation=generation))


def find_archive(session: Session, slug: str, language: str, number: int) -> ArchiveRecord | None:
    """Look an archive document of a live blog's feed up."""
    query = _of_address(slug, language, number)
    row = session.execute(
        query.with_only_columns(archive_documents.c.generation, archive_documents.c.languages)
    ).first()
    return None if row is None else ArchiveRecord(generation=row.generation, languages=tuple(row.languages.split()))


def load_archive(session: Session, slug: str, language: str, number: int) -> LiveBlog | None:
    """Return the live blog as an archive document has it: under the head of then, with what it holds, in its order."""
    query = _of_address(slug, language, number)
    row = session.execute(query.with_only_columns(archive_documents.c.blog_id, archive_documents.c.head)).first()
    if row is None:
        return None
    held = select(archived_entries.c.document).where(
        archived_entries.c.blog_id == row.blog_id,
        archived_entries.c.language == language,
        archived_entries.c.number == number,
    )
    documents = session.scalars(held.order_by(archived_entries.c.position))
    return replace(read_head(row.head), entries=tuple(read_entry(document) for document in documents))


def _of_address(slug: str, language: str, number: int) -> Select[int]:
    return (
        select(archive_documents.c.number)
        .join(blogs, blogs.c.id == archive_documents.c.blog_id)
        .where(blogs.c.slug == slug, archive_documents.c.language == language, archive_documents.c.number == number)
    )
