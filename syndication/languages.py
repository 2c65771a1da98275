"""A language that the settings have begun to want: every live blog gets it, with all that is in it already."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.model import Entry, LiveBlog
from syndication.archiving import seal_due
from syndication.config import Settings
from syndication.record import record_begun
from syndication.recut import begin_language
from syndication.storage.blogs import list_blogs_without, load_head, lock_blog
from syndication.storage.entries import load_all_entries
from syndication.storage.revisions import add_feeds, blog_languages, raise_feed_revisions


@dataclass(frozen=True, slots=True)
class Unbegun:
    """A live blog that is not yet translated into a wanted language."""

    slug: str
    language: str


def list_unbegun(session: Session, settings: Settings) -> tuple[Unbegun, ...]:
    """Return what is wanted and not begun. Killed live blogs are left alone."""
    return tuple(
        Unbegun(blog.slug, language)
        for language in settings.languages
        for blog in list_blogs_without(session, language)
    )


def begin(session: Session, unbegun: Unbegun, *, now: datetime) -> None:
    """Begin a language in a live blog, unless another worker was faster."""
    blog = lock_blog(session, unbegun.slug)
    head = load_head(session, unbegun.slug)
    if blog is None or head is None or unbegun.language in blog_languages(session, unbegun.slug):
        return
    add_feeds(session, blog.id, [unbegun.language])
    raise_feed_revisions(session, blog.id, blog.revision, language=unbegun.language)
    texts: list[Entry | LiveBlog] = [*reversed(load_all_entries(session, blog.id)), head]
    works = begin_language(session, blog, texts, target=unbegun.language, now=now)
    record_begun(session, blog, works, now=now)
    seal_due(session, blog, [unbegun.language], now=now)
