"""Files of pictures, videos and sounds as feeds name them: what kind they are, and which are the same thing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import unquote, urlsplit, urlunsplit

from feeds.model import Block, Embed, Media, MediaBlock, MediaKind, Rendition
from feeds.reading.attached_media import place_files
from feeds.sanitise import one_line
from feeds.uris import uri

THUMBNAIL = "thumbnail"

_KINDS = {"image": MediaKind.PICTURE, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}
_ENDINGS = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "svg", "bmp", "tif", "tiff"), "image"),
    **dict.fromkeys(("mp4", "m4v", "mov", "webm", "ogv", "avi", "wmv", "mpg", "mpeg", "m3u8"), "video"),
    **dict.fromkeys(("mp3", "m4a", "aac", "oga", "ogg", "wav", "flac", "opus"), "audio"),
}
_ENDING = re.compile(r"\.([A-Za-z0-9]{2,5})\Z")
# How WordPress names the smaller forms of a picture, and the one it makes of a very large one.
_SIZE = re.compile(r"-(?:\d{2,4}x\d{2,4}|scaled)(?=\.[A-Za-z]{3,4}\Z)")


def kind_of(*, mimetype: str | None, href: str | None, medium: str | None = None) -> MediaKind | None:
    """Return what a file shows by what is said of it, or else by its name; ``None`` for anything else."""
    for said in (medium, (mimetype or "").partition("/")[0]):
        if kind := _KINDS.get((said or "").strip().lower()):
            return kind
    is_unsaid = not medium and (mimetype or "application/octet-stream").lower() == "application/octet-stream"
    ending = _ENDING.search(urlsplit(href).path) if href and is_unsaid else None
    return _KINDS[_ENDINGS[ending[1].lower()]] if ending and ending[1].lower() in _ENDINGS else None


def same_file(href: str) -> str:
    """Return what is equal for addresses of one picture in several sizes; other addresses are equal to themselves."""
    address = uri(href)
    parts = urlsplit(address)
    ending = _ENDING.search(parts.path)
    if ending is None or _ENDINGS.get(ending[1].lower()) != "image":
        return address
    return urlunsplit(("", parts.netloc.lower(), _SIZE.sub("", parts.path), "", ""))


def file_name(href: str) -> str:
    """Return the last part of an address, which may be empty."""
    return one_line(unquote(urlsplit(href).path.rpartition("/")[2], errors="replace"))


def is_avatar(href: str) -> bool:
    """Say whether an address is an author's portrait, which some systems send along as if it were a picture."""
    parts = urlsplit(href)
    return (parts.hostname or "").endswith("gravatar.com") and parts.path.startswith("/avatar")


def joined_forms(found: Iterable[Media]) -> tuple[Media, ...]:
    """Make media that are sizes of one picture one, with what the first of them says."""
    joined: list[Media] = []
    places: dict[str, int] = {}
    for media in found:
        keys = {same_file(rendition.href) for rendition in media.renditions if rendition.href}
        at = next((places[key] for key in sorted(keys) if key in places), None)
        if at is None or joined[at].kind is not media.kind:
            at = len(joined)
            joined.append(media)
        else:
            joined[at] = _with_forms(joined[at], media)
        places.update(dict.fromkeys(keys, at))
    return tuple(joined)


def with_attached(
    blocks: Sequence[Block],
    media: Iterable[Media],
    *,
    thumbnails: Sequence[Rendition] = (),
    others: Iterable[Embed] = (),
) -> tuple[Block, ...]:
    """Put attached files in their places in a text, and those it does not show at its end; sizes of one are one.

    A thumbnail belongs to the first thing that is attached. Alone it is a picture of the entry, unless the text shows
    one: that is most likely what it was made of.
    """
    media = joined_forms(media)
    if thumbnails and media:
        known = {same_file(rendition.href) for rendition in media[0].renditions if rendition.href}
        added = tuple(r for r in thumbnails if r.href and same_file(r.href) not in known)
        media = (replace(media[0], renditions=(*media[0].renditions, *added)), *media[1:])
    elif thumbnails and not any(isinstance(block, MediaBlock) for block in blocks):
        pictures = tuple(replace(rendition, role=None) for rendition in thumbnails)
        media = joined_forms(Media(kind=MediaKind.PICTURE, renditions=(picture,)) for picture in pictures)[:1]
    placed = place_files(blocks, media, same=same_file)
    linked = {block.href for block in placed if isinstance(block, Embed)}
    return (*placed, *(other for other in others if other.href not in linked))


def _with_forms(media: Media, other: Media) -> Media:
    """Add the addresses of another form, and what only it says; of one address the two say more together."""
    renditions = list(media.renditions)
    places = {uri(rendition.href): n for n, rendition in enumerate(renditions) if rendition.href}
    for rendition in other.renditions:
        at = places.get(uri(rendition.href)) if rendition.href else None
        if at is None:
            renditions.append(rendition)
            continue
        known = renditions[at]
        renditions[at] = replace(
            known,
            mimetype=known.mimetype or rendition.mimetype,
            width=known.width or rendition.width,
            height=known.height or rendition.height,
            bytes=known.bytes or rendition.bytes,
        )
    return replace(
        media,
        renditions=tuple(renditions),
        caption=media.caption or other.caption,
        alt=media.alt or other.alt,
        credit=media.credit or other.credit,
        rights=media.rights or other.rights,
    )
