"""Reading a live blog in any of its languages, as the feeds print it."""

from sqlalchemy.orm import Session

from feeds.model import LiveBlog
from feeds.profile import LanguageRule
from syndication.storage.blogs import load_blog
from syndication.storage.work import load_work
from translations import variants


def load_variant(
    session: Session, slug: str, language: str, rule: LanguageRule, *, entries_limit: int = 1000
) -> LiveBlog | None:
    """Return a live blog in a language, with what ``rule`` lets through; the rule says nothing about its own language.

    ``None`` if there is no such live blog, or it is not translated into this language. ``revision`` is the language's.
    """
    blog = load_blog(session, slug, entries_limit=entries_limit)
    if blog is None or language == blog.language:
        return blog
    work = load_work(session, blog, language)
    return None if work is None else variants.make(blog, language, work, rule)
