"""The document: its envelope, then the live blogs, then the entries one by one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from feeds.dates import iso_basic
from feeds.item import Feed, Item
from feeds.packages import transmission_id
from feeds.writers.newsml12.elements import IPTC_CATALOG, add, add_party
from feeds.writers.newsml12.entry_item import entry_item
from feeds.writers.newsml12.live_blog_item import live_blog_items
from feeds.xml import FragmentSerialiser

_NAMESPACES: Final[Mapping[str | None, str]] = MappingProxyType({})
_TAIL: Final = b"</NewsML>"


class NewsML12Writer:
    """Write a feed as one NewsML 1.2 document."""

    media_type = "text/vnd.IPTC.NewsML"
    versions: tuple[str, ...] = ("1.2",)

    def __init__(self) -> None:
        self._serialise = FragmentSerialiser("NewsML", _NAMESPACES)

    def head(self, feed: Feed) -> bytes:
        """Return the envelope and a NewsItem for each live blog."""
        return etree.tostring(document(feed), encoding="UTF-8", xml_declaration=True).removesuffix(_TAIL)

    def fragment(self, item: Item) -> bytes:
        """Return the NewsItem of an entry.

        Raises :exc:`~feeds.errors.WriteError` where XML cannot carry the texts or the body is not well-formed.
        """
        return self._serialise.of_item(item.guid, lambda: [entry_item(item)])

    def separator(self) -> bytes:
        """Return nothing: XML elements need nothing between them."""
        return b""

    def tail(self, feed: Feed) -> bytes:
        """Return the end tag."""
        return _TAIL


def document(feed: Feed) -> etree._Element:
    """Make the document with its live blogs, to which the entries' NewsItems are still to be added."""
    root = etree.Element("NewsML", Version="1.2")
    add(root, "Catalog", Href=IPTC_CATALOG)
    envelope = add(root, "NewsEnvelope")
    add(envelope, "TransmissionId", transmission_id(feed))
    add_party(envelope, "SentFrom", feed.site.authority)
    add(envelope, "DateAndTime", iso_basic(feed.updated_at))
    root.extend(live_blog_items(feed))
    return root
