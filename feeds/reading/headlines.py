"""Whether the title of an entry is one: feeds must have titles, so one is made up where nobody wrote any."""

import re

from feeds.body import BodyStyle, opening
from feeds.locales import labels_for
from feeds.model import Block
from feeds.profile import HtmlSubset, MediaRule
from feeds.sanitise import one_line
from feeds.titles import first_sentences

_CUT = re.compile(r"\s*(?:…|\.{3}|\[(?:…|\.{3})\])$")
_BLANKS_AND_QUOTES = re.compile(r"[\s“”]+")
_CLOCK = re.compile(r"(?P<before>.*?)(?:, )?\d\d:\d\d")


def headline_of(
    title: str | None, blocks: tuple[Block, ...], *, blog_title: str, language: str, is_own: bool
) -> str | None:
    """Return a title if somebody wrote it, else ``None``.

    A title is made up if it is the beginning of the text, as whole sentences or cut with an ellipsis; or, in our own
    documents, a time, with or without the live blog's title, as :mod:`feeds.titles` makes it.
    """
    line = one_line(title or "")
    style = BodyStyle(html=HtmlSubset.FULL, media=MediaRule(), labels=labels_for(language))
    words = " ".join(opening(blocks, style).split())
    clock = _CLOCK.fullmatch(line)
    is_time = is_own and clock is not None and clock["before"] in {"", blog_title}
    return None if not line or is_time or _begins(words, line) else line


def _begins(words: str, title: str) -> bool:
    cut = _CUT.search(title)
    if cut and cut.start() and words.startswith(title[: cut.start()]):
        return True
    return _folded(words) == _folded(title) or (words.startswith(title) and first_sentences(words, len(title)) == title)


def _folded(text: str) -> str:
    """Return a text without blanks and quotation marks, which a text that was printed and read again may have lost."""
    return _BLANKS_AND_QUOTES.sub("", text)
