"""Lines to blocks: paragraphs, lists, and media in their place, with captions told apart from the text."""

import re
from collections.abc import Sequence
from dataclasses import replace

from feeds.html import escape
from feeds.model import Block, ListBlock, Media, MediaBlock, Paragraph
from feeds.parsers.plain_text.lines import Line
from feeds.parsers.plain_text.report import Report
from feeds.parsers.plain_text.stamps import looks_like_clock, read_stamp
from feeds.reading.credits import Credit, read_credits, starts_like_credit

# A sentence ends here; the initials of ``U.S.`` do not end one.
_SENTENCE_END = re.compile(r"(?<!\b\w)[.!?…][\"'”’»)]*(?=\s|$)|[。！？]")
_CAPTION_CHARACTERS = 400
_SHORT_CAPTION_CHARACTERS = 200


def read_blocks(lines: Sequence[Line], report: Report, *, has_headline: bool = False) -> tuple[Block, ...]:
    """Turn each line into a block where it stands; numbers the blocks ``b1``, ``b2`` and so on.

    ``has_headline`` says that a title stands above them, so that even the first may be a caption.
    """
    builder = _Builder(report, has_headline=has_headline)
    for line in lines:
        builder.add(line)
    return tuple(replace(block, id=f"b{number}") for number, block in enumerate(builder.finish(), start=1))


def count_sentences(text: str) -> int:
    """Count sentence ends, by their marks."""
    return len(_SENTENCE_END.findall(text))


class _Builder:
    """Blocks so far, the list items not yet in one, and the line just above if it became a paragraph."""

    def __init__(self, report: Report, *, has_headline: bool) -> None:
        self._blocks: list[Block] = []
        self._items: list[str] = []
        self._report = report
        self._has_headline = has_headline
        self._above: Line | None = None
        self._first_caption: Line | None = None

    def add(self, line: Line) -> None:
        """Append what ``line`` is."""
        if line.mark:
            self._add_item(line)
            return
        self._end_list()
        if line.is_rule:
            self._report.add(line.number, "a line of marks only was left out", line.text)
            self._above = None
        elif credits_ := read_credits(line.text):
            self._add_media(line, credits_)
        else:
            self._add_paragraph(line)

    def finish(self) -> list[Block]:
        """Return the blocks of all lines added."""
        self._end_list()
        caption = self._first_caption
        if caption and all(isinstance(block, MediaBlock) for block in self._blocks):
            reason = "taken as a caption, though no other text stands beside it"
            self._report.add(caption.number, reason, caption.text)
        return self._blocks

    def _add_item(self, line: Line) -> None:
        self._above = None
        if line.text:
            self._items.append(escape(line.text))
        else:
            self._report.add(line.number, "a bullet without text was left out", line.mark)

    def _end_list(self) -> None:
        if self._items:
            self._blocks.append(ListBlock(items=tuple(self._items)))
            self._items = []

    def _add_paragraph(self, line: Line) -> None:
        if starts_like_credit(line.text):
            self._report.add(line.number, "it begins like a credit but names nobody; kept as a paragraph", line.text)
        elif looks_like_clock(line.text) or read_stamp(line.text):
            self._report.add(line.number, "a time that belongs to no entry was kept as a paragraph", line.text)
        self._blocks.append(Paragraph(html=escape(line.text)))
        self._above = line

    def _add_media(self, line: Line, credits_: tuple[Credit, ...]) -> None:
        first = credits_[0]
        caption = self._caption_for(line, first)
        for number, credit in enumerate(credits_):
            if credit.doubt:
                self._report.add(line.number, credit.doubt, line.text)
            media = Media(kind=credit.kind, credit=one_line(credit.name), caption=None if number else caption)
            self._blocks.append(MediaBlock(media=media))
        self._above = None

    def _caption_for(self, line: Line, credit: Credit) -> str | None:
        if len(credit.caption) > _CAPTION_CHARACTERS:
            self._report.add(line.number, "too long for a caption; kept as a paragraph above its picture", line.text)
            self._blocks.append(Paragraph(html=escape(credit.caption)))
            return None
        if credit.caption:
            self._first_caption = self._first_caption or line
            return one_line(credit.caption)
        return self._caption_above(line)

    def _caption_above(self, line: Line) -> str | None:
        """Decide about the paragraph just above a credit that stands alone on its line.

        It is the caption only where the page parts paragraphs by blank lines, and these two alone stand together.
        """
        above = self._above
        if above is None or len(above.text) > _SHORT_CAPTION_CHARACTERS or count_sentences(above.text) > 1:
            return None
        is_paired = above.follows_blank and not line.follows_blank
        if is_paired and (len(self._blocks) > 1 or self._has_headline):
            self._report.add(above.number, "taken as the caption of the credit on the next line", above.text)
            self._blocks.pop()
            return one_line(above.text)
        self._report.add(above.number, "kept as a paragraph, though it may caption the credit below it", above.text)
        return None


def one_line(text: str) -> str:
    """Return a plain text with each run of blanks, no-break ones too, as one space."""
    return " ".join(text.split())
