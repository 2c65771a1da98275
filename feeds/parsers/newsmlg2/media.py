"""Newsitems of pictures, graphics, videos and sounds as media objects."""

from collections.abc import Iterator

from lxml import etree

from feeds.model import Media, MediaKind, Rendition
from feeds.parsers.newsmlg2.codes import local_part
from feeds.parsers.newsmlg2.elements import best_words, child, children
from feeds.parsers.newsmlg2.item import Item, class_of, creators_of, descriptions_of, language_of, rights_of
from feeds.reading.attached_media import stand_ins
from feeds.reading.values import absolute_url, read_bytes, read_pixels

_KINDS = {
    "picture": MediaKind.PICTURE,
    "graphic": MediaKind.PICTURE,
    "animated": MediaKind.PICTURE,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
    "image": MediaKind.PICTURE,
}
_UNKNOWN_TYPES = frozenset({"", "application/octet-stream"})
_PIXELS = frozenset({"", "pixels"})


def media_kind(item: Item) -> MediaKind | None:
    """Return the kind of media object an item is, by its class or else by its files; ``None`` for any other item."""
    item_class = class_of(item)
    if item_class:
        return _KINDS.get(item_class)
    contents = list(children(child(item.element, "contentSet")))
    if not contents or any(True for _ in children(child(item.element, "contentSet"), "inlineXML", "inlineData")):
        return None
    types = ((content.get("contenttype") or "").partition("/")[0].lower() for content in contents)
    return next((_KINDS[kind] for kind in types if kind in _KINDS), None)


def read_media(item: Item, kind: MediaKind, *, base_url: str | None) -> Media:
    """Return a media object with all its files that have a web address."""
    language = language_of(item)
    descriptions = descriptions_of(item, language)
    alt = next((text for role, text in descriptions.items() if "alt" in role), None)
    captions = [text for role, text in descriptions.items() if "alt" not in role]
    caption = next((text for role, text in descriptions.items() if "caption" in role), None)
    files = files_of(item, base_url=base_url)
    return Media(
        kind=kind,
        caption=caption or next(iter(captions), None),
        alt=alt,
        credit=_credit(item, language),
        renditions=files if item.is_own else stand_ins(kind, files),
        rights=rights_of(item, language),
    )


def files_of(item: Item, *, base_url: str | None) -> tuple[Rendition, ...]:
    """Return the files of an item, each address once, and its icon as their thumbnail."""
    contents = list(children(child(item.element, "contentSet"), "remoteContent"))
    icons = list(children(item.content_meta, "icon"))
    found = [*_renditions(item, contents, base_url), *_renditions(item, icons, base_url, role="thumbnail")]
    if contents and not found:
        item.report.add(item.place, "none of its files has a web address", contents[0].get("href") or "")
    return tuple({rendition.href: rendition for rendition in reversed(found)}.values())[::-1]


def media_in_text(item: Item, *, base_url: str | None) -> Iterator[Media]:
    """Yield the pictures, videos and sounds that a text item holds as files of its own.

    Files of one kind with different renditions are one media object, each by itself otherwise.
    """
    found: dict[MediaKind, list[Rendition]] = {}
    for file in files_of(item, base_url=base_url):
        kind = _KINDS.get((file.mimetype or "").partition("/")[0])
        if kind is not None and file.role != "thumbnail":
            found.setdefault(kind, []).append(file)
    for kind, files in found.items():
        is_one = len({file.role for file in files}) == len(files)
        yield from (Media(kind=kind, renditions=tuple(files)),) if is_one else _each(kind, files)


def _each(kind: MediaKind, files: list[Rendition]) -> Iterator[Media]:
    return (Media(kind=kind, renditions=(file,)) for file in files)


def _credit(item: Item, language: str | None) -> str | None:
    """Return whom to credit: as it is to be printed, behind the names of the creators that it leaves out."""
    line = best_words(children(item.content_meta, "creditline"), language)
    if item.is_own:
        return line
    names = [name for name in creators_of(item, language) if name.casefold() not in (line or "").casefold()]
    return "/".join([*names, line or ""]).rstrip("/") or best_words(children(item.content_meta, "by"), language)


def _renditions(
    item: Item, contents: list[etree._Element], base_url: str | None, *, role: str | None = None
) -> Iterator[Rendition]:
    for content in contents:
        href = absolute_url(content.get("href"), base_url)
        mimetype = (content.get("contenttype") or "").strip().lower()
        is_media = mimetype in _UNKNOWN_TYPES or mimetype.partition("/")[0] in _KINDS
        if href is None or not is_media:
            continue
        yield Rendition(
            href=href,
            mimetype=None if mimetype in _UNKNOWN_TYPES else mimetype,
            width=_pixels(item, content, "width"),
            height=_pixels(item, content, "height"),
            bytes=read_bytes(content.get("size")),
            role=role or _role(item.codes.code(content, "rendition")),
        )


def _pixels(item: Item, content: etree._Element, name: str) -> int | None:
    is_pixels = item.codes.local(content, f"{name}unit") in _PIXELS
    return read_pixels(content.get(name)) if is_pixels else None


def _role(code: str | None) -> str | None:
    """Return the role of a rendition: IPTC's code without its alias, the code alone of another scheme."""
    if code is None or code == "rnd:web":
        # What is made for the web is what any rendition without a role is.
        return None
    role = code.removeprefix("rnd:") if code.startswith("rnd:") else local_part(code)
    return "thumbnail" if role.lower() in {"thumb", "thumbnail"} else role
