"""What newsItems and packageItems have in common: identity, status, times, languages, makers, rights, subjects."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from lxml import etree

from feeds.model import PubStatus, Rights, Subject
from feeds.parsers.newsmlg2.codes import Codes
from feeds.parsers.newsmlg2.elements import XML_LANG, best_words, child, children, name_of, words_in
from feeds.reading.assembling import BrokenEntry, Report
from feeds.reading.identities import guid_from
from feeds.reading.people import without_by
from feeds.reading.values import read_language, read_status, read_time
from feeds.reading.xml_html import words_of

_OWN_CATALOG = re.compile(r"/catalogs/syndication-\d+\.xml$")
_TERRITORY = re.compile(r"(?:.*[:/])?([A-Z]{2})")
_MOST_VERSIONS = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One newsItem or packageItem; ``zone`` is taken for times that name none.

    ``is_own`` says that this project wrote it: then its codes, titles and lines are ours, taken as they are.
    """

    element: etree._Element
    codes: Codes
    zone: tzinfo
    is_own: bool
    report: Report

    @property
    def meta(self) -> etree._Element | None:
        """What is said of the item."""
        return child(self.element, "itemMeta")

    @property
    def content_meta(self) -> etree._Element | None:
        """What is said of its content."""
        return child(self.element, "contentMeta")

    @property
    def name(self) -> str:
        """Its element's name in small letters."""
        return name_of(self.element)

    @property
    def id(self) -> str:
        """The identifier as it is written; may be empty."""
        return (self.element.get("guid") or "").strip()

    @property
    def place(self) -> str:
        """Where it stands in the document."""
        return f"line {self.element.sourceline}" + (f", {self.id}" if self.id else "")


def make_item(element: etree._Element, header: etree._Element | None, zone: tzinfo, report: Report) -> Item:
    """Return an item of a message with this header, or of none."""
    catalogs = (reference.get("href") or "" for reference in children(element, "catalogRef"))
    return Item(
        element=element,
        codes=Codes(header, element),
        zone=zone,
        is_own=any(_OWN_CATALOG.search(href) for href in catalogs),
        report=report,
    )


def guid_of(item: Item) -> str:
    """Return the guid; what is no URI counts within its provider's."""
    provider = child(item.meta, "provider")
    scope = None if provider is None else item.codes.code(provider) or provider.get("literal") or words_of(provider)
    return guid_from(item.id, scope=scope)


def version_of(item: Item) -> int:
    """Return the version; one that is not given is the first (the schema's default)."""
    text = (item.element.get("version") or "").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else 1
    return number if number <= _MOST_VERSIONS else 1


def status_of(item: Item) -> PubStatus:
    """Return whether the item may be used. An unknown status and an embargo without an end hold it back."""
    element = child(item.meta, "pubStatus")
    code = item.codes.local(element) or ((element.get("literal") or "").lower() if element is not None else "")
    embargo = child(item.meta, "embargoed")
    status = read_status(code)
    if status is None:
        item.report.add(item.place, "its pubStatus is unknown; taken as withheld", code)
        return PubStatus.WITHHELD
    if status is PubStatus.USABLE and embargo is not None and words_of(embargo) is None:
        item.report.add(item.place, "it is embargoed and does not say until when; taken as withheld")
        return PubStatus.WITHHELD
    return status


def embargo_of(item: Item) -> datetime | None:
    """Return when an embargo ends. Raises :exc:`BrokenEntry` for one that cannot be read, since nobody must lift it."""
    text = words_in(item.meta, "embargoed")
    if text is None:
        return None
    try:
        return read_time(text, item.zone)
    except ValueError as cause:
        raise BrokenEntry(f"its embargo cannot be read: {cause}") from cause


def time_of(item: Item, *names: str) -> datetime | None:
    """Return the first of some times that is given, such as ``firstCreated``; full times go before mere days."""
    found: list[tuple[bool, datetime]] = []
    for name in names:
        text = words_in(item.content_meta if name.startswith("content") else item.meta, name)
        if text is None:
            continue
        try:
            found.append((len(text) <= len("2019-02-27"), read_time(text, item.zone)))
        except ValueError:
            item.report.add(item.place, f"its {name} is not a time", text)
    return min(found, key=lambda pair: pair[0])[1] if found else None


def language_of(item: Item) -> str | None:
    """Return the language of the content."""
    tags = [language.get("tag") for language in children(item.content_meta, "language")]
    inside = (inner.get(XML_LANG) for inner in item.element.iter(etree.Element) if inner.get(XML_LANG))
    return read_language(*tags, item.element.get(XML_LANG), next(inside, None))


def headline_of(item: Item, language: str | None) -> str | None:
    """Return the headline, or ``None`` where the one that is given was made from the text."""
    found = list(children(item.content_meta, "headline"))
    if any(item.codes.code(element, "role") == "synrole:generatedTitle" for element in found):
        return None
    mains = [element for element in found if "sub" not in item.codes.local(element, "role")]
    plain = [element for element in mains if item.codes.local(element, "role") in {"", "main", "headline"}]
    return best_words(plain, language) or best_words(mains, language)


def subheadline_of(item: Item, language: str | None) -> str | None:
    """Return a second headline below the first."""
    return best_words(
        (one for one in children(item.content_meta, "headline") if "sub" in item.codes.local(one, "role")), language
    )


def descriptions_of(item: Item, language: str | None) -> dict[str, str]:
    """Return the descriptions by the code of their role (empty for none), each in the best language."""
    elements = list(children(item.content_meta, "description"))
    roles = dict.fromkeys(item.codes.local(element, "role") for element in elements)
    return {
        role: words
        for role in roles
        if (words := best_words((e for e in elements if item.codes.local(e, "role") == role), language))
    }


def byline_of(item: Item, language: str | None, *, in_text: str | None = None) -> str | None:
    """Return who made the content: as it is to be printed, else by name, else the agency that is to be credited."""
    printed = best_words(children(item.content_meta, "by"), language)
    if item.is_own:
        return printed
    credit = best_words(children(item.content_meta, "creditline"), language)
    found = printed or in_text or ", ".join(creators_of(item, language)) or credit
    return without_by(found) if found else None


def creators_of(item: Item, language: str | None) -> Iterator[str]:
    """Yield the names of the creators, or the word that stands for one."""
    for creator in children(item.content_meta, "creator"):
        name = best_words(children(creator, "name"), language) or (creator.get("literal") or "").strip()
        if name:
            yield name


def rights_of(item: Item, language: str | None) -> Rights | None:
    """Return who holds the rights and on what terms, as the first statement of rights has it."""
    info = child(item.element, "rightsInfo")
    holder = child(info, "copyrightHolder")
    literal = (holder.get("literal") or "").strip() if holder is not None else ""
    rights = Rights(
        holder=best_words(children(holder, "name"), language) or literal or None,
        notice=best_words(children(info, "copyrightNotice"), language),
        usage_terms=best_words(children(info, "usageTerms"), language),
        allowed_territories=tuple(_territories(item, info, "synprop:allowedTerritory")),
        denied_territories=tuple(_territories(item, info, "synprop:deniedTerritory")),
    )
    return None if rights == Rights() else rights


def _territories(item: Item, info: etree._Element | None, relation: str) -> Iterator[str]:
    for element in children(info, "rightsInfoExtProperty"):
        match = _TERRITORY.fullmatch(item.codes.code(element) or "")
        if match and item.codes.code(element, "rel") == relation:
            yield match[1]


def subjects_of(item: Item, language: str | None) -> tuple[Subject, ...]:
    """Return the subjects, each once, with their names in the best language; one without a code goes by its name."""
    found: dict[str, Subject] = {}
    for element in children(item.content_meta, "subject"):
        main = child(element, "mainConcept")
        concept = element if main is None else main
        name = best_words(children(concept, "name"), language)
        code = item.codes.code(concept) or (concept.get("literal") or "").strip()
        if code:
            found.setdefault(code, Subject(qcode=code, name=name))
        elif name:
            found.setdefault(name, Subject(qcode=name))
    return tuple(found.values())


def class_of(item: Item) -> str:
    """Return what the item is, such as ``text`` or ``picture``; empty where it does not say."""
    return item.codes.local(child(item.meta, "itemClass"))


def tags_of(item: Item) -> tuple[str, ...]:
    """Return what our own documents say an entry is filed under; keywords of others repeat what else they say."""
    keywords = children(item.content_meta, "keyword") if item.is_own else ()
    return tuple(filter(None, map(words_of, keywords)))
