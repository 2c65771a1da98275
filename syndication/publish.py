"""Reading a live blog in any of its languages, as the feeds print it."""

from dataclasses import replace

from sqlalchemy.orm import Session

from feeds.model import LiveBlog
from feeds.profile import LanguageRule
from syndication.storage.blogs import load_blog
from syndication.storage.work import load_work
from syndication.unseen import with_told_holds
from translations import variants

NEWEST_ENTRIES = 1000
"""How many of a live blog's entries are read for a feed, apart from those it asks for by name."""


def load_variant(
    session: Session, slug: str, language: str, rule: LanguageRule, *, entries_limit: int = NEWEST_ENTRIES
) -> LiveBlog | None:
    """Return a live blog in a language, with what ``rule`` lets through; the rule says nothing about its own language.

    ``None`` if there is no such live blog, or it is not translated into this language. ``revision`` is the language's.
    """
    blog = load_blog(session, slug, entries_limit=entries_limit)
    return None if blog is None else variant_of(session, blog, language, rule)


def variant_of(session: Session, blog: LiveBlog, language: str, rule: LanguageRule) -> LiveBlog | None:
    """Return a live blog with the entries it was loaded with in a language; see :func:`load_variant`."""
    return kept_variant_of(session, replace(blog, entries=with_told_holds(session, blog.entries)), language, rule)


def kept_variant_of(session: Session, blog: LiveBlog, language: str, rule: LanguageRule) -> LiveBlog | None:
    """Return what :func:`variant_of` does, with every embargo as the desk has set it."""
    if language == blog.language:
        return blog
    work = load_work(session, blog, language)
    return None if work is None else variants.make(blog, language, work, rule)
