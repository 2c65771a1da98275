"""NITF 3.6 made of what writers are given: the body of an item as NITF's own blocks.

NITF stands in a namespace since 3.4 and is carried without one inside older formats, so the caller says which
(``""`` for none). NITF has neither ``div`` nor ``dir``: children of a ``div`` carry its language and direction
themselves, the direction as ``style``, the only place that every version of NITF and every web page has for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from feeds.item import Item
from feeds.model import Media
from feeds.namespaces import XML_LANG
from feeds.xml import hardened_parser

NITF: Final = "http://iptc.org/std/NITF/2006-10-18/"

_EMPHASIS: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "sub": "sub",
    "sup": "sup",
    "code": "code",
    "small": "small",
}
_MEDIA_TYPES: Final = {"img": "image", "video": "video", "audio": "audio"}
_DASH: Final = "— "


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """Where a block stands: in which language, if a ``div`` said so, and whether against the direction around it."""

    language: str | None = None
    is_right_to_left: bool


def body_blocks(item: Item, *, namespace: str) -> list[etree._Element]:
    """Return an item's body as elements of NITF's ``block``: p, hl2, bq, ul, ol, table and media.

    No word is lost and none changes its place. The elements are to be put into a block of the item's own language and
    direction. Raises :exc:`lxml.etree.XMLSyntaxError` and :exc:`ValueError` for a body that is not well-formed.
    """
    declaration = f' xmlns="{namespace}"' if namespace else ""
    body = etree.fromstring(f"<body{declaration}>{item.body_html}</body>", hardened_parser())
    return list(_Blocks(item, namespace).of(body, _Setting(is_right_to_left=item.is_right_to_left)))


def direction_style(*, is_right_to_left: bool) -> str:
    """Return the value of ``style`` for a text that runs in this direction."""
    return f"direction: {'rtl' if is_right_to_left else 'ltr'}"


def set_language(element: etree._Element, *, tag: str, is_right_to_left: bool) -> None:
    """Say in which language an element is, and that it runs from right to left if it does."""
    element.set(XML_LANG, tag)
    if is_right_to_left:
        element.set("style", direction_style(is_right_to_left=True))


def nitf_document(item: Item, *, namespace: str) -> etree._Element:
    """Return an item as an NITF document of its own, with its title and its body in one ``block`` and nothing else.

    For formats that say all the rest themselves. Raises as :func:`body_blocks`.
    """
    ns = f"{{{namespace}}}" if namespace else ""
    nitf = etree.Element(f"{ns}nitf", nsmap={None: namespace} if namespace else None)
    head = etree.SubElement(nitf, f"{ns}head")
    etree.SubElement(head, f"{ns}title").text = item.title
    body = etree.SubElement(nitf, f"{ns}body")
    set_language(body, tag=item.language_tag, is_right_to_left=item.is_right_to_left)
    hedline = etree.SubElement(etree.SubElement(body, f"{ns}body.head"), f"{ns}hedline")
    etree.SubElement(hedline, f"{ns}hl1").text = item.title
    # Receivers take what stands in blocks only.
    block = etree.SubElement(etree.SubElement(body, f"{ns}body.content"), f"{ns}block")
    block.extend(body_blocks(item, namespace=namespace))
    return nitf


class _Blocks:
    """Turn XHTML that is already in NITF's namespace into NITF, element by element."""

    def __init__(self, item: Item, namespace: str) -> None:
        self._ns = f"{{{namespace}}}" if namespace else ""
        self._around = item.is_right_to_left
        self._media = {r.href: (media, r.mimetype) for media in item.media for r in media.renditions}

    def of(self, parent: etree._Element, setting: _Setting) -> Iterator[etree._Element]:
        """Yield the blocks in ``parent``; loose text and inline elements between them become paragraphs."""
        yield from self._loose(parent.text, setting)
        for child in list(parent):
            after, child.tail = child.tail, None
            yield from self._block(child, setting)
            yield from self._loose(after, setting)

    def _loose(self, text: str | None, setting: _Setting) -> Iterator[etree._Element]:
        if text and text.strip():
            yield self._placed(self._new("p", text), setting)

    def _block(self, element: etree._Element, setting: _Setting) -> Iterator[etree._Element]:
        match self._name(element):
            case "div":
                yield from self.of(element, self._inside(element, setting))
            case "blockquote":
                yield self._placed(self._quotation(element), setting)
            case "figure":
                made = self._figure(element)
                if made is not None:
                    yield self._placed(made, setting)
            case "table" | "ul" | "ol":
                self._prune(element)
                if len(element):
                    yield self._placed(self._inline(element), setting)
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                element.tag = f"{self._ns}hl2"
                yield self._placed(self._inline(element), setting)
            case "p":
                yield self._placed(self._inline(element), setting)
            case _:
                paragraph = self._new("p")
                paragraph.append(element)
                yield self._placed(self._inline(paragraph), setting)

    def _inside(self, div: etree._Element, setting: _Setting) -> _Setting:
        direction = div.get("dir")
        return replace(
            setting,
            language=div.get("lang") or setting.language,
            is_right_to_left=direction == "rtl" if direction else setting.is_right_to_left,
        )

    def _placed(self, block: etree._Element, setting: _Setting) -> etree._Element:
        if setting.language:
            block.set(XML_LANG, setting.language)
        if setting.is_right_to_left != self._around:
            block.set("style", direction_style(is_right_to_left=setting.is_right_to_left))
        return block

    def _quotation(self, blockquote: etree._Element) -> etree._Element:
        """Make a ``bq``; who said it is its ``credit``."""
        quotation, block = self._new("bq"), self._new("block")
        quotation.append(block)
        # The quotation is placed as a whole, so nothing in it is.
        block.extend(self.of(blockquote, _Setting(is_right_to_left=self._around)))
        last = block[-1] if len(block) > 1 else None
        if last is not None and (last.text or "").startswith(_DASH):
            last.tag = f"{self._ns}credit"
            quotation.append(last)
        return quotation

    def _figure(self, figure: etree._Element) -> etree._Element | None:
        """Make a ``media``, or of a caption without anything to show a paragraph, as media must refer to something."""
        shown = next((child for child in figure if self._name(child) in _MEDIA_TYPES), None)
        caption = figure.find(f"{self._ns}figcaption")
        if shown is not None:
            return self._shown(shown, caption)
        if caption is None:
            return None
        caption.tag = f"{self._ns}p"
        return self._inline(caption)

    def _shown(self, shown: etree._Element, caption: etree._Element | None) -> etree._Element:
        made = self._new("media")
        made.set("media-type", _MEDIA_TYPES[self._name(shown)])
        made.append(self._reference(shown))
        if caption is None:
            return made
        producer = caption.find(f"{self._ns}small")
        if producer is not None:
            caption.remove(producer)
            producer.tag = f"{self._ns}media-producer"
        caption.tag = f"{self._ns}media-caption"
        caption.text = (caption.text or "").rstrip()
        if caption.text or len(caption):
            made.append(self._inline(caption))
        if producer is not None:
            made.append(self._inline(producer))
        return made

    def _reference(self, shown: etree._Element) -> etree._Element:
        address = shown.get("src", "")
        media, mimetype = self._media.get(address, (None, None))
        reference = self._new("media-reference")
        for name, value in (
            ("source", address),
            ("mime-type", mimetype),
            ("width", shown.get("width")),
            ("height", shown.get("height")),
            ("units", "pixels" if shown.get("width") else None),
            ("alternate-text", shown.get("alt") or (media.alt if media else None)),
            ("copyright", _copyright(media)),
        ):
            if value:
                reference.set(name, value)
        return reference

    def _prune(self, element: etree._Element) -> None:
        """Drop rows, lists and parts of tables that nothing is in: NITF has no such thing."""
        for child in list(element):
            if self._name(child) in {"thead", "tbody", "tr"}:
                self._prune(child)
                if not len(child):
                    element.remove(child)

    def _inline(self, element: etree._Element) -> etree._Element:
        for inner in element.iterdescendants():
            kind = _EMPHASIS.get(self._name(inner))
            if kind:
                inner.tag = f"{self._ns}em"
                inner.set("class", kind)
        return element

    def _name(self, element: etree._Element) -> str:
        return str(element.tag).removeprefix(self._ns)

    def _new(self, name: str, text: str | None = None) -> etree._Element:
        made = etree.Element(f"{self._ns}{name}", nsmap={None: self._ns[1:-1]} if self._ns else None)
        made.text = text
        return made


def _copyright(media: Media | None) -> str | None:
    rights = media.rights if media else None
    return rights.notice or rights.holder if rights else None
