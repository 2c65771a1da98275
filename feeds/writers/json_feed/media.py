"""Pictures, videos and sounds: the main picture of an item, and an attachment for each file."""

from collections import Counter

from feeds.attachments import Attachment, attachments, content_language
from feeds.body import main_rendition
from feeds.item import Item
from feeds.json import Table, filled
from feeds.model import MediaKind, Rendition
from feeds.profile import Extension
from feeds.uris import uri
from feeds.writers.json_feed.extensions import rights_table

# An attachment must have a type; this is the registered one for bytes of unknown type (RFC 2046 §4.5.1).
_UNKNOWN_TYPE = "application/octet-stream"


def main_picture(item: Item) -> str | None:
    """Return the address of the first picture: of its files the preferred one, or else the widest."""
    for attachment in attachments(item):
        if attachment.media.kind is MediaKind.PICTURE:
            main = main_rendition(attachment.media, item.rendition)
            if main and main.href:
                return uri(main.href)
    return None


def attached(item: Item) -> list[Table]:
    """Return an attachment for each file.

    Attachments with one title are taken for forms of one thing, so a caption that two things share is no title.
    """
    found = list(attachments(item))
    captions = Counter(attachment.media.caption for attachment in found)
    return [
        _attachment(item, attachment, address, title=caption if captions[caption] == 1 else None)
        for attachment in found
        for caption in (attachment.media.caption,)
        for address in attachment.addresses
    ]


def _attachment(item: Item, attachment: Attachment, address: tuple[str, Rendition], *, title: str | None) -> Table:
    href, rendition = address
    return filled(
        {
            "url": uri(href),
            "mime_type": rendition.mimetype or _UNKNOWN_TYPE,
            "title": title,
            "size_in_bytes": rendition.bytes,
            "_syndication": None if Extension.OWN in item.without else _about(item, attachment, rendition),
        }
    )


def _about(item: Item, attachment: Attachment, rendition: Rendition) -> Table:
    media = attachment.media
    return filled(
        {
            "about": item.site.json_feed_objects_url,
            "media_id": attachment.guid,
            "kind": media.kind.value,
            "width": rendition.width,
            "height": rendition.height,
            "role": rendition.role,
            "caption": media.caption,
            "alt": media.alt,
            "credit": media.credit,
            "language": content_language(item, media),
            "rights": rights_table(media.rights),
        }
    )
