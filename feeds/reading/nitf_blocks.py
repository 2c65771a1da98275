"""Text in NITF as blocks, with or without its namespace, complete or only a part such as ``body.content``.

NITF (News Industry Text Format, any version) has the elements of HTML and more of its own: those are renamed to what
readers of HTML know, and :mod:`feeds.reading.html_blocks` does the rest. Every word of the text stays.
"""

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lxml import etree

from feeds.model import Block
from feeds.reading.html_blocks import blocks_from_html
from feeds.reading.values import absolute_url, read_pixels
from feeds.reading.xml_html import html_of, words_of
from feeds.xml import parse_xml

# fmt: off
_NAMES: Mapping[str, str] = MappingProxyType({
    "block": "div", "hedline": "div", "hl1": "h2", "hl2": "h3", "bq": "blockquote", "credit": "footer",
    "media-caption": "figcaption", "media-producer": "small", "caption": "caption", "note": "aside", "fn": "aside",
    "abstract": "div", "byline": "p", "dateline": "p", "distributor": "p", "tagline": "p", "series": "p",
    "body.content": "div", "body.end": "div", "body": "div", "nitf": "div", "lang": "span",
})
_EMPHASIS: Mapping[str, str] = MappingProxyType({
    "bold": "b", "strong": "b", "italic": "i", "sub": "sub", "sup": "sup", "code": "code", "small": "small",
})
_SAME = frozenset({
    "p", "br", "a", "q", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th",
    "pre", "hr", "sub", "sup", "strong", "b", "i", "u", "span", "div", "h1", "h2", "h3", "h4", "blockquote", "img",
    "figure", "figcaption", "video", "audio", "small",
})
_KINDS: Mapping[str, str] = MappingProxyType({"video": "video", "audio": "audio"})
# fmt: on
_NO_TEXT = ("media-object", "media-metadata", "col", "colgroup", "nitf-table-metadata", "nitf-colgroup")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ROOTS = frozenset({"nitf", "body", "body.content", "block"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NitfText:
    """What stands in a text: its own head, and the rest as blocks. ``abstract`` is part of no block."""

    headline: str | None = None
    subheadline: str | None = None
    byline: str | None = None
    dateline: str | None = None
    abstract: tuple[Block, ...] = ()
    blocks: tuple[Block, ...] = ()


def is_nitf(element: etree._Element) -> bool:
    """Say whether an element is NITF: by its root, or as a ``body`` that has parts which XHTML's has not."""
    name = _name(element)
    return name in _ROOTS and (name != "body" or next(_named(element, "body.content"), None) is not None)


def nitf_from_string(text: str, *, format_name: str) -> etree._Element | None:
    """Return the root of NITF that stands in a document as a string, or ``None`` if the string is none.

    Raises :exc:`~feeds.errors.ParseError` for one that begins like it and is not well-formed.
    """
    bare = _DECLARATION.sub("", text, count=1).strip()
    if not re.match(r"(?:<!DOCTYPE\s+nitf[^>\[]*>\s*)?<(?:\w+:)?(?:nitf|body\.content)[\s/>]", bare, re.IGNORECASE):
        return None
    return parse_xml(bare.encode(), format_name=format_name)


def read_nitf(root: etree._Element, *, base_url: str | None = None) -> NitfText:
    """Return what an NITF document, or a part of one, says; blocks are clean and without ids."""
    root = copy.deepcopy(root)
    head = next(_named(root, "body.head"), etree.Element("body.head"))
    for apart in (head, *_named(root, "head")):
        _drop(apart)
    content = next(_named(root, "body.content"), root)
    parts = [content, *(line for line in _named(root, "tagline") if content is not root)]
    return NitfText(
        headline=words_of(next(_named(head, "hl1"), None)),
        subheadline=words_of(next(_named(head, "hl2"), None)),
        byline=_byline(next(_named(head, "byline"), None)),
        dateline=words_of(next(_named(head, "dateline"), None)),
        abstract=_blocks(_named(head, "abstract"), base_url),
        blocks=_blocks(parts, base_url),
    )


def _blocks(parts: Iterable[etree._Element], base_url: str | None) -> tuple[Block, ...]:
    return blocks_from_html("".join(_html(part, base_url) for part in [*parts]), base_url=base_url)


def _html(part: etree._Element, base_url: str | None) -> str:
    for unwanted in [*_named(part, *_NO_TEXT)]:
        _drop(unwanted)
    for quotation in [*_named(part, "bq")]:
        etree.strip_tags(quotation, "{*}block")
    for media in [*_named(part, "media")]:
        _make_figure(media, base_url)
    return html_of(part, _rename)


def _rename(element: etree._Element, name: str) -> str:
    if name == "em":
        return next((_EMPHASIS[kind] for kind in element.get("class", "").split() if kind in _EMPHASIS), "em")
    return name if name in _SAME else _NAMES.get(name, "span")


def _make_figure(media: etree._Element, base_url: str | None) -> None:
    """Turn a ``media`` into a ``figure``: what it refers to first, then the caption with the producer in it."""
    references = [dict(reference.attrib) for reference in _named(media, "media-reference")]
    for reference in [*_named(media, "media-reference")]:
        _drop(reference)
    for producer in [*_named(media, "media-producer")]:
        producer.set("class", "credit")
    media.tag = "figure"
    media.insert(0, _shown(media.get("media-type", "").lower(), references, base_url))
    media[0].tail, media.text = media.text, None


def _shown(kind: str, references: list[dict[str, str]], base_url: str | None) -> etree._Element:
    """Make the element that shows a media object: the reference with an address, with others as its alternatives."""
    usable = [r for r in references if absolute_url(r.get("source"), base_url)] or references[:1]
    usable.sort(key=lambda reference: read_pixels(reference.get("width")) or 0, reverse=True)
    first = usable[0] if usable else {}
    if not kind:
        kind = first.get("mime-type", "").partition("/")[0]
    shown = etree.Element(_KINDS.get(kind, "img"))
    names = {"source": "src", "alternate-text": "alt", "width": "width", "height": "height"}
    for name, value in first.items():
        if name in names and not (name in {"width", "height"} and first.get("units", "pixels") != "pixels"):
            shown.set(names[name], value)
    others = [(r["source"], r.get("width", "")) for r in usable[1:] if "source" in r]
    if others and shown.tag == "img":
        shown.set("srcset", ", ".join(f"{source} {width}w" for source, width in others if read_pixels(width)))
    return shown


def _byline(element: etree._Element | None) -> str | None:
    """Return a byline; the title of its author stands behind a comma."""
    if element is None:
        return None
    titles = [*_named(element, "byttl")]
    parts = [words_of(title) for title in titles]
    for title in titles:
        _drop(title)
    # Agencies put no blank between the word for "by" and the element of the name.
    name = " ".join(" ".join(map(str, element.itertext())).split()).rstrip(", ")
    return ", ".join(filter(None, [name, *parts])) or None


def _drop(element: etree._Element) -> None:
    """Take an element out; what follows it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _named(root: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (element for element in root.iter(etree.Element) if _name(element) in names)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower()
