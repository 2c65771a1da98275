"""Pictures, videos and sounds as schema.org media objects, with their credits and rights.

Things without an address are left out: their captions and credits are part of the text (``articleBody``).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from feeds.body import main_rendition, split_renditions
from feeds.dates import rfc3339
from feeds.model import Block, Media, MediaBlock, MediaKind, Rendition, Rights


def pictures(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Return an ``ImageObject`` for each picture, of the rendition that the page shows."""
    return [
        {"@type": "ImageObject"} | _facts(media, shown, language=None) | _sides(shown)
        for media, shown in _shown(blocks, MediaKind.PICTURE)
    ]


def videos(blocks: Iterable[Block], *, title: str, published_at: datetime, language: str) -> list[dict[str, Any]]:
    """Return a ``VideoObject`` for each video; ``title`` names those without a caption, ``language`` is spoken."""
    return [
        {
            "@type": "VideoObject",
            "name": media.caption or title,
            "uploadDate": rfc3339(published_at),
            "thumbnailUrl": [still.href for still in split_renditions(media)[1]],
        }
        | _facts(media, shown, language=language)
        | _sides(shown)
        for media, shown in _shown(blocks, MediaKind.VIDEO)
    ]


def sounds(blocks: Iterable[Block], *, language: str) -> list[dict[str, Any]]:
    """Return an ``AudioObject`` for each sound; ``language`` is spoken."""
    return [
        {"@type": "AudioObject"} | _facts(media, shown, language=language)
        for media, shown in _shown(blocks, MediaKind.AUDIO)
    ]


def rights_of(rights: Rights | None) -> dict[str, Any]:
    """Say who holds the rights of a text or a media object, and on what terms it may be used."""
    if rights is None:
        return {}
    return {
        "copyrightNotice": rights.notice,
        # Of a holder nobody knows whether it is a person; see the author of a posting.
        "copyrightHolder": {"@type": "Organization", "name": rights.holder} if rights.holder else None,
        "usageInfo": {"@type": "CreativeWork", "text": rights.usage_terms} if rights.usage_terms else None,
    }


def _shown(blocks: Iterable[Block], kind: MediaKind) -> Iterator[tuple[Media, Rendition]]:
    for block in blocks:
        if isinstance(block, MediaBlock) and block.media.kind is kind:
            rendition = main_rendition(block.media)
            # Of a video there may be nothing but a still.
            if rendition and (kind is MediaKind.PICTURE or not (rendition.mimetype or "").startswith("image/")):
                yield block.media, rendition


def _facts(media: Media, rendition: Rendition, *, language: str | None) -> dict[str, Any]:
    return {
        "contentUrl": rendition.href,
        "encodingFormat": rendition.mimetype,
        "caption": media.caption,
        "description": media.alt,
        "inLanguage": language,
        "creditText": media.credit,
        **rights_of(media.rights),
        "regionsAllowed": _countries(media.rights.allowed_territories if media.rights else ()),
        "ineligibleRegion": _countries(media.rights.denied_territories if media.rights else ()),
    }


def _sides(rendition: Rendition) -> dict[str, str]:
    """Return width and height; a ``Distance`` is a number with its unit (https://schema.org/Distance)."""
    sides = {"width": rendition.width, "height": rendition.height}
    return {name: f"{pixels} px" for name, pixels in sides.items() if pixels}


def _countries(codes: Iterable[str]) -> list[dict[str, str]]:
    return [{"@type": "Country", "name": code} for code in codes]
