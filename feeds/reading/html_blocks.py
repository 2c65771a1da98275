"""The HTML of others as blocks: what a reader sees, in order, with the inline marks the model has.

The inverse of :func:`feeds.body.body_html` for what we print ourselves; for any other HTML every word is kept.
"""

import re
from collections.abc import Iterable, Iterator

from feeds.html import clean_inline, escape, escape_attribute, plain_text
from feeds.model import Block, Embed, Heading, ListBlock, MediaBlock, Paragraph, Quote, Table
from feeds.reading.html_media import (
    decoration_text,
    is_decoration,
    is_embed,
    read_embed,
    read_figure,
    read_frame,
    read_image,
    read_player,
)
from feeds.reading.html_tree import INLINE_ELEMENTS, MEDIA_ELEMENTS, Node, read_html
from feeds.reading.values import absolute_url
from feeds.sanitise import clean_blocks

_MARKS = frozenset({"b", "strong", "i", "em", "sub", "sup", "code", "q"})
_ALSO_MARKS = {"kbd": "code", "samp": "code", "dfn": "em", "var": "em", "cite": "em"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLANKS = re.compile(" {2,}")
# A figure around one of these is no picture with a caption.
_NOT_CAPTIONED = ("blockquote", "table", "ul", "ol", "pre", "figure")
_DASHES = "—–-― "


def blocks_from_html(html: str, *, base_url: str | None = None) -> tuple[Block, ...]:
    """Return untrusted HTML as cleaned blocks without ids.

    Addresses are resolved against ``base_url``; links that stay relative lose their address, their text is kept.
    Pictures inside a paragraph stand behind it.
    """
    return blocks_from_tree(read_html(html), base_url=base_url)


def blocks_from_tree(root: Node, *, base_url: str | None = None) -> tuple[Block, ...]:
    """Return a tree of :func:`~feeds.reading.html_tree.read_html` as cleaned blocks without ids."""
    reader = _Reader(base_url)
    reader.read(root)
    return clean_blocks(reader.finish())


def text_blocks(text: str) -> tuple[Block, ...]:
    """Return plain text as paragraphs: a blank line divides them, a single line break stays one."""
    paragraphs = (part.strip() for part in text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n"))
    lines = ([escape(line.strip()) for line in part.split("\n")] for part in paragraphs if part)
    return clean_blocks(Paragraph(html="<br/>".join(part)) for part in lines)


class _Reader:
    """Walks a tree: inline content collects until a block begins or ends."""

    def __init__(self, base_url: str | None) -> None:
        self._base_url = base_url
        self._blocks: list[Block] = []
        self._inline: list[str] = []
        self._behind: list[Block] = []

    def read(self, node: Node) -> None:
        for child in node.children:
            self._read_child(child)

    def finish(self) -> list[Block]:
        self._end_paragraph()
        return self._blocks

    def _read_child(self, child: Node) -> None:
        name = child.name
        if not name or name in INLINE_ELEMENTS:
            self._read_inline(child)
        elif name in MEDIA_ELEMENTS:
            self._read_media(child)
        else:
            self._end_paragraph()
            self._read_block(child)
            self._end_paragraph()

    def _read_inline(self, child: Node) -> None:
        if any(True for _ in _blocks_inside(child)):
            # A link or a mark around whole blocks, which HTML5 allows, is taken off them.
            self.read(child)
            return
        self._behind += self._media_inside(child)
        self._inline.append(inline_html(child, self._base_url))

    def _read_media(self, child: Node) -> None:
        if child.name == "img" and is_decoration(child):
            self._inline.append(escape(decoration_text(child)))
            return
        found = self._media(child)
        if found is None:
            return
        if _has_words(self._inline):
            self._behind.append(found)
        else:
            self._blocks.append(found)

    def _read_block(self, node: Node) -> None:
        name = node.name
        if name in _HEADINGS:
            self._blocks.append(Heading(html=_joined_inline(node, self._base_url)))
            self._blocks += self._media_inside(node)
        elif name == "blockquote":
            self._blocks += self._quote(node)
        elif name in {"ul", "ol"}:
            self._read_list(node)
        elif name == "table":
            self._blocks += self._table(node)
        elif name == "figure" and not any(inner is not node for inner in node.iter(*_NOT_CAPTIONED)):
            self._blocks += read_figure(node, self._base_url)
        elif name == "pre":
            lines = "".join(_raw_text(node)).strip("\n").split("\n")
            self._blocks.append(Paragraph(html="<br/>".join(escape(line) for line in lines)))
        else:
            self.read(node)

    def _quote(self, node: Node) -> Iterator[Block]:
        if is_embed(node) and (embed := read_embed(node, self._base_url)):
            yield embed
            return
        inner = _Reader(self._base_url)
        inner.read(node)
        words: list[str] = []
        others: list[Block] = []
        for block in clean_blocks(inner.finish()):
            words += _wordings(block)
            if isinstance(block, MediaBlock | Embed):
                others.append(block)
        attribution = None
        if len(words) > 1 and (said_by := _attribution(words[-1], node)):
            attribution = said_by
            words.pop()
        if words or attribution:
            yield Quote(html="<br/>".join(words), attribution=attribution)
        yield from others

    def _read_list(self, node: Node) -> None:
        items: list[str] = []
        others: list[Block] = []
        self._collect_items(node, items, others)
        self._blocks.append(ListBlock(items=tuple(items), ordered=node.name == "ol"))
        self._blocks += others

    def _collect_items(self, node: Node, items: list[str], others: list[Block]) -> None:
        """Collect the items of a list and of lists in it, in reading order; media and tables in them stand behind."""
        for child in node.children:
            nested = [inner for inner in child.children if inner.name in {"ul", "ol"}]
            if child.name in {"ul", "ol"}:
                self._collect_items(child, items, others)
                continue
            inner_reader = _Reader(self._base_url)
            inner_reader.read(Node(name="div", children=[n for n in child.children if n not in nested] or [child]))
            words: list[str] = []
            for block in clean_blocks(inner_reader.finish()):
                if isinstance(block, MediaBlock | Embed | Table):
                    others.append(block)
                else:
                    words += _wordings(block)
            if words:
                items.append("<br/>".join(words))
            for inner in nested:
                self._collect_items(inner, items, others)

    def _table(self, node: Node) -> Iterator[Block]:
        for caption in _of_table(node, "caption"):
            yield Paragraph(html=_joined_inline(caption, self._base_url))
        rows = [[cell for cell in row.children if cell.name in {"td", "th"}] for row in _of_table(node, "tr")]
        rows = [row for row in rows if row]
        yield Table(
            rows=tuple(tuple(_joined_inline(cell, self._base_url) for cell in row) for row in rows),
            header=len(rows) > 1 and all(cell.name == "th" for cell in rows[0]),
        )
        yield from self._media_inside(node)

    def _media_inside(self, node: Node) -> list[Block]:
        found = (self._media(media) for media in node.iter(*MEDIA_ELEMENTS))
        return [block for block in found if block is not None]

    def _media(self, node: Node) -> Block | None:
        if node.name == "img":
            return None if is_decoration(node) else MediaBlock(media=read_image(node, self._base_url))
        if node.name in {"video", "audio"}:
            return MediaBlock(media=read_player(node, self._base_url))
        return read_frame(node, self._base_url)

    def _end_paragraph(self) -> None:
        whole = "".join(self._inline)
        for part in _parted(whole):
            self._blocks.append(Paragraph(html=part))
        self._blocks += self._behind
        self._inline, self._behind = [], []


def inline_html(node: Node, base_url: str | None) -> str:
    """Return a node as inline XHTML of the model's marks; the words of all others stay."""
    if not node.name:
        return escape(_single_blanks(node.text))
    if node.name == "br":
        return "<br/>"
    if node.name == "img":
        return escape(decoration_text(node)) if is_decoration(node) else ""
    inside = "".join(inline_html(child, base_url) for child in node.children)
    if node.name == "a":
        href = node.get("href")
        url = href if href.startswith("mailto:") else absolute_url(href, base_url)
        return f'<a href="{escape_attribute(url)}">{inside}</a>' if url and inside.strip() else inside
    mark = _ALSO_MARKS.get(node.name, node.name)
    return f"<{mark}>{inside}</{mark}>" if mark in _MARKS else inside


def _joined_inline(node: Node, base_url: str | None) -> str:
    """Return everything in a block on one line of inline XHTML, a line break between the blocks in it."""
    reader = _Reader(base_url)
    reader.read(node)
    return "<br/>".join(words for block in clean_blocks(reader.finish()) for words in _wordings(block))


def _wordings(block: Block) -> Iterable[str]:
    """Return the inline XHTML of a block that has become part of another; media have none."""
    match block:
        case Paragraph() | Heading():
            return [block.html]
        case Quote():
            said_by = f"— {escape(block.attribution)}" if block.attribution else ""
            return [part for part in (block.html, said_by) if part]
        case ListBlock():
            return block.items
        case Table():
            return [" | ".join(row) for row in block.rows]
        case _:
            return []


def _attribution(words: str, quote: Node) -> str | None:
    """Return who a quotation is ascribed to, if its last paragraph says so: by a dash, or as ``cite`` or ``footer``."""
    text = " ".join(plain_text(words).split())
    marked = next((node.plain() for node in quote.iter("cite", "footer", "figcaption")), None)
    if text.startswith(("—", "–", "―")) or (marked is not None and text == marked):
        return text.lstrip(_DASHES) or None
    return None


def _parted(whole: str) -> Iterator[str]:
    """Yield paragraphs: two line breaks in a row are as good as the end of one."""
    parts = [part.strip() for part in _BLANKS.sub(" ", whole).split("<br/>")]
    lines: list[str] = []
    for part in [*parts, ""]:
        if part:
            lines.append(part)
        elif lines:
            yield clean_inline("<br/>".join(lines))
            lines = []


def _of_table(node: Node, name: str) -> Iterator[Node]:
    """Yield the rows or captions of a table itself: those of a table in one of its cells are that cell's text."""
    for child in node.children:
        if child.name == name:
            yield child
        elif child.name != "table":
            yield from _of_table(child, name)


def _blocks_inside(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.name and child.name not in INLINE_ELEMENTS and child.name not in MEDIA_ELEMENTS:
            yield child
        yield from _blocks_inside(child)


def _has_words(inline: Iterable[str]) -> bool:
    return any(part.strip() for part in inline)


def _single_blanks(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"


def _raw_text(node: Node) -> Iterator[str]:
    if node.name == "br":
        yield "\n"
    elif not node.name:
        yield node.text
    for child in node.children:
        yield from _raw_text(child)
