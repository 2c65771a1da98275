"""The feed and its items (https://www.jsonfeed.org/version/1.1/)."""

from typing import Final

from feeds.dates import rfc3339
from feeds.item import Feed, Item
from feeds.json import ARRAY_TAIL, Table, array_head, filled
from feeds.uris import uri
from feeds.writers.json_feed.extensions import about_feed, about_item, about_translation
from feeds.writers.json_feed.media import attached, main_picture
from feeds.writers.json_parts import write_fragment

VERSION_URL: Final = "https://jsonfeed.org/version/1.1"


class JsonFeedWriter:
    """Write a feed as one JSON Feed; a :class:`~feeds.writers.writer.Writer`."""

    media_type = "application/feed+json"
    versions: tuple[str, ...] = ("1.1",)

    def head(self, feed: Feed) -> bytes:
        """Return the document up to the first item."""
        return array_head(feed_table(feed), "items")

    def fragment(self, item: Item) -> bytes:
        """Return one element of ``items``; raises :exc:`~feeds.errors.WriteError`."""
        return write_fragment(item, build=item_table)

    def separator(self) -> bytes:
        """Return a comma."""
        return b","

    def tail(self, feed: Feed) -> bytes:
        """Return the end of the document."""
        return ARRAY_TAIL


def feed_table(feed: Feed) -> Table:
    """Make the feed's object with everything but the items."""
    blog = feed.live_blog
    return filled(
        {
            # "This should appear at the very top".
            "version": VERSION_URL,
            "title": feed.title,
            "home_page_url": uri(feed.links.page_url),
            "feed_url": uri(feed.links.feed_url),
            "next_url": uri(feed.links.previous_archive_url) if feed.links.previous_archive_url else None,
            "description": feed.subtitle,
            "authors": [{"name": feed.author}],
            "language": feed.language_tag,
            "hubs": [{"type": "WebSub", "url": uri(url)} for url in feed.links.hubs],
            "_syndication": about_feed(feed),
            "_translation": about_translation(
                blog.translation if blog else None,
                feed.site,
                source_guid=blog.translation_source_guid if blog else None,
                source_url=None,
            ),
        }
    )


def item_table(item: Item) -> Table:
    """Make one item's object."""
    author = item.credit_line or item.byline
    return filled(
        {
            "id": item.guid,
            "url": uri(item.url),
            "title": item.title,
            **_content(item),
            "summary": item.summary,
            "image": main_picture(item),
            "date_published": rfc3339(item.published_at),
            "date_modified": rfc3339(item.updated_at),
            "authors": [{"name": author}] if author else [],
            "tags": _tags(item),
            "language": item.language_tag,
            "attachments": attached(item),
            "_syndication": about_item(item),
            "_translation": about_translation(
                item.translation, item.site, source_guid=item.translation_source_guid, source_url=item.source_url
            ),
        }
    )


def _content(item: Item) -> Table:
    """Return the body; an item must have one, so where the partner takes none the plain one is the summary or title."""
    if item.body_html:
        return {"content_html": item.body_html}
    return {"content_text": item.body_text or item.summary or item.title}


def _tags(item: Item) -> list[str]:
    """Name the subjects for people, then the tags, each name once; which is which is in the item's own object."""
    return list(dict.fromkeys([*(subject.name or subject.qcode for subject in item.subjects), *item.tags]))
