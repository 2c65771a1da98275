"""Words that were looked for, marked in the texts that hold them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; ``is_hit`` where it is one of the words."""

    text: str
    is_hit: bool


def highlight(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """Cut a text where words stand in it, whatever their letter case; joined, the pieces are the text."""
    if not words:
        return (Piece(text, False),)
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile(f"({'|'.join(map(re.escape, longest_first))})", re.IGNORECASE)
    return tuple(Piece(part, at % 2 == 1) for at, part in enumerate(pattern.split(text)) if part)
