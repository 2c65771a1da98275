"""A live blog written out without a server: any feed as HTTP would serve it, or canonical JSON."""

from datetime import datetime

from sqlalchemy.orm import Session

from feeds.codec import encode
from feeds.errors import UnknownFormat
from feeds.profile import LanguageRule
from feeds.writers import WRITERS
from syndication.config import Settings
from syndication.documents import partner_document, public_document
from syndication.errors import NotDelivered, UnknownBlog, UnknownLanguage, WrongFormat
from syndication.partners import ProfileRecord, choose_profile
from syndication.publish import load_variant
from syndication.site import site_of
from syndication.storage.entries import MAX_ENTRIES_OF_A_BLOG
from syndication.storage.revisions import blog_languages

CANONICAL = "canonical"


def export_feed(
    session: Session,
    settings: Settings,
    slug: str,
    *,
    format_name: str | None,
    language: str | None,
    profile: str | None = None,
    now: datetime,
) -> bytes:
    """Return the bytes that ``GET`` on the feed's address gives.

    ``profile`` is ``PARTNER/PROFILE``, or a profile's bare name if only one partner has it; its format is taken then,
    and ``format_name`` must agree or be ``None``. ``language`` defaults to the blog's own, or the profile's first.
    Canonical JSON, which no address serves, has every entry there is.

    Raises :exc:`UnknownBlog`, :exc:`UnknownLanguage`, :exc:`~syndication.errors.UnknownProfile`, :exc:`WrongFormat`,
    :exc:`NotDelivered` or :exc:`~feeds.errors.UnknownFormat`.
    """
    languages = blog_languages(session, slug)
    if not languages:
        raise UnknownBlog(slug)
    if language is not None and language not in languages:
        raise UnknownLanguage(slug, language, languages)
    if profile is not None:
        record = choose_profile(session, profile)
        if format_name not in {None, record.profile.format}:
            raise WrongFormat(record.full_name, record.profile.format)
        return _partner_bytes(session, settings, slug, record, language=language, now=now)
    if format_name == CANONICAL:
        return _canonical(session, slug, language or languages[0])
    site = site_of(settings, session)
    served = public_document(session, site, slug, language or languages[0], format_name or "", now=now)
    if served is None:
        raise UnknownFormat(format_name=format_name or "", known=(*WRITERS, CANONICAL))
    return served.body


def _partner_bytes(
    session: Session, settings: Settings, slug: str, record: ProfileRecord, *, language: str | None, now: datetime
) -> bytes:
    site = site_of(settings, session)
    served = partner_document(session, site, record.partner_slug, record.profile.name, slug, language=language, now=now)
    if served is None:
        raise NotDelivered(record.full_name, slug, language)
    return served.body


def _canonical(session: Session, slug: str, language: str) -> bytes:
    blog = load_variant(session, slug, language, LanguageRule(tag=language), entries_limit=MAX_ENTRIES_OF_A_BLOG)
    if blog is None:
        raise UnknownBlog(slug)
    return encode(blog) + b"\n"
