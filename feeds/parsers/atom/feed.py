"""What an Atom feed says of the live blog as a whole; the elements that its entries have too."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from feeds.model import Rights
from feeds.namespaces import ATOM
from feeds.parsers.atom.text import read_line
from feeds.reading.feed_facts import FeedFacts, Marks
from feeds.reading.feed_xml import Parts, base_of, language_of, line_of
from feeds.reading.identities import guid_from
from feeds.reading.own_notes import Category, read_marks, read_notes, with_territories
from feeds.reading.parsed import ParseOptions
from feeds.reading.people import byline_of
from feeds.reading.values import absolute_url, own_zone, read_language, read_time

KIND_OF_GOOGLE = "http://schemas.google.com/g/2005#kind"
"""Blogger's scheme for what an entry is; it is not about that."""


def read_feed(parts: Parts, options: ParseOptions) -> FeedFacts:
    """Read a feed; raises :exc:`~feeds.reading.assembling.BrokenEntry` for notes of ours that make no sense."""
    notes, zone = read_notes(parts), own_zone(options)
    self_url = link_of(parts, "self", options.base_url)
    page = link_of(parts, "alternate", options.base_url or self_url)
    identifier = parts.text(ATOM, "id")
    return FeedFacts(
        notes=notes,
        zone=zone,
        title=line_in(parts, "title") or "",
        guid=guid_from(identifier, scope=None),
        page=page,
        base_url=options.base_url or self_url or page,
        scope=identifier or self_url or page,
        standfirst=line_in(parts, "subtitle"),
        language=read_language(language_of(parts.element)),
        byline=authors_in(parts, is_own=notes.is_own),
        subjects=marks_in(parts).subjects,
        rights=rights_in(parts),
        updated_at=time_in(parts, "updated", zone),
    )


def line_in(parts: Parts, name: str) -> str | None:
    """Return the first text construct of a name that is not blank, as plain text on one line."""
    return next(filter(None, map(read_line, parts.all(ATOM, name))), None)


def link_of(parts: Parts, relation: str, base_url: str | None) -> str | None:
    """Return the first address of a relation, of several the first page in HTML (RFC 4287 §4.2.7)."""
    links = [link for link in parts.all(ATOM, "link") if (link.get("rel") or "alternate") == relation]
    links.sort(key=lambda link: (link.get("type") or "text/html") != "text/html")
    return next(filter(None, (absolute_url(link.get("href"), base_of(link, base_url)) for link in links)), None)


def authors_in(parts: Parts, *, is_own: bool) -> str | None:
    """Return the names of the authors: in our documents a byline as it stands, in others without e-mail addresses."""
    names = [line_of(name) for person in parts.all(ATOM, "author") for name in Parts(person).all(ATOM, "name")]
    return next(filter(None, names), None) if is_own else byline_of(names)


def rights_in(parts: Parts) -> Rights | None:
    """Return the notice of rights and where they hold, if anything is said of them."""
    notice = line_in(parts, "rights")
    return with_territories(Rights(notice=notice) if notice else None, parts)


def marks_in(parts: Parts) -> Marks:
    """Return what the categories say."""
    return read_marks(category for category in categories_in(parts) if category.scheme != KIND_OF_GOOGLE)


def categories_in(parts: Parts) -> Iterator[Category]:
    """Yield the categories."""
    for category in parts.all(ATOM, "category"):
        yield Category(
            term=category.get("term") or line_of(category), scheme=category.get("scheme"), label=category.get("label")
        )


def time_in(parts: Parts, name: str, zone: tzinfo) -> datetime | None:
    """Return the first time of a name that can be read."""
    for part in parts.all(ATOM, name):
        try:
            return read_time(line_of(part), zone)
        except ValueError:
            continue
    return None
