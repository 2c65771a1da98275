"""Elements of NewsML-G2 as agencies write them: in the namespace or in none, in small or big letters."""

from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from feeds.reading.values import read_language
from feeds.reading.xml_html import words_of

NAR: Final = "http://iptc.org/std/nar/2006-10-01/"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def name_of(element: etree._Element) -> str:
    """Return the local name in small letters of an element that is NewsML-G2's, else an empty string."""
    name = etree.QName(element)
    return name.localname.lower() if (name.namespace or NAR) == NAR else ""


def children(parent: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """Yield the child elements of these names, in order; all that are NewsML-G2's if none is given."""
    wanted = {name.lower() for name in names}
    for inner in () if parent is None else parent.iterchildren(etree.Element):
        name = name_of(inner)
        if name in wanted or (name and not wanted):
            yield inner


def child(parent: etree._Element | None, *path: str) -> etree._Element | None:
    """Return the first child of the first name, the first child of the second in it, and so on."""
    for name in path:
        parent = next(children(parent, name), None)
    return parent


def words_in(parent: etree._Element | None, *path: str) -> str | None:
    """Return the words of the element at a path, on one line."""
    return words_of(child(parent, *path))


def best(elements: Iterable[etree._Element], language: str | None) -> etree._Element | None:
    """Return the element that says something in the wanted language, else in none, else the first that says any."""
    filled = [element for element in elements if words_of(element)]
    tags = [read_language(element.get(XML_LANG)) for element in filled]
    for fits in (language, primary(language), None):
        for element, tag in zip(filled, tags, strict=True):
            if tag == fits or (tag is not None and fits is not None and primary(tag) == fits):
                return element
    return filled[0] if filled else None


def best_words(elements: Iterable[etree._Element], language: str | None) -> str | None:
    """Return the words of :func:`best`."""
    return words_of(best(elements, language))


def primary(tag: str | None) -> str | None:
    """Return the language of a tag without script, region and variants."""
    return tag.partition("-")[0] if tag else None
