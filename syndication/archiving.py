"""Archive documents come about and are cut, in the transaction of the change that makes it due (decision 10).

A public feed is the log of what changed in a live blog in one language. Its subscription document holds the newest
entries and all that no archive document holds yet; once there are enough of the latter, those that changed longest ago
become the next archive document. What an archive document holds never changes, it can only go: a text that must not be
read any more is deleted from all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.identity import source_guid
from feeds.model import Entry, LiveBlog, PubStatus
from feeds.profile import LanguageRule, Window
from feeds.select import changed_at, is_never_told, may_be_told, visible_since
from feeds.withdrawn import head_as_shown
from syndication.errors import UnknownBlog
from syndication.publish import variant_of
from syndication.storage.archives import (
    ArchivedEntry,
    append_archive,
    find_edge,
    list_overdue,
    list_unarchived,
    mark_archived,
    remove_all_archived,
    remove_archived,
)
from syndication.storage.blogs import BlogRecord, load_head, lock_blog
from syndication.storage.chunks import in_chunks
from syndication.storage.entries import MAX_ENTRIES_OF_A_BLOG, load_entries
from syndication.storage.revisions import blog_languages

ARCHIVE_ENTRIES = 100
"""How many entries an archive document is made with."""

_WINDOW = Window().max_entries


def keep_archives(
    session: Session, blog: BlogRecord, changed: Sequence[Entry | LiveBlog], *, languages: Sequence[str], now: datetime
) -> None:
    """Bring the archive documents of a live blog up to date with changes of its texts, which have been saved."""
    _take_out(session, blog, changed, languages=languages, now=now)
    seal_due(session, blog, languages, now=now)


def seal_due(session: Session, blog: BlogRecord, languages: Sequence[str], *, now: datetime) -> None:
    """Make the archive documents that are due in these languages; the live blog is locked."""
    edge = find_edge(session, blog.id, newest=_WINDOW, beyond=ARCHIVE_ENTRIES)
    if edge is None:
        return
    for language in languages:
        guids = list_unarchived(session, blog, language, older_than=edge, limit=MAX_ENTRIES_OF_A_BLOG)
        if len(guids) >= ARCHIVE_ENTRIES:
            _seal(session, blog, language, guids, now=now)


def list_unsealed(session: Session) -> tuple[str, ...]:
    """Return the live blogs that have waited for archive documents since before there were any."""
    return list_overdue(session, at_least=_WINDOW + ARCHIVE_ENTRIES)


def seal_unsealed(session: Session, slug: str, *, now: datetime) -> None:
    """Make the archive documents that are due in any language of a live blog."""
    blog = lock_blog(session, slug)
    if blog is not None:
        seal_due(session, blog, blog_languages(session, slug), now=now)


def _seal(session: Session, blog: BlogRecord, language: str, guids: Sequence[str], *, now: datetime) -> None:
    """Make archive documents of these entries, those that changed longest ago first, as long as one gets full."""
    bare, languages = _head(session, blog), blog_languages(session, blog.slug)
    due: list[Entry] = []
    for chunk in in_chunks(guids):
        read = replace(bare, entries=load_entries(session, chunk))
        variant = variant_of(session, read, language, LanguageRule(tag=language))
        if variant is None:
            return
        mark_archived(session, blog, language, _sourced(entry for entry in variant.entries if is_never_told(entry)))
        told = {source_guid(entry.guid): entry for entry in variant.entries if may_be_told(variant, entry, now)}
        # In the order they were asked for in, which settles what changed at the same time.
        due += sorted((told[guid] for guid in chunk if guid in told), key=changed_at)
        while len(due) >= ARCHIVE_ENTRIES:
            sealed, due = due[:ARCHIVE_ENTRIES], due[ARCHIVE_ENTRIES:]
            held = _sourced(sorted(sealed, key=lambda entry: entry.published_at, reverse=True))
            head = replace(_as_archived(variant), updated_at=max(map(changed_at, sealed)))
            append_archive(session, blog, head, held, languages=languages)
            mark_archived(session, blog, language, held)


def _take_out(
    session: Session, blog: BlogRecord, changed: Sequence[Entry | LiveBlog], *, languages: Sequence[str], now: datetime
) -> None:
    """Delete from the archive documents what these changes say must not be read, or not yet."""
    if any(isinstance(text, LiveBlog) and text.pub_status is not PubStatus.USABLE for text in changed):
        bare = _head(session, blog)
        variants = [variant_of(session, bare, language, LanguageRule(tag=language)) for language in languages]
        heads = [_as_archived(variant) for variant in variants if variant is not None]
        remove_all_archived(session, blog.id, heads, now=now)
        return
    entries = [text for text in changed if isinstance(text, Entry) and text.version > 1]
    hidden = [e.guid for e in entries if e.pub_status is not PubStatus.USABLE or visible_since(e) > now]
    remove_archived(session, blog.id, hidden, now=now)


def _head(session: Session, blog: BlogRecord) -> LiveBlog:
    head = load_head(session, blog.slug)
    if head is None:
        raise UnknownBlog(blog.slug)
    return head


def _as_archived(blog: LiveBlog) -> LiveBlog:
    """Return the head as archive documents keep it: what readers may see of it, without what no feed of entries has."""
    return replace(head_as_shown(blog), entries=(), summary=(), body=())


def _sourced(entries: Iterable[Entry]) -> list[ArchivedEntry]:
    return [ArchivedEntry(source_guid(entry.guid), entry) for entry in entries]
