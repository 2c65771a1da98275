"""Stretches of text: blanked out where a check must not look, and the words between them."""

import re
from collections.abc import Iterable

from translations.findings import Span

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
"""A word of letters and digits, with apostrophes, hyphens and dots inside."""

ENTITY = re.compile(r"&(?:amp;)*(?:[a-z]{1,8}|#[0-9a-fx]{1,8});", re.IGNORECASE)
"""An HTML code of a character, which somebody forgot to undo."""


def blanked(text: str, spans: Iterable[Span], filling: str = " ") -> str:
    """Return a text of the same length with blanks in place of these stretches, which may overlap."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        first = max(start, at)
        pieces += [text[at:first], filling * (end - first)]
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text
