"""What belongs to a text and stands elsewhere in a newsItem: second headline, lead, dateline, description."""

import re
from collections.abc import Iterator

from feeds.html import escape, plain_text
from feeds.model import Block, Heading, Paragraph
from feeds.parsers.newsmlg2.body import Body
from feeds.parsers.newsmlg2.elements import words_in
from feeds.parsers.newsmlg2.item import Item, descriptions_of, subheadline_of
from feeds.sanitise import one_line

_MARK = re.compile(r"</?(p|b|i|em|strong|span|br|a|u|font|sub|sup)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


def whole_text(item: Item, language: str | None, body: Body) -> tuple[Block, ...]:
    """Return the text behind second headline and lead, with its dateline; the descriptions where there is no text."""
    blocks = body.blocks
    if not blocks:
        descriptions = descriptions_of(item, language)
        blocks = tuple(Paragraph(html=escape(text)) for text in dict.fromkeys(descriptions.values()))
    dateline = words_in(item.content_meta, "dateline") or body.dateline
    blocks = tuple(_with_dateline(blocks, dateline))
    blocks = (*_new_to(blocks, body.abstract), *blocks)
    second = subheadline_of(item, language) or body.subheadline
    return (*_new_to(blocks, (Heading(html=escape(second)),) if second else ()), *blocks)


def _with_dateline(blocks: tuple[Block, ...], dateline: str | None) -> Iterator[Block]:
    """Yield the blocks, the place before the first paragraph unless the text begins with it; a mere time is none."""
    place = (dateline or "").rstrip(" -–—:")
    words = re.split(r"[\s,(]", place)[0].casefold()
    first = blocks[0] if blocks else None
    if not isinstance(first, Paragraph) or not _LETTER.match(place) or words in plain_text(first.html)[:200].casefold():
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


def without_marks(headline: str | None) -> str | None:
    """Return a headline without the HTML that some write into it; other words in angle brackets are words."""
    if headline is None:
        return None
    return one_line(_MARK.sub(lambda mark: " " if mark[1].lower() in {"p", "br"} else "", headline)) or None
