"""The whole document as a live blog."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from feeds.model import Entry
from feeds.parsers.ninjs.entry import read_entry
from feeds.parsers.ninjs.item import Item, make_item
from feeds.parsers.ninjs.live_blog import entries_of_one, head_of_collection, head_of_list, own_blog
from feeds.parsers.ninjs.notes import translation_of
from feeds.parsers.ninjs.shapes import is_collection, is_reference, list_of_items, looks_like_ninjs, members
from feeds.parsers.sample import Sample
from feeds.reading.assembling import BrokenEntry, Head, Report, assemble, given_zone
from feeds.reading.company import report_translations, titled, without_inherited
from feeds.reading.json_values import JsonItem, load_json
from feeds.reading.parsed import Parsed, ParseOptions

_FORMAT = "ninjs"
_DEEPEST = 4


def is_ninjs(sample: Sample) -> bool:
    """Say whether a document is JSON with an item that has an identifier and names that only ninjs has."""
    return looks_like_ninjs(sample.json)


def parse_ninjs(data: bytes, options: ParseOptions) -> Parsed:
    """Read an item, a list of items or a collection as one live blog; a broken item is remarked on and skipped.

    Raises :exc:`~feeds.errors.ParseError`.
    """
    report = Report(_FORMAT)
    reader = _Reader(options, report)
    with report.whole_document():
        return reader.read(load_json(data, report))


class _Reader:
    """One reading of one document."""

    def __init__(self, options: ParseOptions, report: Report) -> None:
        self._options = options
        self._report = report
        self._zone = ZoneInfo(given_zone(options, report))

    def read(self, value: object) -> Parsed:
        values, collection = list_of_items(value), None
        if values is None:
            root = self._item(JsonItem("", value))
            collection = root if is_collection(root) else None
            values = [JsonItem("", value)] if collection is None else list(self._members(collection))
        if not values and collection is None:
            raise self._report.failure("it holds no item")
        sound = list(self._sound(values))
        chosen = entries_of_one(sound, self._options, self._report)
        others = {item.json.path for item in sound} - {item.json.path for item in chosen}
        if collection is not None and values and all(is_reference(item.json) for item in sound):
            raise self._report.failure(f"it only refers to its {len(values):,} items and holds none of them")
        head = self._head(collection, chosen)
        entries = self._report.read_each(
            [one for one in values if one.path not in others],
            read=lambda one: self._entry(one, head),
            place=lambda _number, one: one.path or _FORMAT,
        )
        report_translations(self._report, [item.place for item in chosen if translation_of(item) is not None])
        return assemble(titled(head, entries, self._options), entries, self._options, self._report)

    def _head(self, collection: Item | None, items: list[Item]) -> Head:
        # What we send of several live blogs, or of an old part of one, is a thing of its own beside them.
        if collection is None or (collection.is_own and collection.json.text("profile") != "live-blog" and items):
            return head_of_list(items)
        return head_of_collection(collection, items, base_url=self._options.base_url)

    def _entry(self, value: JsonItem, head: Head) -> Entry:
        item = self._item(value)
        if is_reference(item.json) and not item.is_own:
            raise BrokenEntry("it is only named here, and holds nothing")
        return without_inherited(read_entry(item, base_url=self._options.base_url), head)

    def _item(self, value: JsonItem) -> Item:
        return make_item(value, self._zone, self._report)

    def _members(self, collection: Item, depth: int = 0) -> Iterator[JsonItem]:
        """Yield the items of a collection, those of collections in it too."""
        for value in members(collection):
            inner = next(self._sound([value]), None)
            if inner is not None and depth < _DEEPEST and not inner.is_own and is_collection(inner):
                yield from self._members(inner, depth + 1)
            else:
                yield value

    def _sound(self, values: Iterable[JsonItem]) -> Iterator[Item]:
        """Yield the items of which it can be told what they are; the others are remarked on where they are read."""
        for value in values:
            try:
                item = self._item(value)
                own_blog(item)
            except BrokenEntry:
                continue
            yield item
