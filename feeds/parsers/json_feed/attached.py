"""Pictures, videos and sounds of a JSON Feed item: its attachments and its pictures."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from feeds.html import escape
from feeds.model import Block, Embed, Media, MediaKind, Rendition
from feeds.parsers.json_feed.own_objects import line, read_rights
from feeds.reading.attached_media import place_media
from feeds.reading.json_values import JsonObject
from feeds.reading.media_files import THUMBNAIL, file_name, kind_of, with_attached
from feeds.reading.values import absolute_url, read_bytes

_UNKNOWN_TYPE = "application/octet-stream"


def with_attachments(
    blocks: tuple[Block, ...], values: JsonObject, *, base_url: str | None, is_own: bool
) -> tuple[Block, ...]:
    """Return a text with the files of its item, each in its place or at the end."""
    attachments = values.objects("attachments")
    if is_own:
        return place_media(blocks, _own_media(attachments, base_url))
    thumbnails = [
        Rendition(href=href, role=THUMBNAIL)
        for name in ("image", "banner_image")
        if (href := absolute_url(values.text(name), base_url))
    ]
    return with_attached(
        blocks, _media(attachments, base_url), thumbnails=thumbnails, others=_others(attachments, base_url)
    )


def _own_media(attachments: tuple[JsonObject, ...], base_url: str | None) -> Iterator[Media]:
    """Yield the media of our documents; attachments of one ``media_id`` are forms of one thing."""
    for forms in _grouped(attachments, lambda attachment: _own(attachment).text("media_id")):
        own = _own(forms[0])
        kind = own.text("kind")
        yield Media(
            kind=MediaKind(kind) if kind in set(MediaKind) else _kind(forms[0], base_url) or MediaKind.PICTURE,
            caption=line(own, "caption"),
            alt=line(own, "alt"),
            credit=line(own, "credit"),
            renditions=tuple(_rendition(form, base_url) for form in forms),
            rights=read_rights(own),
        )


def _media(attachments: tuple[JsonObject, ...], base_url: str | None) -> Iterator[Media]:
    """Yield the media of other people's documents; attachments of one title are forms of one thing (JSON Feed 1.1)."""
    for forms in _grouped(attachments, lambda attachment: line(attachment, "title")):
        for kind in dict.fromkeys(_kind(form, base_url) for form in forms):
            if kind is not None:
                renditions = tuple(_rendition(form, base_url) for form in forms if _kind(form, base_url) is kind)
                yield Media(kind=kind, caption=line(forms[0], "title"), renditions=renditions)


def _others(attachments: tuple[JsonObject, ...], base_url: str | None) -> Iterator[Embed]:
    """Yield the files that are neither pictures, videos nor sounds as links."""
    for attachment in attachments:
        href = absolute_url(attachment.text("url"), base_url)
        if href and _kind(attachment, base_url) is None:
            yield Embed(href=href, html=escape(line(attachment, "title") or file_name(href)) or None)


def _grouped(
    attachments: tuple[JsonObject, ...], key: Callable[[JsonObject], str | None]
) -> Iterable[list[JsonObject]]:
    groups: dict[str | int, list[JsonObject]] = defaultdict(list)
    for number, attachment in enumerate(attachments):
        groups[key(attachment) or number].append(attachment)
    return groups.values()


def _rendition(attachment: JsonObject, base_url: str | None) -> Rendition:
    own = _own(attachment)
    mimetype = line(attachment, "mime_type")
    return Rendition(
        href=absolute_url(attachment.text("url"), base_url),
        mimetype=mimetype if mimetype != _UNKNOWN_TYPE else None,
        width=own.pixels("width"),
        height=own.pixels("height"),
        bytes=read_bytes(attachment.value("size_in_bytes").value),
        role=line(own, "role"),
    )


def _kind(attachment: JsonObject, base_url: str | None) -> MediaKind | None:
    href = absolute_url(attachment.text("url"), base_url)
    return kind_of(mimetype=line(attachment, "mime_type"), href=href) if href else None


def _own(attachment: JsonObject) -> JsonObject:
    return attachment.object("_syndication") or JsonObject({}, attachment.path)
