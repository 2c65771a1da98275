"""Bylines of the people other systems name; their e-mail addresses stay there."""

import re
from collections.abc import Iterable

from feeds.sanitise import one_line

_ADDRESS = re.compile(r"(?:mailto:)?[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+")
_AROUND = " \t,;:<>()[]\"'"
_MOST_CHARACTERS = 500
_BY = re.compile(r"\s*by[:\s]+(?=\S)", re.IGNORECASE)


def byline_of(names: Iterable[str | None]) -> str | None:
    """Return names as one line, each once and in order; ``None`` without any.

    ``minh@example.org (Minh Anh)`` and ``Minh Anh <minh@example.org>`` are Minh Anh; a lone address is nobody.
    """
    found = (_without_address(one_line(name)) for name in names if name)
    return ", ".join(dict.fromkeys(name for name in found if name)) or None


def without_by(byline: str) -> str | None:
    """Return a byline without addresses and the word before it: pages and feeds here have one in each language."""
    match = _BY.match(byline)
    return byline_of([byline[match.end() :] if match else byline])


def _without_address(name: str) -> str:
    if "@" not in name:
        return name
    if len(name) > _MOST_CHARACTERS:
        return ""
    return " ".join(_ADDRESS.sub(" ", name).split()).strip(_AROUND)
