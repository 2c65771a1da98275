"""JSON-LD as schema.org's users write it: every property may have a text, an object, a reference or a list of these.

A value of a kind that nobody expects is as good as none (https://schema.org/docs/gs.html): what is wrong in it is for
search engines, and the next value may be right.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from feeds.reading.assembling import BrokenEntry
from feeds.reading.html_tree import plain_words
from feeds.reading.values import read_time
from feeds.sanitise import one_line

_LOCAL_NAME = re.compile(r"[^/#:]*\Z")
_DEEPEST_LIST = 8


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of JSON-LD. ``known`` are those of the page by their ``@id``, ``path`` is where it stands.

    ``is_literal`` says that its texts are plain whatever is in them; those of most sites may hold HTML.
    """

    values: Mapping[str, object]
    path: str = ""
    known: Mapping[str, dict[str, object]] = field(default_factory=dict)
    is_literal: bool = False

    @property
    def types(self) -> frozenset[str]:
        """The types it is of, without their vocabulary."""
        return types_of(self.values)

    def texts(self, *names: str) -> tuple[str, ...]:
        """Return the texts of the first of these properties that has any."""
        for name in names:
            found = tuple(text for value in _flat(self.values.get(name)) if (text := _text(value)))
            if found:
                return found
        return ()

    def text(self, *names: str) -> str | None:
        """Return the first text of the first of these properties that has any."""
        return next(iter(self.texts(*names)), None)

    def words(self, *names: str) -> str | None:
        """Return the first text as plain text on one line."""
        text = self.text(*names) or ""
        return (one_line(text) if self.is_literal else plain_words(text)) or None

    def things(self, *names: str) -> tuple["Thing", ...]:
        """Return the objects of the first of these properties that has any, references followed."""
        before = f"{self.path}, " if self.path else ""
        for name in names:
            values = enumerate(_flat(self.values.get(name)))
            found = tuple(
                Thing(self._followed(value), f"{before}{name}[{number}]", self.known, self.is_literal)
                for number, value in values
                if isinstance(value, dict) and "@value" not in value
            )
            if found:
                return found
        return ()

    def names(self, *properties: str) -> tuple[str, ...]:
        """Return what is named by a property: texts, and the names of objects, in order."""
        for name in properties:
            found: list[str] = []
            for value in _flat(self.values.get(name)):
                if isinstance(value, dict):
                    found += Thing(self._followed(value)).texts("name")
                elif isinstance(value, str) and value.strip():
                    found.append(value.strip())
            if found:
                return tuple(found)
        return ()

    def time(self, *names: str, zone: tzinfo) -> datetime | None:
        """Return the first of these times that is told.

        Raises :exc:`~feeds.reading.assembling.BrokenEntry` for one that is none.
        """
        text = next((text for name in names if (text := self.text(name))), None)
        if text is None:
            return None
        try:
            return read_time(text, zone)
        except ValueError as cause:
            raise BrokenEntry(str(cause)) from cause

    def _followed(self, value: dict[str, object]) -> Mapping[str, object]:
        """Return the object that a reference stands for, if the page has it."""
        name = value.get("@id")
        if isinstance(name, str) and not value.keys() - {"@id", "@type"}:
            return self.known.get(name, value)
        return value


def types_of(values: Mapping[str, object]) -> frozenset[str]:
    """Return the types of an object without their vocabulary: ``schema:BlogPosting`` is a BlogPosting."""
    texts = (value for value in _flat(values.get("@type")) if isinstance(value, str))
    return frozenset(match[0] for text in texts if (match := _LOCAL_NAME.search(text)))


def objects_in(value: object) -> Iterator[dict[str, object]]:
    """Yield every object in a JSON value, however deep, in the order of the document."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting += reversed(one.values())
        elif isinstance(one, list):
            waiting += reversed(one)


def by_id(objects: Iterable[dict[str, object]]) -> dict[str, dict[str, object]]:
    """Return the objects that have an ``@id`` by it, of several the one that says most."""
    found: dict[str, dict[str, object]] = {}
    for one in objects:
        name = one.get("@id")
        if isinstance(name, str) and len(one) > len(found.get(name, ())):
            found[name] = one
    return found


def _flat(value: object, depth: int = 0) -> Iterator[object]:
    """Yield the values of a property; lists in lists and ``@list`` objects are lists too."""
    if isinstance(value, dict) and len(value) == 1:
        value = value.get("@list", value.get("@set", value))
    if isinstance(value, list):
        for one in value if depth < _DEEPEST_LIST else ():
            yield from _flat(one, depth + 1)
    elif value is not None:
        yield value


def _text(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("@value")
    if isinstance(value, str):
        return value.strip() or None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
