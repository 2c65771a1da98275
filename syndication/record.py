"""The one way a change gets into the store, whoever asked for it: of a source text, or of its translations.

Within the caller's transaction, and with the live blog locked: the new versions, their rows in the change log with the
next revisions, the feed revisions of every language where the change can be seen, what a change of the source means for
translations, the drafts it wants, the archive documents it makes due, and the deliveries it wants or cancels.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.changes import ChangeKind
from feeds.embargo import visible_since
from feeds.model import Entry, LiveBlog, PubStatus
from syndication.archiving import keep_archives, seal_due
from syndication.clock import later
from syndication.deciding import Standing, record_decisions, standings_of
from syndication.delivery.model import Kind
from syndication.delivery.wanting import TextChange, want_deliveries
from syndication.errors import BlogKilled, GuidTaken, UnknownBlog, UnknownSegment, VersionConflict
from syndication.notices import owe_notices
from syndication.readers import load_readers
from syndication.recut import recut
from syndication.storage.blogs import BlogRecord, lock_blog, save_head, save_revision
from syndication.storage.changes import Change, LogKind, append_changes
from syndication.storage.entries import NewVersion, append_versions, insert_entries, list_taken_guids, save_entries
from syndication.storage.jobs import Priority
from syndication.storage.revisions import blog_languages, raise_feed_revisions
from syndication.storage.segments import StoredSegment, find_segment
from syndication.storage.variants import record_of, save_variants
from syndication.storage.work import load_text_works
from syndication.timers import keep_timers
from syndication.unseen import with_embargoes
from syndication.websub.wanting import want_websub
from translations.model import TextWork
from translations.waiting import waiting_after, waiting_of, with_waiting

_LOG_KINDS = {
    ChangeKind.NEW: LogKind.NEW,
    ChangeKind.UPDATE: LogKind.UPDATE,
    ChangeKind.CORRECTION: LogKind.CORRECTION,
    ChangeKind.KILL: LogKind.KILL,
}
_DELIVERED_AS = {
    LogKind.NEW: Kind.NEW,
    LogKind.UPDATE: Kind.UPDATE,
    LogKind.CORRECTION: Kind.CORRECTION,
    LogKind.KILL: Kind.KILL,
    LogKind.HEAD: Kind.UPDATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A new version of an entry, or of a head, as it is to be kept; ``summary`` says why, where that was given."""

    text: Entry | LiveBlog
    kind: LogKind
    summary: str = ""


def accepted_entry(kind: ChangeKind, entry: Entry) -> tuple[Accepted, ...]:
    """Return an entry as a change to record, or nothing where it says nothing new."""
    if kind is ChangeKind.NONE:
        return ()
    summaries = {ChangeKind.KILL: entry.kill_reason, ChangeKind.CORRECTION: entry.correction_note}
    return (Accepted(text=entry, kind=_LOG_KINDS[kind], summary=summaries.get(kind) or ""),)


def accepted_head(kind: ChangeKind, head: LiveBlog, *, reason: str = "") -> tuple[Accepted, ...]:
    """Return a head as a change to record, or nothing where it says nothing new."""
    if kind is ChangeKind.NONE:
        return ()
    return (Accepted(text=head, kind=LogKind.KILL if kind is ChangeKind.KILL else LogKind.HEAD, summary=reason),)


def lock_writable(session: Session, slug: str) -> BlogRecord:
    """Lock a live blog for writing; raises ``UnknownBlog``, and ``BlogKilled`` for one that takes no more changes."""
    blog = lock_blog(session, slug)
    if blog is None:
        raise UnknownBlog(slug)
    if blog.pub_status is PubStatus.CANCELED:
        raise BlogKilled(slug)
    return blog


def require_segment(session: Session, segment_id: int) -> StoredSegment:
    """Return a segment; raises :exc:`~syndication.errors.UnknownSegment`."""
    stored = find_segment(session, segment_id)
    if stored is None:
        raise UnknownSegment(segment_id)
    return stored


def check_free(session: Session, guids: Sequence[str]) -> None:
    """Raise :exc:`~syndication.errors.GuidTaken` if one of these guids is in use; empty ones are yet to be minted."""
    taken = list_taken_guids(session, [guid for guid in guids if guid])
    if taken:
        raise GuidTaken(taken[0])


def check_version(current: Entry | LiveBlog, if_version: int | None) -> None:
    """Raise :exc:`~syndication.errors.VersionConflict` if the caller read another version; ``None`` did not care."""
    if if_version is not None and if_version != current.version:
        raise VersionConflict(current.guid, current.version)


def record(
    session: Session,
    blog: BlogRecord,
    accepted: Sequence[Accepted],
    *,
    actor: str,
    priority: Priority,
    now: datetime,
) -> int:
    """Keep these changes, given in the order in which they happened; return the blog's revision after them."""
    if not accepted:
        return blog.revision
    unseen = with_embargoes(session, [one.text for one in accepted if isinstance(one.text, Entry)])
    accepted = [replace(one, text=unseen.get(one.text.guid, one.text)) for one in accepted]
    revisions = range(blog.revision + 1, blog.revision + 1 + len(accepted))
    numbered = list(zip(accepted, revisions, strict=True))
    append_versions(session, blog.id, [NewVersion(value=one.text, revision=at) for one, at in numbered])
    append_changes(session, blog.id, [_log_row(one, revision=at, actor=actor, now=now) for one, at in numbered])
    _save_texts(session, blog.id, accepted)
    changed_at = max(blog.updated_at, *(one.text.updated_at for one in accepted))
    save_revision(session, blog.id, revisions[-1], changed_at=changed_at)
    raise_feed_revisions(session, blog.id, revisions[-1])
    languages, texts = blog_languages(session, blog.slug), [one.text for one in accepted]
    targets = [tag for tag in languages if tag != blog.language]
    is_recall = any(text.pub_status is not PubStatus.USABLE for text in texts)
    want_websub(session, blog, languages, revisions[-1], now, is_recall=is_recall)
    works = recut(session, blog, texts, targets=targets, priority=priority, now=now)
    _keep_policies(session, blog, _standings(works, texts, now), revision=revisions[-1], now=now)
    keep_archives(session, blog, texts, languages=languages, now=now)
    changed = [_text_change(one, revision=at, languages=languages, now=now) for one, at in numbered]
    # Its locks come first: whoever is just sending one of these either lets it go or has written down that it left.
    want_deliveries(session, blog, changed, now=now)
    owe_notices(session, blog, [(one.text, one.kind) for one in accepted], now=now)
    return revisions[-1]


def record_begun(session: Session, blog: BlogRecord, works: Sequence[TextWork], *, now: datetime) -> None:
    """Keep what follows from texts being in a language they had not been in; the feed's revision is the caller's."""
    _keep_policies(session, blog, standings_of(session, blog, works), revision=blog.revision, now=now)


def record_work(
    session: Session,
    blog: BlogRecord,
    guids: Sequence[str],
    *,
    language: str,
    kind: LogKind,
    actor: str,
    now: datetime,
) -> int:
    """Keep that these texts look different in one language, by drafts or reviews; return the blog's revision then.

    The segments themselves are saved by the caller.
    """
    works = [
        with_waiting(work, waiting_after(waiting_of(work), work.segments, now=now))
        for work in load_text_works(session, guids, language=language)
    ]
    return record_works(session, blog, works, language=language, kind=kind, actor=actor, now=now)


def record_works(
    session: Session,
    blog: BlogRecord,
    works: Sequence[TextWork],
    *,
    language: str,
    kind: LogKind,
    actor: str,
    now: datetime,
) -> int:
    """Do what :func:`record_work` does with texts that are at hand; of these only their versions are the old ones."""
    if not works:
        return blog.revision
    raised = [replace(work, version=work.version + 1, updated_at=later(now, than=work.updated_at)) for work in works]
    save_variants(session, [record_of(work) for work in raised])
    changes = [
        Change(
            revision=blog.revision + number,
            at=now,
            kind=kind,
            guid=work.guid,
            language=language,
            version=work.version,
            actor=actor,
        )
        for number, work in enumerate(raised, 1)
    ]
    append_changes(session, blog.id, changes)
    newest = changes[-1].revision
    save_revision(session, blog.id, newest)
    raise_feed_revisions(session, blog.id, newest, language=language)
    want_websub(session, blog, [language], newest, now)
    _keep_policies(session, blog, standings_of(session, blog, raised), revision=newest, now=now)
    seal_due(session, blog, [language], now=now)
    changed = [
        TextChange(guid=change.guid, kind=Kind.UPDATE, revision=change.revision, languages=(language,))
        for change in changes
    ]
    want_deliveries(session, blog, changed, now=now)
    return newest


def _standings(works: Sequence[TextWork], texts: Sequence[Entry | LiveBlog], now: datetime) -> tuple[Standing, ...]:
    """Return texts whose source has just been accepted as they stand in other languages."""
    by_guid = {text.guid: text for text in texts}
    return tuple(
        Standing(
            work=work,
            is_withdrawn=by_guid[work.guid].pub_status is not PubStatus.USABLE,
            source_at=now,
            is_new=work.source_version == 1,
        )
        for work in works
    )


def _keep_policies(
    session: Session, blog: BlogRecord, standings: Sequence[Standing], *, revision: int, now: datetime
) -> None:
    """Record what is published of these texts and why, and set their timers."""
    if standings:
        readers = load_readers(session)
        record_decisions(session, blog, standings, revision=revision, readers=readers, now=now)
        keep_timers(session, blog, [standing.work for standing in standings], readers=readers, now=now)


def _text_change(one: Accepted, *, revision: int, languages: Sequence[str], now: datetime) -> TextChange:
    text = one.text
    kind = Kind.WITHHOLD if text.pub_status is PubStatus.WITHHELD else _DELIVERED_AS[one.kind]
    is_hold = isinstance(text, Entry) and text.pub_status is PubStatus.USABLE and visible_since(text) > now
    return TextChange(guid=text.guid, kind=kind, revision=revision, languages=tuple(languages), is_hold=is_hold)


def _log_row(one: Accepted, *, revision: int, actor: str, now: datetime) -> Change:
    return Change(
        revision=revision,
        at=now,
        kind=one.kind,
        guid=one.text.guid,
        version=one.text.version,
        actor=actor,
        summary=one.summary,
    )


def _save_texts(session: Session, blog_id: int, accepted: Sequence[Accepted]) -> None:
    entries = [one.text for one in accepted if isinstance(one.text, Entry)]
    insert_entries(session, blog_id, [entry for entry in entries if entry.version == 1])
    save_entries(session, [entry for entry in entries if entry.version > 1])
    for one in accepted:
        # The first version of a head was inserted with its blog, which had to exist before it could be locked.
        if isinstance(one.text, LiveBlog) and one.text.version > 1:
            save_head(session, blog_id, one.text)
