"""Pictures, videos and sounds of an entry: a NewsComponent each, its renditions as equivalent ContentItems."""

from typing import Final

from lxml import etree

from feeds.attachments import Attachment, content_language
from feeds.item import Item
from feeds.model import Media, MediaKind, Rendition
from feeds.writers.newsml12.any_item import add_rights, add_rights_lines
from feeds.writers.newsml12.elements import add, add_formal, add_news_line, add_property

_MEDIA_TYPES: Final = {MediaKind.PICTURE: "Photo", MediaKind.VIDEO: "Video", MediaKind.AUDIO: "Audio"}


def add_media(component: etree._Element, item: Item, attachment: Attachment) -> None:
    """Append the NewsComponent of a media object."""
    media = attachment.media
    own = add(component, "NewsComponent", EquivalentsList="yes" if len(attachment.addresses) > 1 else None)
    add_formal(own, "Role", "Supporting")
    _add_lines(own, media)
    add_rights(own, media.rights)
    add_formal(add(own, "DescriptiveMetadata"), "Language", content_language(item, media))
    for address, rendition in attachment.addresses:
        _add_content(own, _MEDIA_TYPES[media.kind], address, rendition)


def _add_lines(component: etree._Element, media: Media) -> None:
    lines = add(component, "NewsLines")
    if media.credit:
        add(lines, "CreditLine", media.credit)
    add_rights_lines(lines, media.rights)
    if media.caption:
        add_news_line(lines, "caption", media.caption)
    if media.alt:
        add_news_line(lines, "alt-text", media.alt)


def _add_content(component: etree._Element, media_type: str, address: str, rendition: Rendition) -> None:
    content = add(component, "ContentItem", Href=address)
    add_formal(content, "MediaType", media_type)
    if rendition.mimetype:
        add_formal(content, "MimeType", rendition.mimetype)
    if not (rendition.bytes or rendition.width or rendition.height or rendition.role):
        return
    characteristics = add(content, "Characteristics")
    # The standard's size is a positive number.
    if rendition.bytes:
        add(characteristics, "SizeInBytes", str(rendition.bytes))
    for name, value in (("Width", rendition.width), ("Height", rendition.height), ("Rendition", rendition.role)):
        if value:
            add_property(characteristics, name, str(value))
