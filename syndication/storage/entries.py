"""Entries and their versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, insert, select, tuple_, update
from sqlalchemy.orm import Session

from feeds.codec import content_hash
from feeds.model import Entry, LiveBlog, PubStatus
from syndication.errors import TooLarge
from syndication.storage.changes import LogKind
from syndication.storage.chunks import in_chunks
from syndication.storage.json_text import document_of, read_entry
from syndication.storage.tables import blogs, changes, entries, versions

MAX_ENTRIES_OF_A_BLOG = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRecord:
    """An entry and the live blog it stands in."""

    blog_slug: str
    blog_language: str
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRecord:
    """When, how and by whom one version of an entry or a head came about."""

    guid: str
    version: int
    revision: int
    at: datetime
    kind: LogKind
    actor: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """A version to be added to the history, with the revision of the change that made it."""

    value: Entry | LiveBlog
    revision: int


def find_entry(session: Session, guid: str) -> EntryRecord | None:
    """Return the current version of an entry."""
    query = (
        select(blogs.c.slug, blogs.c.language, entries.c.document)
        .join(blogs, blogs.c.id == entries.c.blog_id)
        .where(entries.c.guid == guid)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    return EntryRecord(blog_slug=row.slug, blog_language=row.language, entry=read_entry(row.document))


def list_entries(session: Session, slug: str, *, limit: int = 100, offset: int = 0) -> tuple[Entry, ...]:
    """Return entries of a live blog, newest first."""
    query = (
        select(entries.c.document)
        .join(blogs, blogs.c.id == entries.c.blog_id)
        .where(blogs.c.slug == slug)
        .order_by(entries.c.published_at.desc(), entries.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(read_entry(document) for document in session.scalars(query))


def list_versions(session: Session, guid: str, *, limit: int = 100) -> tuple[VersionRecord, ...]:
    """Return how the versions of an entry, or of a blog's head by the blog's guid, came about, newest first."""
    of_change = and_(changes.c.blog_id == versions.c.blog_id, changes.c.revision == versions.c.revision)
    query = (
        select(
            versions.c.version,
            versions.c.revision,
            changes.c.at,
            changes.c.kind,
            changes.c.actor,
            changes.c.summary,
        )
        .join(changes, of_change)
        .where(versions.c.guid == guid)
        .order_by(versions.c.version.desc())
        .limit(limit)
    )
    return tuple(
        VersionRecord(
            guid=guid, version=version, revision=revision, at=at, kind=LogKind(kind), actor=actor, summary=summary
        )
        for version, revision, at, kind, actor, summary in session.execute(query)
    )


def load_version(session: Session, guid: str, version: int) -> Entry | None:
    """Return an entry as it was in one of its versions."""
    query = select(versions.c.document).where(versions.c.guid == guid, versions.c.version == version)
    document = session.scalar(query)
    return None if document is None else read_entry(document)


def load_versions(session: Session, wanted: Sequence[tuple[str, int]]) -> tuple[Entry, ...]:
    """Return entries as they were, each by its guid and version; those that never were are left out."""
    found: list[Entry] = []
    for chunk in in_chunks(wanted):
        query = select(versions.c.document).where(tuple_(versions.c.guid, versions.c.version).in_(chunk))
        found += [read_entry(document) for document in session.scalars(query)]
    return tuple(found)


def list_taken_guids(session: Session, guids: Sequence[str]) -> tuple[str, ...]:
    """Return those of the guids that name an entry or a live blog."""
    taken: list[str] = []
    for chunk in in_chunks(guids):
        taken += session.scalars(select(entries.c.guid).where(entries.c.guid.in_(chunk)))
        taken += session.scalars(select(blogs.c.guid).where(blogs.c.guid.in_(chunk)))
    return tuple(taken)


def list_accepted_times(session: Session, wanted: Sequence[tuple[str, int]]) -> Mapping[tuple[str, int], datetime]:
    """Return when versions of entries, and of heads by their blogs' guids, were accepted, by guid and version."""
    found: dict[tuple[str, int], datetime] = {}
    of_change = and_(changes.c.blog_id == versions.c.blog_id, changes.c.revision == versions.c.revision)
    for chunk in in_chunks(wanted):
        query = (
            select(versions.c.guid, versions.c.version, changes.c.at)
            .join(changes, of_change)
            .where(tuple_(versions.c.guid, versions.c.version).in_(chunk))
        )
        found.update(((guid, version), at) for guid, version, at in session.execute(query))
    return found


def list_withdrawn(session: Session, guids: Sequence[str]) -> tuple[str, ...]:
    """Return those of the guids that are of entries which are killed or withheld."""
    found: list[str] = []
    for chunk in in_chunks(guids):
        withdrawn = select(entries.c.guid).where(entries.c.guid.in_(chunk), entries.c.pub_status != PubStatus.USABLE)
        found += session.scalars(withdrawn)
    return tuple(found)


def list_guids(session: Session, blog_id: int) -> tuple[str, ...]:
    """Return the guids of all entries of a live blog, newest first."""
    query = (
        select(entries.c.guid)
        .where(entries.c.blog_id == blog_id)
        .order_by(entries.c.published_at.desc(), entries.c.id.desc())
        .limit(MAX_ENTRIES_OF_A_BLOG)
    )
    return tuple(session.scalars(query))


def load_all_entries(session: Session, blog_id: int) -> tuple[Entry, ...]:
    """Return every entry of a live blog, newest first; raises :exc:`~syndication.errors.TooLarge` past 100,000."""
    query = (
        select(entries.c.document)
        .where(entries.c.blog_id == blog_id)
        .order_by(entries.c.published_at.desc(), entries.c.id.desc())
        .limit(MAX_ENTRIES_OF_A_BLOG + 1)
    )
    found = tuple(read_entry(document) for document in session.scalars(query))
    if len(found) > MAX_ENTRIES_OF_A_BLOG:
        raise TooLarge("entries of one live blog", limit=MAX_ENTRIES_OF_A_BLOG, found=len(found))
    return found


def load_entries(session: Session, guids: Sequence[str]) -> tuple[Entry, ...]:
    """Return entries as they stand, newest first."""
    found: list[tuple[datetime, int, str]] = []
    for chunk in in_chunks(guids):
        query = select(entries.c.published_at, entries.c.id, entries.c.document).where(entries.c.guid.in_(chunk))
        found += [(at, entry_id, document) for at, entry_id, document in session.execute(query)]
    return tuple(read_entry(document) for _, _, document in sorted(found, reverse=True))


def list_entry_guids(session: Session, blog_id: int) -> tuple[str, ...]:
    """Return the guids of all entries of a live blog, withdrawn ones included, newest first."""
    query = select(entries.c.guid).where(entries.c.blog_id == blog_id)
    newest_first = query.order_by(entries.c.published_at.desc(), entries.c.id.desc())
    return tuple(session.scalars(newest_first.limit(MAX_ENTRIES_OF_A_BLOG)))


def insert_entries(session: Session, blog_id: int, added: Sequence[Entry]) -> None:
    """Add entries, given in the order in which they happened."""
    if added:
        session.execute(insert(entries), [{"blog_id": blog_id} | _values(entry) for entry in added])


def save_entries(session: Session, changed: Sequence[Entry]) -> None:
    """Put new versions of entries in place."""
    if not changed:
        return
    rows = [{"of_guid" if key == "guid" else key: value for key, value in _values(e).items()} for e in changed]
    names = [key for key in rows[0] if key != "of_guid"]
    statement = update(entries).where(entries.c.guid == bindparam("of_guid"))
    # To a Session an UPDATE with many parameter sets is an ORM operation; to its connection it is an executemany.
    session.connection().execute(statement.values({name: bindparam(name) for name in names}), rows)


def append_versions(session: Session, blog_id: int, added: Sequence[NewVersion]) -> None:
    """Add versions to the history."""
    session.execute(
        insert(versions),
        [
            {
                "blog_id": blog_id,
                "guid": new.value.guid,
                "version": new.value.version,
                "document": document_of(new.value),
                "revision": new.revision,
            }
            for new in added
        ],
    )


def _values(entry: Entry) -> dict[str, object]:
    return {
        "guid": entry.guid,
        "version": entry.version,
        "document": document_of(entry),
        "content_hash": content_hash(entry),
        "pub_status": entry.pub_status,
        "published_at": entry.published_at,
        "updated_at": entry.updated_at,
        "is_pinned": entry.pinned,
        "is_key_event": entry.highlighted,
    }
