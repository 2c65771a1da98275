"""What an RSS channel says of the live blog as a whole; the elements that its items have too."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from lxml import etree

from feeds.model import Rights
from feeds.namespaces import ATOM, DC, DCTERMS, ITUNES
from feeds.reading.feed_facts import FeedFacts, Marks
from feeds.reading.feed_xml import RSS, Parts, base_of, language_of, line_of, text_of
from feeds.reading.identities import guid_from
from feeds.reading.loose_text import loose_line
from feeds.reading.own_notes import Category, read_marks, read_notes, with_territories
from feeds.reading.parsed import ParseOptions
from feeds.reading.people import byline_of
from feeds.reading.values import absolute_url, own_zone, read_language, read_time

_UPDATED = ((RSS, "lastbuilddate"), (RSS, "pubdate"), (DC, "date"), (ATOM, "updated"))

_MOST_DIGITS = 6


def read_channel(parts: Parts, options: ParseOptions) -> FeedFacts:
    """Read a channel; raises :exc:`~feeds.reading.assembling.BrokenEntry` for notes of ours that make no sense."""
    notes, zone = read_notes(parts), own_zone(options)
    self_url = absolute_url(_link(parts, "self"), options.base_url)
    base_url = base_of(parts.element, options.base_url or self_url)
    page = page_link(parts, base_url)
    identifier = parts.text(ATOM, "id")
    return FeedFacts(
        notes=notes,
        zone=zone,
        title=line_in(parts, "title", is_own=notes.is_own) or "",
        guid=guid_from(identifier, scope=None),
        page=page,
        base_url=base_url or page,
        scope=identifier or page or self_url or options.base_url,
        standfirst=line_in(parts, "description", is_own=notes.is_own),
        language=read_language(parts.text(RSS, "language"), parts.text(DC, "language"), language_of(parts.element)),
        byline=byline_in(parts, is_own=notes.is_own),
        subjects=marks_in(parts, is_own=notes.is_own).subjects,
        rights=rights_in(parts),
        updated_at=first_time(parts, _UPDATED, zone),
        refresh_s=_refresh_s(parts.text(RSS, "ttl")),
    )


def line_in(parts: Parts, name: str, *, is_own: bool) -> str | None:
    """Return the first text of RSS's own that is not blank, on one line."""
    return next(filter(None, map(_reader_of(is_own=is_own), parts.all(RSS, name))), None)


def page_link(parts: Parts, base_url: str | None) -> str | None:
    """Return the address of the page that a channel or an item is about."""
    given = (*map(text_of, parts.all(RSS, "link")), _link(parts, "alternate"))
    return next(filter(None, (absolute_url(url, base_url) for url in given)), None)


def byline_in(parts: Parts, *, is_own: bool) -> str | None:
    """Return whom a channel or an item names as its authors, by the first of the elements for it that is there.

    In our documents that is a byline as it stands; in others addresses of people are taken off.
    """
    if is_own:
        return parts.text(DC, "creator")
    for namespace, name in ((DC, "creator"), (RSS, "author"), (ITUNES, "author")):
        names = (loose_line(text) if "@" not in text else text for text in map(text_of, parts.all(namespace, name)))
        if byline := byline_of(names):
            return byline
    return byline_of(line_of(name) for author in parts.all(ATOM, "author") for name in Parts(author).all(ATOM, "name"))


def rights_in(parts: Parts) -> Rights | None:
    """Return the notice of rights and where they hold, if anything is said of them."""
    notice = parts.text(RSS, "copyright") or parts.text(DC, "rights") or parts.text(DCTERMS, "rights")
    return with_territories(Rights(notice=notice) if notice else None, parts)


def marks_in(parts: Parts, *, is_own: bool) -> Marks:
    """Return what the categories say."""
    read = _reader_of(is_own=is_own)
    categories = [Category(term=read(part), scheme=part.get("domain")) for part in parts.all(RSS, "category")]
    return read_marks([*categories, *(Category(term=read(subject)) for subject in parts.all(DC, "subject"))])


def first_time(parts: Parts, names: tuple[tuple[str, str], ...], zone: tzinfo) -> datetime | None:
    """Return the first time of these that is there and can be read."""
    for part in parts.each(names):
        try:
            return read_time(text_of(part), zone)
        except ValueError:
            continue
    return None


def _refresh_s(ttl: str | None) -> int | None:
    """Return for how many seconds a channel wishes not to be asked for again; it says so in minutes."""
    minutes = int(ttl) if ttl and ttl.isascii() and ttl.isdigit() and len(ttl) <= _MOST_DIGITS else 0
    return minutes * 60 or None


def _reader_of(*, is_own: bool) -> Callable[[etree._Element], str]:
    """Return how texts of one line are read: plain in our documents, else by their looks."""
    return line_of if is_own else lambda part: loose_line(text_of(part))


def _link(parts: Parts, relation: str) -> str | None:
    links = parts.all(ATOM, "link")
    return next((link.get("href") for link in links if (link.get("rel") or "alternate") == relation), None)
