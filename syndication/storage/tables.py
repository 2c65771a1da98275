"""The tables. Everything a newsroom has ever accepted is in them; nothing here is changed by hand.

Append-only: ``changes`` (the change log), ``versions``, ``segment_translations``, ``segment_reviews`` and
``profile_versions``. Documents are canonical JSON (:mod:`feeds.codec`) as text; hashes are lower-case hex SHA-256;
secrets are kept as hashes only.
"""

from datetime import datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    false,
    text,
)

from syndication.storage.archive_columns import ArchivedEntryColumns, ArchiveDocumentColumns
from syndication.storage.columns import RowId, UtcDateTime
from syndication.storage.partner_columns import PartnerColumns, ProfileColumns, ProfileVersionColumns
from syndication.storage.people_columns import SignInLinkColumns, TokenColumns, UserColumns, WebSessionColumns
from syndication.storage.source_columns import SourceColumns, SourceEntryColumns

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Tag = String(64)
_Guid = String(512)
_Hash = String(64)


class SettingColumns(TypedColumns):
    """What the service remembers about itself, such as the address it was last served under."""

    key: Named[str] = Column(String(64), primary_key=True)
    value: Named[str] = Column(Text)


class BlogColumns(TypedColumns):
    """One row per live blog. ``document`` is its head: the live blog without entries.

    ``revision`` is the newest of its change log; ``updated_at`` the time of its newest source change, entries included.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    slug: Named[str] = Column(String(128), unique=True)
    guid: Named[str] = Column(_Guid, unique=True)
    language: Named[str] = Column(_Tag)
    title: Named[str] = Column(Text)
    document: Named[str] = Column(Text)
    version: Named[int]
    content_hash: Named[str] = Column(_Hash)
    pub_status: Named[str] = Column(String(16))
    published_at: Named[datetime] = Column(UtcDateTime)
    created_at: Named[datetime] = Column(UtcDateTime)
    updated_at: Named[datetime] = Column(UtcDateTime)
    revision: Named[int]


class EntryColumns(TypedColumns):
    """The current version of each entry. An import inserts its oldest entry first: ``id`` breaks ties of time.

    ``archived_version`` is the one that archive documents need nothing of any more: one of them holds it, or nobody is
    ever told of it. 0 is none. ``is_pinned`` and ``is_key_event`` (highlighted) are in the document, too; they put
    the inboxes of translators in order.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"))
    guid: Named[str] = Column(_Guid, unique=True)
    version: Named[int]
    document: Named[str] = Column(Text)
    content_hash: Named[str] = Column(_Hash)
    pub_status: Named[str] = Column(String(16))
    published_at: Named[datetime] = Column(UtcDateTime)
    updated_at: Named[datetime] = Column(UtcDateTime)
    archived_version: Named[int] = Column(server_default="0")
    is_pinned: Named[bool] = Column(server_default=false())
    is_key_event: Named[bool] = Column(server_default=false())


class VersionColumns(TypedColumns):
    """Every version there ever was of an entry or of a blog's head (under the blog's guid)."""

    id: Named[int] = Column(RowId, primary_key=True)
    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"))
    guid: Named[str] = Column(_Guid)
    version: Named[int]
    document: Named[str] = Column(Text)
    revision: Named[int]


class ChangeColumns(TypedColumns):
    """The change log. ``version`` is the entry's or, where ``language`` is set, the variant's."""

    id: Named[int] = Column(RowId, primary_key=True)
    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"))
    revision: Named[int]
    at: Named[datetime] = Column(UtcDateTime)
    kind: Named[str] = Column(String(16))
    guid: Named[str] = Column(_Guid)
    language: Named[str | None] = Column(_Tag)
    version: Named[int]
    actor: Named[str] = Column(Text)
    summary: Named[str] = Column(Text)


class FeedRevisionColumns(TypedColumns):
    """For each language of a blog, the revision of the newest change that can be seen in it.

    ``archives`` is the number of its newest archive document, and ``archive_generation`` that one's generation.
    """

    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"), primary_key=True)
    language: Named[str] = Column(_Tag, primary_key=True)
    revision: Named[int]
    archives: Named[int] = Column(server_default="0")
    archive_generation: Named[int] = Column(server_default="0")


class VariantColumns(TypedColumns):
    """An entry, or a head, in a target language: its own version and times. ``guid`` is the source's.

    ``archived_version`` is as an entry's. ``waiting_since`` is when the oldest sentence that nobody has approved came
    up, ``None`` where all are approved; ``waited_min`` is the longest timer of a publish policy that has run out since.
    ``inbox_rank``, ``open_segments`` and ``published_at`` are what inboxes go by (:mod:`.inbox_ranks`).
    """

    id: Named[int] = Column(RowId, primary_key=True)
    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"))
    guid: Named[str] = Column(_Guid)
    language: Named[str] = Column(_Tag)
    version: Named[int]
    source_version: Named[int]
    created_at: Named[datetime] = Column(UtcDateTime)
    updated_at: Named[datetime] = Column(UtcDateTime)
    archived_version: Named[int] = Column(server_default="0")
    waiting_since: Named[datetime | None] = Column(UtcDateTime)
    waited_min: Named[int] = Column(server_default="0")
    inbox_rank: Named[int] = Column(server_default="9")
    open_segments: Named[int] = Column(server_default="0")
    published_at: Named[datetime | None] = Column(UtcDateTime)


class SegmentColumns(TypedColumns):
    """A sentence of a source text in one target language.

    ``position`` orders the segments of a text; ``version`` is the optimistic lock. A segment whose sentence was removed
    keeps its row and history, with ``archived_at`` set. ``current_id`` and ``suggestion_id`` point into
    ``segment_translations``; they are not foreign keys, since the two tables would then need each other. ``findings``
    and ``suggestion_findings`` are JSON, of the two, ``open_severity`` is that of the gravest open one; ``material``
    names, separated by blanks, what a change of the source has touched since the approval; ``changed_at`` is when
    text, state or source changed last.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"))
    guid: Named[str] = Column(_Guid)
    source_language: Named[str] = Column(_Tag)
    language: Named[str] = Column(_Tag)
    position: Named[int]
    field: Named[str] = Column(Text)
    sentence: Named[int]
    text: Named[str] = Column(Text)
    marks: Named[str] = Column(Text)
    gap: Named[str] = Column(Text)
    source_hash: Named[str] = Column(_Hash)
    fold_hash: Named[str] = Column(_Hash)
    state: Named[str] = Column(String(16))
    version: Named[int]
    current_id: Named[int | None] = Column(RowId)
    suggestion_id: Named[int | None] = Column(RowId)
    archived_at: Named[datetime | None] = Column(UtcDateTime)
    findings: Named[str] = Column(Text, server_default="[]")
    suggestion_findings: Named[str] = Column(Text, server_default="[]")
    open_severity: Named[str | None] = Column(String(8))
    material: Named[str | None] = Column(String(128))
    is_redraft_wanted: Named[bool] = Column(server_default=false())
    changed_at: Named[datetime | None] = Column(UtcDateTime)


class SegmentTranslationColumns(TypedColumns):
    """Every translation ever made of a segment, and the state it was given."""

    id: Named[int] = Column(RowId, primary_key=True)
    segment_id: Named[int] = Column(RowId, ForeignKey("segments.id"))
    state: Named[str] = Column(String(16))
    text: Named[str] = Column(Text)
    marks: Named[str] = Column(Text)
    source_hash: Named[str] = Column(_Hash)
    source_text: Named[str] = Column(Text)
    approved_source_text: Named[str | None] = Column(Text)
    author: Named[str] = Column(Text)
    provenance: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(UtcDateTime)


class JobColumns(TypedColumns):
    """The outbox: wanted work, written in the transaction that wants it. A finished job's row is deleted.

    ``queue`` names jobs that are best done together (``en>vi``). ``generation`` rises each time the same work is wanted
    again, so that work done for an older one does not count. ``set_aside_at`` marks a job that failed too often.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    kind: Named[str] = Column(String(16))
    queue: Named[str] = Column(String(160))
    dedupe_key: Named[str] = Column(String(700), unique=True)
    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"))
    guid: Named[str] = Column(_Guid)
    language: Named[str] = Column(_Tag)
    generation: Named[int]
    priority: Named[int]
    run_after: Named[datetime] = Column(UtcDateTime)
    claimed_by: Named[str | None] = Column(Text)
    claimed_until: Named[datetime | None] = Column(UtcDateTime)
    attempts: Named[int]
    last_error: Named[str | None] = Column(Text)
    set_aside_at: Named[datetime | None] = Column(UtcDateTime)
    created_at: Named[datetime] = Column(UtcDateTime)


class SegmentReviewColumns(TypedColumns):
    """What people did to a segment, in order; ``before_id`` and ``after_id`` point into its translations.

    ``edit_s`` is the time at work on it, where the browser told.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    segment_id: Named[int] = Column(RowId, ForeignKey("segments.id"))
    action: Named[str] = Column(String(16))
    actor: Named[str] = Column(Text)
    at: Named[datetime] = Column(UtcDateTime)
    version: Named[int]
    source_hash: Named[str] = Column(_Hash)
    state_before: Named[str] = Column(String(16))
    state_after: Named[str] = Column(String(16))
    before_id: Named[int | None] = Column(RowId)
    after_id: Named[int | None] = Column(RowId)
    edit_s: Named[float | None]


class MemoryUnitColumns(TypedColumns):
    """A sentence and a person's translation of it (:class:`translations.memory.MemoryUnit`).

    ``target_hash`` sums up the translation, so that the same one is kept once; ``search_text`` is the source in small
    letters, and ``characters`` its length, for similar sentences. ``segment_id`` is whose approval made it here.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    source_language: Named[str] = Column(_Tag)
    target_language: Named[str] = Column(_Tag)
    source_text: Named[str] = Column(Text)
    source_hash: Named[str] = Column(_Hash)
    fold_hash: Named[str] = Column(_Hash)
    source_marks: Named[str] = Column(Text)
    target_text: Named[str] = Column(Text)
    target_hash: Named[str] = Column(_Hash)
    target_marks: Named[str] = Column(Text)
    search_text: Named[str] = Column(Text)
    characters: Named[int]
    memory: Named[str] = Column(Text)
    creator: Named[str | None] = Column(Text)
    created_at: Named[datetime | None] = Column(UtcDateTime)
    segment_id: Named[int | None] = Column(RowId)


class IdempotencyKeyColumns(TypedColumns):
    """Answers already given, so that a request sent twice is done once. ``caller`` says whose key it is."""

    caller: Named[str] = Column(Text, primary_key=True)
    key: Named[str] = Column(String(255), primary_key=True)
    request_hash: Named[str] = Column(_Hash)
    status: Named[int]
    headers: Named[str] = Column(Text)
    body: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(UtcDateTime)


settings = Table("settings", metadata, SettingColumns)
blogs = Table("blogs", metadata, BlogColumns)
entries = Table("entries", metadata, EntryColumns)
versions = Table("versions", metadata, VersionColumns, UniqueConstraint("guid", "version"))
changes = Table("changes", metadata, ChangeColumns, UniqueConstraint("blog_id", "revision"))
feed_revisions = Table("feed_revisions", metadata, FeedRevisionColumns)
archive_documents = Table("archive_documents", metadata, ArchiveDocumentColumns)
archived_entries = Table(
    "archived_entries",
    metadata,
    ArchivedEntryColumns,
    ForeignKeyConstraint(
        ["blog_id", "language", "number"],
        ["archive_documents.blog_id", "archive_documents.language", "archive_documents.number"],
    ),
)
variants = Table("variants", metadata, VariantColumns, UniqueConstraint("guid", "language"))
segments = Table("segments", metadata, SegmentColumns)
segment_translations = Table("segment_translations", metadata, SegmentTranslationColumns)
segment_reviews = Table("segment_reviews", metadata, SegmentReviewColumns)
jobs = Table("jobs", metadata, JobColumns)
memory_units = Table(
    "memory_units",
    metadata,
    MemoryUnitColumns,
    UniqueConstraint("source_language", "target_language", "source_hash", "target_hash"),
)
users = Table("users", metadata, UserColumns)
tokens = Table("tokens", metadata, TokenColumns)
sign_in_links = Table("sign_in_links", metadata, SignInLinkColumns)
web_sessions = Table("web_sessions", metadata, WebSessionColumns)
partners = Table("partners", metadata, PartnerColumns)
profiles = Table("profiles", metadata, ProfileColumns, UniqueConstraint("partner_id", "name"))
profile_versions = Table("profile_versions", metadata, ProfileVersionColumns, UniqueConstraint("profile_id", "version"))
sources = Table("sources", metadata, SourceColumns)
source_entries = Table("source_entries", metadata, SourceEntryColumns)
idempotency_keys = Table("idempotency_keys", metadata, IdempotencyKeyColumns)

# A feed asks for the newest entries of a blog, ties broken as they came in.
Index(None, entries.c.blog_id, entries.c.published_at.desc(), entries.c.id.desc())
Index(None, archived_entries.c.blog_id, archived_entries.c.guid)
# All but the newest few hundred entries of a live blog are archived, and every change asks for those that are not.
_CHANGED = text("archived_version != version")
Index(
    "ix_entries_unarchived",
    entries.c.blog_id,
    entries.c.published_at.desc(),
    entries.c.id.desc(),
    sqlite_where=_CHANGED,
    postgresql_where=_CHANGED,
)
Index(
    "ix_variants_unarchived", variants.c.blog_id, variants.c.language, sqlite_where=_CHANGED, postgresql_where=_CHANGED
)
Index(None, segments.c.guid, segments.c.language)
Index(None, segments.c.language, segments.c.state)
Index(None, segment_translations.c.segment_id)
Index(None, segment_reviews.c.segment_id)
Index(None, memory_units.c.source_language, memory_units.c.target_language, memory_units.c.fold_hash)
Index(None, memory_units.c.source_language, memory_units.c.target_language, memory_units.c.characters)
Index(None, jobs.c.kind, jobs.c.run_after)
Index(None, sources.c.state, sources.c.next_poll_at)
Index(None, idempotency_keys.c.created_at)
# A name is free again when its token is revoked.
Index(
    "uq_tokens_name_in_use",
    tokens.c.name,
    unique=True,
    sqlite_where=tokens.c.revoked_at.is_(None),
    postgresql_where=tokens.c.revoked_at.is_(None),
)
