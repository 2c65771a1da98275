"""Text as terms are looked for in it: letter case, typography and Unicode form folded, with the way back."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from translations.findings import Span
from translations.words import FIRST_EAST_ASIAN

_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("“”„‟«»″＂", '"')
    | dict.fromkeys("‘’‚‛‹›′＇`´ʼ", "'")
    | dict.fromkeys("‐‑‒–—―−－", "-")
    | dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t\n\r", " ")
)


@dataclass(frozen=True)
class Folded:
    """A text in another form; ``places`` says where each character came from, with the text's length at the end."""

    text: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Return where a stretch stands in the original text."""
        return self.places[start], self.places[end]


Composed = Folded
"""A text in NFC."""


def compose(text: str) -> Composed:
    """Put a text into NFC."""
    return _made(text, lambda cluster: unicodedata.normalize("NFC", cluster))


def fold(text: str) -> Folded:
    """Fold a text: NFC, small letters, plain quotation marks, dashes and blanks."""
    if unicodedata.is_normalized("NFC", text):
        folded = fold_word(text)
        if len(folded) == len(text):
            # Folding a character makes one or more of it, never fewer: each is still in its place.
            return Folded(folded, range(len(text) + 1))
    return _made(text, fold_word)


def fold_word(word: str) -> str:
    """Fold a short text when only the result matters."""
    return unicodedata.normalize("NFC", word).translate(_TYPOGRAPHY).casefold()


def stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether no letter or digit of the same word touches ``text[start:end]``.

    Han, Kana and Hangul run on without blanks, so a neighbour of these scripts is no part of a Latin word, nor one of
    Latin script part of theirs.
    """
    return not (_joins(text[start - 1 : start] if start else "", text[start : start + 1])) and not (
        _joins(text[end - 1 : end], text[end : end + 1])
    )


def _made(text: str, form: Callable[[str], str]) -> Folded:
    pieces: list[str] = []
    places: list[int] = []
    for start, cluster in _clusters(text):
        made = form(cluster)
        pieces.append(made)
        places.extend([start] * len(made))
    return Folded("".join(pieces), (*places, len(text)))


def _joins(before: str, after: str) -> bool:
    if not (before.isalnum() and after.isalnum()):
        return False
    return max(before, after) < FIRST_EAST_ASIAN


def _clusters(text: str) -> list[tuple[int, str]]:
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return list(enumerate(text))
    found: list[tuple[int, str]] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not _continues(text[place]):
            found.append((start, text[start:place]))
            start = place
    return found


def _continues(character: str) -> bool:
    """Say whether a character can be one with what stands before it."""
    return unicodedata.category(character) in {"Mn", "Mc"} or "\u1160" <= character <= "\u11ff"
