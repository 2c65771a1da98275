"""The columns of the translators' desk's own tables; :mod:`syndication.storage.desk_tables` has the tables."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Named, String, Text, TypedColumns

from syndication.storage.columns import RowId, UtcDateTime

_Tag = String(64)
_Guid = String(512)
_Hash = String(64)


class SegmentJoinColumns(TypedColumns):
    """Two sentences of one field that a translator treats as one, by the sums of both sources."""

    id: Named[int] = Column(RowId, primary_key=True)
    guid: Named[str] = Column(_Guid)
    language: Named[str] = Column(_Tag)
    field: Named[str] = Column(Text)
    first_hash: Named[str] = Column(_Hash)
    second_hash: Named[str] = Column(_Hash)
    actor: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(UtcDateTime)


class SegmentCommentColumns(TypedColumns):
    """What people say to each other about a segment, as plain text."""

    id: Named[int] = Column(RowId, primary_key=True)
    segment_id: Named[int] = Column(RowId, ForeignKey("segments.id"))
    actor: Named[str] = Column(Text)
    text: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(UtcDateTime)
    resolved_at: Named[datetime | None] = Column(UtcDateTime)
    resolved_by: Named[str | None] = Column(Text)


class DismissalColumns(TypedColumns):
    """A finding that a person has looked at and dismissed, for this source, this target and this version of the check.

    A dismissed finding no longer blocks publication: the reason is the override's.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    segment_id: Named[int] = Column(RowId, ForeignKey("segments.id"))
    code: Named[str] = Column(String(32))
    check_version: Named[int]
    source_hash: Named[str] = Column(_Hash)
    target_hash: Named[str] = Column(_Hash)
    reason: Named[str] = Column(Text)
    actor: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(UtcDateTime)


class PresenceColumns(TypedColumns):
    """Who is at which text, by leases that run out; ``segment_id`` is where the caret is."""

    guid: Named[str] = Column(_Guid, primary_key=True)
    language: Named[str] = Column(_Tag, primary_key=True)
    actor: Named[str] = Column(String(128), primary_key=True)
    segment_id: Named[int | None] = Column(RowId)
    until: Named[datetime] = Column(UtcDateTime)


class TermColumns(TypedColumns):
    """The termbase. ``status`` is preferred, admitted, forbidden or do_not_translate (then without a target).

    ``search_text`` is the source folded for look-up. A removed term keeps its row: what it touched may be marked.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    source_language: Named[str] = Column(_Tag)
    target_language: Named[str] = Column(_Tag)
    source_text: Named[str] = Column(Text)
    search_text: Named[str] = Column(Text)
    target_text: Named[str] = Column(Text)
    status: Named[str] = Column(String(32))
    note: Named[str] = Column(Text)
    actor: Named[str] = Column(Text)
    version: Named[int]
    created_at: Named[datetime] = Column(UtcDateTime)
    updated_at: Named[datetime] = Column(UtcDateTime)
    removed_at: Named[datetime | None] = Column(UtcDateTime)


class PublishDecisionColumns(TypedColumns):
    """What readers with one rule got of a text from a revision on, and why; append-only, one row per change of it.

    ``rule`` is the rule as text; ``source_at`` when the source version was accepted, for the time to publication.
    :mod:`syndication.storage.decisions` says more precisely what can be read from these rows.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"))
    guid: Named[str] = Column(_Guid)
    language: Named[str] = Column(_Tag)
    rule: Named[str] = Column(String(255))
    source_version: Named[int]
    revision: Named[int]
    show: Named[str] = Column(String(16))
    reason: Named[str] = Column(String(32))
    state: Named[str] = Column(String(16))
    is_stale: Named[bool]
    source_at: Named[datetime] = Column(UtcDateTime)
    decided_at: Named[datetime] = Column(UtcDateTime)


class PostEditColumns(TypedColumns):
    """One approval measured against the draft it began with, for the numbers of the desk.

    ``edits`` and ``reference_words`` are TER's (their sums give HTER); ``chrf_statistics`` is sacrebleu's list as JSON;
    ``engine`` is ``None`` where no draft was there. ``edit_s`` is the time at work on it, where the browser told.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    segment_id: Named[int] = Column(RowId, ForeignKey("segments.id"))
    review_id: Named[int] = Column(RowId, ForeignKey("segment_reviews.id"), unique=True)
    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"))
    source_language: Named[str] = Column(_Tag)
    language: Named[str] = Column(_Tag)
    engine: Named[str | None] = Column(Text)
    package: Named[str | None] = Column(Text)
    is_unmodified: Named[bool]
    edits: Named[float | None]
    reference_words: Named[float | None]
    chrf_statistics: Named[str | None] = Column(Text)
    signatures: Named[str | None] = Column(Text)
    source_at: Named[datetime] = Column(UtcDateTime)
    drafted_at: Named[datetime | None] = Column(UtcDateTime)
    approved_at: Named[datetime] = Column(UtcDateTime)
    edit_s: Named[float | None]
    words: Named[int]


class EngineOrderColumns(TypedColumns):
    """Which engines are asked for a language pair, the first first, names separated by blanks."""

    source_language: Named[str] = Column(_Tag, primary_key=True)
    target_language: Named[str] = Column(_Tag, primary_key=True)
    engines: Named[str] = Column(Text)
    actor: Named[str] = Column(Text)
    updated_at: Named[datetime] = Column(UtcDateTime)


class ModelJobColumns(TypedColumns):
    """Installing, converting or removing a translation package, wanted on the desk and done by the worker.

    ``progress`` is 0 to 1; ``report`` is JSON, the canary sentences and their translations among it.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    action: Named[str] = Column(String(16))
    what: Named[str] = Column(Text)
    state: Named[str] = Column(String(16))
    progress: Named[float]
    message: Named[str] = Column(Text)
    report: Named[str] = Column(Text)
    actor: Named[str] = Column(Text)
    created_at: Named[datetime] = Column(UtcDateTime)
    updated_at: Named[datetime] = Column(UtcDateTime)
    finished_at: Named[datetime | None] = Column(UtcDateTime)


class FailedSignInColumns(TypedColumns):
    """Sign-ins that failed, to slow guessing down. ``key`` is the sum of a user's name or of an address."""

    id: Named[int] = Column(RowId, primary_key=True)
    key: Named[str] = Column(_Hash)
    failed_at: Named[datetime] = Column(UtcDateTime)
