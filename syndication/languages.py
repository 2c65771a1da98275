"""A language that the settings have begun to want: every live blog gets it, with all that is in it already."""

from datetime import datetime

from sqlalchemy.orm import Session

from feeds.model import Entry, LiveBlog
from syndication.config import Settings
from syndication.recut import begin_language
from syndication.storage.blogs import list_blogs_without, load_head, lock_blogs
from syndication.storage.entries import load_all_entries
from syndication.storage.revisions import add_feeds, raise_feed_revisions


def begin_wanted_languages(session: Session, settings: Settings, *, now: datetime) -> tuple[tuple[str, str], ...]:
    """Begin each wanted language in each live blog that lacks it; return what was begun, as slugs and languages.

    A language that is wanted no more stays: its feeds have readers. Killed live blogs are left alone.
    """
    begun: list[tuple[str, str]] = []
    for language in settings.languages:
        missing = list_blogs_without(session, language)
        for blog in lock_blogs(session, [blog.id for blog in missing]):
            head = load_head(session, blog.slug)
            if head is None:
                continue
            add_feeds(session, blog.id, [language])
            raise_feed_revisions(session, blog.id, blog.revision, language=language)
            texts: list[Entry | LiveBlog] = [*reversed(load_all_entries(session, blog.id)), head]
            begin_language(session, blog, texts, target=language, now=now)
            begun.append((blog.slug, language))
    return tuple(begun)
