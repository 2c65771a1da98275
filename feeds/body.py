"""Blocks to the HTML a partner's system bears, and to plain text.

Everything printed here is well-formed XHTML made of block elements, because blocks hold cleaned inline XHTML
(:mod:`feeds.sanitise`) and every plain text is escaped on the way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from feeds.html import escape, escape_attribute, inner_xml, parse_fragment, plain_text
from feeds.locales import Labels
from feeds.model import (
    Block,
    Embed,
    Heading,
    ListBlock,
    Media,
    MediaBlock,
    MediaKind,
    Paragraph,
    Quote,
    Rendition,
    Table,
)
from feeds.profile import EmbedMode, HtmlSubset, MediaMode, MediaRule

_THUMBNAIL_ROLES = frozenset({"thumbnail", "rnd:thumbnail"})

_BASIC_INLINE = {"a": "a", "b": "strong", "strong": "strong", "i": "em", "em": "em", "br": "br"}

# What a text is taken to begin with: running text wherever it stands, else a heading, else a caption.
_OPENERS = ((Paragraph, Quote, ListBlock, Table, Embed), (Heading,), (MediaBlock,))


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyStyle:
    """How a body is printed: the HTML subset, what happens to media and embeds, and the words around them."""

    html: HtmlSubset
    media: MediaRule
    labels: Labels
    embeds: EmbedMode = EmbedMode.INLINE


def body_html(blocks: Iterable[Block], style: BodyStyle) -> str:
    """Return the blocks as XHTML in the style's subset."""
    printers = {HtmlSubset.FULL: _full, HtmlSubset.BASIC: _basic, HtmlSubset.PLAIN: _plain}
    printer = printers[style.html]
    return "".join(printer(block, style) for block in blocks)


def body_text(blocks: Iterable[Block], style: BodyStyle) -> str:
    """Return the blocks as plain text, a blank line between paragraphs."""
    return "\n\n".join(text for block in blocks for text in _texts(block, style) if text)


def opening(blocks: Iterable[Block], style: BodyStyle) -> str:
    """Return the first words of running text, on one line; of a heading or a caption where there are no others.

    Titles and summaries are made of them, so credits, bullets and bare addresses are left out. May be empty.
    """
    blocks = tuple(blocks)
    texts = (_first_words(block, style) for kinds in _OPENERS for block in blocks if isinstance(block, kinds))
    return next(filter(None, texts), "")


def split_renditions(media: Media) -> tuple[tuple[Rendition, ...], tuple[Rendition, ...]]:
    """Return the renditions with an address: contents, then thumbnails, which only stand for the thing.

    Something that has nothing but a thumbnail is shown by it.
    """
    addressed = tuple(rendition for rendition in media.renditions if rendition.href)
    contents = tuple(rendition for rendition in addressed if rendition.role not in _THUMBNAIL_ROLES)
    thumbnails = tuple(rendition for rendition in addressed if rendition.role in _THUMBNAIL_ROLES)
    return (contents, thumbnails) if contents else (thumbnails, ())


def pick_rendition(media: Media, rule: MediaRule) -> Rendition | None:
    """Return the content with an address that is shown: in the role that the rule prefers, or else the widest.

    Never one that is wider than the rule allows; ``None`` if there is none. One that does not say its width is taken
    where there is no limit or the rule lets it; sounds have none. A thumbnail is a small picture, so it may stand for a
    picture that is too wide, but not for a video.
    """
    contents, thumbnails = split_renditions(media)
    smaller = thumbnails if media.kind is MediaKind.PICTURE else ()
    preferred = [one for one in (*contents, *smaller) if rule.rendition and _role(one.role) == _role(rule.rendition)]
    return _widest(preferred, media, rule) or _widest(contents, media, rule) or _widest(smaller, media, rule)


def main_rendition(media: Media, role: str | None = None) -> Rendition | None:
    """Return which of the renditions that are there is shown first; ``role`` is the preferred one."""
    return pick_rendition(media, MediaRule(rendition=role))


def media_links(media: Media, rule: MediaRule) -> Media | None:
    """Return the media object as a partner gets it: with the renditions that fit, or ``None`` under mode none.

    Where :func:`pick_rendition` finds none, there are none: what only stands for the thing does not replace it.
    """
    if rule.mode is MediaMode.NONE:
        return None
    is_there = pick_rendition(media, rule) is not None
    return Media(
        kind=media.kind,
        caption=media.caption,
        alt=media.alt,
        credit=media.credit,
        rights=media.rights,
        renditions=tuple(r for r in media.renditions if is_there and r.href and _fits(r, media, rule)),
    )


def paragraph(text: str) -> str:
    """Return plain text as a paragraph."""
    return f"<p>{escape(text)}</p>"


def _widest(renditions: Iterable[Rendition], media: Media, rule: MediaRule) -> Rendition | None:
    return max((r for r in renditions if _fits(r, media, rule)), key=lambda r: r.width or 0, default=None)


def _fits(rendition: Rendition, media: Media, rule: MediaRule) -> bool:
    if rule.largest_width is None or media.kind is MediaKind.AUDIO:
        return True
    return rule.unknown_width if rendition.width is None else rendition.width <= rule.largest_width


def _role(name: str | None) -> str:
    """Return a role without the alias of IPTC's scheme, in small letters: rnd:web and web are one."""
    return (name or "").casefold().removeprefix("rnd:")


def _full(block: Block, style: BodyStyle) -> str:
    match block:
        case Paragraph():
            return f"<p>{block.html}</p>"
        case Heading():
            return f"<h3>{block.html}</h3>"
        case Quote():
            return f"<blockquote><p>{block.html}</p>{_attribution(block)}</blockquote>"
        case ListBlock():
            return _list(block, block.items)
        case Table():
            return _table(block)
        case MediaBlock():
            return _figure(block.media, style)
        case Embed():
            return _embed(block, style.embeds)


def _basic(block: Block, style: BodyStyle) -> str:
    match block:
        case Paragraph():
            return f"<p>{_basic_inline(block.html)}</p>"
        case Heading():
            return f"<p><strong>{_basic_inline(block.html)}</strong></p>"
        case Quote():
            return f"<blockquote><p>{_basic_inline(block.html)}</p>{_attribution(block)}</blockquote>"
        case ListBlock():
            return _list(block, [_basic_inline(item) for item in block.items])
        case Table():
            return "".join(f"<p>{' | '.join(_basic_inline(cell) for cell in row)}</p>" for row in block.rows)
        case MediaBlock():
            return _media_paragraph(block.media, style)
        case Embed():
            if style.embeds is EmbedMode.NONE:
                return ""
            text = f"{_basic_inline(block.html)}<br/>" if block.html and style.embeds is EmbedMode.INLINE else ""
            return f"<p>{text}{_link(block.href, block.href)}</p>"


def _plain(block: Block, style: BodyStyle) -> str:
    return "".join(paragraph(text) for text in _texts(block, style) if text)


def _texts(block: Block, style: BodyStyle) -> Iterator[str]:
    match block:
        case Paragraph() | Heading():
            yield _one_line(block.html)
        case Quote():
            yield _one_line(block.html)
            if block.attribution:
                yield f"— {block.attribution}"
        case ListBlock():
            for number, item in enumerate(block.items, 1):
                yield f"{f'{number}.' if block.ordered else '•'} {_one_line(item)}"
        case Table():
            for row in block.rows:
                yield " | ".join(_one_line(cell) for cell in row)
        case MediaBlock():
            if style.media.mode is not MediaMode.NONE:
                yield _caption_and_credit(block.media, style)
        case Embed():
            yield from _embed_texts(block, style.embeds)


def _embed_texts(block: Embed, mode: EmbedMode) -> Iterator[str]:
    if block.html and mode is EmbedMode.INLINE:
        yield _one_line(block.html)
    if mode is not EmbedMode.NONE:
        yield block.href


def _first_words(block: Block, style: BodyStyle) -> str:
    match block:
        case Paragraph() | Heading() | Quote():
            return _one_line(block.html)
        case ListBlock():
            return next(filter(None, map(_one_line, block.items)), "")
        case Table():
            return next((" | ".join(map(_one_line, row)) for row in block.rows if any(row)), "")
        case Embed():
            return _one_line(block.html or "") if style.embeds is EmbedMode.INLINE else ""
        case MediaBlock():
            return "" if style.media.mode is MediaMode.NONE else block.media.caption or ""


def _caption_and_credit(media: Media, style: BodyStyle) -> str:
    credit = _credit(media, style.labels)
    if media.caption and credit:
        return f"{media.caption} ({credit})"
    return media.caption or credit


def _one_line(fragment: str) -> str:
    return " ".join(plain_text(_basic_inline(fragment)).split())


def _attribution(quote: Quote) -> str:
    return f"<p>— {escape(quote.attribution)}</p>" if quote.attribution else ""


def _list(block: ListBlock, items: Iterable[str]) -> str:
    tag = "ol" if block.ordered else "ul"
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def _table(block: Table) -> str:
    def row(cells: Iterable[str], tag: str) -> str:
        return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"

    head, rest = (block.rows[:1], block.rows[1:]) if block.header else ((), block.rows)
    thead = f"<thead>{''.join(row(cells, 'th') for cells in head)}</thead>" if head else ""
    tbody = f"<tbody>{''.join(row(cells, 'td') for cells in rest)}</tbody>" if rest else ""
    return f"<table>{thead}{tbody}</table>" if thead or tbody else ""


def _figure(media: Media, style: BodyStyle) -> str:
    if style.media.mode is not MediaMode.INLINE:
        return _media_paragraph(media, style)
    rendition = pick_rendition(media, style.media)
    shown = _shown(media, rendition) if rendition else ""
    credit = _credit(media, style.labels)
    caption = " ".join(
        part for part in (escape(media.caption or ""), f"<small>{escape(credit)}</small>" if credit else "") if part
    )
    caption = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{shown}{caption}</figure>" if shown or caption else ""


def _embed(block: Embed, mode: EmbedMode) -> str:
    link = f"<p>{_link(block.href, block.href)}</p>"
    match mode:
        case EmbedMode.INLINE:
            text = f"<p>{block.html}</p>" if block.html else ""
            return f"<blockquote>{text}{link}</blockquote>"
        case EmbedMode.LINK:
            return link
        case EmbedMode.NONE:
            return ""


def _shown(media: Media, rendition: Rendition) -> str:
    size = "".join(
        f' {name}="{value}"' for name, value in (("width", rendition.width), ("height", rendition.height)) if value
    )
    source = escape_attribute(rendition.href or "")
    if media.kind is MediaKind.PICTURE:
        return f'<img src="{source}" alt="{escape_attribute(media.alt or media.caption or "")}"{size}/>'
    if media.kind is MediaKind.VIDEO:
        return f'<video src="{source}" controls="controls"{size}></video>'
    return f'<audio src="{source}" controls="controls"></audio>'


def _media_paragraph(media: Media, style: BodyStyle) -> str:
    if style.media.mode is MediaMode.NONE:
        return ""
    rendition = pick_rendition(media, style.media)
    name = getattr(style.labels, f"{media.kind.value}_link")
    parts = [
        escape(_caption_and_credit(media, style)),
        _link(rendition.href, name) if rendition and rendition.href else "",
    ]
    text = " ".join(part for part in parts if part)
    return f"<p>{text}</p>" if text else ""


def _credit(media: Media, labels: Labels) -> str:
    if not media.credit:
        return ""
    template: str = getattr(labels, media.kind.value)
    return template.replace("{credit}", media.credit)


def _link(url: str, text: str) -> str:
    return f'<a href="{escape_attribute(url)}">{escape(text)}</a>'


def _basic_inline(fragment: str) -> str:
    """Reduce inline XHTML to a, strong, em and br; the text of other tags stays, q keeps its quotation marks."""
    if "<" not in fragment:
        return fragment
    root = parse_fragment(fragment)
    for element in root.iter("q"):
        element.text = "“" + (element.text or "")
        last = len(element) and element[-1]
        if isinstance(last, etree._Element):
            last.tail = (last.tail or "") + "”"
        else:
            element.text += "”"
    for element in list(root.iterdescendants()):
        element.tag = _BASIC_INLINE.get(str(element.tag), "unwanted")
    etree.strip_tags(root, "unwanted")
    return inner_xml(root)
