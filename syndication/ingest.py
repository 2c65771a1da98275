"""What comes in: whole live blogs from an importer, single entries from the desk or the API, and kills.

Each function does the work of one transaction, which the caller owns. What comes in is made safe, compared with what is
kept, and becomes a new version only where it says something new; :func:`syndication.record.record` keeps it.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from feeds.changes import ChangeKind
from feeds.errors import FieldProblem, InvalidDocument
from feeds.model import Entry, LiveBlog, PubStatus
from feeds.xml import clean_text
from syndication.admission import admit_entry, admit_head
from syndication.errors import BlogKilled, EntryKilled, UnknownBlog, UnknownEntry
from syndication.importing import AcceptResult, Happened, Outcome, accept_blog
from syndication.record import accepted_entry, accepted_head, check_free, check_version, lock_writable, record
from syndication.storage.blogs import BlogRecord, find_blog_of, load_head
from syndication.storage.entries import find_entry, load_all_entries
from syndication.storage.jobs import Priority
from syndication.versions import first_version, next_head, next_version, tombstone, tombstone_head

__all__ = [
    "AcceptResult",
    "Happened",
    "Outcome",
    "accept_blog",
    "accept_entry",
    "kill_blog",
    "kill_entry",
    "replace_entry",
    "update_head",
]


def accept_entry(session: Session, slug: str, entry: Entry, *, actor: str, now: datetime) -> Entry:
    """Add an entry to a live blog and return it as accepted, with its guid, version and times.

    Raises ``InvalidDocument``, ``TooLarge``, :exc:`~syndication.errors.UnknownBlog`,
    :exc:`~syndication.errors.BlogKilled` and :exc:`~syndication.errors.GuidTaken`.
    """
    blog = lock_writable(session, slug)
    clean = admit_entry(entry)
    check_free(session, [clean.guid])
    new = first_version(clean, blog_guid=blog.guid, now=now)
    changes = accepted_entry(ChangeKind.NEW, new)
    record(session, blog, changes, actor=actor, priority=Priority.LIVE, now=now)
    return new


def replace_entry(
    session: Session, guid: str, entry: Entry, *, if_version: int | None, actor: str, now: datetime
) -> Entry:
    """Put ``entry`` in place of what is kept and return the outcome; where it says the same, nothing changes.

    ``if_version`` is the version the caller read. Raises ``InvalidDocument``, ``TooLarge``,
    :exc:`~syndication.errors.UnknownEntry`, :exc:`~syndication.errors.EntryKilled`,
    :exc:`~syndication.errors.BlogKilled` and :exc:`~syndication.errors.VersionConflict`.
    """
    blog, old = _lock_entry(session, guid)
    if old.pub_status is PubStatus.CANCELED:
        raise EntryKilled(guid)
    check_version(old, if_version)
    clean = admit_entry(entry)
    if clean.guid not in {"", guid}:
        raise InvalidDocument((FieldProblem("guid", f"this entry is {guid}, and stays so"),))
    kind, new = next_version(old, clean, now=now)
    record(session, blog, accepted_entry(kind, new), actor=actor, priority=Priority.LIVE, now=now)
    return new


def kill_entry(
    session: Session, guid: str, reason: str, *, if_version: int | None = None, actor: str, now: datetime
) -> Entry:
    """Order an entry not to be used: its content leaves the current version at once, in every language.

    The history keeps what it said. Killing a killed entry changes nothing. Raises ``InvalidDocument`` for a blank
    reason, :exc:`~syndication.errors.UnknownEntry`, :exc:`~syndication.errors.BlogKilled` and
    :exc:`~syndication.errors.VersionConflict`.
    """
    blog, old = _lock_entry(session, guid)
    check_version(old, if_version)
    kind, new = next_version(old, tombstone(old, _reason(reason)), now=now)
    record(session, blog, accepted_entry(kind, new), actor=actor, priority=Priority.LIVE, now=now)
    return new


def update_head(
    session: Session, slug: str, blog: LiveBlog, *, if_version: int | None, actor: str, now: datetime
) -> LiveBlog:
    """Put the texts and settings of ``blog`` in place of the head that is kept; its entries are not looked at.

    Returns the head as it is now. Raises ``InvalidDocument``, ``TooLarge``, :exc:`~syndication.errors.UnknownBlog`,
    :exc:`~syndication.errors.BlogKilled` and :exc:`~syndication.errors.VersionConflict`.
    """
    locked = lock_writable(session, slug)
    old = _head(session, slug)
    check_version(old, if_version)
    clean = admit_head(blog)
    fixed = (("slug", clean.slug, old.slug), ("language", clean.language, old.language), ("guid", clean.guid, old.guid))
    problems = [
        FieldProblem(field, f"this live blog has {kept!r}, and keeps it")
        for field, given, kept in fixed
        if given not in {"", kept}
    ]
    if problems:
        raise InvalidDocument(tuple(problems))
    kind, new = next_head(old, clean, now=now)
    record(session, locked, accepted_head(kind, new), actor=actor, priority=Priority.LIVE, now=now)
    return _head(session, slug)


def kill_blog(
    session: Session, slug: str, reason: str, *, if_version: int | None = None, actor: str, now: datetime
) -> LiveBlog:
    """Order a whole live blog and each of its entries not to be used; return what is left of its head.

    Killing a killed live blog changes nothing. Raises ``InvalidDocument`` for a blank reason,
    :exc:`~syndication.errors.UnknownBlog` and :exc:`~syndication.errors.VersionConflict`.
    """
    why = _reason(reason)
    try:
        locked = lock_writable(session, slug)
    except BlogKilled:
        return _head(session, slug)
    old = _head(session, slug)
    check_version(old, if_version)
    head_kind, head = next_head(old, tombstone_head(old), now=now)
    changes = list(accepted_head(head_kind, head, reason=why))
    for entry in reversed(load_all_entries(session, locked.id)):
        kind, new = next_version(entry, tombstone(entry, why), now=now)
        changes += accepted_entry(kind, new)
    record(session, locked, changes, actor=actor, priority=Priority.LIVE, now=now)
    return _head(session, slug)


def _lock_entry(session: Session, guid: str) -> tuple[BlogRecord, Entry]:
    blog = find_blog_of(session, guid)
    if blog is None:
        raise UnknownEntry(guid)
    locked = lock_writable(session, blog.slug)
    # Read only now: until the lock was ours somebody else may have been changing it.
    found = find_entry(session, guid)
    if found is None:
        raise UnknownEntry(guid)
    return locked, found.entry


def _head(session: Session, slug: str) -> LiveBlog:
    head = load_head(session, slug)
    if head is None:
        raise UnknownBlog(slug)
    return head


def _reason(reason: str) -> str:
    cleaned = " ".join(clean_text(reason).split())
    if not cleaned:
        raise InvalidDocument((FieldProblem("reason", "a kill needs a reason, which partners are shown"),))
    return cleaned
