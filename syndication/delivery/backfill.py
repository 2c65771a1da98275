"""Sending what is there: a channel is to get all that a reader of its profile's feed would find now.

Looking that up reads whole live blogs, so it is done in a transaction that only reads, before anything is wanted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.embargo import visible_to
from feeds.identity import source_guid
from feeds.model import Entry, LiveBlog, PubStatus
from feeds.profile import Granularity, OutputProfile
from feeds.select import select
from syndication.delivery.model import Kind, Urgency
from syndication.publish import load_variant
from syndication.storage.blogs import find_blog
from syndication.storage.channels import make_due
from syndication.storage.deliveries import texts_that_left
from syndication.storage.revisions import FeedRevision, list_feed_revisions
from syndication.storage.wanted_deliveries import Wish, want, wanted_texts

MOST_BLOGS = 200
"""How many live blogs are gone through, the most recently changed ones: those that the partner's feed spans."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text in a language as it stands at a revision, which a profile takes."""

    blog_id: int
    guid: str
    language: str
    revision: int


def texts_there(session: Session, profile: OutputProfile, *, now: datetime) -> tuple[Text, ...]:
    """Return what a profile takes of what there is, oldest first: what is to appear later is among it."""
    found: list[tuple[datetime, Text]] = []
    for language, feeds in _by_language(session, profile).items():
        found += _in_language(session, profile, language, feeds, now)
    return tuple(text for _, text in sorted(found, key=lambda pair: (pair[0], pair[1].guid)))


def want_texts(session: Session, channel_id: int, texts: Sequence[Text], *, now: datetime) -> int:
    """Want these texts on a channel, after all that is more urgent; return how many did not wait there already."""
    guids = list(dict.fromkeys(text.guid for text in texts))
    waiting = wanted_texts(session, channel_id, guids)
    had = texts_that_left(session, channel_id, guids)
    wishes = [
        Wish(
            channel_id=channel_id,
            blog_id=text.blog_id,
            guid=text.guid,
            language=text.language,
            kind=Kind.UPDATE if (text.guid, text.language) in had else Kind.NEW,
            revision=text.revision,
            urgency=Urgency.REPLAY,
        )
        for text in texts
        if (text.guid, text.language) not in waiting
    ]
    want(session, wishes, now=now)
    make_due(session, [channel_id], at=now)
    return len(wishes)


def _by_language(session: Session, profile: OutputProfile) -> dict[str, list[FeedRevision]]:
    wanted = profile.selection.blogs
    of_blogs: dict[str, list[FeedRevision]] = {}
    for feed in list_feed_revisions(session):
        if not wanted or feed.slug in wanted:
            of_blogs.setdefault(feed.slug, []).append(feed)
    found: dict[str, list[FeedRevision]] = {}
    for feeds in list(of_blogs.values())[:MOST_BLOGS]:
        for feed in feeds:
            if profile.rule_for(feed.language) is not None:
                found.setdefault(feed.language, []).append(feed)
    return found


def _in_language(
    session: Session, profile: OutputProfile, language: str, feeds: Sequence[FeedRevision], now: datetime
) -> Iterator[tuple[datetime, Text]]:
    """Yield texts of one language, each with its time. The window counts over all live blogs, as in the feed."""
    rule = profile.rule_for(language)
    blogs: list[LiveBlog] = []
    revisions: dict[str, tuple[int, int]] = {}
    for feed in feeds:
        record = find_blog(session, feed.slug)
        blog = load_variant(session, feed.slug, language, rule) if record and rule else None
        if record is not None and blog is not None:
            blogs.append(blog)
            revisions[blog.guid] = (record.id, feed.revision)
    for blog, entry in _chosen(blogs, profile, now):
        blog_id, revision = revisions[blog.guid]
        guid = source_guid(entry.guid if entry else blog.guid)
        at = entry.published_at if entry else blog.published_at
        yield at, Text(blog_id=blog_id, guid=guid, language=language, revision=revision)


def _chosen(
    blogs: Sequence[LiveBlog], profile: OutputProfile, now: datetime
) -> Iterator[tuple[LiveBlog, Entry | None]]:
    """Yield live blogs with their entries, or without where the profile takes each whole."""
    usable = [blog for blog in blogs if blog.pub_status is PubStatus.USABLE]
    if profile.granularity is Granularity.LIVE_BLOG:
        yield from ((blog, None) for blog in usable)
        return
    for blog, entry in select(usable, profile, now).pairs:
        if entry.pub_status is PubStatus.USABLE:
            yield blog, entry
    for blog in usable:
        for entry in blog.entries:
            # Whether the profile takes it is looked at when its time has come.
            if entry.pub_status is PubStatus.USABLE and visible_to(entry, profile) > now:
                yield blog, entry
