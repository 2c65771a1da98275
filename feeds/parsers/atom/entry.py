"""One Atom entry."""

from collections.abc import Iterator

from lxml import etree

from feeds.model import Block, Entry, PubStatus, Rights
from feeds.namespaces import ATOM, XML_LANG
from feeds.parsers.atom.feed import (
    KIND_OF_GOOGLE,
    authors_in,
    categories_in,
    line_in,
    link_of,
    marks_in,
    rights_in,
    time_in,
)
from feeds.parsers.atom.text import Content, read_content
from feeds.reading.assembling import Report
from feeds.reading.feed_facts import EntryFacts, FeedFacts
from feeds.reading.feed_xml import Parts, base_of, place_of
from feeds.reading.listed import Listed
from feeds.reading.media_rss import Enclosure, with_media
from feeds.reading.own_lines import own_reason
from feeds.reading.own_notes import read_notes
from feeds.reading.values import absolute_url, read_bytes, read_language
from feeds.sanitise import one_line


def look_at(element: etree._Element, feed: FeedFacts) -> Listed[Parts]:
    """Return what tells an entry from the others. Without a time of publication it appeared when it was updated."""
    parts = Parts(element)
    updated_at = time_in(parts, "updated", feed.zone)
    return Listed(
        source=parts,
        place=place_of(element),
        identifier=parts.text(ATOM, "id") or "",
        link=link_of(parts, "alternate", feed.base_url),
        published_at=time_in(parts, "published", feed.zone) or updated_at,
        updated_at=updated_at,
        stated_time=parts.text(ATOM, "published", "updated") or "",
    )


def read_entry(item: Listed[Parts], feed: FeedFacts, report: Report) -> Entry | None:
    """Return an entry, or ``None`` for what an export of Blogger holds beside entries.

    Raises :exc:`~feeds.reading.assembling.BrokenEntry`.
    """
    parts = item.source
    if any(c.scheme == KIND_OF_GOOGLE and not c.term.endswith("#post") for c in categories_in(parts)):
        return None
    notes, marks = read_notes(parts), marks_in(parts)
    if notes.status is not PubStatus.USABLE:
        return feed.withdrawn(item, notes, kind=marks.kind, reason=own_reason(parts.text(ATOM, "content")))
    base_url = feed.base_url or item.link
    content = _content(parts, base_url, is_own=notes.is_own)
    if content.doubt:
        report.add(item.place, content.doubt)
    facts = EntryFacts(
        notes=notes,
        marks=marks,
        title=line_in(parts, "title"),
        blocks=with_media(
            notes.without_lines(content.blocks),
            parts,
            enclosures=[*_enclosures(parts, base_url), *([content.elsewhere] if content.elsewhere else [])],
            base_url=base_of(parts.element, base_url),
            is_own=notes.is_own,
        ),
        byline=_byline(parts, is_own=notes.is_own),
        language=_language(parts),
        rights=_rights(parts),
    )
    return feed.entry(item, facts)


def _content(parts: Parts, base_url: str | None, *, is_own: bool) -> Content:
    """Return the content, or the summary where that has nothing to show: in our documents there is nothing, then."""
    found = [read_content(part, base_url=base_url) for part in parts.all(ATOM, "content")[:1]]
    if found and (found[0].blocks or is_own):
        return found[0]
    summaries = (read_content(part, base_url=base_url).blocks for part in parts.all(ATOM, "summary"))
    blocks: tuple[Block, ...] = next(filter(None, summaries), ())
    content = found[0] if found else Content()
    return Content(blocks=blocks, elsewhere=content.elsewhere, doubt=content.doubt)


def _enclosures(parts: Parts, base_url: str | None) -> Iterator[Enclosure]:
    for link in parts.all(ATOM, "link"):
        href = absolute_url(link.get("href"), base_of(link, base_url))
        if link.get("rel") == "enclosure" and href:
            yield Enclosure(
                href=href,
                mimetype=one_line(link.get("type") or "") or None,
                bytes=read_bytes(link.get("length")),
                title=one_line(link.get("title") or "") or None,
            )


def _language(parts: Parts) -> str | None:
    """Return the language of the text, or else of the entry, where it says one of its own."""
    content = parts.first(ATOM, "content")
    return read_language(None if content is None else content.get(XML_LANG), parts.element.get(XML_LANG))


def _byline(parts: Parts, *, is_own: bool) -> str | None:
    """Return the authors, or else those of the feed it was taken from (RFC 4287 §4.2.1)."""
    sources = (authors_in(Parts(source), is_own=is_own) for source in parts.all(ATOM, "source"))
    return authors_in(parts, is_own=is_own) or next(filter(None, sources), None)


def _rights(parts: Parts) -> Rights | None:
    return rights_in(parts) or next(filter(None, (rights_in(Parts(s)) for s in parts.all(ATOM, "source"))), None)
