"""The public feeds of a live blog as pages and lists offer them: what feed readers can take first."""

from dataclasses import dataclass

from flask import url_for

from feeds.item import Site
from feeds.writers import WRITERS
from syndication.addresses import feed_url

_READER_FORMATS = ("atom", "rss", "json")

_TITLES = {
    "atom": "Atom",
    "rss": "RSS",
    "json": "JSON Feed",
    "newsmlg2": "NewsML-G2",
    "ninjs": "ninjs",
    "nitf": "NITF",
    "newsml12": "NewsML 1.2",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed to offer: ``url`` to hand on, ``path`` to follow from here.

    ``is_for_readers`` tells what people subscribe to from what the systems of newsrooms take in.
    """

    name: str
    media_type: str
    url: str
    path: str
    is_for_readers: bool


def reader_formats() -> tuple[str, ...]:
    """Return the formats that a feed reader can subscribe to, those that tell it most first."""
    return tuple(name for name in _READER_FORMATS if name in WRITERS)


def format_title(name: str) -> str:
    """Call a format as people do; one that is not known here by its own name."""
    return _TITLES.get(name, name)


def feed_links(site: Site, slug: str, language: str) -> tuple[FeedLink, ...]:
    """Return a live blog's public feeds in one language, those for feed readers first."""
    return tuple(
        FeedLink(
            name=format_title(name),
            media_type=WRITERS[name].media_type,
            url=feed_url(site, slug, language, name),
            path=url_for("feeds.public_feed", slug=slug, language=language, format_name=name),
            is_for_readers=name in _READER_FORMATS,
        )
        for name in sorted(WRITERS, key=_rank)
    )


def _rank(name: str) -> int:
    known = list(_TITLES)
    return known.index(name) if name in known else len(known)
