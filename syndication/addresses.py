"""Every address this service hands out, built in one place. All are absolute and start with the site's base URL."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from feeds.item import FeedLinks, LanguageLink, Site
from syndication.config import Settings

_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
_ARCHIVE_NAME = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class ArchiveName:
    """What an address calls an archive document: ``3``, or ``3.1`` once something was taken out of it."""

    number: int
    generation: int

    @classmethod
    def read(cls, text: str) -> "ArchiveName | None":
        """Read what an address has; ``None`` for what is written in no address. Raises ValueError for no number."""
        match = _ARCHIVE_NAME.fullmatch(text)
        if match is None:
            raise ValueError("expected the number of an archive document, such as 3 or 3.1")
        if max(map(len, text.split("."))) > _MOST_DIGITS:
            return None
        name = cls(int(match[1]), int(match[2] or 0))
        return name if str(name) == text and name.number else None

    def __str__(self) -> str:
        """Write it as addresses have it."""
        return f"{self.number}.{self.generation}" if self.generation else str(self.number)


def feed_path(slug: str, language: str, format_name: str) -> str:
    """Return what follows the base URL in the address of a public feed."""
    return f"/blogs/{quote(slug)}/{quote(language)}/feed.{quote(format_name)}"


def feed_url(site: Site, slug: str, language: str, format_name: str) -> str:
    """Return the address of a public feed."""
    return site.base_url + feed_path(slug, language, format_name)


def archive_url(site: Site, slug: str, language: str, format_name: str, archive: ArchiveName) -> str:
    """Return the address of an archive document of a public feed."""
    return f"{feed_url(site, slug, language, format_name)}?archive={archive}"


def partner_feed_url(
    site: Site, partner: str, profile_name: str, slug: str | None = None, *, language: str | None = None
) -> str:
    """Return the address of a partner's feed of one live blog, or without ``slug`` of all of them.

    ``language`` is for every language but the profile's first, which is served without asking. Secrets are never part
    of an address that is built here.
    """
    parts = ["partners", partner, profile_name] + ([slug] if slug else [])
    query = f"?{urlencode({'language': language})}" if language else ""
    return f"{site.base_url}/{'/'.join(quote(part, safe='') for part in parts)}{query}"


def index_url(site: Site) -> str:
    """Return the address of the list of live blogs."""
    return f"{site.base_url}/"


def opml_url(site: Site) -> str:
    """Return the address of the list of all public feeds."""
    return f"{site.base_url}/feeds.opml"


def news_sitemap_url(site: Site) -> str:
    """Return the address of the News sitemap."""
    return f"{site.base_url}/news-sitemap.xml"


def icon_url(site: Site) -> str:
    """Return the address of the site's icon."""
    return f"{site.base_url}/favicon.svg"


def sign_in_url(site: Site, secret: str) -> str:
    """Return the one-time link that holds a secret of :func:`syndication.auth.create_sign_in_link`."""
    return f"{site.base_url}/sign-in/{quote(secret, safe='')}"


def public_links(site: Site, slug: str, language: str, format_name: str, languages: Iterable[str]) -> FeedLinks:
    """Return what a public feed says about its own address, its page and the same in the other ``languages``.

    Its archive documents are still to be added.
    """
    others = [tag for tag in languages if tag != language]
    return FeedLinks(
        feed_url=feed_url(site, slug, language, format_name),
        page_url=site.page_url(slug, language),
        sibling_feeds=tuple(LanguageLink(language=tag, url=feed_url(site, slug, tag, format_name)) for tag in others),
        sibling_pages=page_links(site, slug, others),
        hubs=site.hubs,
    )


def reachable_host(settings: Settings) -> str:
    """Return a name under which this machine reaches its own server: a wildcard is no place to connect to."""
    return _LOOPBACK.get(settings.host, settings.host)


def served_url(settings: Settings) -> str:
    """Return the base URL of an installation that is not told its public one."""
    host = reachable_host(settings)
    return settings.base_url or f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def page_links(site: Site, slug: str, languages: Iterable[str]) -> tuple[LanguageLink, ...]:
    """Return a live blog's pages in these languages."""
    return tuple(LanguageLink(language=tag, url=site.page_url(slug, tag)) for tag in languages)
