"""The words that say what a sentence is about, to recognise it after an edit."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from feeds.locales import known_languages, read_table

FIRST_EAST_ASIAN = "\u2e80"
"""Below it words are set apart by blanks or punctuation; above it stand Han, Kana and Hangul, whose words run on."""

# Words of letters; a number counts as one word whatever its value, since numbers are what news edits change; scripts
# that write words together, or with their particles, are taken as pairs of characters.
_TOKEN = re.compile(
    r"(?P<number>\d[\d.,:]*)|(?P<together>[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff]+)|[^\W\d_]+"
)


def content_words(text: str) -> frozenset[str]:
    """Return the words of a text in small letters, without function words; every number as ``#``.

    A text of nothing but function words gives those, and one without any word gives itself, so that the result is
    empty for blank text only.
    """
    words = frozenset(word for match in _TOKEN.finditer(text.casefold()) for word in _parts(match))
    return words - _function_words() or words or frozenset(text.split())


def valued_words(entries: Iterable[str]) -> dict[str, Decimal]:
    """Return the words of a list such as ``["two 2", "two hundred 200"]`` of a locale file with their values."""
    return {word: Decimal(value) for word, _, value in (entry.rpartition(" ") for entry in entries)}


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return which part of the smaller set is in the larger one, 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _parts(match: re.Match[str]) -> list[str]:
    if match["number"]:
        return ["#"]
    token = match.group()
    if match["together"] and len(token) > 1:
        return [token[at : at + 2] for at in range(len(token) - 1)]
    return [token]


@cache
def _function_words() -> frozenset[str]:
    """Return those of all known languages, as a sentence does not know its own; hardly any is a noun elsewhere."""
    tables = (read_table(language, "words") for language in known_languages())
    return frozenset(word for table in tables for word in table.get("function", ()))
