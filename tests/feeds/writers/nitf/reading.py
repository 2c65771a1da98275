"""Write a feed as NITF and read it back the way a receiver does."""

from lxml import etree

from feeds.item import Feed, Item
from feeds.nitf import NITF
from feeds.writers.nitf import NitfWriter
from tests.feeds.writers.writing import write

NS = {"n": NITF}
WRITER = NitfWriter()


def read(feed: Feed) -> etree._Element:
    return etree.fromstring(write(WRITER, feed))


def read_block(item: Item) -> etree._Element:
    """Write one item and return its block."""
    return etree.fromstring(b'<body.content xmlns="%s">%s</body.content>' % (NITF.encode(), WRITER.fragment(item)))[0]


def texts(element: etree._Element, path: str) -> list[str]:
    """Return what an XPath finds: texts of elements, values of attributes."""
    found = element.xpath(path, namespaces=NS)
    return ["".join(one.itertext()) if isinstance(one, etree._Element) else str(one) for one in found]


def facts(block: etree._Element, kind: str) -> list[str]:
    """Return the values of a block's classifiers of one kind."""
    return [str(found.get("value")) for found in block.iterfind("n:classifier", NS) if found.get("type") == kind]


def names(element: etree._Element) -> list[str]:
    """Return the local names of an element's children, each run of the same name once."""
    found = [etree.QName(child).localname for child in element]
    return [name for at, name in enumerate(found) if at == 0 or found[at - 1] != name]
