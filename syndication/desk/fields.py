"""What a form sends: names, each with its values in order; how texts and choices are read from it."""

from collections.abc import Mapping, Sequence

Fields = Mapping[str, Sequence[str]]
"""The fields of a form. One that was not sent is not there."""

Written = dict[str, list[str]]
"""The fields of a form while they are put together."""


def text_of(fields: Fields, name: str) -> str:
    """Return a field's text with the line ends that it had before a browser sent it, or nothing.

    A database takes no U+0000, and what else XML cannot carry is dropped where the entry is admitted.
    """
    values = fields.get(name) or ("",)
    return _plain(values[0])


def texts_of(fields: Fields, name: str) -> tuple[str, ...]:
    """Return the texts of a field that is there several times, in order."""
    return tuple(map(_plain, fields.get(name, ())))


def line_of(fields: Fields, name: str) -> str | None:
    """Return a field's text on one line; blank is none."""
    return " ".join(text_of(fields, name).split()) or None


def is_ticked(fields: Fields, name: str) -> bool:
    """Say whether a box is ticked."""
    return bool(text_of(fields, name))


def ticked(value: bool) -> list[str]:
    """Return what a box sends: nothing, unless it is ticked."""
    return ["1"] if value else []


def same_fields(given: Fields, written: Fields) -> bool:
    """Say whether a form says what was written into it, whichever fields it has besides."""
    return all(texts_of(given, name) == texts_of(written, name) for name in written)


def _plain(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
