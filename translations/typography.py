"""Quotation marks and dashes as newspapers of a language print them (``[typography]`` of its locale file)."""

import re

from feeds.locales import known_languages, read_table
from translations.words import FIRST_EAST_ASIAN

_PAIRS = (("double", '"'), ("single", "'"))
_DASH = re.compile(r"(?<=\s)[-‒–—―](?=\s)")


def house_style(text: str, language: str) -> str:
    """Put straight quotation marks and dashes between blanks into the house style; as long as before, so marks fit.

    Quotation marks are changed only where all of one kind open and close in turn: a lone one may be an apostrophe or an
    inch. A language that nobody described keeps its text.
    """
    if language.partition("-")[0] not in known_languages():
        return text
    style = read_table(language, "typography")
    for name, straight in _PAIRS:
        text = _curled(text, straight, style[name])
    return _DASH.sub(style["dash"], text)


def _curled(text: str, straight: str, pair: str) -> str:
    places = [place for place, character in enumerate(text) if character == straight and not _is_inside(text, place)]
    opening, closing = places[::2], places[1::2]
    if len(opening) != len(closing) or [_opens(text, place) for place in places] != [True, False] * len(opening):
        return text
    curled = list(text)
    for first, last in zip(opening, closing, strict=True):
        curled[first], curled[last] = pair[0], pair[1]
    return "".join(curled)


def _is_inside(text: str, place: int) -> bool:
    """Say whether the mark stands inside a word, as the apostrophe of ``Vietnam's`` does.

    In East Asian scripts it does not: a Korean particle follows a closing quotation mark without a blank.
    """
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return before.isalnum() and after.isalnum() and max(before, after) < FIRST_EAST_ASIAN


def _opens(text: str, place: int) -> bool:
    before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    return bool(after) and not after.isspace() and (not before or before.isspace() or before in "([{“‘\"'-–—")
