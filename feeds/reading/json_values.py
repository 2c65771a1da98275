"""Untrusted JSON, looked at with what is expected in mind: a wrong type is an error with its path, never a traceback.

Systems written in PHP and JavaScript say ``null``, ``false``, ``""``, ``[]`` or ``{}`` where there is nothing; all of
these are absent here. Anything else of a wrong type breaks the entry it stands in.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from feeds.reading.assembling import BrokenEntry, Report
from feeds.reading.values import read_epoch, read_pixels, read_time

_KINDS = {dict: "an object", list: "a list", str: "a text", bool: "true", int: "a number", float: "a number"}
_YES, _NO = frozenset({"true", "1", "yes", "on"}), frozenset({"false", "0", "no", "off"})


def load_json(data: bytes, report: Report) -> object:
    """Return the JSON value of a document in UTF-8, -16 or -32; control characters in texts are borne.

    Raises :exc:`~feeds.errors.ParseError` for anything else, for nesting without end and for numbers without end.
    """
    try:
        return json.loads(data, strict=False)
    except UnicodeDecodeError as cause:
        raise report.failure("it is not in UTF-8", location=f"byte {cause.start}") from cause
    except json.JSONDecodeError as cause:
        raise report.failure(f"it is no JSON: {cause.msg}", location=f"line {cause.lineno}") from cause
    except RecursionError as cause:
        raise report.failure("it is nested too deeply") from cause
    except ValueError as cause:
        raise report.failure(f"it is no JSON that can be read: {cause}") from cause


@dataclass(frozen=True, slots=True)
class JsonItem:
    """One value of a list, not looked at yet, and its path, such as ``entries[3]``."""

    path: str
    value: object

    def object(self) -> "JsonObject":
        """Return it as an object; raises :exc:`~feeds.reading.assembling.BrokenEntry`."""
        return JsonObject(self.value, self.path)


class JsonObject:
    """A JSON object, and the path at which it stands; empty for the document itself.

    Every look at it raises :exc:`~feeds.reading.assembling.BrokenEntry` with the path where it finds another type.
    """

    __slots__ = ("_values", "path")

    def __init__(self, value: object, path: str = "") -> None:
        if not isinstance(value, dict):
            raise _wrong(path, "an object", value)
        self._values = value
        self.path = path

    def __contains__(self, name: str) -> bool:
        return not _is_absent(self._values.get(name))

    def has(self, name: str) -> bool:
        """Say whether a name is there, be it with nothing behind it."""
        return name in self._values

    def as_item(self) -> JsonItem:
        """Return the object as one value of a list, for a document that is a lone one of many."""
        return JsonItem(self.path, self._values)

    def names(self) -> frozenset[str]:
        """Return the names of what is not absent."""
        return frozenset(name for name in self._values if name in self)

    def text(self, *names: str) -> str | None:
        """Return the first of these that is there, without blanks around it; a number is a text too."""
        for name in names:
            value = self._values.get(name)
            if not _is_absent(value):
                return _text(value, self._at(name))
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, or a lone one."""
        value = self._values.get(name)
        if _is_absent(value):
            return ()
        if not isinstance(value, list):
            return (_text(value, self._at(name)),)
        return tuple(_text(one, f"{self._at(name)}[{n}]") for n, one in enumerate(value) if not _is_absent(one))

    def flag(self, name: str) -> bool:
        """Say whether something is set, be it by true, 1 or a word for it."""
        value = self._values.get(name)
        if _is_absent(value):
            return False
        word = str(value).strip().lower()
        if not isinstance(value, str | int | float) or word not in _YES | _NO:
            raise _wrong(self._at(name), "true or false", value)
        return word in _YES

    def is_denied(self, name: str) -> bool:
        """Say whether something is said not to be so, rather than not said at all."""
        value = self._values.get(name)
        return value is False or (value is not None and not _is_absent(value) and not self.flag(name))

    def pixels(self, name: str) -> int | None:
        """Return a width or height; ``None`` for what can be none, such as 0 or ``100%``."""
        return read_pixels(self._values.get(name))

    def time(self, *names: str, zone: tzinfo = UTC) -> datetime | None:
        """Return the first of these times that is there; a number counts seconds or milliseconds since 1970."""
        for name in names:
            value = self._values.get(name)
            if not _is_absent(value):
                return _time(value, self._at(name), zone)
        return None

    def object(self, name: str) -> "JsonObject | None":
        """Return an object inside this one."""
        value = self._values.get(name)
        return None if _is_absent(value) else JsonObject(value, self._at(name))

    def items(self, name: str) -> tuple[JsonItem, ...]:
        """Return the values of a list, those that are absent aside.

        An object whose names are all numbers is what PHP makes of a list with gaps.
        """
        value, path = self._values.get(name), self._at(name)
        if _is_absent(value):
            return ()
        if isinstance(value, dict) and _is_list_to_php(value):
            return tuple(JsonItem(f"{path}[{key}]", one) for key, one in value.items() if not _is_absent(one))
        if not isinstance(value, list):
            raise _wrong(path, "a list", value)
        return tuple(JsonItem(f"{path}[{number}]", one) for number, one in enumerate(value) if not _is_absent(one))

    def objects(self, name: str) -> tuple["JsonObject", ...]:
        """Return the objects of a list, or a lone one."""
        value = self._values.get(name)
        if isinstance(value, dict) and not _is_list_to_php(value):
            return (JsonObject(value, self._at(name)),)
        return tuple(item.object() for item in self.items(name))

    def value(self, name: str) -> JsonItem:
        """Return whatever there is, for what may be of several types; its value is ``None`` if it is absent."""
        value = self._values.get(name)
        return JsonItem(self._at(name), None if _is_absent(value) else value)

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def _is_absent(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is False or value in ([], {})


def _is_list_to_php(value: dict[str, object]) -> bool:
    return all(name.isdigit() for name in value)


def _text(value: object, path: str) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise _wrong(path, "a text", value)


def _time(value: object, path: str, zone: tzinfo) -> datetime:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _wrong(path, "a time", value)
    try:
        return read_time(value, zone) if isinstance(value, str) else read_epoch(float(value))
    except (ValueError, OverflowError) as cause:
        raise BrokenEntry(f"{path}: {cause}") from cause


def _wrong(path: str, expected: str, value: object) -> BrokenEntry:
    where = f"{path}: " if path else ""
    return BrokenEntry(f"{where}expected {expected}, found {_KINDS.get(type(value), 'nothing')}")
