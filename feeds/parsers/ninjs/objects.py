"""ninjs objects in one spelling: names in small letters, as in 2.x, and named lists for what 1.x has as maps.

3.x differs from 2.x by the letters of its names alone, 1.x in names in the singular, in one property per role
(``body_html``) and in objects whose names are those of their members (``renditions``, ``associations``).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from feeds.reading.assembling import BrokenEntry
from feeds.reading.json_values import JsonItem, JsonObject

_OF_AN_OBJECT = frozenset({"uri", "guid", "href", "type", "headline", "headlines"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RoledText:
    """A headline, description or body: ``role`` and ``content_type`` in small letters, both may be empty."""

    role: str
    content_type: str
    text: str


def spelt(item: JsonItem) -> JsonObject:
    """Return an object with its names in small letters; raises :exc:`~feeds.reading.assembling.BrokenEntry`."""
    if not isinstance(item.value, dict):
        return item.object()
    return JsonObject({name.lower(): value for name, value in item.value.items()}, item.path)


def objects(holder: JsonObject, *names: str) -> Iterator[JsonObject]:
    """Yield the objects of the first of these lists that is there; a lone object is a list of one."""
    for name in names:
        found = holder.value(name)
        if found.value is None:
            continue
        yield from map(spelt, (found,) if isinstance(found.value, dict) else holder.items(name))
        return


def named(holder: JsonObject, name: str) -> Iterator[tuple[str, JsonItem]]:
    """Yield the members of a list with the ``name`` each has, or of an object with the name each stands under."""
    found = holder.value(name)
    if isinstance(found.value, dict) and not _OF_AN_OBJECT & {key.lower() for key in found.value}:
        for key, value in found.value.items():
            if value:
                yield key, JsonItem(f"{found.path}.{key}", value)
    elif found.value is not None:
        items = (found,) if isinstance(found.value, dict) else holder.items(name)
        for item in items:
            yield str(item.value.get("name") or "") if isinstance(item.value, dict) else "", item


def texts(holder: JsonObject, plural: str, singular: str) -> tuple[RoledText, ...]:
    """Return the headlines, descriptions or bodies of any version, in the order of the document."""
    if plural in holder:
        given = holder.value(plural)
        items = (given,) if isinstance(given.value, dict | str) else holder.items(plural)
        return tuple(text for text in map(_roled, items) if text is not None)
    prefix = f"{singular}_"
    names = [name for name in (singular, *sorted(holder.names())) if name == singular or name.startswith(prefix)]
    found = ((name.removeprefix(singular).removeprefix("_"), holder.text(name)) for name in names)
    return tuple(RoledText(role=role, content_type="", text=text) for role, text in found if text)


def _roled(item: JsonItem) -> RoledText | None:
    if isinstance(item.value, str):
        return RoledText(role="", content_type="", text=item.value.strip())
    one = spelt(item)
    text = one.text("value")
    if text is None:
        return None
    return RoledText(
        role=(one.text("role") or "").lower(), content_type=(one.text("contenttype") or "").lower(), text=text
    )


def whole_number(holder: JsonObject, name: str) -> int | None:
    """Return a number that counts something, be it a number or a text."""
    text = holder.text(name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def optional_text(holder: JsonObject, *names: str) -> str | None:
    """Return a text that nothing depends on; one of another type is as good as none."""
    try:
        return holder.text(*names)
    except BrokenEntry:
        return None
