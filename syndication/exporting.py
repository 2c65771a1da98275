"""A live blog written out without a server: any feed as HTTP would serve it, or canonical JSON."""

from datetime import datetime

from sqlalchemy.orm import Session

from feeds.codec import encode
from feeds.errors import UnknownFormat
from feeds.profile import LanguageRule
from feeds.writers import WRITERS, find_writer
from syndication.archives import archive_document
from syndication.config import Settings
from syndication.documents import partner_document, public_document
from syndication.errors import NotDelivered, UnknownArchive, UnknownBlog, UnknownLanguage, WrongFormat
from syndication.partners import ProfileRecord, choose_profile
from syndication.publish import kept_variant_of
from syndication.site import site_of
from syndication.storage.blogs import load_blog
from syndication.storage.entries import MAX_ENTRIES_OF_A_BLOG
from syndication.storage.revisions import blog_languages, feed_state

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
    chosen = _language(session, slug, language)
    if profile is not None:
        record = choose_profile(session, profile)
        if format_name not in {None, record.profile.format}:
            raise WrongFormat(record.full_name, record.profile.format)
        return _partner_bytes(session, settings, slug, record, language=language, now=now)
    if format_name == CANONICAL:
        return _canonical(session, slug, chosen)
    site = site_of(settings, session)
    served = public_document(session, site, slug, chosen, format_name or "", now=now)
    if served is None:
        raise UnknownFormat(format_name=format_name or "", known=(*WRITERS, CANONICAL))
    return served.body


def export_archive(
    session: Session,
    settings: Settings,
    slug: str,
    number: int,
    *,
    format_name: str,
    language: str | None,
    now: datetime,
) -> bytes:
    """Return the bytes that ``GET`` on the newest address of an archive document of a public feed gives.

    Raises :exc:`UnknownBlog`, :exc:`UnknownLanguage`, :exc:`UnknownArchive` or :exc:`~feeds.errors.UnknownFormat`.
    """
    chosen = _language(session, slug, language)
    find_writer(format_name)
    site = site_of(settings, session)
    served = archive_document(session, site, slug, chosen, format_name, number, now=now)
    if served is None:
        state = feed_state(session, slug, chosen)
        raise UnknownArchive(slug, chosen, number, archives=state.archives if state else 0)
    return served.body


def _language(session: Session, slug: str, wanted: str | None) -> str:
    """Return the language that is meant, by default the live blog's own."""
    languages = blog_languages(session, slug)
    if not languages:
        raise UnknownBlog(slug)
    if wanted is not None and wanted not in languages:
        raise UnknownLanguage(slug, wanted, languages)
    return wanted or languages[0]


def _partner_bytes(
    session: Session, settings: Settings, slug: str, record: ProfileRecord, *, language: str | None, now: datetime
) -> bytes:
    site = site_of(settings, session)
    served = partner_document(session, site, record.partner_slug, record.profile.name, slug, language=language, now=now)
    if served is None:
        raise NotDelivered(record.full_name, slug, language)
    return served.body


def _canonical(session: Session, slug: str, language: str) -> bytes:
    blog = load_blog(session, slug, entries_limit=MAX_ENTRIES_OF_A_BLOG)
    kept = kept_variant_of(session, blog, language, LanguageRule(tag=language)) if blog else None
    if kept is None:
        raise UnknownBlog(slug)
    return encode(kept) + b"\n"
