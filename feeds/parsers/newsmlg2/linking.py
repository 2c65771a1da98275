"""Which pictures, videos and sounds of a document belong to which of its texts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from feeds.model import Media
from feeds.parsers.newsmlg2.elements import children
from feeds.parsers.newsmlg2.item import Item, embargo_of, status_of, version_of
from feeds.parsers.newsmlg2.media import media_kind, read_media
from feeds.parsers.newsmlg2.package import Reference
from feeds.reading.assembling import BrokenEntry
from feeds.reading.attached_media import why_left_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """An item that is an entry, and the media items that are shown in it, in order."""

    item: Item
    media: tuple[Item, ...] = ()


def link_media(items: Sequence[Item], references: Iterable[Reference]) -> tuple[Linked, ...]:
    """Return texts with the media that they link or that link them, and media that belong to no text by themselves.

    A media item without any such link belongs to the only text that stands in one group of a package with it.
    """
    is_media = {id(item): media_kind(item) is not None for item in items}
    media = _newest(item for item in items if is_media[id(item)])
    linking = _linking(media.values())
    found: dict[int, dict[str, Item]] = {}
    for text in (item for item in items if not is_media[id(item)]):
        targets = [*_targets(text), *linking.get(text.id, ())]
        found[id(text)] = {target: media[target] for target in targets if target in media}
    taken = {identifier for linked in found.values() for identifier in linked}
    for text, one in _grouped(items, is_media, references):
        if one.id not in taken:
            found[id(text)][one.id] = media[one.id]
    taken = {identifier for linked in found.values() for identifier in linked}
    # Of two versions of a media item the newer one stands; what has no identifier can be linked by nobody.
    alone = {id(one) for one in items if is_media[id(one)] and (not one.id or media[one.id] is one)}
    return tuple(
        Linked(item=item, media=tuple(found.get(id(item), {}).values()))
        for item in items
        if id(item) in found or (id(item) in alone and item.id not in taken)
    )


def shown_media(linked: Linked, *, base_url: str | None) -> Iterator[Media]:
    """Yield what may be shown of an entry's media: neither what is withdrawn nor what is embargoed for longer."""
    item = linked.item
    for one in linked.media:
        kind = media_kind(one)
        if kind is None:
            continue
        try:
            reason = why_left_out(status_of(one), embargo_of(one), until=embargo_of(item))
        except BrokenEntry as problem:
            reason = f"it was left out: {problem.reason}"
        if reason is not None:
            item.report.add(one.place, reason)
        else:
            yield read_media(one, kind, base_url=base_url)


def _newest(items: Iterable[Item]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for item in items:
        if item.id and (item.id not in found or version_of(item) > version_of(found[item.id])):
            found[item.id] = item
    return found


def _targets(item: Item) -> list[str]:
    """Return the identifiers of the items that an item links; ``guidref`` is what an agency has in its place."""
    links = children(item.meta, "link")
    return [(link.get("residref") or link.get("guidref") or "").strip() for link in links]


def _linking(media: Iterable[Item]) -> dict[str, list[str]]:
    """Return by the identifier of what is linked the media that link it."""
    found: dict[str, list[str]] = {}
    for one in media:
        for target in _targets(one):
            found.setdefault(target, []).append(one.id)
    return found


def _grouped(
    items: Sequence[Item], is_media: dict[int, bool], references: Iterable[Reference]
) -> Iterator[tuple[Item, Item]]:
    """Yield the only text of a group with each media item in it."""
    group_of = {reference.id: reference.group for reference in references}
    texts: dict[str, list[Item]] = {}
    for item in items:
        if item.id in group_of and not is_media[id(item)]:
            texts.setdefault(group_of[item.id], []).append(item)
    for item in items:
        around = texts.get(group_of.get(item.id, ""), ()) if is_media[id(item)] else ()
        if len(around) == 1 and item.id:
            yield around[0], item
