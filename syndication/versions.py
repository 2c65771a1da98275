"""What the next version of an entry or a head is: its identity, its times, and what a kill leaves of it. Pure.

``clean`` is what came in after :mod:`syndication.admission`; its version, ``created_at`` and ``updated_at`` are the
service's to say, and a reason for a kill means nothing on what is not killed.
"""

from dataclasses import replace
from datetime import datetime

from feeds.changes import ChangeKind, decide
from feeds.identity import mint_entry_guid
from feeds.model import Entry, LiveBlog, PubStatus
from syndication.clock import later, whole_second


def first_version(clean: Entry, *, blog_guid: str, now: datetime) -> Entry:
    """Return a new entry as it is to be kept; its guid is minted unless it brings one."""
    at = whole_second(now)
    guid = clean.guid or mint_entry_guid(blog_guid)
    return replace(_settled(clean), guid=guid, version=1, created_at=at, updated_at=at)


def next_version(old: Entry, clean: Entry, *, now: datetime) -> tuple[ChangeKind, Entry]:
    """Say what ``clean`` is after ``old`` and return it as it is to be kept: ``old`` itself if it says nothing new.

    Of a kill nothing is taken but its reason: an order to withdraw an entry need not know when it was published.
    """
    new = replace(
        tombstone(old, clean.kill_reason) if clean.pub_status is PubStatus.CANCELED else _settled(clean),
        guid=old.guid,
        version=old.version + 1,
        created_at=old.created_at,
        updated_at=later(now, than=old.updated_at),
    )
    kind = decide(old, new)
    return kind, old if kind is ChangeKind.NONE else new


def tombstone(entry: Entry, reason: str | None) -> Entry:
    """Return what is left of a killed entry: that it was, when, and why it must not be used."""
    return Entry(
        guid=entry.guid,
        version=entry.version,
        kind=entry.kind,
        language=entry.language,
        published_at=entry.published_at,
        time_is_exact=entry.time_is_exact,
        created_at=entry.created_at,
        updated_at=entry.updated_at,
        pub_status=PubStatus.CANCELED,
        kill_reason=reason,
    )


def first_head(clean: LiveBlog, *, guid: str, now: datetime) -> LiveBlog:
    """Return a new live blog's head as it is to be kept."""
    at = whole_second(now)
    return replace(clean, guid=guid, version=1, revision=0, entries=(), created_at=at, updated_at=at)


def next_head(old: LiveBlog, clean: LiveBlog, *, now: datetime) -> tuple[ChangeKind, LiveBlog]:
    """Say what a head is after ``old`` and return it as it is to be kept: ``old`` itself if it says nothing new."""
    settled = tombstone_head(clean) if clean.pub_status is PubStatus.CANCELED else clean
    new = replace(
        settled,
        guid=old.guid,
        version=old.version + 1,
        revision=0,
        entries=(),
        created_at=old.created_at,
        updated_at=later(now, than=old.updated_at),
    )
    kind = decide(old, new)
    return kind, old if kind is ChangeKind.NONE else new


def tombstone_head(head: LiveBlog) -> LiveBlog:
    """Return what is left of a killed live blog. A feed must have a title; the slug is in its address anyway."""
    return LiveBlog(
        slug=head.slug,
        title=head.slug,
        language=head.language,
        timezone=head.timezone,
        published_at=head.published_at,
        created_at=head.created_at,
        updated_at=head.updated_at,
        guid=head.guid,
        version=head.version,
        pub_status=PubStatus.CANCELED,
    )


def _settled(clean: Entry) -> Entry:
    if clean.pub_status is PubStatus.CANCELED:
        return tombstone(clean, clean.kill_reason)
    return replace(clean, kill_reason=None)
