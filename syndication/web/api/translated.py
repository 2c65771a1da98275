"""What of a live blog was loaded, in another of its languages, as the public feed of that language shows it."""

from sqlalchemy.orm import Session

from feeds.model import LiveBlog
from feeds.profile import LanguageRule
from syndication.errors import UnknownLanguage
from syndication.storage.revisions import blog_languages
from syndication.storage.work import load_work
from translations.variants import make


def translate(session: Session, blog: LiveBlog, language: str) -> LiveBlog:
    """Return the variant of a live blog with the entries it was loaded with.

    Raises :exc:`~syndication.errors.UnknownLanguage` where it is not translated into this language.
    """
    work = load_work(session, blog, language)
    if work is None:
        raise UnknownLanguage(blog.slug, language, blog_languages(session, blog.slug))
    return make(blog, language, work, LanguageRule(tag=language))


def variant_etag(version: int, revision: int) -> str:
    """Name the state of a variant: its note may change where its version does not, so the revision is needed too."""
    return f"{version}-{revision}"
