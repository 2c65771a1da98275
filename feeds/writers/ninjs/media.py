"""Pictures, videos and sounds as objects associated with their entry."""

from feeds.attachments import Attachment, content_language
from feeds.dates import rfc3339
from feeds.item import Item
from feeds.json import Table, filled
from feeds.model import Rendition
from feeds.uris import uri
from feeds.writers.ninjs import vocabulary
from feeds.writers.ninjs.any_object import plain, rights_table


def media_object(item: Item, attachment: Attachment) -> Table:
    """Make the object of a media object: it is published, held and versioned with its entry.

    It never has a ``digitalSourceType``: what is known is how its caption was translated, not how the picture was made.
    """
    media = attachment.media
    return filled(
        {
            "name": media.kind.value,
            "rel": vocabulary.ASSOCIATED,
            "uri": attachment.guid,
            "type": media.kind.value,
            "version": str(item.version),
            "versionCreated": rfc3339(item.updated_at),
            "embargoedUntil": rfc3339(item.embargoed_until) if item.embargoed_until else None,
            "pubStatus": item.pub_status.value,
            **rights_table(media.rights, attachment.guid),
            "language": content_language(item, media),
            "by": media.credit,
            "descriptions": [*plain("caption", media.caption), *plain("altText", media.alt)],
            "renditions": [_rendition(href, rendition) for href, rendition in attachment.addresses],
        }
    )


def _rendition(href: str, rendition: Rendition) -> Table:
    return filled(
        {
            "name": (rendition.role or "").removeprefix("rnd:") or "main",
            "href": uri(href),
            "contentType": rendition.mimetype,
            "width": rendition.width,
            "height": rendition.height,
            "sizeInBytes": rendition.bytes,
        }
    )
