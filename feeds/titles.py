"""Titles and short texts cut for people: at a word, with an ellipsis, never inside a character."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from feeds.locales import known_languages, read_table
from feeds.model import Entry
from feeds.profile import TitleRule, Untitled

_UNTITLED_MAX = 80
_SENTENCE_END = re.compile(r"[.!?…؟۔।]+['\"”’»)\]]*(?= )|[。！？｡]+['\"”’」』）)\]]*")

_JOINER = "\u200d"
_REGIONAL = "".join(map(chr, range(0x1F1E6, 0x1F200)))
"""The letters that make a flag in pairs."""
_EXTENDING = frozenset(
    {_JOINER, "\u200c", "\u0e33", "\u0eb3"}  # Joiners; vowels of Thai and Lao that count as letters.
    | {chr(code) for code in range(0x1F3FB, 0x1F400)}  # Skin tones.
    | {chr(code) for code in range(0xE0020, 0xE0080)}  # Tags, which make flags of regions.
    | {chr(code) for code in range(0x1160, 0x1200)}  # Vowels and final consonants of a Hangul syllable.
)
_VIRAMA = 9
"""The combining class of the signs that join two consonants of an Indian script."""


def make_title(entry: Entry, *, text: str, blog_title: str, timezone: str, rule: TitleRule) -> str:
    """Return the title of an entry: its headline, or what the rule puts in its place; never empty.

    ``text`` is the entry's plain text, ``timezone`` the blog's: a time in a title is the time where things happen.
    """
    clock = _clock(entry.published_at, timezone)
    words = entry.headline
    if not words and rule.untitled is Untitled.FIRST_SENTENCE:
        words = first_sentences(text, _UNTITLED_MAX)
    if words:
        title = f"{clock} – {words}" if rule.time_prefix else words
    else:
        title = clock if rule.untitled is Untitled.TIME else f"{blog_title}, {clock}"
    return shorten(title, rule.max_characters) if rule.max_characters else title


def first_sentences(text: str, max_characters: int) -> str:
    """Return whole sentences from the start of the first paragraph while they fit, or a cut first sentence."""
    opening = " ".join(text.split("\n\n", 1)[0].split())
    if len(opening) <= max_characters:
        return opening
    last_end = max(_sentence_ends(opening[: max_characters + 1]), default=0)
    return opening[:last_end] or shorten(opening, max_characters)


def shorten(text: str, max_characters: int) -> str:
    """Cut ``text`` to at most ``max_characters``, at a blank where there is one, and add an ellipsis.

    Never inside what people see as one character, such as a flag, a joined emoji or a letter with its marks.
    """
    if len(text) <= max_characters:
        return text
    cut = max_characters - 1
    blank = text.rfind(" ", 0, cut + 1)
    if blank >= max_characters // 2:
        cut = blank
    while cut > 1 and _is_inside_character(text, cut):
        cut -= 1
    return text[:cut].rstrip(" ,;:–—-") + "…"


def _sentence_ends(text: str) -> Iterator[int]:
    """Yield where sentences end, before the last character: that one only tells whether a blank follows."""
    for match in _SENTENCE_END.finditer(text):
        if match.end() < len(text) and not (match[0] == "." and _goes_on(text[: match.start()], text[match.end() :])):
            yield match.end()


def _goes_on(before: str, after: str) -> bool:
    """Say whether a full stop is that of an abbreviation, an initial, a list number or a date like ``2019. 2. 27.``"""
    earlier, _, word = before.rpartition(" ")
    word = word.lstrip("\"'“‘„«([")
    if word.isdigit():
        return not earlier or earlier.endswith(".") or after[1:2].isdigit()
    return word in _abbreviations() or "." in word or (len(word) == 1 and word.isalpha())


@cache
def _abbreviations() -> frozenset[str]:
    """Return the words of all languages after which a full stop mostly is none: an entry may quote any of them."""
    tables = [read_table(language, "sentences") for language in known_languages()]
    kinds = ("titles", "before_number", "abbreviations")
    return frozenset(word for table in tables for kind in kinds for word in table.get(kind, ()))


def _is_inside_character(text: str, at: int) -> bool:
    """Say whether the characters on both sides of ``at`` make one for readers (Unicode UAX #29, in short)."""
    before, after = text[at - 1], text[at]
    if after in _REGIONAL:
        pair = text[:at]
        return (len(pair) - len(pair.rstrip(_REGIONAL))) % 2 == 1
    return (
        after in _EXTENDING
        or before == _JOINER
        or unicodedata.category(after).startswith("M")
        or unicodedata.combining(before) == _VIRAMA
    )


def _clock(moment: datetime, timezone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(timezone)):%H:%M}"
