"""Pictures, videos and sounds of an entry: a newsItem each, linked from the entry's own."""

from lxml import etree

from feeds.attachments import Attachment, content_language
from feeds.item import Item
from feeds.model import Media, Rendition
from feeds.uris import iri
from feeds.writers.newsmlg2 import vocabulary
from feeds.writers.newsmlg2.any_item import add_item_meta, make_item
from feeds.writers.newsmlg2.elements import add, one_line
from feeds.writers.newsmlg2.rights import add_rights
from feeds.writers.newsmlg2.translation import add_state


def add_media_link(item_meta: etree._Element, attachment: Attachment, version: int) -> None:
    """Append the link from the entry to its media item."""
    link = add(
        item_meta,
        "link",
        rel=vocabulary.ASSOCIATED,
        residref=attachment.guid,
        version=str(version),
        contenttype=vocabulary.NEWS_ITEM_TYPE,
    )
    add(link, "itemClass", qcode=vocabulary.MEDIA_CLASS[attachment.media.kind])


def media_item(item: Item, attachment: Attachment) -> etree._Element:
    """Make the newsItem of a media object: it is published, held and versioned with its entry.

    It never has a ``digitalSourceType``: what is known is how its caption was translated, not how the picture was made.
    """
    media = attachment.media
    element = make_item(
        "newsItem",
        guid=attachment.guid,
        version=item.version,
        language_tag=item.language_tag,
        is_right_to_left=item.is_right_to_left,
        site=item.site,
    )
    add_rights(element, media.rights)
    meta = add_item_meta(
        element,
        item,
        item_class=vocabulary.MEDIA_CLASS[media.kind],
        site=item.site,
        title=item.title,
        embargoed_until=item.embargoed_until,
    )
    add(
        meta,
        "link",
        rel=vocabulary.ASSOCIATED,
        residref=item.guid,
        version=str(item.version),
        contenttype=vocabulary.NEWS_ITEM_TYPE,
    )
    add_state(meta, item.translation)
    _add_content_meta(element, item, media)
    content_set = add(element, "contentSet")
    for href, rendition in attachment.addresses:
        _add_remote_content(content_set, href, rendition)
    return element


def _add_content_meta(element: etree._Element, item: Item, media: Media) -> None:
    meta = add(element, "contentMeta")
    add(meta, "language", tag=content_language(item, media))
    if media.credit:
        add(meta, "creditline", one_line(media.credit))
    if media.caption:
        add(meta, "description", media.caption, role=vocabulary.CAPTION)
    if media.alt:
        add(meta, "description", media.alt, role=vocabulary.ALT_TEXT)


def _add_remote_content(content_set: etree._Element, href: str, rendition: Rendition) -> None:
    role = (rendition.role or "").removeprefix("rnd:")
    content = add(
        content_set,
        "remoteContent",
        rendition=f"rnd:{role}" if role in vocabulary.RENDITION_ROLES else "rnd:web",
        href=iri(href),
        # Some receivers fail without a type; this is the registered one for bytes of unknown type (RFC 2046 §4.5.1).
        contenttype=rendition.mimetype or "application/octet-stream",
    )
    if rendition.bytes is not None:
        content.set("size", str(rendition.bytes))
    if rendition.width is not None:
        content.set("width", str(rendition.width))
    if rendition.height is not None:
        content.set("height", str(rendition.height))
