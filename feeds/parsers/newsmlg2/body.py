"""The text of a newsItem: XHTML, NITF or plain, inline as elements or as a string, of several the best one alone."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from feeds.parsers.newsmlg2.elements import child, children
from feeds.parsers.newsmlg2.item import Item
from feeds.reading.found_text import XHTML, FoundText, TextReader
from feeds.reading.nitf_blocks import is_nitf
from feeds.reading.xml_html import html_of

_XHTML: Final = "http://www.w3.org/1999/xhtml"
# fmt: off
_HTML_NAMES = frozenset({
    "html", "body", "div", "section", "article", "main", "header", "p", "h1", "h2", "h3", "h4", "ul", "ol", "table",
    "blockquote", "figure", "span", "pre", "br", "b", "i", "em", "strong", "a",
})
# fmt: on
_TEXT_TYPES = ("text/plain", "text/html", "text/xml", "application/xhtml", "application/nitf", "application/xml")


def read_body(item: Item, *, headline: str | None, base_url: str | None) -> FoundText | None:
    """Return the best text of an item: XHTML, else NITF, else HTML or plain text in a string.

    ``None`` means that it has contents, of which none is text that can be read here; an item without contents has an
    empty text. ``headline`` is what the item's metadata say.
    """
    reader = TextReader(headline=headline, base_url=base_url, is_own=item.is_own, format_name=item.report.format_name)
    contents = list(children(child(item.element, "contentSet"), "inlineXML", "inlineData"))
    texts = [text for content in contents for text in _read(item, content, reader)]
    filled = [text for text in texts if text.blocks]
    if filled or texts:
        best = min(filled or texts, key=lambda text: text.rank)
        if best.problem:
            item.report.add(item.place, best.problem)
        return best
    return FoundText() if all(_is_empty(content) for content in contents) else None


def unread_contents(item: Item) -> str:
    """Name what an item holds in place of a text."""
    contents = children(child(item.element, "contentSet"), "inlineXML", "inlineData")
    inner = next((inner for content in contents for inner in content.iterchildren(etree.Element)), None)
    return "data of another kind" if inner is None else f"{etree.QName(inner).localname} in XML"


def _read(item: Item, content: etree._Element, reader: TextReader) -> Iterator[FoundText]:
    first = next(content.iterchildren(etree.Element), None)
    if first is None:
        kind = content.get("contenttype") or "text/plain"
        if content.get("encoding") is None and kind.startswith(_TEXT_TYPES) and (content.text or "").strip():
            yield reader.from_string(content.text or "", is_html="html" in kind)
    elif is_nitf(first):
        yield reader.from_nitf(first)
    elif etree.QName(first).namespace == _XHTML or etree.QName(first).localname.lower() in _HTML_NAMES:
        yield reader.from_html(_xhtml(item, content), rank=XHTML)


def _xhtml(item: Item, content: etree._Element) -> str:
    """Return what is in the ``body``, or all that there is where a text has none."""
    bodies = (element for element in content.iter(etree.Element) if etree.QName(element).localname.lower() == "body")
    return html_of(next(bodies, content), _as_division, has_hard_lines=not item.is_own)


def _as_division(_element: etree._Element, name: str) -> str:
    return "div" if name in {"inlinexml", "body"} else name


def _is_empty(content: etree._Element) -> bool:
    return not len(content) and not (content.text or "").strip()
