"""Write a feed as NewsML 1.2 and read it back the way a receiver does."""

from collections.abc import Iterator

from lxml import etree

from feeds.item import Feed, Item
from feeds.nitf import NITF
from feeds.writers.newsml12 import NewsML12Writer
from tests.feeds.writers.writing import write

WRITER = NewsML12Writer()


def read(feed: Feed) -> etree._Element:
    return etree.fromstring(write(WRITER, feed))


def read_item(item: Item) -> etree._Element:
    """Write one item and return its NewsItem."""
    return etree.fromstring(WRITER.fragment(item))


def texts(element: etree._Element, path: str) -> list[str]:
    """Return what an XPath finds: texts of elements, values of attributes."""
    found = element.xpath(path)
    return ["".join(one.itertext()) if isinstance(one, etree._Element) else str(one) for one in found]


def names(element: etree._Element) -> list[str]:
    """Return the names of an element's children."""
    return [str(child.tag) for child in element]


def facts(element: etree._Element, kind: str) -> dict[str, list[str]]:
    """Return what the ``Metadata`` of one kind says: values by name."""
    found: dict[str, list[str]] = {}
    for name in element.xpath(f".//Metadata[MetadataType/@FormalName='{kind}']/Property"):
        found.setdefault(name.get("FormalName"), []).append(name.get("Value"))
    return found


def line(element: etree._Element, kind: str) -> list[str]:
    """Return the texts of the NewsLines of one kind."""
    return texts(element, f".//NewsLine[NewsLineType/@FormalName='{kind}']/NewsLineText")


def nitf_texts(document: etree._Element) -> Iterator[etree._Element]:
    """Yield each text as its own schema takes it, in a namespace."""
    for nitf in document.iter("nitf"):
        copy = etree.fromstring(etree.tostring(nitf, with_tail=False))
        for element in copy.iter():
            element.tag = f"{{{NITF}}}{element.tag}"
        yield copy
