"""The newsMessage around the items: its header, then the packages, then the entries one by one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from feeds.dates import rfc3339
from feeds.item import Feed, Item
from feeds.packages import transmission_id
from feeds.writers.newsmlg2.elements import NAR, add, one_line
from feeds.writers.newsmlg2.entry_item import entry_items
from feeds.writers.newsmlg2.package_item import package_items
from feeds.xml import FragmentSerialiser

_NAMESPACES: Final[Mapping[str | None, str]] = MappingProxyType({None: NAR})
_TAIL: Final = b"</itemSet></newsMessage>"


class NewsMLG2Writer:
    """Write a feed as a NewsML-G2 2.35 newsMessage, conformance level "power"."""

    media_type = "application/vnd.iptc.g2.newsmessage+xml"
    versions: tuple[str, ...] = ("2.35",)

    def __init__(self) -> None:
        self._serialise = FragmentSerialiser(f"{{{NAR}}}itemSet", _NAMESPACES)

    def head(self, feed: Feed) -> bytes:
        """Return the header and a packageItem for each live blog."""
        whole = etree.tostring(message(feed), encoding="UTF-8", xml_declaration=True)
        return whole.removesuffix(_TAIL)

    def fragment(self, item: Item) -> bytes:
        """Return the newsItem of an entry, and those of its pictures, videos and sounds.

        Raises :exc:`~feeds.errors.WriteError` where XML cannot carry the texts or the body is not well formed.
        """
        return self._serialise.of_item(item.guid, lambda: entry_items(item))

    def separator(self) -> bytes:
        """Return nothing: XML elements need nothing between them."""
        return b""

    def tail(self, feed: Feed) -> bytes:
        """Return the end tags."""
        return _TAIL


def message(feed: Feed) -> etree._Element:
    """Make the newsMessage with its packages, to which the entries' items are still to be added."""
    root = etree.Element(f"{{{NAR}}}newsMessage", nsmap=_NAMESPACES)
    header = add(root, "header")
    add(header, "sent", rfc3339(feed.updated_at))
    add(header, "sender", one_line(feed.site.authority))
    add(header, "transmitId", transmission_id(feed))
    # The newsroom states no priority. Receivers built on Superdesk fail without one, and 5 is the middle of the scale.
    add(header, "priority", "5")
    add(root, "itemSet").extend(package_items(feed))
    return root
