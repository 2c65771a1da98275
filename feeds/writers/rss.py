"""RSS 2.0 with content:encoded, Dublin Core, Media RSS, Atom links and our own notes."""

from collections.abc import Iterator
from datetime import UTC

from feedgen.entry import FeedEntry
from feedgen.ext.dc import DcEntryExtension, DcExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.dates import rfc822, rfc3339
from feeds.html import escape
from feeds.item import Feed, Item
from feeds.namespaces import ATOM, CONTENT, DC, DCTERMS, MEDIA, SYNDICATION
from feeds.profile import Extension
from feeds.writers.feedgen_elements import (
    LeftOutDate,
    ReadyElements,
    archive_mark,
    attach,
    author_name,
    contributors,
    declared,
    element,
    feed_author,
    feed_notes,
    item_categories,
    item_notes,
    own_categories,
    package_translation,
    rights_text,
    sibling_feeds,
    sibling_pages,
)
from feeds.writers.media_rss import media_elements
from feeds.xml import FragmentSerialiser

# In the order of feedgen, which puts its own two last: the order of declarations is part of the bytes.
_NAMESPACES: dict[str | None, str] = {
    "dc": DC,
    "dcterms": DCTERMS,
    "media": MEDIA,
    "syn": SYNDICATION,
    "atom": ATOM,
    "content": CONTENT,
}
_EXTENSIONS = {
    "dc": Extension.DUBLIN_CORE,
    "dcterms": Extension.MODIFIED,
    "media": Extension.MEDIA,
    "syn": Extension.OWN,
}
"""By its prefix. Those that feedgen itself declares are always there."""
_TAIL = b"</channel></rss>"


class RssWriter:
    """Write a feed as one RSS document; a :class:`~feeds.writers.writer.Writer`."""

    media_type = "application/rss+xml"
    versions: tuple[str, ...] = ("2.0",)

    def __init__(self) -> None:
        self._serialiser = FragmentSerialiser("rss", _NAMESPACES)

    def head(self, feed: Feed) -> bytes:
        """Return the document up to the first item."""
        whole: bytes = feed_generator(feed).rss_str()
        return whole[: whole.rindex(_TAIL)]

    def fragment(self, item: Item) -> bytes:
        """Return one ``item``; raises :exc:`~feeds.errors.WriteError`."""
        return self._serialiser.of_item(item.guid, lambda: [feed_entry(item).rss_entry()])

    def separator(self) -> bytes:
        """Return nothing: items follow each other."""
        return b""

    def tail(self, feed: Feed) -> bytes:
        """Return the end of the document."""
        return _TAIL


def feed_generator(feed: Feed) -> FeedGenerator:
    """Make feedgen's channel with everything but the items."""
    generator = FeedGenerator()
    if Extension.DUBLIN_CORE not in feed.without:
        dublin_core = attach(generator, "dc", DcExtension, atom=False)
        dublin_core.dc_creator(feed_author(feed))
        dublin_core.dc_contributor(list(contributors(package_translation(feed))))
    ready = attach(generator, "ready", ReadyElements, atom=False)
    ready.namespaces = declared(_NAMESPACES, feed, _EXTENSIONS)
    generator.title(feed.title)
    generator.description(feed.subtitle or feed.title)
    # feedgen takes the last link for the channel's own.
    generator.link(href=feed.links.feed_url, rel="self", type=RssWriter.media_type)
    generator.link(href=feed.links.page_url, rel="alternate")
    generator.language(feed.language_tag)
    generator.copyright(rights_text(feed.rights))
    generator.generator("syndication")
    generator.ttl(feed.ttl_min)
    generator.lastBuildDate(LeftOutDate(1970, 1, 1, tzinfo=UTC))
    generator.category(list(own_categories(feed)))
    ready.elements.append(element("lastBuildDate", rfc822(feed.updated_at)))
    ready.elements.extend(_channel_links(feed))
    ready.elements.extend(archive_mark(feed))
    ready.elements.extend(feed_notes(feed))
    return generator


def feed_entry(item: Item) -> FeedEntry:
    """Make feedgen's entry for one item."""
    entry = FeedEntry()
    if Extension.DUBLIN_CORE not in item.without:
        dublin_core = attach(entry, "dc", DcEntryExtension, atom=False)
        dublin_core.dc_creator(author_name(item))
        dublin_core.dc_contributor(list(contributors(item.translation)))
        dublin_core.dc_language(item.language_tag)
        dublin_core.dc_rights(rights_text(item.rights))
    ready = attach(entry, "ready", ReadyElements, atom=False)
    entry.guid(item.guid, permalink=False)
    entry.title(item.title)
    entry.link(href=item.url)
    # Readers take a description for HTML (RSS 2.0, "Elements of <item>"), our summary is plain text.
    if Extension.CONTENT in item.without:
        entry.description(item.body_html or escape(item.summary or item.title))
    else:
        entry.description(escape(item.summary or item.title))
        if item.body_html:
            entry.content(item.body_html)
    entry.category(list(item_categories(item)))
    ready.elements.append(element("pubDate", rfc822(item.published_at)))
    if Extension.MODIFIED not in item.without:
        ready.elements.append(element(f"{{{DCTERMS}}}modified", rfc3339(item.updated_at)))
    ready.elements.extend(_item_links(item))
    ready.elements.extend(item_notes(item))
    ready.elements.extend(media_elements(item))
    return entry


def _channel_links(feed: Feed) -> Iterator[etree._Element]:
    for link in sibling_feeds(feed):
        yield _atom_link(rel="alternate", type=RssWriter.media_type, hreflang=link.language, href=link.url)
    for relation, url in feed.links.archive_links:
        yield _atom_link(rel=relation, type=RssWriter.media_type, href=url)
    for url in feed.links.hubs:
        yield _atom_link(rel="hub", href=url)


def _item_links(item: Item) -> Iterator[etree._Element]:
    for url, language, media_type in sibling_pages(item.alternates, item.language):
        yield _atom_link(rel="alternate", type=media_type, hreflang=language, href=url)
    if item.translation and item.source_url:
        source_language = item.translation.source_language
        yield _atom_link(rel="via", type="text/html", hreflang=source_language, href=item.source_url)


def _atom_link(**attributes: str) -> etree._Element:
    return element(f"{{{ATOM}}}link", **attributes)
