"""One RSS item as an entry."""

from collections.abc import Iterator

from lxml import etree

from feeds.model import Block, Entry, PubStatus
from feeds.namespaces import ATOM, CONTENT, DC, DCTERMS, ITUNES, MEDIA, XML_LANG
from feeds.parsers.rss.channel import byline_in, first_time, line_in, marks_in, page_link, rights_in
from feeds.reading.assembling import bounded
from feeds.reading.feed_facts import EntryFacts, FeedFacts
from feeds.reading.feed_xml import RSS, Parts, base_of, is_marked_up, markup_of, place_of, text_of
from feeds.reading.html_blocks import blocks_from_html
from feeds.reading.listed import Listed
from feeds.reading.loose_text import loose_blocks
from feeds.reading.media_rss import Enclosure, with_media
from feeds.reading.own_lines import own_reason
from feeds.reading.own_notes import read_notes
from feeds.reading.people import byline_of
from feeds.reading.values import absolute_url, read_bytes, read_language
from feeds.sanitise import one_line

_XHTML = "http://www.w3.org/1999/xhtml"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_PUBLISHED = (
    (RSS, "pubdate"),
    (DC, "date"),
    (DCTERMS, "issued"),
    (DCTERMS, "created"),
    (ATOM, "published"),
    (ATOM, "updated"),
    (DCTERMS, "modified"),
)
_MODIFIED = ((DCTERMS, "modified"), (ATOM, "updated"))
_TEXTS = (
    (CONTENT, "encoded"),
    (_XHTML, "body"),
    (_XHTML, "div"),
    (RSS, "description"),
    (ITUNES, "summary"),
    (MEDIA, "description"),
)


def look_at(element: etree._Element, channel: FeedFacts) -> Listed[Parts]:
    """Return what tells an item from the others."""
    parts = Parts(element)
    about = one_line(element.get(_RDF_ABOUT) or "")
    return Listed(
        source=parts,
        place=place_of(element),
        identifier=parts.text(RSS, "guid") or about or parts.text(ATOM, "id") or "",
        link=page_link(parts, base_of(element, channel.base_url)),
        published_at=first_time(parts, _PUBLISHED, channel.zone),
        updated_at=first_time(parts, _MODIFIED, channel.zone),
        stated_time=parts.text(RSS, "pubdate") or parts.text(DC, "date") or "",
    )


def read_item(item: Listed[Parts], channel: FeedFacts) -> Entry:
    """Return an item as an entry; raises :exc:`~feeds.reading.assembling.BrokenEntry`."""
    parts = item.source
    notes = read_notes(parts)
    marks = marks_in(parts, is_own=notes.is_own)
    if notes.status is not PubStatus.USABLE:
        return channel.withdrawn(item, notes, kind=marks.kind, reason=own_reason(parts.text(CONTENT, "encoded")))
    base_url = base_of(parts.element, item.link or channel.base_url)
    facts = EntryFacts(
        notes=notes,
        marks=marks,
        title=line_in(parts, "title", is_own=notes.is_own),
        blocks=with_media(
            notes.without_lines(_text(parts, base_url, is_own=notes.is_own)),
            parts,
            enclosures=_enclosures(parts, base_url),
            base_url=base_url,
            is_own=notes.is_own,
        ),
        byline=byline_in(parts, is_own=notes.is_own) or byline_of(map(text_of, parts.all(RSS, "source"))),
        language=read_language(parts.text(DC, "language"), parts.element.get(XML_LANG)),
        rights=rights_in(parts),
    )
    return channel.entry(item, facts)


def _text(parts: Parts, base_url: str | None, *, is_own: bool) -> tuple[Block, ...]:
    """Return the body: the full text if there is one, else the description, which in our documents is none."""
    if is_own:
        encoded = parts.first(CONTENT, "encoded")
        return () if encoded is None else blocks_from_html(bounded(text_of(encoded)), base_url=base_url)
    for part in parts.each(_TEXTS):
        read = blocks_from_html if is_marked_up(part) else loose_blocks
        if blocks := read(bounded(markup_of(part)), base_url=base_of(part, base_url)):
            return blocks
    return ()


def _enclosures(parts: Parts, base_url: str | None) -> Iterator[Enclosure]:
    links = [link for link in parts.all(ATOM, "link") if link.get("rel") == "enclosure"]
    for element, name in [*((e, "url") for e in parts.all(RSS, "enclosure")), *((link, "href") for link in links)]:
        if href := absolute_url(element.get(name), base_url):
            mimetype = one_line(element.get("type") or "") or None
            yield Enclosure(href=href, mimetype=mimetype, bytes=read_bytes(element.get("length")))
