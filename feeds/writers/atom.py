"""Atom 1.0 (RFC 4287) with tombstones for withdrawn entries (RFC 6721), Media RSS and our own notes."""

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.dates import for_the_wire
from feeds.item import Feed, Item
from feeds.model import PubStatus, Translation
from feeds.namespaces import MEDIA, SYNDICATION, TOMBSTONES, XML_LANG
from feeds.profile import Extension
from feeds.writers.feedgen_elements import (
    OTHER_PAGE_TYPE,
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
from feeds.xml import FragmentSerialiser, clean_text

_NAMESPACES: dict[str | None, str] = {"at": TOMBSTONES, "media": MEDIA, "syn": SYNDICATION}
_EXTENSIONS = {"at": Extension.TOMBSTONES, "media": Extension.MEDIA, "syn": Extension.OWN}
_TAIL = b"</feed>"


class AtomWriter:
    """Write a feed as one Atom document; a :class:`~feeds.writers.writer.Writer`.

    A withdrawn item is both there, saying so, and named by a tombstone in the head: no known reader implements
    tombstones, and RFC 4287's grammar wants foreign elements before the entries.
    """

    media_type = "application/atom+xml"
    versions: tuple[str, ...] = ("1.0",)

    def __init__(self) -> None:
        # feedgen writes xmlns as if it were an attribute, so its elements are in no namespace and this root is too.
        self._serialiser = FragmentSerialiser("feed", _NAMESPACES)

    def head(self, feed: Feed) -> bytes:
        """Return the document up to the first entry, tombstones included."""
        whole: bytes = feed_generator(feed).atom_str()
        return whole[: whole.rindex(_TAIL)]

    def fragment(self, item: Item) -> bytes:
        """Return one ``entry``; raises :exc:`~feeds.errors.WriteError`."""
        return self._serialiser.of_item(item.guid, lambda: [feed_entry(item).atom_entry()])

    def separator(self) -> bytes:
        """Return nothing: entries follow each other."""
        return b""

    def tail(self, feed: Feed) -> bytes:
        """Return the end of the document."""
        return _TAIL


def feed_generator(feed: Feed) -> FeedGenerator:
    """Make feedgen's feed with everything but the entries."""
    generator = FeedGenerator()
    ready = attach(generator, "ready", ReadyElements, atom=True)
    ready.namespaces = declared(_NAMESPACES, feed, _EXTENSIONS)
    ready.rights_language = _rights_language(package_translation(feed), feed.language)
    generator.id(feed.guid)
    generator.title(feed.title)
    generator.subtitle(feed.subtitle)
    generator.updated(for_the_wire(feed.updated_at))
    generator.language(feed.language_tag)
    generator.author(name=feed_author(feed))
    generator.rights(rights_text(feed.rights))
    generator.generator("syndication")
    _link_feed(generator, feed)
    generator.category(list(own_categories(feed)))
    generator.contributor([{"name": name} for name in contributors(package_translation(feed))])
    ready.elements.extend(archive_mark(feed))
    ready.elements.extend(feed_notes(feed))
    if Extension.TOMBSTONES not in feed.without:
        ready.elements.extend(_tombstone(item) for item in feed.items if item.pub_status is PubStatus.CANCELED)
    return generator


def feed_entry(item: Item) -> FeedEntry:
    """Make feedgen's entry for one item."""
    entry = FeedEntry()
    ready = attach(entry, "ready", ReadyElements, atom=True)
    ready.language = item.language_tag
    ready.rights_language = _rights_language(item.translation, item.language)
    entry.id(item.guid)
    entry.title(item.title)
    entry.updated(for_the_wire(item.updated_at))
    entry.published(for_the_wire(item.published_at))
    if name := author_name(item):
        entry.author(name=name)
    entry.content(item.body_html, type="html")
    if item.summary:
        entry.summary(item.summary, type="text")
    entry.category(list(item_categories(item)))
    entry.contributor([{"name": name} for name in contributors(item.translation)])
    entry.rights(rights_text(item.rights))
    ready.elements.extend(_entry_links(item))
    ready.elements.extend(item_notes(item))
    ready.elements.extend(media_elements(item))
    return entry


def _rights_language(translation: Translation | None, language: str) -> str | None:
    """Return the language of rights where it is another than that of what they are for: they are not translated."""
    return translation.source_language if translation and translation.source_language != language else None


def _link_feed(generator: FeedGenerator, feed: Feed) -> None:
    generator.link(href=feed.links.feed_url, rel="self", type=AtomWriter.media_type)
    generator.link(href=feed.links.page_url, rel="alternate", type="text/html", hreflang=feed.language)
    siblings = tuple(sibling_feeds(feed))
    for link in siblings:
        generator.link(href=link.url, rel="alternate", type=AtomWriter.media_type, hreflang=link.language)
    if siblings:
        generator.link(href=feed.links.page_url, rel="alternate", type=OTHER_PAGE_TYPE, hreflang=feed.language)
    for relation, url in feed.links.archive_links:
        generator.link(href=url, rel=relation, type=AtomWriter.media_type)
    for url in feed.links.hubs:
        generator.link(href=url, rel="hub")


def _entry_links(item: Item) -> list[etree._Element]:
    """Link the entry's page, its pages in other languages, and for a translation the entry it was made from.

    ``rel=alternate`` may occur once per type and language (RFC 4287 §4.1.2). Some readers open the first one, others,
    such as newsboat, the last: where there are siblings, the entry's own page is both.
    """
    siblings = [
        element("link", rel="alternate", type=media_type, hreflang=language, href=url)
        for url, language, media_type in sibling_pages(item.alternates, item.language)
    ]
    links = [element("link", rel="alternate", type="text/html", hreflang=item.language, href=item.url), *siblings]
    if siblings:
        links.append(element("link", rel="alternate", type=OTHER_PAGE_TYPE, hreflang=item.language, href=item.url))
    if item.translation and item.source_url:
        source_language = item.translation.source_language
        links.append(element("link", rel="via", type="text/html", hreflang=source_language, href=item.source_url))
    return links


def _tombstone(item: Item) -> etree._Element:
    """Make the ``at:deleted-entry`` of a withdrawn item (RFC 6721 §3).

    It stands in the head, which belongs to all items, so a reason that XML cannot carry is cleaned instead of refused.
    """
    withdrawn_at = for_the_wire(item.updated_at).isoformat()
    tombstone = element(f"{{{TOMBSTONES}}}deleted-entry", ref=item.guid, when=withdrawn_at)
    if item.kill_reason:
        comment = element(f"{{{TOMBSTONES}}}comment", clean_text(item.kill_reason))
        # Reasons are not translated: in a variant too this is the source language.
        comment.set(XML_LANG, item.translation.source_language if item.translation else item.language)
        tombstone.append(comment)
    return tombstone
