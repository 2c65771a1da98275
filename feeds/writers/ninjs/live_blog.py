"""The document: one composite object, whose associations are the entries of a live blog or of several."""

from feeds.dates import rfc3339
from feeds.identity import archive_guid
from feeds.item import Feed
from feeds.json import Table, filled
from feeds.model import PubStatus
from feeds.uris import uri
from feeds.writers.ninjs.any_object import page, plain, provider, rights_table, subjects_table
from feeds.writers.ninjs.translation import makers, source, source_type, states
from feeds.writers.ninjs.versions import NEWEST, standard


def feed_object(feed: Feed, *, media_type: str) -> Table:
    """Make the object of a feed without its associations.

    That of one live blog is the live blog itself, in the version that counts every change in it. One across live blogs
    is a thing of its own, which has no version; so is an archive document, since a ``uri`` and a version mean one list
    of entries for ever.
    """
    blog = feed.live_blog
    guid, version, profile = _identity(feed)
    return filled(
        {
            "standard": standard(feed.format_version or NEWEST),
            "uri": guid,
            "type": "composite",
            "profile": profile,
            "version": None if version is None else str(version),
            "firstCreated": rfc3339(blog.created_at) if blog else None,
            "versionCreated": rfc3339(feed.updated_at),
            "contentCreated": rfc3339(feed.published_at),
            "pubStatus": (blog.pub_status if blog else PubStatus.USABLE).value,
            **rights_table(feed.rights, guid),
            "language": feed.language_tag,
            "title": feed.title,
            "headlines": plain("main", feed.title),
            "descriptions": plain("summary", feed.subtitle),
            "by": blog.byline if blog else None,
            "genres": list(states(blog.translation)) if blog else None,
            "subjects": subjects_table(feed.subjects),
            "infoSources": [provider(feed.site), *(makers(blog.translation) if blog else ())],
            "digitalSourceType": source_type(blog.translation) if blog else None,
            "renditions": [
                page(feed.links.page_url),
                {"name": "feed", "href": uri(feed.links.feed_url), "contentType": media_type},
            ],
        }
    )


def _identity(feed: Feed) -> tuple[str, int | None, str]:
    """Return guid, version and profile of the document's object."""
    blog, place = feed.live_blog, feed.links.archive
    if blog is None:
        return feed.guid, None, "live-blogs"
    if place is not None:
        return archive_guid(blog.guid, place.number), place.generation + 1, "live-blog-archive"
    return blog.guid, blog.version, "live-blog"


def feed_source(feed: Feed) -> list[Table]:
    """Return the live blog that this one was translated from as an association, or none.

    Without a version: the translation's note counts changes of the head, the version of a live blog all changes.
    """
    blog = feed.live_blog
    if blog is None:
        return []
    return source(
        blog.translation,
        guid=blog.translation_source_guid,
        relation=blog.translation_relation,
        kind="composite",
        version=None,
    )
