"""Pictures, graphics, videos and sounds in ninjs as media objects, and those that belong to a text."""

from collections.abc import Iterator

from feeds.model import Media, MediaKind, Rendition
from feeds.parsers.ninjs.item import Item, descriptions_of, embargo_of, make_item, rights_of, status_of
from feeds.parsers.ninjs.objects import named, optional_text, spelt
from feeds.reading.assembling import BrokenEntry
from feeds.reading.attached_media import stand_ins, why_left_out
from feeds.reading.html_tree import read_html
from feeds.reading.json_values import JsonItem, JsonObject
from feeds.reading.values import absolute_url, read_bytes

_KINDS = {
    "picture": MediaKind.PICTURE,
    "graphic": MediaKind.PICTURE,
    "image": MediaKind.PICTURE,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
}
_REFERENCES = frozenset({"liveBlog", "source"})


def media_kind(item: Item) -> MediaKind | None:
    """Return the kind of media object an item is, by its type or else by its files; ``None`` for any other item."""
    kind = (item.json.text("type") or "").lower()
    if kind:
        return _KINDS.get(kind)
    mimetypes = (rendition.mimetype or "" for rendition in _files(item, None))
    return next((_KINDS[major] for mimetype in mimetypes if (major := mimetype.partition("/")[0]) in _KINDS), None)


def read_media(item: Item, kind: MediaKind, *, base_url: str | None) -> Media:
    """Return a media object with all its files that have a web address."""
    alt = optional_text(item.json, "alttext", "alt_text")
    descriptions = [(one.role, _words(one.text)) for one in descriptions_of(item)]
    alt = next((text for role, text in descriptions if role.startswith("alt")), alt)
    if alt is None and kind is MediaKind.PICTURE:
        # Superdesk has the alternative text of a picture where others have the text of an item.
        alt = optional_text(item.json, "body_text")
    captions = [text for role, text in descriptions if not role.startswith("alt")]
    caption = next((text for role, text in descriptions if "caption" in role), next(iter(captions), None))
    files = tuple(_files(item, base_url))
    addressed = [file for file in files if file.href]
    if files and not addressed:
        item.report.add(item.place, "none of its files has a web address")
    return Media(
        kind=kind,
        caption=caption,
        alt=alt,
        credit=item.json.text("by", "byline")
        or (None if item.is_own else optional_text(item.json, "creditline", "source")),
        renditions=tuple(addressed) if item.is_own else stand_ins(kind, addressed),
        rights=rights_of(item),
    )


def attached_media(item: Item, *, base_url: str | None) -> Iterator[Media]:
    """Yield the media of an item: associated objects, Superdesk's extra items, and files that a text has of its own.

    What is withdrawn or embargoed for longer than the text is left out; so are other texts, which are no part of it.
    """
    for name, value in _associated(item):
        if name in _REFERENCES and item.is_own:
            continue
        other = make_item(value, item.zone, item.report, within=item)
        kind = media_kind(other)
        if kind is None:
            item.report.add(other.place, "an associated item that is no picture, video or sound was left out", other.id)
        elif _is_usable(other, item):
            yield read_media(other, kind, base_url=base_url)
    if not item.is_own and media_kind(item) is None:
        yield from _own_files(item, base_url)


def _associated(item: Item) -> Iterator[tuple[str, JsonItem]]:
    yield from named(item.json, "associations")
    for _name, value in named(item.json, "extra_items"):
        extra = spelt(value)
        yield from (("", one) for one in extra.items("items"))


def _is_usable(other: Item, item: Item) -> bool:
    try:
        reason = why_left_out(status_of(other), embargo_of(other), until=embargo_of(item))
    except BrokenEntry as problem:
        reason = f"it was left out: {problem.reason}"
    if reason is not None:
        item.report.add(other.place, reason)
    return reason is None


def _own_files(item: Item, base_url: str | None) -> Iterator[Media]:
    """Yield a picture, video or sound for each kind of file that a text has by itself."""
    found: dict[MediaKind, list[Rendition]] = {}
    for file in _files(item, base_url):
        kind = _KINDS.get((file.mimetype or "").partition("/")[0])
        if kind is not None and file.href:
            found.setdefault(kind, []).append(file)
    for kind, files in found.items():
        yield Media(kind=kind, renditions=tuple(files))


def _files(item: Item, base_url: str | None) -> Iterator[Rendition]:
    renditions = [*named(item.json, "renditions")]
    for name, value in renditions:
        rendition = spelt(value)
        mimetype = (rendition.text("contenttype", "mimetype") or "").lower()
        yield Rendition(
            href=absolute_url(rendition.text("href"), base_url),
            mimetype=mimetype or None,
            width=rendition.pixels("width"),
            height=rendition.pixels("height"),
            bytes=read_bytes(rendition.value("sizeinbytes").value),
            role=_role(name, rendition),
        )


def _role(name: str, rendition: JsonObject) -> str | None:
    """Return what a file is for; the main one is what any file without a role is."""
    is_thumbnail = "thumb" in f"{name} {optional_text(rendition, 'title')}".lower()
    return "thumbnail" if is_thumbnail else name if name not in {"", "main"} else None


def _words(text: str) -> str:
    """Return a description on one line, without the HTML that some write into it."""
    return read_html(text).plain() if "<" in text else " ".join(text.split())
