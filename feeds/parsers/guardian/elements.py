"""The elements of a block of the content API: text, pictures, tweets and the like, each with data of its own type."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from feeds.body import BodyStyle, body_text
from feeds.html import escape, escape_attribute
from feeds.locales import labels_for
from feeds.model import Block, Embed, Media, MediaBlock, MediaKind, Paragraph, Quote, Rendition, Rights
from feeds.profile import HtmlSubset, MediaRule
from feeds.reading.credits import read_credits
from feeds.reading.html_blocks import blocks_from_html
from feeds.reading.html_tree import plain_words
from feeds.reading.json_values import JsonObject
from feeds.reading.values import absolute_url, read_bytes

_WORD = re.compile(r"\w+")


def read_block(block: JsonObject, base_url: str | None) -> tuple[Block, ...]:
    """Return what a block shows.

    Its elements say more than its HTML: sizes of pictures, addresses of embeds. The HTML is read where they leave out
    words that it has, or where one of them is of a type that is not known here.
    """
    html = blocks_from_html(block.text("bodyHtml") or "", base_url=base_url)
    elements = block.objects("elements")
    readers = [_READERS.get((element.text("type") or "").replace("-", "").lower()) for element in elements]
    if not elements or None in readers:
        return html
    found = tuple(
        shown
        for read, element in zip(readers, elements, strict=True)
        if read is not None
        for shown in read(_Element(element, base_url))
    )
    running = [one for one in html if not isinstance(one, MediaBlock | Embed)]
    return html if _words(running) - _words(found) else found


class _Element:
    """One element: its data, whatever the type is called, and its assets, which are files."""

    def __init__(self, element: JsonObject, base_url: str | None) -> None:
        name = next((name for name in sorted(element.names()) if name.endswith("TypeData")), "")
        self.data = element.object(name) or JsonObject({}, element.path)
        self.assets = element.objects("assets")
        self.base_url = base_url

    def html(self) -> tuple[Block, ...]:
        return blocks_from_html(self.data.text("html") or "", base_url=self.base_url)

    def words(self, *names: str) -> str | None:
        """Return the first of some texts, which may hold HTML, as plain text."""
        return plain_words(self.data.text(*names) or "") or None

    def url(self, *names: str) -> str | None:
        urls = (absolute_url(self.data.text(name), self.base_url) for name in names)
        return next((url for url in urls if url), None)


def _html(element: _Element) -> Iterable[Block]:
    return element.html()


def _pull_quote(element: _Element) -> Iterator[Block]:
    said_by = element.words("attribution")
    html = f"<blockquote>{element.data.text('html') or ''}</blockquote>"
    for block in blocks_from_html(html, base_url=element.base_url):
        yield replace(block, attribution=block.attribution or said_by) if isinstance(block, Quote) else block


def _picture(element: _Element) -> Iterator[Block]:
    notice = element.words("copyright")
    yield MediaBlock(
        media=Media(
            kind=MediaKind.PICTURE,
            caption=element.words("caption"),
            alt=element.words("alt"),
            credit=_credit(element),
            renditions=tuple(_renditions(element, "image")),
            rights=Rights(notice=notice) if notice else None,
        )
    )


def _player(kind: MediaKind) -> Callable[[_Element], Iterator[Block]]:
    def read(element: _Element) -> Iterator[Block]:
        files = tuple(_renditions(element, kind.value))
        caption = element.words("caption", "title", "description")
        if files:
            media = Media(kind=kind, caption=caption, credit=_credit(element), renditions=files)
            yield MediaBlock(media=media)
        else:
            yield from _linked(element)

    return read


def _linked(element: _Element) -> Iterator[Block]:
    """Read something that lives elsewhere: its address, and its words as the fallback."""
    url = element.url("originalUrl", "url", "commentUrl", "iframeUrl", "sourceUrl")
    names = [element.words("title"), element.words("caption")]
    texts = dict.fromkeys(filter(None, names if any(names) else [element.words("description", "alt", "html")]))
    words = "<br/>".join(map(escape, texts))
    if url is not None:
        yield Embed(href=url, html=words or None)
    elif "html" in element.data:
        yield from element.html()
    else:
        yield Paragraph(html=words)


def _tweet(element: _Element) -> Iterator[Block]:
    url = element.url("originalUrl", "url")
    words = element.words("html")
    if url is not None:
        yield Embed(href=url, html=escape(words) if words else None)
    else:
        yield from element.html()


def _rich_link(element: _Element) -> Iterator[Block]:
    url = element.url("originalUrl", "url")
    text = escape(element.words("linkText") or url or "")
    before = escape(element.words("linkPrefix") or "")
    yield Paragraph(html=f'{before} <a href="{escape_attribute(url)}">{text}</a>' if url else f"{before} {text}")


def _embedded(element: _Element) -> Iterator[Block]:
    found = element.html()
    alt = element.words("alt")
    if found:
        yield from found
    elif alt:
        yield Paragraph(html=escape(alt))


def _credit(element: _Element) -> str | None:
    """Return the credit without the word for it, or who took the picture and for whom."""
    credit = element.words("credit")
    if credit:
        read = read_credits(credit)
        return read[0].name if len(read) == 1 and not read[0].caption else credit
    return "/".join(filter(None, (element.words("photographer"), element.words("source")))) or None


def _renditions(element: _Element, kind: str) -> Iterator[Rendition]:
    for asset in element.assets:
        fields = asset.object("typeData") or JsonObject({})
        href = absolute_url(fields.text("secureFile") or asset.text("file"), element.base_url)
        if href and (asset.text("type") or kind).lower() == kind:
            yield Rendition(
                href=href,
                mimetype=asset.text("mimeType"),
                width=fields.pixels("width"),
                height=fields.pixels("height"),
                bytes=read_bytes(fields.value("sizeInBytes").value),
            )


def _words(blocks: Iterable[Block]) -> Counter[str]:
    style = BodyStyle(html=HtmlSubset.PLAIN, media=MediaRule(), labels=labels_for("en"))
    return Counter(_WORD.findall(body_text(blocks, style)))


_READERS: Mapping[str, Callable[[_Element], Iterable[Block]]] = MappingProxyType(
    {
        **dict.fromkeys(("text", "table", "code"), _html),
        "pullquote": _pull_quote,
        "image": _picture,
        "video": _player(MediaKind.VIDEO),
        "audio": _player(MediaKind.AUDIO),
        "tweet": _tweet,
        "richlink": _rich_link,
        "embed": _embedded,
        **dict.fromkeys(
            ("instagram", "vine", "map", "document", "interactive", "witness", "membership", "comment", "form"), _linked
        ),
    }
)
