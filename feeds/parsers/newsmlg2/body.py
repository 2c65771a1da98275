"""The text of a newsItem: XHTML, NITF or plain, inline as elements or as a string, of several the best one alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from feeds.errors import ParseError
from feeds.html import escape
from feeds.model import Block, Paragraph
from feeds.parsers.newsmlg2.elements import child, children, name_of
from feeds.parsers.newsmlg2.item import Item
from feeds.reading.html_blocks import blocks_from_tree, text_blocks
from feeds.reading.html_tree import read_html
from feeds.reading.nitf_blocks import is_nitf, nitf_from_string, read_nitf
from feeds.reading.repeated_title import split_title
from feeds.reading.wire_text import wire_paragraphs
from feeds.reading.xml_html import html_of

XHTML: Final = "http://www.w3.org/1999/xhtml"
# fmt: off
_HTML_NAMES = frozenset({
    "html", "body", "div", "section", "article", "main", "header", "p", "h1", "h2", "h3", "h4", "ul", "ol", "table",
    "blockquote", "figure", "span", "pre", "br", "b", "i", "em", "strong", "a",
})
# fmt: on
_MARKUP = re.compile(
    r"</?(?:p|div|br|ul|ol|li|h[1-6]|table|blockquote|section|article|html|body|span|em|strong|a|b|i)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_TEXT_TYPES = ("text/plain", "text/html", "text/xml", "application/xhtml", "application/nitf", "application/xml")
_XHTML, _NITF, _HTML, _PLAIN = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A text, and what stands at its head that the item's metadata may lack. ``rank``: the smaller, the better."""

    rank: int = _PLAIN
    blocks: tuple[Block, ...] = ()
    headline: str | None = None
    subheadline: str | None = None
    byline: str | None = None
    dateline: str | None = None
    abstract: tuple[Block, ...] = ()


def read_body(item: Item, *, headline: str | None, base_url: str | None) -> Body | None:
    """Return the best text of an item: XHTML, else NITF, else HTML or plain text in a string.

    ``None`` means that it has contents, of which none is text that can be read here; an item without contents has an
    empty body. ``headline`` is what the item's metadata say, so that the text need not repeat it.
    """
    contents = list(children(child(item.element, "contentSet"), "inlineXML", "inlineData"))
    bodies = [body for content in contents for body in _read(item, content, headline, base_url)]
    filled = [body for body in bodies if body.blocks]
    if filled or bodies:
        return min(filled or bodies, key=lambda body: body.rank)
    return Body() if all(_is_empty(content) for content in contents) else None


def unread_contents(item: Item) -> str:
    """Name what an item holds in place of a text."""
    contents = children(child(item.element, "contentSet"), "inlineXML", "inlineData")
    inner = next((inner for content in contents for inner in content.iterchildren(etree.Element)), None)
    return "data of another kind" if inner is None else f"{etree.QName(inner).localname} in XML"


def _read(item: Item, content: etree._Element, headline: str | None, base_url: str | None) -> Iterator[Body]:
    first = next(content.iterchildren(etree.Element), None)
    if first is None:
        if content.get("encoding") is None and (content.get("contenttype") or "text/plain").startswith(_TEXT_TYPES):
            yield from _from_string(item, content, headline, base_url)
    elif is_nitf(first):
        yield _from_nitf(first, base_url)
    elif etree.QName(first).namespace == XHTML or etree.QName(first).localname.lower() in _HTML_NAMES:
        yield _from_html(item, _xhtml(item, content), headline, base_url, rank=_XHTML)


def _from_string(item: Item, content: etree._Element, headline: str | None, base_url: str | None) -> Iterator[Body]:
    text = content.text or ""
    if not text.strip():
        return
    try:
        nitf = nitf_from_string(text, format_name=item.report.format_name)
    except ParseError as problem:
        item.report.add(item.place, f"its NITF is broken and was read as HTML: {problem.reason}")
        nitf = None
    if nitf is not None:
        yield _from_nitf(nitf, base_url)
    elif _MARKUP.search(text) or "html" in (content.get("contenttype") or ""):
        yield _from_html(item, text, headline, base_url, rank=_HTML)
    else:
        yield Body(blocks=plain_blocks(text))


def plain_blocks(text: str) -> tuple[Block, ...]:
    """Return plain text as paragraphs, as an indent marks them in teleprinter text, else as blank lines do."""
    paragraphs = wire_paragraphs(text)
    if len(paragraphs) > 1:
        return tuple(Paragraph(html=escape(paragraph)) for paragraph in paragraphs)
    return text_blocks(text)


def _from_nitf(root: etree._Element, base_url: str | None) -> Body:
    read = read_nitf(root, base_url=base_url)
    return Body(
        rank=_NITF,
        blocks=read.blocks,
        headline=read.headline,
        subheadline=read.subheadline if read.subheadline != read.headline else None,
        byline=read.byline,
        dateline=read.dateline,
        abstract=read.abstract,
    )


def _from_html(item: Item, html: str, headline: str | None, base_url: str | None, *, rank: int) -> Body:
    root = read_html(html)
    title = None
    if not item.is_own:
        title, root = split_title(root, headline)
    return Body(rank=rank, blocks=blocks_from_tree(root, base_url=base_url), headline=title)


def _xhtml(item: Item, content: etree._Element) -> str:
    """Return what is in the ``body``, or all that there is where a text has none."""
    bodies = (element for element in content.iter(etree.Element) if etree.QName(element).localname.lower() == "body")
    return html_of(next(bodies, content), _as_division, has_hard_lines=not item.is_own)


def _as_division(_element: etree._Element, name: str) -> str:
    return "div" if name in {"inlinexml", "body"} else name


def _is_empty(content: etree._Element) -> bool:
    return not len(content) and not (content.text or "").strip() and name_of(content) != ""
