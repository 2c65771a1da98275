"""What belongs to a text and stands elsewhere in an item: second headline, lead, dateline; and headlines with HTML."""

import re
from collections.abc import Iterable, Iterator

from feeds.html import escape, plain_text
from feeds.model import Block, Heading, Paragraph
from feeds.reading.found_text import FoundText
from feeds.sanitise import one_line

_MARK = re.compile(r"</?(p|b|i|em|strong|span|br|a|u|font|sub|sup)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


def whole_text(
    found: FoundText, *, descriptions: Iterable[str], dateline: str | None = None, subheadline: str | None = None
) -> tuple[Block, ...]:
    """Return a text behind its second headline and its lead, with its dateline; descriptions where there is no text.

    What the text has in it already is not said twice. ``dateline`` and ``subheadline`` are what the metadata say.
    """
    blocks = found.blocks or tuple(Paragraph(html=escape(text)) for text in dict.fromkeys(descriptions))
    blocks = tuple(_with_dateline(blocks, dateline or found.dateline))
    blocks = (*_new_to(blocks, found.abstract), *blocks)
    second = subheadline or found.subheadline
    return (*_new_to(blocks, (Heading(html=escape(second)),) if second else ()), *blocks)


def without_marks(headline: str | None) -> str | None:
    """Return a headline without the HTML that some write into it; other words in angle brackets are words."""
    if headline is None:
        return None
    return one_line(_MARK.sub(lambda mark: " " if mark[1].lower() in {"p", "br"} else "", headline)) or None


def _with_dateline(blocks: tuple[Block, ...], dateline: str | None) -> Iterator[Block]:
    """Yield the blocks, the place before the first paragraph unless the text begins with it; a mere time is none."""
    place = (dateline or "").rstrip(" -–—:_")
    word = re.split(r"[\s,(]", place)[0].casefold()
    first = blocks[0] if blocks else None
    if not isinstance(first, Paragraph) or not _LETTER.match(place) or word in plain_text(first.html)[:200].casefold():
        yield from blocks
        return
    yield Paragraph(html=f"{escape(place)} – {first.html}")
    yield from blocks[1:]


def _new_to(blocks: tuple[Block, ...], candidates: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the candidates whose words are not in the text already."""
    text = _folded("".join(block.html for block in blocks if isinstance(block, Paragraph | Heading)))
    for candidate in candidates:
        if not isinstance(candidate, Paragraph | Heading) or _folded(candidate.html) not in text:
            yield candidate


def _folded(html: str) -> str:
    """Return the letters and digits of a fragment alone: agencies repeat a lead with other marks and line ends."""
    return re.sub(r"[\W_]", "", plain_text(html)).casefold()
