"""Pictures, videos and sounds of an item as things of their own: which there are, and what they are called."""

from collections.abc import Iterator
from dataclasses import dataclass

from feeds.identity import media_guid
from feeds.item import Item
from feeds.model import Media, MediaKind, Rendition


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A media object that has an address, and its permanent guid. There is at least one address."""

    guid: str
    media: Media
    addresses: tuple[tuple[str, Rendition], ...]


def attachments(item: Item) -> Iterator[Attachment]:
    """Yield the media objects that can be fetched.

    One without any address has no content to refer to; its caption and credit stand in the entry's body. It still
    counts, so that the guids of the others stay when it gets an address.
    """
    for position, media in enumerate(item.media, 1):
        addresses = tuple((rendition.href, rendition) for rendition in media.renditions if rendition.href)
        if addresses:
            yield Attachment(guid=media_guid(item.guid, position), media=media, addresses=addresses)


def content_language(item: Item, media: Media) -> str:
    """Return the language of what is seen and heard: translating an entry does not change what a video says."""
    if item.translation is not None and media.kind is not MediaKind.PICTURE:
        return item.translation.source_language
    return item.language_tag
