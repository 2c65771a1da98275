"""A whole live blog comes in: a new one, or another copy of one that is kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from feeds.changes import ChangeKind
from feeds.errors import FieldProblem, InvalidDocument
from feeds.identity import mint_blog_guid
from feeds.matching import match_entries
from feeds.model import Entry, LiveBlog, PubStatus
from feeds.settling import settle_head, settle_page
from feeds.wording import fingerprint
from syndication.admission import admit_blog
from syndication.config import Settings
from syndication.errors import BlogKilled, SlugTaken, UnknownBlog
from syndication.record import accepted_entry, accepted_head, check_free, record
from syndication.storage.blogs import BlogRecord, insert_blog, load_head, lock_blog
from syndication.storage.entries import load_all_entries, load_versions
from syndication.storage.jobs import Priority
from syndication.storage.revisions import add_feeds
from syndication.versions import first_head, first_version, next_head, next_version


class Happened(StrEnum):
    """What became of one entry, or of the head.

    ``kept``: it is in the store but not in the imported copy, and stays. ``already_killed``: the copy still has an
    entry that was killed; it stays killed. The others are of sources that are followed, where what is kept wins:
    ``changed_here``: a person here has changed it, the source has not. ``conflict``: both have. ``older_copy``: the
    document is older than one read before.
    """

    NEW = "new"
    UPDATED = "updated"
    CORRECTED = "corrected"
    KILLED = "killed"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    ALREADY_KILLED = "already_killed"
    CHANGED_HERE = "changed_here"
    CONFLICT = "conflict"
    OLDER_COPY = "older_copy"


_HAPPENED = {
    ChangeKind.NEW: Happened.NEW,
    ChangeKind.UPDATE: Happened.UPDATED,
    ChangeKind.CORRECTION: Happened.CORRECTED,
    ChangeKind.KILL: Happened.KILLED,
    ChangeKind.NONE: Happened.UNCHANGED,
}


Choose = Callable[[Entry, Entry, Entry], Entry | Happened]
"""Says what becomes of an entry that is kept, alive, and in the copy too.

Called with the kept entry, its copy as it came, and the copy as its next version; returns that or another next version,
or why the kept one stays.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one entry; ``headline`` is for people to recognise it by."""

    guid: str
    version: int
    happened: Happened
    headline: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptResult:
    """What became of an imported live blog; ``entries`` in the order of the copy, those only in the store last."""

    slug: str
    guid: str
    revision: int
    version: int
    head: Happened
    entries: tuple[Outcome, ...]


def take_copy(_kept: Entry, _copy: Entry, next_version: Entry) -> Entry:
    """Let the copy win, as an import does."""
    return next_version


def accept_blog(session: Session, blog: LiveBlog, *, actor: str, now: datetime, settings: Settings) -> AcceptResult:
    """Take in a whole live blog; of a copy of one that is kept, only what changed becomes a new version.

    Entries are recognised by guid, else by what they say (:mod:`feeds.matching`). Entries that the copy lacks are kept:
    a page that shows only its newest entries withdraws nothing. Raises ``InvalidDocument``, ``TooLarge``,
    :exc:`~syndication.errors.GuidTaken`, :exc:`~syndication.errors.SlugTaken` and
    :exc:`~syndication.errors.BlogKilled`.
    """
    return accept_admitted(session, admit_blog(blog), actor=actor, now=now, settings=settings)


def accept_admitted(
    session: Session,
    copy: LiveBlog,
    *,
    actor: str,
    now: datetime,
    settings: Settings,
    choose: Choose = take_copy,
    priority: Priority = Priority.BACKLOG,
) -> AcceptResult:
    """Do what :func:`accept_blog` does with a live blog that :func:`~syndication.admission.admit_blog` has returned."""
    known = lock_blog(session, copy.slug)
    if known is None:
        return _accept_new(session, copy, actor=actor, now=now, settings=settings)
    if known.pub_status is PubStatus.CANCELED:
        raise BlogKilled(known.slug)
    return _accept_again(session, known, copy, actor=actor, now=now, choose=choose, priority=priority)


def _accept_new(session: Session, copy: LiveBlog, *, actor: str, now: datetime, settings: Settings) -> AcceptResult:
    guid = copy.guid or mint_blog_guid(authority=settings.authority, on=now.date())
    head = first_head(copy, guid=guid, now=now)
    entries = [first_version(entry, blog_guid=guid, now=now) for entry in copy.entries]
    check_free(session, [copy.guid, *(entry.guid for entry in copy.entries)])
    blog = insert_blog(session, head)
    add_feeds(session, blog.id, [head.language, *settings.wanted_languages(head.language)])
    changes = [*accepted_head(ChangeKind.NEW, head)]
    for entry in reversed(entries):
        changes += accepted_entry(ChangeKind.NEW, entry)
    revision = record(session, blog, changes, actor=actor, priority=Priority.BACKLOG, now=now)
    outcomes = tuple(_outcome(entry, Happened.NEW) for entry in entries)
    return _result(head, Happened.NEW, revision, outcomes)


def _accept_again(
    session: Session,
    blog: BlogRecord,
    copy: LiveBlog,
    *,
    actor: str,
    now: datetime,
    choose: Choose,
    priority: Priority,
) -> AcceptResult:
    old_head = load_head(session, blog.slug)
    if old_head is None:
        raise UnknownBlog(blog.slug)
    _check_same_blog(blog, copy)
    copy = _first_published(old_head, copy)
    # A copy without identity, such as a page, also lacks block ids and what a page does not say.
    head_kind, head = next_head(old_head, copy if copy.guid else settle_head(old_head, copy), now=now)
    stored = load_all_entries(session, blog.id)
    decided = _decide_entries(session, blog, stored, copy.entries, now=now, choose=choose)
    changes = [*accepted_head(head_kind, head)]
    for kind, entry, _happened in reversed(decided):
        changes += accepted_entry(kind, entry)
    revision = record(session, blog, changes, actor=actor, priority=priority, now=now)
    seen = {entry.guid for _kind, entry, _happened in decided}
    outcomes = [_outcome(entry, happened) for _kind, entry, happened in decided]
    outcomes += [_outcome(entry, Happened.KEPT) for entry in stored if entry.guid not in seen and _is_alive(entry)]
    return _result(head, _HAPPENED[head_kind], revision, tuple(outcomes))


def _first_published(kept: LiveBlog, copy: LiveBlog) -> LiveBlog:
    """Return ``copy`` with the first publication that is kept, where it only has that of its oldest entry.

    Many formats do not say when a live blog began, and a window that has moved on begins later.
    """
    oldest = min((entry.published_at for entry in copy.entries), default=None)
    has_moved_on = copy.published_at == oldest and copy.published_at > kept.published_at
    return replace(copy, published_at=kept.published_at) if has_moved_on else copy


_Decided = tuple[ChangeKind, Entry, Happened]


def _decide_entries(
    session: Session,
    blog: BlogRecord,
    stored: Sequence[Entry],
    copies: Sequence[Entry],
    *,
    now: datetime,
    choose: Choose,
) -> list[_Decided]:
    """Say for each entry of the copy what it is to the store, and return it as it is to be kept."""
    by_guid = {entry.guid: entry for entry in stored}
    matching = match_entries(stored, copies, killed=_killed_fingerprints(session, stored))
    check_free(session, [copies[at].guid for at in matching.new])
    known = {pair.index: by_guid[pair.guid] for pair in (*matching.pairs, *matching.killed)}
    decided: list[_Decided] = []
    for at, copy in enumerate(settle_page(stored, copies, matching)):
        old = known.get(at)
        if old is None:
            entry = first_version(copy, blog_guid=blog.guid, now=now)
            decided.append((ChangeKind.NEW, entry, Happened.NEW))
        elif not _is_alive(old):
            decided.append((ChangeKind.NONE, old, Happened.ALREADY_KILLED))
        else:
            decided.append(_decide(old, choose(old, copies[at], copy), now=now))
    return decided


def _decide(old: Entry, chosen: Entry | Happened, *, now: datetime) -> _Decided:
    if isinstance(chosen, Happened):
        return ChangeKind.NONE, old, chosen
    kind, entry = next_version(old, chosen, now=now)
    return kind, entry, _HAPPENED[kind]


def _killed_fingerprints(session: Session, stored: Sequence[Entry]) -> dict[str, str]:
    """Return what each killed entry said before, so that a copy of it does not come back as something new."""
    before = [(entry.guid, entry.version - 1) for entry in stored if not _is_alive(entry)]
    return {entry.guid: fingerprint(entry) for entry in load_versions(session, before)}


def _check_same_blog(blog: BlogRecord, copy: LiveBlog) -> None:
    if copy.guid not in {"", blog.guid}:
        raise SlugTaken(blog.slug)
    if copy.language != blog.language:
        raise InvalidDocument((FieldProblem("language", f"this live blog is in {blog.language!r}, and stays so"),))


def _is_alive(entry: Entry) -> bool:
    return entry.pub_status is not PubStatus.CANCELED


def _outcome(entry: Entry, happened: Happened) -> Outcome:
    return Outcome(guid=entry.guid, version=entry.version, happened=happened, headline=entry.headline)


def _result(head: LiveBlog, happened: Happened, revision: int, outcomes: tuple[Outcome, ...]) -> AcceptResult:
    return AcceptResult(
        slug=head.slug, guid=head.guid, revision=revision, version=head.version, head=happened, entries=outcomes
    )
