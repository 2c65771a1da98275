"""Sources: live blogs of others that are followed, what was last read of them, and who is reading one now.

A source is leased like a job (:mod:`syndication.storage.jobs`): whoever claims it must end its reading before the lease
runs out, and what it has read counts only while the claim is still its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feeds.model import Entry, LiveBlog
from syndication.errors import NameTaken
from syndication.sources.gone import Doubt, Presence
from syndication.storage.chunks import in_chunks
from syndication.storage.json_text import document_of, read_entry, read_head
from syndication.storage.tables import changes, source_entries, sources
from syndication.storage.upserts import dialect_of, insert_into


class SourceState(StrEnum):
    """Whether a source is read. ``paused``: a person, or a fault of ours, has stopped it. ``gone``: it has ended."""

    ACTIVE = "active"
    PAUSED = "paused"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """A source as it stands; the fields are explained at :class:`~syndication.storage.source_columns.SourceColumns`.

    ``id`` is 0 until it is stored.
    """

    id: int = 0
    slug: str
    url: str
    moved_to: str | None = None
    format: str | None = None
    timezone: str | None = None
    language: str | None = None
    title: str | None = None
    state: SourceState = SourceState.ACTIVE
    added_by: str
    created_at: datetime
    interval_s: int
    pause_s: int
    next_poll_at: datetime
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    failures: int = 0
    last_status: int | None = None
    last_error: str | None = None
    last_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    document_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    seen_updated_at: datetime | None = None
    seen_modified_at: datetime | None = None
    unreadable: int = 0
    doubt: Doubt | None = None
    doubted_since: datetime | None = None

    @property
    def actor(self) -> str:
        """Return the name under which its changes are in the change log."""
        return f"source:{self.slug}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedEntry:
    """What a source last said of an entry, under the guid that the source uses, and where it stands with it."""

    base: Entry
    presence: Presence = Presence.PRESENT
    missing_since: datetime | None = None
    conflict_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCounts:
    """How many sources are read, of those how many failed last time, how many are paused, and how many have ended."""

    active: int
    failing: int
    paused: int
    gone: int


_COLUMNS = tuple(column for column in sources.c if column.name != "head_document")


def insert_source(session: Session, source: SourceRecord) -> SourceRecord:
    """Add a source; raises :exc:`~syndication.errors.NameTaken` if its live blog has one."""
    try:
        with session.begin_nested():
            row = session.execute(insert(sources).values(_values(source)).returning(sources.c.id)).one()
    except IntegrityError as cause:
        raise NameTaken("source", source.slug) from cause
    return replace(source, id=row.id)


def save_source(session: Session, source: SourceRecord) -> None:
    """Put a source in place of what is kept of it."""
    session.execute(update(sources).where(sources.c.id == source.id).values(_values(source)))


def delete_source(session: Session, source_id: int) -> None:
    """Remove a source and what is known of its entries; the entries themselves stay."""
    session.execute(delete(source_entries).where(source_entries.c.source_id == source_id))
    session.execute(delete(sources).where(sources.c.id == source_id))


def find_source(session: Session, slug: str) -> SourceRecord | None:
    """Return the source of the live blog of this slug."""
    return _first(session, select(*_COLUMNS).where(sources.c.slug == slug))


def lock_source(session: Session, slug: str) -> SourceRecord | None:
    """Return the source of the live blog of this slug, which nobody else changes until the transaction ends."""
    return _first(session, select(*_COLUMNS).where(sources.c.slug == slug).with_for_update(key_share=True))


def list_sources(session: Session, *, limit: int = 1000) -> tuple[SourceRecord, ...]:
    """Return sources by slug."""
    query = select(*_COLUMNS).order_by(sources.c.slug).limit(limit)
    return tuple(_record(row) for row in session.execute(query))


def count_sources(session: Session) -> SourceCounts:
    """Count the sources."""
    number, active = func.count(sources.c.id), sources.c.state == SourceState.ACTIVE
    is_failing = active & sources.c.last_error.is_not(None)
    query = select(
        number.filter(active),
        number.filter(is_failing),
        number.filter(sources.c.state == SourceState.PAUSED),
        number.filter(sources.c.state == SourceState.GONE),
    )
    reading, failing, paused, gone = session.execute(query).one()
    return SourceCounts(active=reading, failing=failing, paused=paused, gone=gone)


def has_due_sources(session: Session, *, now: datetime) -> bool:
    """Say whether there is anything to claim."""
    return session.execute(select(sources.c.id).where(*_is_due(now)).limit(1)).first() is not None


def lock_due_sources(session: Session, *, now: datetime, limit: int) -> tuple[SourceRecord, ...]:
    """Return sources that are to be read now and that nobody else is claiming, the longest due first."""
    query = (
        select(*_COLUMNS)
        .where(*_is_due(now))
        .order_by(sources.c.next_poll_at, sources.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return tuple(_record(row) for row in session.execute(query))


def claimed(source: SourceRecord, *, claim: str, now: datetime, lease: timedelta, retry_at: datetime) -> SourceRecord:
    """Return a source as claimed; should nobody ever hear of this reading again, it is due again at ``retry_at``."""
    return replace(
        source,
        claimed_by=claim,
        claimed_until=now + lease,
        failures=source.failures + 1,
        next_poll_at=max(retry_at, now + lease),
    )


def lock_claimed(session: Session, claim: str) -> SourceRecord | None:
    """Return the source that this claim is on, locked; ``None`` if it was taken away, paused or removed meanwhile."""
    return _first(session, select(*_COLUMNS).where(sources.c.claimed_by == claim).with_for_update(key_share=True))


def load_followed(session: Session, source_id: int) -> dict[str, FollowedEntry]:
    """Return what is known of a source's entries, by guid."""
    query = select(source_entries).where(source_entries.c.source_id == source_id)
    return {
        row.guid: FollowedEntry(
            base=read_entry(row.document),
            presence=Presence(row.presence),
            missing_since=row.missing_since,
            conflict_since=row.conflict_since,
        )
        for row in session.execute(query)
    }


def has_open_entries(session: Session, source_id: int) -> bool:
    """Say whether a source has entries that are suspect, or in conflict."""
    is_open = or_(source_entries.c.presence == Presence.SUSPECT, source_entries.c.conflict_since.is_not(None))
    query = select(source_entries.c.guid).where(source_entries.c.source_id == source_id, is_open).limit(1)
    return session.execute(query).first() is not None


def save_followed(session: Session, source_id: int, changed: Mapping[str, FollowedEntry]) -> None:
    """Put what is known of these entries, by guid, in place of what was known."""
    if not changed:
        return
    statement = insert_into(dialect_of(session), source_entries)
    values = ("document", "presence", "missing_since", "conflict_since")
    statement = statement.on_conflict_do_update(
        index_elements=[source_entries.c.source_id, source_entries.c.guid],
        set_={name: statement.excluded[name] for name in values},
    )
    rows = [
        {
            "source_id": source_id,
            "guid": guid,
            "document": document_of(one.base),
            "presence": one.presence,
            "missing_since": one.missing_since,
            "conflict_since": one.conflict_since,
        }
        for guid, one in changed.items()
    ]
    # To a Session an upsert of many rows is an ORM operation; to its connection it is an executemany.
    session.connection().execute(statement, rows)


def forget_followed(session: Session, source_id: int, guids: Iterable[str]) -> None:
    """Remove what is known of these entries."""
    for chunk in in_chunks(list(guids)):
        of_source = source_entries.c.source_id == source_id
        session.execute(delete(source_entries).where(of_source, source_entries.c.guid.in_(chunk)))


def load_head_base(session: Session, source_id: int) -> LiveBlog | None:
    """Return the head of its live blog as a source last had it."""
    document = session.scalar(select(sources.c.head_document).where(sources.c.id == source_id))
    return None if document is None else read_head(document)


def save_head_base(session: Session, source_id: int, head: LiveBlog) -> None:
    """Keep the head of its live blog as a source has it now."""
    session.execute(update(sources).where(sources.c.id == source_id).values(head_document=document_of(head)))


def versions_made_by(session: Session, blog_id: int, actor: str) -> tuple[tuple[str, int], ...]:
    """Return the guids of texts of a live blog that somebody has changed, with the last version that did."""
    query = (
        select(changes.c.guid, func.max(changes.c.version))
        .where(changes.c.blog_id == blog_id, changes.c.actor == actor, changes.c.language.is_(None))
        .group_by(changes.c.guid)
    )
    return tuple((guid, version) for guid, version in session.execute(query))


def _is_due(now: datetime) -> Sequence[ColumnElement[bool]]:
    return (
        sources.c.state == SourceState.ACTIVE,
        sources.c.next_poll_at <= now,
        or_(sources.c.claimed_until.is_(None), sources.c.claimed_until < now),
    )


def _values(source: SourceRecord) -> dict[str, object]:
    return {name: value for name, value in asdict(source).items() if name != "id"}


def _first(session: Session, query: Select[*tuple[object, ...]]) -> SourceRecord | None:
    row = session.execute(query).first()
    return None if row is None else _record(row)


def _record(row: Row[*tuple[object, ...]]) -> SourceRecord:
    fields = dict(row._mapping)
    doubt = fields["doubt"]
    return SourceRecord(**fields | {"state": SourceState(row.state), "doubt": Doubt(doubt) if doubt else None})
