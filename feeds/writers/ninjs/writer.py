"""The document in parts: the live blog's object, and its entries as the last of its associations."""

from feeds.item import Feed, Item
from feeds.json import ARRAY_TAIL, array_head
from feeds.writers.json_parts import write_fragment
from feeds.writers.ninjs.entry import entry_object
from feeds.writers.ninjs.live_blog import feed_object, feed_source
from feeds.writers.ninjs.versions import LEGACY, NEWEST, spelt


class NinjsWriter:
    """Write a feed as one ninjs object; a :class:`~feeds.writers.writer.Writer`."""

    media_type = "application/json"
    """IPTC has registered none of its own for ninjs."""

    versions: tuple[str, ...] = (NEWEST, LEGACY)

    def head(self, feed: Feed) -> bytes:
        """Return the document up to the first entry; a source that the live blog was translated from comes before."""
        version = feed.format_version
        table = spelt(feed_object(feed, media_type=self.media_type), version)
        before = [spelt(association, version) for association in feed_source(feed)]
        return array_head(table, "associations", before=before, goes_on=bool(feed.items))

    def fragment(self, item: Item) -> bytes:
        """Return an entry's object; raises :exc:`~feeds.errors.WriteError`."""
        return write_fragment(item, build=lambda item: spelt(entry_object(item), item.format_version))

    def separator(self) -> bytes:
        """Return a comma."""
        return b","

    def tail(self, feed: Feed) -> bytes:
        """Return the end of the document."""
        return ARRAY_TAIL
