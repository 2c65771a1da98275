"""What the RSS and the Atom writer share: elements feedgen has not, and the way round its faults.

Of feedgen 1.0: links of Atom entries lose ``rel``, ``type`` and ``hreflang``; RSS dates are formatted under a changed
process locale; Media RSS has no credits, captions or rights. Such elements are made here and appended by
:class:`ReadyElements`, a feedgen extension. ``docs/formats/atom.md`` describes the elements of our own namespace.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TypeVar

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.catalogs import subject_concept
from feeds.dates import rfc3339
from feeds.item import Feed, Item, LanguageLink
from feeds.model import PubStatus, Rights, Subject, Translation
from feeds.namespaces import (
    HISTORY,
    KIND_SCHEME,
    MARK_SCHEME,
    SYNDICATION,
    TAG_SCHEME,
    TRANSLATION_SCHEME,
    XML_LANG,
)
from feeds.profile import Extension

# feedparser, which many programs are built on, lets the last alternate of exactly the type text/html win, others take
# the first. With its charset spelled out, a page in another language is never taken for the entry's own page.
OTHER_PAGE_TYPE = "text/html; charset=utf-8"

_MAIL_ADDRESS = re.compile(r"\s{0,9}[<(\[]?[^\s@<>(\[]{1,64}@[^\s@<>)\]]{1,255}\.[A-Za-z]+[>)\]]?")

Made = TypeVar("Made", bound=BaseExtension)


class ReadyElements(BaseExtension):
    """A feedgen extension that appends finished elements to a feed or an entry, and declares namespaces."""

    def __init__(self) -> None:
        self.namespaces: dict[str | None, str] = {}
        self.elements: list[etree._Element] = []
        self.language: str | None = None
        self.rights_language: str | None = None

    def extend_ns(self) -> dict[str | None, str]:
        """Return the prefixes to declare on the document's root."""
        return self.namespaces

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        """Append to ``feed``, which is an Atom feed or entry, and set its language and that of its rights."""
        if self.language:
            feed.set(XML_LANG, self.language)
        rights = feed.find("rights")
        if self.rights_language and rights is not None:
            rights.set(XML_LANG, self.rights_language)
        feed.extend(self.elements)
        return feed

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        """Append to ``feed``, which is an RSS item, or to the channel if it is a whole document."""
        (feed[0] if feed.tag == "rss" else feed).extend(self.elements)
        return feed


class LeftOutDate(datetime):
    """A date that feedgen leaves out.

    It would put in the time of generation otherwise, formatted after ``setlocale``, which is not safe in a threaded
    server. There is no other public way to unset it.
    """

    def __bool__(self) -> bool:
        """Make feedgen's test for a set date fail."""
        return False


def declared(
    namespaces: Mapping[str | None, str], feed: Feed, extensions: Mapping[str, Extension]
) -> dict[str | None, str]:
    """Return the namespaces of a feed: all but those of the extensions, by prefix, that its partner does not want."""
    return {
        prefix: address
        for prefix, address in namespaces.items()
        if prefix is None or extensions.get(prefix) not in feed.without
    }


def attach(target: FeedGenerator | FeedEntry, name: str, extension: type[Made], *, atom: bool) -> Made:
    """Register a feedgen extension for Atom, or else for RSS, and return the instance that ``target`` made of it."""
    target.register_extension(name, extension, atom=atom, rss=not atom)
    made: Made = getattr(target, name)
    return made


def element(name: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    """Make one element; attributes that are ``None`` or empty are left out."""
    made = etree.Element(name, {key: value for key, value in attributes.items() if value})
    made.text = text
    return made


def sibling_pages(alternates: tuple[LanguageLink, ...], own_language: str) -> Iterator[tuple[str, str, str]]:
    """Yield address, language and media type of each page in another language, one per language (RFC 4287 §4.2.7)."""
    seen = {own_language}
    for link in alternates:
        if link.language not in seen:
            seen.add(link.language)
            yield link.url, link.language, OTHER_PAGE_TYPE


def sibling_feeds(feed: Feed) -> Iterator[LanguageLink]:
    """Yield the same feed in the other languages, one per language."""
    seen = {feed.language}
    for link in feed.links.sibling_feeds:
        if link.language not in seen:
            seen.add(link.language)
            yield link


def archive_mark(feed: Feed) -> Iterator[etree._Element]:
    """Yield what marks an archive document (RFC 5005 §4); nothing in a document that readers subscribe to."""
    if feed.links.archive:
        # Declared here and not at the root, which is the same in documents without archives.
        yield etree.Element(f"{{{HISTORY}}}archive", nsmap={"fh": HISTORY})


def author_name(item: Item) -> str | None:
    """Return who is credited with an item: the partner's credit line, or else the byline."""
    return without_mail_address(item.credit_line or item.byline or "") or None


def feed_author(feed: Feed) -> str:
    """Return who is credited with a feed."""
    return without_mail_address(feed.author) or feed.site.provider


def without_mail_address(name: str) -> str:
    """Leave out e-mail addresses: readers look for one in whatever names an author, and some send mail in its name."""
    without = _MAIL_ADDRESS.sub("", name) if "@" in name else name
    return name if without == name else without.strip(" ,;")


def rights_text(rights: Rights | None) -> str | None:
    """Write rights as the sentence a reader gets: the notice, or else the holder, then the terms of use."""
    if rights is None:
        return None
    parts = (rights.notice or rights.holder, rights.usage_terms)
    return " ".join(part for part in parts if part) or None


def subject_category(subject: Subject) -> dict[str, str]:
    """Return a subject as feedgen takes a category."""
    scheme, code = subject_concept(subject)
    category = {"term": code, "scheme": scheme}
    return category | {"label": subject.name} if subject.name else category


def item_categories(item: Item) -> Iterator[dict[str, str]]:
    """Yield subjects, tags, kind, marks and translation state of an item as feedgen takes categories.

    What stands in place of a withdrawn text is no translation.
    """
    yield from map(subject_category, item.subjects)
    yield from ({"term": tag, "scheme": TAG_SCHEME} for tag in item.tags)
    yield {"term": item.kind.value, "scheme": KIND_SCHEME}
    if item.pinned:
        yield {"term": "pinned", "scheme": MARK_SCHEME}
    if item.highlighted:
        yield {"term": "highlighted", "scheme": MARK_SCHEME}
    if item.pub_status is PubStatus.USABLE:
        yield from translation_categories(item.translation)


def translation_categories(translation: Translation | None) -> Iterator[dict[str, str]]:
    """Yield how far a text is translated, and that it is stale if so, as feedgen takes categories."""
    if translation is None:
        return
    yield {"term": translation.state.value, "scheme": TRANSLATION_SCHEME}
    if translation.is_stale:
        yield {"term": "stale", "scheme": TRANSLATION_SCHEME}


def contributors(translation: Translation | None) -> tuple[str, ...]:
    """Name everyone and everything that worked on a translation, engines first, each once."""
    if translation is None:
        return ()
    names = map(without_mail_address, (*translation.engines, *translation.reviewers))
    return tuple(dict.fromkeys(filter(None, names)))


def package_translation(feed: Feed) -> Translation | None:
    """Return the note on a feed's own texts; a feed across several live blogs has none."""
    return feed.live_blog.translation if feed.live_blog else None


def own_categories(feed: Feed) -> Iterator[dict[str, str]]:
    """Yield the subjects and the translation state of a feed's own texts as feedgen takes categories."""
    yield from map(subject_category, feed.subjects)
    yield from translation_categories(package_translation(feed))


def feed_notes(feed: Feed) -> Iterator[etree._Element]:
    """Yield what RSS and Atom have no element for about the feed, in our own namespace, if the partner wants it."""
    if Extension.OWN in feed.without:
        return
    yield from _territories(feed.rights)
    if package := feed.live_blog:
        yield from _version(package.version, package.pub_status)
        if package.translation:
            yield _translation_note(package.translation, package.translation_source_guid)


def item_notes(item: Item) -> Iterator[etree._Element]:
    """Yield what RSS and Atom have no element for, in our own namespace, if the partner wants it."""
    if Extension.OWN in item.without:
        return
    yield from _version(item.version, item.pub_status)
    if item.embargoed_until:
        yield element(f"{{{SYNDICATION}}}embargoed-until", rfc3339(item.embargoed_until))
    if item.correction_note:
        yield element(f"{{{SYNDICATION}}}correction", item.correction_note)
    yield from _territories(item.rights)
    if item.translation:
        yield _translation_note(item.translation, item.translation_source_guid)


def _version(version: int, status: PubStatus) -> Iterator[etree._Element]:
    yield element(f"{{{SYNDICATION}}}version", str(version))
    if status is not PubStatus.USABLE:
        yield element(f"{{{SYNDICATION}}}status", status.value)


def _territories(rights: Rights | None) -> Iterator[etree._Element]:
    """Say where a text may and may not be used: ISO 3166-1 codes with spaces between them."""
    if rights and (rights.allowed_territories or rights.denied_territories):
        yield element(
            f"{{{SYNDICATION}}}territories",
            allowed=" ".join(rights.allowed_territories),
            denied=" ".join(rights.denied_territories),
        )


def _translation_note(translation: Translation, source_guid: str | None) -> etree._Element:
    """Say for programs how a text was translated; ``source_guid`` is the source's guid in the partner's scheme."""
    note = element(
        f"{{{SYNDICATION}}}translation",
        state=translation.state.value,
        machine=str(translation.has_machine_text).lower(),
        stale=str(translation.is_stale).lower(),
        source=source_guid or translation.source_guid,
    )
    if translation.known_source_version is not None:
        note.set("source-version", str(translation.known_source_version))
    note.set("source-language", translation.source_language)
    for name, values in (
        ("engine", translation.engines),
        ("memory", translation.memories),
        ("reviewer", translation.reviewers),
    ):
        note.extend(element(f"{{{SYNDICATION}}}{name}", value) for value in values)
    return note
