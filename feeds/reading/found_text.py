"""A text as agencies send it, in XHTML, in NITF or in a string that may be either or plain: read as blocks.

Beside the blocks stands what the text says of itself, which the metadata around it may lack.
"""

import re
from dataclasses import dataclass

from lxml import etree

from feeds.errors import ParseError
from feeds.html import escape
from feeds.model import Block, Paragraph
from feeds.reading.html_blocks import blocks_from_tree, text_blocks
from feeds.reading.html_tree import read_html
from feeds.reading.nitf_blocks import nitf_from_string, read_nitf
from feeds.reading.repeated_title import split_title
from feeds.reading.wire_text import wire_paragraphs

_MARKUP = re.compile(
    r"</?(?:p|div|br|ul|ol|li|h[1-6]|table|blockquote|section|article|html|body|span|em|strong|a|b|i)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
XHTML, NITF, HTML, PLAIN = range(4)
"""How much a text has kept of what was written: the smaller, the more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundText:
    """A text: ``rank`` says in what mark-up it was. ``problem`` says what could not be read as it was meant."""

    rank: int = PLAIN
    blocks: tuple[Block, ...] = ()
    headline: str | None = None
    subheadline: str | None = None
    byline: str | None = None
    dateline: str | None = None
    abstract: tuple[Block, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextReader:
    """Reads the texts of one item. ``headline`` is what its metadata say, so that the text need not repeat it.

    ``is_own`` says that this project printed the text: then no heading in it is a title.
    """

    headline: str | None
    base_url: str | None
    is_own: bool
    format_name: str

    def from_html(self, html: str, *, rank: int = HTML, problem: str = "") -> FoundText:
        """Read HTML, or XHTML that was made HTML."""
        root, title = read_html(html), None
        if not self.is_own:
            title, root = split_title(root, self.headline)
        blocks = blocks_from_tree(root, base_url=self.base_url)
        return FoundText(rank=rank, blocks=blocks, headline=title, problem=problem)

    def from_nitf(self, root: etree._Element) -> FoundText:
        """Read NITF, whole or in part."""
        read = read_nitf(root, base_url=self.base_url)
        return FoundText(
            rank=NITF,
            blocks=read.blocks,
            headline=read.headline,
            subheadline=read.subheadline if read.subheadline != read.headline else None,
            byline=read.byline,
            dateline=read.dateline,
            abstract=read.abstract,
        )

    def from_string(self, text: str, *, is_html: bool = False) -> FoundText:
        """Read a string: NITF if it begins so, HTML if there is a tag in it or it is said to be, else plain text."""
        problem = ""
        try:
            nitf = nitf_from_string(text, format_name=self.format_name)
        except ParseError as error:
            nitf, problem = None, f"its NITF is broken and was read as HTML: {error.reason}"
        if nitf is not None:
            return self.from_nitf(nitf)
        if is_html or problem or _MARKUP.search(text):
            return self.from_html(text, problem=problem)
        return FoundText(blocks=plain_blocks(text))


def plain_blocks(text: str) -> tuple[Block, ...]:
    """Return plain text as paragraphs, as an indent marks them in teleprinter text, else as blank lines do."""
    paragraphs = wire_paragraphs(text)
    if len(paragraphs) > 1:
        return tuple(Paragraph(html=escape(paragraph)) for paragraph in paragraphs)
    return text_blocks(text)
