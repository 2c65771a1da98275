"""Titles and short texts cut for people: at a word, with an ellipsis, never inside a character."""

import re
import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

from feeds.model import Entry
from feeds.profile import TitleRule, Untitled

_UNTITLED_MAX = 80
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’」』)\]]*(?=\s|$)")


def make_title(entry: Entry, *, text: str, blog_title: str, timezone: str, rule: TitleRule) -> str:
    """Return the title of an entry: its headline, or what the rule puts in its place; never empty.

    ``text`` is the entry's plain text, ``timezone`` the blog's: a time in a title is the time where things happen.
    """
    clock = _clock(entry.published_at, timezone)
    title = entry.headline or _substitute(rule.untitled, text=text, blog_title=blog_title, clock=clock)
    if rule.time_prefix and (entry.headline or rule.untitled is Untitled.FIRST_SENTENCE):
        title = f"{clock} – {title}"
    return shorten(title, rule.max_characters) if rule.max_characters else title


def first_sentences(text: str, max_characters: int) -> str:
    """Return whole sentences from the start of the first paragraph while they fit, or a cut first sentence."""
    opening = " ".join(text.split("\n\n", 1)[0].split())
    ends = [match.end() for match in _SENTENCE_END.finditer(opening)] or [len(opening)]
    fitting = [end for end in ends if end <= max_characters]
    return opening[: fitting[-1]] if fitting else shorten(opening, max_characters)


def shorten(text: str, max_characters: int) -> str:
    """Cut ``text`` to at most ``max_characters``, at a blank where there is one, and add an ellipsis.

    Combining marks and joined emoji are not torn from what they belong to.
    """
    if len(text) <= max_characters:
        return text
    cut = max_characters - 1
    blank = text.rfind(" ", 0, cut + 1)
    if blank >= max_characters // 2:
        cut = blank
    while cut > 1 and (
        unicodedata.combining(text[cut]) or "\u200d" in text[cut - 1 : cut + 1] or text[cut] == "\ufe0f"
    ):
        cut -= 1
    return text[:cut].rstrip(" ,;:–—-") + "…"


def _substitute(untitled: Untitled, *, text: str, blog_title: str, clock: str) -> str:
    match untitled:
        case Untitled.FIRST_SENTENCE:
            return first_sentences(text, _UNTITLED_MAX) or f"{blog_title}, {clock}"
        case Untitled.TIME:
            return clock
        case Untitled.BLOG_AND_TIME:
            return f"{blog_title}, {clock}"


def _clock(moment: datetime, timezone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(timezone)):%H:%M}"
