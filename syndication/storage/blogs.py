"""Live blogs: their heads, and whole live blogs in the language they were written in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, Select, and_, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feeds.codec import content_hash
from feeds.model import Entry, LiveBlog, PubStatus
from syndication.errors import SlugTaken
from syndication.storage.chunks import in_chunks
from syndication.storage.json_text import document_of, read_entry, read_head
from syndication.storage.tables import blogs, entries, feed_revisions

# Killed entries are few; a feed that reaches far back still learns of those older than the entries it shows.
_MAX_KILLED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogRecord:
    """What is known of a live blog without reading its texts.

    ``version`` is the head's; ``revision`` the newest of the change log, in any language.
    """

    id: int
    slug: str
    guid: str
    language: str
    title: str
    version: int
    revision: int
    content_hash: str
    pub_status: PubStatus
    published_at: datetime
    created_at: datetime
    updated_at: datetime


_RECORD = (
    blogs.c.id,
    blogs.c.slug,
    blogs.c.guid,
    blogs.c.language,
    blogs.c.title,
    blogs.c.version,
    blogs.c.revision,
    blogs.c.content_hash,
    blogs.c.pub_status,
    blogs.c.published_at,
    blogs.c.created_at,
    blogs.c.updated_at,
)


# Asked with every change: putting a statement together takes longer than the database's answer.
_BY_SLUG = select(*_RECORD).where(blogs.c.slug == bindparam("slug"))
_LOCK_BY_SLUG = _BY_SLUG.with_for_update(key_share=True)
_LOCK_BY_ID = select(*_RECORD).where(blogs.c.id == bindparam("blog_id")).with_for_update(key_share=True)
_OF_ENTRY = select(entries.c.blog_id).where(entries.c.guid == bindparam("guid"))
_HEAD = select(blogs.c.id, blogs.c.document, blogs.c.updated_at, feed_revisions.c.revision).join(
    feed_revisions, and_(feed_revisions.c.blog_id == blogs.c.id, feed_revisions.c.language == blogs.c.language)
)
_HEAD_BY_SLUG = _HEAD.where(blogs.c.slug == bindparam("slug"))
_HEAD_BY_ID = _HEAD.where(blogs.c.id == bindparam("blog_id"))
_BY_GUID = select(*_RECORD).where(or_(blogs.c.guid == bindparam("guid"), blogs.c.id.in_(_OF_ENTRY)))


def find_blog(session: Session, slug: str) -> BlogRecord | None:
    """Return the record of the live blog of this slug."""
    return _first(session, _BY_SLUG, slug=slug)


def find_blog_of(session: Session, guid: str) -> BlogRecord | None:
    """Return the record of the live blog that has this guid, or an entry of it."""
    return _first(session, _BY_GUID, guid=guid)


def lock_blog(session: Session, slug: str) -> BlogRecord | None:
    """Return the record, and keep every other writer of this live blog waiting until the transaction ends."""
    return _first(session, _LOCK_BY_SLUG, slug=slug)


def lock_blogs(session: Session, blog_ids: Sequence[int]) -> tuple[BlogRecord, ...]:
    """Return the records of several live blogs, locked in the order of their ids: no two then wait for each other."""
    locked: list[BlogRecord] = []
    for blog_id in sorted(blog_ids):
        record = _first(session, _LOCK_BY_ID, blog_id=blog_id)
        if record is not None:
            locked.append(record)
    return tuple(locked)


def list_blogs_without(session: Session, language: str, *, limit: int = 1000) -> tuple[BlogRecord, ...]:
    """Return usable live blogs, not written in this language, that are not translated into it."""
    has_it = select(feed_revisions.c.blog_id).where(feed_revisions.c.language == language)
    query = select(*_RECORD).where(
        blogs.c.language != language, blogs.c.pub_status != PubStatus.CANCELED, blogs.c.id.not_in(has_it)
    )
    return tuple(_record(row) for row in session.execute(query.order_by(blogs.c.id).limit(limit)))


def list_blogs(session: Session, *, limit: int = 1000) -> tuple[BlogRecord, ...]:
    """Return live blogs, the most recently changed first."""
    query = select(*_RECORD).order_by(blogs.c.updated_at.desc(), blogs.c.id.desc()).limit(limit)
    return tuple(_record(row) for row in session.execute(query))


def list_titles(session: Session, slugs: Sequence[str]) -> dict[str, str]:
    """Return the titles of live blogs, in their own languages, by slug."""
    found: dict[str, str] = {}
    for chunk in in_chunks(slugs):
        query = select(blogs.c.slug, blogs.c.title).where(blogs.c.slug.in_(chunk))
        found |= {row.slug: row.title for row in session.execute(query)}
    return found


def list_source_languages(session: Session, *, limit: int = 100) -> tuple[str, ...]:
    """Return the languages that live blogs are written in."""
    return tuple(session.scalars(select(blogs.c.language).distinct().order_by(blogs.c.language).limit(limit)))


def list_blog_ids(session: Session, *, limit: int = 100_000) -> tuple[int, ...]:
    """Return the rows of all live blogs, the newest first."""
    return tuple(session.scalars(select(blogs.c.id).order_by(blogs.c.id.desc()).limit(limit)))


def load_heads(session: Session, guids: Sequence[str]) -> tuple[LiveBlog, ...]:
    """Return some live blogs by their guids, without entries and in no order; ``updated_at`` is the head's own."""
    found: list[LiveBlog] = []
    for chunk in in_chunks(guids):
        found += map(read_head, session.scalars(select(blogs.c.document).where(blogs.c.guid.in_(chunk))))
    return tuple(found)


def load_head(session: Session, slug: str) -> LiveBlog | None:
    """Return a live blog without its entries."""
    return load_blog(session, slug, entries_limit=0)


def load_head_of(session: Session, blog_id: int) -> LiveBlog | None:
    """Return the live blog of this id without its entries."""
    row = session.execute(_HEAD_BY_ID, {"blog_id": blog_id}).first()
    return None if row is None else _loaded(row)


def load_blog(session: Session, slug: str, *, entries_limit: int = 1000) -> LiveBlog | None:
    """Return a live blog in its own language with its newest entries, newest first.

    Killed entries are among them, also those that are older. ``revision`` counts what can be seen in this language;
    ``updated_at`` is the newest change of the head or of any entry.
    """
    row = session.execute(_HEAD_BY_SLUG, {"slug": slug}).first()
    if row is None:
        return None
    return _loaded(row, _load_entries(session, row.id, entries_limit) if entries_limit else ())


def insert_blog(session: Session, head: LiveBlog) -> BlogRecord:
    """Add a live blog at revision 0; raises :exc:`~syndication.errors.SlugTaken` if somebody was faster."""
    values = {"slug": head.slug, "guid": head.guid, "language": head.language, "created_at": head.created_at}
    added = insert(blogs).values(values | {"revision": 0} | _head_values(head)).returning(*_RECORD)
    try:
        return _record(session.execute(added).one())
    except IntegrityError as cause:
        raise SlugTaken(head.slug) from cause


def save_head(session: Session, blog_id: int, head: LiveBlog) -> None:
    """Put a new version of the head in place."""
    session.execute(update(blogs).where(blogs.c.id == blog_id).values(**_head_values(head)))


def save_revision(session: Session, blog_id: int, revision: int, *, changed_at: datetime | None = None) -> None:
    """Keep the newest revision of the change log, and, where a source text changed, when it did."""
    values = {"revision": revision} | ({"updated_at": changed_at} if changed_at else {})
    session.execute(update(blogs).where(blogs.c.id == blog_id).values(values))


def _loaded(row: Row[int, str, datetime, int], shown: tuple[Entry, ...] = ()) -> LiveBlog:
    return replace(read_head(row.document), updated_at=row.updated_at, revision=row.revision, entries=shown)


def _head_values(head: LiveBlog) -> dict[str, object]:
    bare = replace(head, entries=(), revision=0)
    return {
        "title": head.title,
        "document": document_of(bare),
        "version": head.version,
        "content_hash": content_hash(bare),
        "pub_status": head.pub_status,
        "published_at": head.published_at,
        "updated_at": head.updated_at,
    }


def _load_entries(session: Session, blog_id: int, limit: int) -> tuple[Entry, ...]:
    columns = select(entries.c.document, entries.c.published_at, entries.c.id).where(entries.c.blog_id == blog_id)
    rows = list(session.execute(columns.order_by(entries.c.published_at.desc(), entries.c.id.desc()).limit(limit)))
    if len(rows) == limit:
        killed = columns.where(entries.c.pub_status == PubStatus.CANCELED).order_by(entries.c.updated_at.desc())
        found = {row.id for row in rows}
        rows += [row for row in session.execute(killed.limit(_MAX_KILLED)) if row.id not in found]
        rows.sort(key=lambda row: (row.published_at, row.id), reverse=True)
    return tuple(read_entry(row.document) for row in rows)


_Row = Row[int, str, str, str, str, int, int, str, str, datetime, datetime, datetime]


def _first(
    session: Session,
    query: Select[int, str, str, str, str, int, int, str, str, datetime, datetime, datetime],
    **values: str | int,
) -> BlogRecord | None:
    row = session.execute(query, values).first()
    return None if row is None else _record(row)


def _record(row: _Row) -> BlogRecord:
    return BlogRecord(
        id=row.id,
        slug=row.slug,
        guid=row.guid,
        language=row.language,
        title=row.title,
        version=row.version,
        revision=row.revision,
        content_hash=row.content_hash,
        pub_status=PubStatus(row.pub_status),
        published_at=row.published_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
