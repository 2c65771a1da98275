"""What a writer is: a document as a head, one fragment per item, and a tail."""

from typing import Protocol

from feeds.item import Feed, Item


class Writer(Protocol):
    """Print a :class:`~feeds.item.Feed` in one format.

    ``head + fragments + tail`` is byte-identical to serialising the whole document at once. A fragment depends on its
    item alone, so it can be kept and shared by every feed that holds the same item; everything that depends on the
    company an item keeps belongs into the head or the tail. Fragments stand in the order of ``feed.items``.
    """

    media_type: str
    """Without parameters; text formats are UTF-8."""

    versions: tuple[str, ...]
    """The versions of the format that it writes, the one for everybody first; a feed and an item name theirs."""

    def head(self, feed: Feed) -> bytes:
        """Return everything before the first fragment, the XML declaration included."""

    def fragment(self, item: Item) -> bytes:
        """Return one item's bytes."""

    def separator(self) -> bytes:
        """Return what stands between two fragments: nothing in XML, a comma in JSON."""

    def tail(self, feed: Feed) -> bytes:
        """Return everything after the last fragment."""
