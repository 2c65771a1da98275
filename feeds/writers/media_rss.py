"""Media RSS 1.5.1: pictures, videos and sounds of an RSS item or an Atom entry, with their credits and rights.

feedgen's own extension knows only ``media:content`` and ``media:thumbnail``.
"""

from collections.abc import Iterator, Sequence

from lxml import etree

from feeds.body import main_rendition, split_renditions
from feeds.item import Item
from feeds.model import Media, MediaKind, Rendition
from feeds.namespaces import MEDIA
from feeds.profile import Extension
from feeds.writers.feedgen_elements import element, rights_text

_MEDIUM = {MediaKind.PICTURE: "image", MediaKind.VIDEO: "video", MediaKind.AUDIO: "audio"}

# Of the roles in the EBU's list, the one that fits a credit line under such a thing (Media RSS 1.5.1, media:credit).
_CREDIT_ROLE = {MediaKind.PICTURE: "photographer", MediaKind.VIDEO: "producer", MediaKind.AUDIO: "producer"}


def media_elements(item: Item) -> Iterator[etree._Element]:
    """Yield one element per thing that has an address: its contents in a ``media:group`` where there are several.

    Nothing where the partner wants no Media RSS.

    Captions and credits of things without an address are in the body only.
    """
    for media in item.media if Extension.MEDIA not in item.without else ():
        contents, thumbnails = split_renditions(media)
        if not contents:
            continue
        main = main_rendition(media, item.rendition)
        made = [_content(media, rendition, item) for rendition in contents]
        if len(made) == 1:
            outer = made[0]
        else:
            default = contents.index(main) if main in contents else _widest(contents)
            made[default].set("isDefault", "true")
            outer = element(f"{{{MEDIA}}}group")
            outer.extend(made)
        outer.extend(_descriptions(media))
        outer.extend(_thumbnail(rendition) for rendition in thumbnails)
        yield outer


def _widest(contents: Sequence[Rendition]) -> int:
    return max(range(len(contents)), key=lambda number: contents[number].width or 0)


def _content(media: Media, rendition: Rendition, item: Item) -> etree._Element:
    return element(
        f"{{{MEDIA}}}content",
        url=rendition.href,
        fileSize=_number(rendition.bytes),
        type=rendition.mimetype,
        medium=_MEDIUM[media.kind],
        width=_number(rendition.width),
        height=_number(rendition.height),
        lang=_language(media, item),
    )


def _language(media: Media, item: Item) -> str:
    """Return the language of what is seen and heard: a translation does not change what people say in a video."""
    if item.translation and media.kind is not MediaKind.PICTURE:
        return item.translation.source_language
    return item.language


def _descriptions(media: Media) -> Iterator[etree._Element]:
    if media.caption:
        yield element(f"{{{MEDIA}}}description", media.caption, type="plain")
    if media.credit:
        yield element(f"{{{MEDIA}}}credit", media.credit, role=_CREDIT_ROLE[media.kind], scheme="urn:ebu")
    if notice := rights_text(media.rights):
        yield element(f"{{{MEDIA}}}copyright", notice)
    if media.rights:
        yield from _restrictions(media.rights.allowed_territories, "allow")
        yield from _restrictions(media.rights.denied_territories, "deny")


def _restrictions(countries: tuple[str, ...], relationship: str) -> Iterator[etree._Element]:
    if countries:
        text = " ".join(country.lower() for country in countries)
        yield element(f"{{{MEDIA}}}restriction", text, relationship=relationship, type="country")


def _thumbnail(rendition: Rendition) -> etree._Element:
    return element(
        f"{{{MEDIA}}}thumbnail",
        url=rendition.href,
        width=_number(rendition.width),
        height=_number(rendition.height),
    )


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)
