"""Write a feed and read it back the way a receiver does."""

from lxml import etree

from feeds.item import Feed, Item
from feeds.writers.newsmlg2 import NewsMLG2Writer

NS = {"g2": "http://iptc.org/std/nar/2006-10-01/", "h": "http://www.w3.org/1999/xhtml"}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

WRITER = NewsMLG2Writer()


def write(feed: Feed) -> bytes:
    return WRITER.head(feed) + b"".join(map(WRITER.fragment, feed.items)) + WRITER.tail(feed)


def read(feed: Feed) -> etree._Element:
    return etree.fromstring(write(feed))


def read_item(item: Item) -> etree._Element:
    """Write one item and return its newsItem, the entry's own."""
    return read_items(item)[0]


def read_items(item: Item) -> list[etree._Element]:
    """Write one item and return its newsItems, those of its media behind the entry's."""
    return list(etree.fromstring(b'<set xmlns="%s">%s</set>' % (NS["g2"].encode(), WRITER.fragment(item))))


def texts(element: etree._Element, path: str) -> list[str]:
    """Return what an XPath finds: texts of elements, values of attributes."""
    found = element.xpath(path, namespaces=NS)
    return ["".join(one.itertext()) if isinstance(one, etree._Element) else str(one) for one in found]


def names(element: etree._Element) -> list[str]:
    """Return the local names of an element's children."""
    return [etree.QName(child).localname for child in element]
