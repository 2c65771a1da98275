"""The columns of what is known of sources: live blogs of others that are followed."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Named, String, Text, TypedColumns

from syndication.storage.columns import RowId, UtcDateTime


class SourceColumns(TypedColumns):
    """One row per source. ``slug`` is its live blog's, which the first reading makes.

    ``timezone``, ``language`` and ``title`` stand in where a document has none of its own. ``url`` is the address that
    was given, ``moved_to`` where permanent redirects have led since, ``document_url`` where the last document came
    from, which is known by ``etag``, ``last_modified`` and, by what it says, ``body_hash``. ``interval_s`` is the
    shortest pause, ``pause_s`` the present one. ``failures`` are those in a row; a reading under way counts as one
    until it ends, so that one that ends its process is not tried again at once. ``seen_updated_at``,
    ``seen_modified_at``, ``unreadable``, ``doubt`` and ``doubted_since`` are the
    :class:`syndication.sources.gone.Memory`. ``head_document`` is its live blog's head as the source last had it.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    slug: Named[str] = Column(String(128), unique=True)
    url: Named[str] = Column(Text)
    moved_to: Named[str | None] = Column(Text)
    format: Named[str | None] = Column(String(64))
    timezone: Named[str | None] = Column(String(64))
    language: Named[str | None] = Column(String(64))
    title: Named[str | None] = Column(Text)
    state: Named[str] = Column(String(16))
    added_by: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(UtcDateTime)
    interval_s: Named[int]
    pause_s: Named[int]
    next_poll_at: Named[datetime] = Column(UtcDateTime)
    claimed_by: Named[str | None] = Column(Text)
    claimed_until: Named[datetime | None] = Column(UtcDateTime)
    failures: Named[int]
    last_status: Named[int | None]
    last_error: Named[str | None] = Column(Text)
    last_poll_at: Named[datetime | None] = Column(UtcDateTime)
    last_success_at: Named[datetime | None] = Column(UtcDateTime)
    document_url: Named[str | None] = Column(Text)
    etag: Named[str | None] = Column(Text)
    last_modified: Named[str | None] = Column(Text)
    body_hash: Named[str | None] = Column(String(64))
    seen_updated_at: Named[datetime | None] = Column(UtcDateTime)
    seen_modified_at: Named[datetime | None] = Column(UtcDateTime)
    unreadable: Named[int]
    doubt: Named[str | None] = Column(String(16))
    doubted_since: Named[datetime | None] = Column(UtcDateTime)
    head_document: Named[str | None] = Column(Text)


class SourceEntryColumns(TypedColumns):
    """What a source last said of each of its entries; ``guid`` is the entry's here.

    ``document`` is canonical JSON, with the guid that the source uses; ``presence`` is one of
    :class:`syndication.sources.gone.Presence`. ``conflict_since`` is set where a person here and the source have
    changed the same thing, or the source has removed what was changed here.
    """

    source_id: Named[int] = Column(RowId, ForeignKey("sources.id"), primary_key=True)
    guid: Named[str] = Column(String(512), primary_key=True)
    document: Named[str] = Column(Text)
    presence: Named[str] = Column(String(16))
    missing_since: Named[datetime | None] = Column(UtcDateTime)
    conflict_since: Named[datetime | None] = Column(UtcDateTime)
