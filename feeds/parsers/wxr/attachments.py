"""The files of an export: pictures, videos and sounds, by the numbers under which posts refer to them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from feeds.model import Media, MediaKind, Rendition, Rights
from feeds.parsers.wxr.export import Item
from feeds.reading.credits import read_credits
from feeds.reading.html_tree import plain_words
from feeds.reading.values import absolute_url, read_pixels

_KINDS: Mapping[str, MediaKind] = {
    **dict.fromkeys(
        ("jpg", "jpeg", "jpe", "png", "gif", "webp", "avif", "heic", "bmp", "tif", "tiff"), MediaKind.PICTURE
    ),
    **dict.fromkeys(("mp4", "m4v", "mov", "webm", "ogv", "avi", "mpg", "wmv"), MediaKind.VIDEO),
    **dict.fromkeys(("mp3", "m4a", "ogg", "wav", "flac"), MediaKind.AUDIO),
}
# WordPress keeps arrays as PHP serialises them; those of the file itself come before those of its smaller copies.
_NUMBER = r's:[0-9]+:"{}";(?:i:|s:[0-9]+:")([0-9]{{1,7}})'
_STRING = r's:[0-9]+:"{}";s:[0-9]+:"([^"\n]{{1,500}})"'


class Attachments:
    """The files of an export."""

    def __init__(self, items: Iterable[Item]) -> None:
        files = [item for item in items if item.kind == "attachment"]
        self._media = {item.id: media for item in files if (media := _media(item)) is not None}
        self._of: dict[str, list[Media]] = {}
        for item in files:
            if item.id in self._media:
                self._of.setdefault(item.text("wp:post_parent"), []).append(self._media[item.id])

    def find(self, ids: Iterable[str]) -> tuple[Media, ...]:
        """Return the files of these numbers, as far as they are in the export."""
        return tuple(self._media[number] for number in ids if number in self._media)

    def pictures_of(self, post_id: str) -> tuple[Media, ...]:
        """Return the pictures that were uploaded to a post, which is what a gallery without numbers shows."""
        return tuple(media for media in self._of.get(post_id, ()) if media.kind is MediaKind.PICTURE)


def _media(item: Item) -> Media | None:
    href = absolute_url(item.text("wp:attachment_url") or item.text("guid"), None)
    kind = _KINDS.get((href or "").partition("?")[0].rpartition(".")[2].lower())
    if href is None or kind is None:
        return None
    about = item.meta.get("_wp_attachment_metadata", "")
    caption = plain_words(item.text("excerpt:encoded"))
    notice = _string(about, "copyright")
    media = Media(
        kind=kind,
        caption=caption or None,
        alt=plain_words(item.meta.get("_wp_attachment_image_alt", "")) or None,
        credit=_string(about, "credit"),
        renditions=(Rendition(href=href, width=_number(about, "width"), height=_number(about, "height")),),
        rights=Rights(notice=notice) if notice else None,
    )
    named = read_credits(caption)
    if media.credit is None and len(named) == 1:
        return replace(media, caption=named[0].caption or None, credit=named[0].name)
    return media


def _number(serialised: str, name: str) -> int | None:
    match = re.search(_NUMBER.format(name), serialised)
    return read_pixels(match[1]) if match else None


def _string(serialised: str, name: str) -> str | None:
    match = re.search(_STRING.format(name), serialised)
    return plain_words(match[1]) or None if match else None
