"""Feed revisions: one number per live blog and language, which tells whether anything in it can look different."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, insert, select, update
from sqlalchemy.orm import Session

from syndication.storage.tables import blogs, feed_revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRevision:
    """The revision of one live blog in one language."""

    slug: str
    language: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What a public feed is made from now; ``archives`` is the number of its newest archive document, 0 for none."""

    revision: int
    archives: int
    archive_generation: int


# Asked with every request and every change: putting a statement together takes longer than the database's answer.
_FEED_STATE = (
    select(feed_revisions.c.revision, feed_revisions.c.archives, feed_revisions.c.archive_generation)
    .join(blogs, blogs.c.id == feed_revisions.c.blog_id)
    .where(blogs.c.slug == bindparam("slug"), feed_revisions.c.language == bindparam("language"))
)
_BLOG_LANGUAGES = (
    select(feed_revisions.c.language)
    .join(blogs, blogs.c.id == feed_revisions.c.blog_id)
    .where(blogs.c.slug == bindparam("slug"))
    .order_by(feed_revisions.c.language != blogs.c.language, feed_revisions.c.language)
)


def feed_revision(session: Session, slug: str, language: str) -> int | None:
    """Return the revision of the newest change that can be seen in a language; ``None`` if it has no such feed."""
    state = feed_state(session, slug, language)
    return None if state is None else state.revision


def feed_state(session: Session, slug: str, language: str) -> FeedState | None:
    """Return the revision of a feed and its newest archive document; ``None`` if the live blog has no such feed."""
    row = session.execute(_FEED_STATE, {"slug": slug, "language": language}).first()
    if row is None:
        return None
    return FeedState(revision=row.revision, archives=row.archives, archive_generation=row.archive_generation)


def blog_languages(session: Session, slug: str) -> tuple[str, ...]:
    """Return the languages a live blog is read in, its own first; empty where there is no such blog."""
    return tuple(session.scalars(_BLOG_LANGUAGES, {"slug": slug}))


def list_feed_revisions(session: Session, slug: str | None = None, *, limit: int = 10_000) -> tuple[FeedRevision, ...]:
    """Return the revisions of every language of one live blog, or of all.

    The most recently changed live blogs come first, and in each its own language.
    """
    query = (
        select(blogs.c.slug, feed_revisions.c.language, feed_revisions.c.revision)
        .join(blogs, blogs.c.id == feed_revisions.c.blog_id)
        .order_by(
            blogs.c.updated_at.desc(),
            blogs.c.id,
            feed_revisions.c.language != blogs.c.language,
            feed_revisions.c.language,
        )
        .limit(limit)
    )
    if slug is not None:
        query = query.where(blogs.c.slug == slug)
    return tuple(FeedRevision(slug=slug, language=tag, revision=at) for slug, tag, at in session.execute(query))


def add_feeds(session: Session, blog_id: int, languages: Sequence[str]) -> None:
    """Start counting in these languages."""
    rows = [{"blog_id": blog_id, "language": language, "revision": 0} for language in languages]
    session.execute(insert(feed_revisions), rows)


def raise_feed_revisions(session: Session, blog_id: int, revision: int, *, language: str | None = None) -> None:
    """Say that a change can be seen: in one language, or (``None``) in all of them."""
    where = feed_revisions.c.blog_id == blog_id
    if language is not None:
        where = and_(where, feed_revisions.c.language == language)
    session.execute(update(feed_revisions).where(where).values(revision=revision))
