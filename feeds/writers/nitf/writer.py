"""The document: its head, then the items as blocks of its body one by one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from feeds.item import Feed, Item
from feeds.namespaces import XML_LANG
from feeds.nitf import NITF
from feeds.writers.nitf.block import entry_block
from feeds.writers.nitf.elements import add
from feeds.writers.nitf.head import add_body_head, add_head
from feeds.xml import FragmentSerialiser

_NAMESPACES: Final[Mapping[str | None, str]] = MappingProxyType({None: NITF})
_VERSION: Final = "-//IPTC//DTD NITF 3.6//EN"
_TAIL: Final = b"</body.content></body></nitf>"


class NitfWriter:
    """Write a feed as one NITF 3.6 document."""

    media_type = "text/vnd.IPTC.NITF"
    versions: tuple[str, ...] = ("3.6",)

    def __init__(self) -> None:
        self._serialise = FragmentSerialiser(f"{{{NITF}}}body.content", _NAMESPACES)

    def head(self, feed: Feed) -> bytes:
        """Return the document up to the first block."""
        root = document(feed)
        root[-1][-1].text = ""  # An empty element would be closed in its own tag.
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True).removesuffix(_TAIL)

    def fragment(self, item: Item) -> bytes:
        """Return one ``block``; raises :exc:`~feeds.errors.WriteError`."""
        return self._serialise.of_item(item.guid, lambda: [entry_block(item)])

    def separator(self) -> bytes:
        """Return nothing: blocks follow each other."""
        return b""

    def tail(self, feed: Feed) -> bytes:
        """Return the end tags."""
        return _TAIL


def document(feed: Feed) -> etree._Element:
    """Make the document; the blocks are still to be added to its last element, ``body.content``."""
    nitf = etree.Element(f"{{{NITF}}}nitf", {"version": _VERSION, "baselang": feed.language_tag}, nsmap=_NAMESPACES)
    add_head(nitf, feed)
    body = add(nitf, "body", None, {XML_LANG: feed.language_tag})
    add_body_head(body, feed)
    add(body, "body.content")
    return nitf
