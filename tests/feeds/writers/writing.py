"""Write a whole feed, as a document is made of its parts."""

from feeds.item import Feed
from feeds.writers import Writer


def write(writer: Writer, feed: Feed) -> bytes:
    return writer.head(feed) + b"".join(map(writer.fragment, feed.items)) + writer.tail(feed)
