"""The difference between what a partner gets today and what it would get, item by item and as text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from feeds.item import Item
from syndication.shaping.previews import Made
from syndication.shaping.word_difference import Run, compare_words

_MOST_TOLD: Final = 200
_TEXTS: Final = (("title", "Title"), ("summary", "Summary"), ("body_text", "Text"))
_FACTS: Final = (
    ("url", "Address"),
    ("language_tag", "Language tag"),
    ("byline", "Byline"),
    ("credit_line", "Credit line"),
    ("published_at", "Published"),
    ("updated_at", "Updated"),
    ("pub_status", "State"),
)


class Fate(StrEnum):
    """What becomes of an item."""

    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDifference:
    """A text of an item that changed, word by word."""

    label: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDifference:
    """An item that is not the same: its texts word by word, and in ``also`` the labels of all else that differs."""

    fate: Fate
    guid: str
    title: str
    texts: tuple[TextDifference, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How a document differs from today's. ``same_items`` counts those that stay as they are.

    ``all_ids_change``: receivers take every item for a new one. ``format_changes``: the documents cannot be compared
    line by line. ``untold`` counts differences beyond those in ``items``.
    """

    items: tuple[ItemDifference, ...]
    untold: int
    added: int
    gone: int
    changed: int
    same_items: int
    all_ids_change: bool
    format_changes: bool
    is_same_document: bool
    order_changes: bool


def difference(today: Made, made: Made) -> Difference:
    """Compare two documents by their items."""
    old = {item.guid: item for item in today.items}
    new = {item.guid: item for item in made.items}
    found = [*_came_or_changed(old, new), *_gone(old, new)]
    told = [one for one in found if one.fate is not Fate.SAME]
    counted = {fate: sum(one.fate is fate for one in found) for fate in Fate}
    return Difference(
        items=tuple(told[:_MOST_TOLD]),
        untold=max(len(told) - _MOST_TOLD, 0),
        added=counted[Fate.ADDED],
        gone=counted[Fate.GONE],
        changed=counted[Fate.CHANGED],
        same_items=counted[Fate.SAME],
        all_ids_change=bool(old) and bool(new) and not old.keys() & new.keys(),
        format_changes=today.media_type != made.media_type,
        is_same_document=today.body == made.body,
        order_changes=_common(today.items, new) != _common(made.items, old),
    )


def _came_or_changed(old: dict[str, Item], new: dict[str, Item]) -> Iterator[ItemDifference]:
    for guid, item in new.items():
        before = old.get(guid)
        if before is None:
            yield ItemDifference(fate=Fate.ADDED, guid=guid, title=item.title)
        else:
            yield _compared(before, item)


def _gone(old: dict[str, Item], new: dict[str, Item]) -> Iterator[ItemDifference]:
    for guid, item in old.items():
        if guid not in new:
            yield ItemDifference(fate=Fate.GONE, guid=guid, title=item.title)


def _compared(before: Item, after: Item) -> ItemDifference:
    # Not by ==, for which a time is the same in every zone.
    if repr(before) == repr(after):
        return ItemDifference(fate=Fate.SAME, guid=after.guid, title=after.title)
    texts = tuple(
        TextDifference(label=label, runs=compare_words(getattr(before, name), getattr(after, name)))
        for name, label in _TEXTS
        if getattr(before, name) != getattr(after, name)
    )
    also = tuple(_other_differences(before, after))
    fate = Fate.CHANGED if texts or also else Fate.SAME
    return ItemDifference(fate=fate, guid=after.guid, title=after.title, texts=texts, also=also)


def _other_differences(before: Item, after: Item) -> Iterator[str]:
    for name, label in _FACTS:
        was, now = getattr(before, name), getattr(after, name)
        if str(was) != str(now):
            yield f"{label}: {was or 'none'} → {now or 'none'}"
    if before.media != after.media:
        was, now = _files(before), _files(after)
        yield f"Pictures, videos and sounds: {was} → {now}" if was != now else "Pictures, videos and sounds"
    if before.body_html != after.body_html and before.body_text == after.body_text:
        yield "Mark-up of the text"
    if before.format_version != after.format_version:
        yield "Version of the format"
    if before.newsml_text != after.newsml_text:
        yield "Mark-up in NewsML-G2"


def _files(item: Item) -> str:
    count = sum(len(media.renditions) for media in item.media)
    return f"{count} file{'' if count == 1 else 's'}"


def _common(items: Sequence[Item], other: dict[str, Item]) -> list[str]:
    return [item.guid for item in items if item.guid in other]
