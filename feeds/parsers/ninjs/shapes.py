"""What a document is: a list of items, an object with items in it, or one item, be it of its own or a collection."""

from collections.abc import Iterator

from feeds.parsers.ninjs.item import Item
from feeds.parsers.ninjs.objects import named, optional_text, spelt, texts
from feeds.reading.json_values import JsonItem, JsonObject

_LISTS = ("items", "_items", "item")
_COMPOSITES = frozenset({"composite", "package", "collection"})
# fmt: off
_TELLING = frozenset({
    "versioncreated", "firstcreated", "contentcreated", "pubstatus", "headlines", "bodies", "descriptions", "body_html",
    "body_xhtml", "body_text", "description_text", "copyrightholder", "copyrightnotice", "usageterms", "urgency",
    "representationtype", "renditions", "associations", "standard", "$standard", "altids", "eventdetails", "slugline",
})
# fmt: on
_OF_OTHERS = frozenset(("@context", "post_status", "blog", "slug", "webtitle"))


def looks_like_ninjs(value: object) -> bool:
    """Say whether a JSON value is one of these, by the names of the first item in it."""
    items = list_of_items(value)
    first = items[0].value if items else value if items is None else None
    if not isinstance(first, dict):
        return False
    names = {name.lower() for name in first}
    return bool(names & {"uri", "guid"}) and bool(names & _TELLING) and not names & _OF_OTHERS


def list_of_items(value: object) -> list[JsonItem] | None:
    """Return the items of a list, or of the list in an answer of some API; ``None`` for an item by itself."""
    path = ""
    if isinstance(value, dict) and isinstance(value.get("data"), dict):
        path, value = "data.", value["data"]
    if isinstance(value, list):
        return [JsonItem(f"[{number}]", one) for number, one in enumerate(value)]
    if not isinstance(value, dict) or {"uri", "guid"} & value.keys():
        return None
    for name in _LISTS:
        if isinstance(value.get(name), list):
            return [_unwrapped(JsonItem(f"{path}{name}[{number}]", one)) for number, one in enumerate(value[name])]
    return None


def members(item: Item) -> Iterator[JsonItem]:
    """Yield what a collection holds; what an object of ours only refers to is no part of it."""
    for name, value in named(item.json, "associations"):
        if not (item.is_own and name in {"source", "liveBlog"}):
            yield value


def is_collection(item: Item) -> bool:
    """Say whether an object is a live blog or package of entries rather than one text with its pictures."""
    if item.is_own:
        return (item.json.text("type") or "") == "composite"
    if (item.json.text("type") or "").lower() not in _COMPOSITES:
        return False
    others = [spelt(member) for member in members(item) if _is_text(member)]
    return any(map(has_text, others)) if has_text(item.json) else bool(others)


def has_text(json_object: JsonObject) -> bool:
    """Say whether an object has a text of its own."""
    return bool(texts(json_object, "bodies", "body"))


def is_reference(json_object: JsonObject) -> bool:
    """Say whether an object only names another one that is elsewhere."""
    names = ("headline", "headlines", "title", "descriptions", "description_text", "description_html", "renditions")
    return not has_text(json_object) and not any(name in json_object for name in names)


def _is_text(member: JsonItem) -> bool:
    if not isinstance(member.value, dict):
        return False
    json_object = spelt(member)
    kind = (optional_text(json_object, "type") or "").lower()
    return kind not in {"picture", "graphic", "image", "video", "audio"} and "renditions" not in json_object


def _unwrapped(item: JsonItem) -> JsonItem:
    """Return the item in an element of a list that only wraps it."""
    inner = item.value.get("item") if isinstance(item.value, dict) else None
    return JsonItem(f"{item.path}.item", inner) if isinstance(inner, dict) else item
