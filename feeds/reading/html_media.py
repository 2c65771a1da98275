"""Pictures, videos, sounds and embeds in the HTML of others."""

import re
from collections.abc import Collection, Iterable, Iterator

from feeds.html import escape, is_web_url
from feeds.model import Embed, Media, MediaBlock, MediaKind, Paragraph, Rendition
from feeds.reading.credits import read_credits
from feeds.reading.html_tree import INLINE_ELEMENTS, MEDIA_ELEMENTS, Node
from feeds.reading.own_lines import read_own_credit
from feeds.reading.values import absolute_url, read_pixels

_DECORATION = ("emoji", "liveblog-emoji", "wp-smiley", "avatar", "icon", "tracking", "pixel")
_CREDIT = ("credit", "caption__credit", "source", "copyright", "byline", "photographer", "attribution")
_EMBEDS = ("twitter-tweet", "twitter-video", "instagram-media", "fb-post", "fb-video", "tiktok-embed", "bluesky-embed",
           "reddit-embed", "mastodon-embed", "threads-post", "text-post-media")  # fmt: skip
# Files of pictures of emoji are named by their code points, such as 1f1fb-1f1f3.png.
_EMOJI_FILE = re.compile(r"/([0-9a-fA-F]{2,6}(?:-[0-9a-fA-F]{2,6}){0,9})\.(?:png|svg|gif|webp)\Z")
_FEWEST_PIXELS = 3
_CANDIDATE = re.compile(r"(\S+?)(?:\s+(\d+)w|\s+[\d.]+x)?\s*(?:,\s+|,?$)")


def decoration_text(image: Node) -> str:
    """Return what stands for a decoration in the text: the character an emoji shows, else its alternative text."""
    alt = image.get("alt")
    name = _EMOJI_FILE.search(image.get("src"))
    if name is None or not alt.isascii() or not image.has_class("emoji", "wp-smiley", "liveblog-emoji"):
        return alt
    codes = [int(code, 16) for code in name[1].split("-")]
    return "".join(map(chr, codes)) if all(0x20 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF for code in codes) else alt


def is_decoration(image: Node) -> bool:
    """Say whether a picture is none for readers: an emoji, an icon, a counting pixel."""
    sizes = [read_pixels(image.get(name)) for name in ("width", "height")]
    return _is_marked_decoration(image) or any(size is not None and size < _FEWEST_PIXELS for size in sizes)


def _is_marked_decoration(image: Node) -> bool:
    return image.has_class(*_DECORATION)


def read_image(image: Node, base_url: str | None, *, caption: str | None = None, credit: str | None = None) -> Media:
    """Return an ``img`` as a picture; one without a usable address keeps its words."""
    alt = image.get("alt") or None
    return Media(
        kind=MediaKind.PICTURE,
        caption=caption,
        alt=None if alt == caption else alt,
        credit=credit,
        renditions=tuple(_renditions(image, base_url)),
    )


def read_player(node: Node, base_url: str | None, *, caption: str | None = None, credit: str | None = None) -> Media:
    """Return a ``video`` or ``audio`` element with one rendition per source."""
    is_video = node.name == "video"
    width, height = (read_pixels(node.get(name)) if is_video else None for name in ("width", "height"))
    found = [(node.get("src"), None), *((s.get("src"), s.get("type") or None) for s in node.iter("source"))]
    urls = [(absolute_url(href, base_url), mimetype) for href, mimetype in found]
    return Media(
        kind=MediaKind.VIDEO if is_video else MediaKind.AUDIO,
        caption=caption,
        credit=credit,
        renditions=tuple(
            Rendition(href=url, mimetype=mimetype, width=width, height=height) for url, mimetype in urls if url
        ),
    )


def read_frame(node: Node, base_url: str | None) -> Embed | None:
    """Return an ``iframe``, ``embed`` or ``object`` as an embed, by its title; ``None`` without a web address."""
    url = absolute_url(node.get("src") or node.get("data"), base_url)
    return Embed(href=url, html=escape(node.get("title")) or None) if url else None


def is_embed(quote: Node) -> bool:
    """Say whether a ``blockquote`` stands for something that lives elsewhere, by its class or as we print embeds."""
    return quote.has_class(*_EMBEDS) or _own_embed(quote) is not None


def read_embed(quote: Node, base_url: str | None) -> Embed | None:
    """Return such a ``blockquote`` as an embed: its last link, and its words as the fallback."""
    own = _own_embed(quote)
    links = [url for link in quote.iter("a") if (url := absolute_url(link.get("href"), base_url))]
    cited = absolute_url(quote.get("cite"), base_url)
    if own is not None:
        words = " ".join(filter(None, (child.plain() for child in _elements(quote)[:-1])))
        return Embed(href=own, html=escape(words) or None)
    href = cited or (links[-1] if links else None)
    return Embed(href=href, html=escape(quote.plain()) or None) if href else None


def read_figure(figure: Node, base_url: str | None) -> Iterator[MediaBlock | Embed | Paragraph]:
    """Yield what a ``figure`` shows, the first with its caption; a caption without anything is a picture without file.

    The credit is the part of the caption that is marked as one, or that reads like one (``Photo: ...``).
    """
    caption, credit, kind = read_caption(figure)
    shown: list[MediaBlock | Embed] = []
    for node in figure.iter("img", "video", "audio", "iframe", "embed", "object"):
        first = {"caption": caption, "credit": credit} if not shown else {}
        # Nobody puts a counting pixel into a figure, so that its size says nothing there.
        if node.name == "img" and not _is_marked_decoration(node):
            shown.append(MediaBlock(media=read_image(node, base_url, **first)))
        elif node.name in {"video", "audio"}:
            shown.append(MediaBlock(media=read_player(node, base_url, **first)))
        elif node.name in {"iframe", "embed", "object"} and (embed := read_frame(node, base_url)):
            shown.append(embed)
    yield from shown
    words = caption or credit
    if words and not shown:
        yield MediaBlock(media=Media(kind=kind, caption=caption, credit=credit))
    elif words and isinstance(shown[0], Embed):
        yield Paragraph(html=escape(" ".join(filter(None, (caption, credit)))))


def read_caption(figure: Node) -> tuple[str | None, str | None, MediaKind]:
    """Return caption and credit of a figure and what kind of thing the credit speaks of.

    Words that stand beside its ``figcaption`` belong to the caption too, or are the credit if they are marked as one.
    """
    holder = next(figure.iter("figcaption"), None)
    caption, credit, kind = _read_figcaption(holder) if holder else (None, None, MediaKind.PICTURE)
    known = [*figure.iter(*MEDIA_ELEMENTS), *([holder] if holder else [])]
    byline = None if credit else _marked_credit(figure, known)
    if byline is not None:
        kind, credit = read_credit(byline.plain())
        known.append(byline)
    beside = " ".join(_without(figure, known).split())
    return " ".join(filter(None, (caption, beside))) or None, credit, kind


def _read_figcaption(holder: Node) -> tuple[str | None, str | None, MediaKind]:
    marked = _marked_credit(holder, [], "small", "cite")
    words = holder.plain()
    if marked is not None:
        kind, credit = read_credit(marked.plain())
        return " ".join(_without(holder, [marked]).split()) or None, credit, kind
    read = read_credits(words)
    if len(read) == 1:
        return read[0].caption or None, read[0].name, read[0].kind
    return words or None, None, MediaKind.PICTURE


def _marked_credit(node: Node, left_out: Collection[Node], *names: str) -> Node | None:
    """Return the first element inside that is a credit by its class or its name."""
    for child in _elements(node):
        if any(child is one for one in left_out):
            continue
        found = child if child.name in names or child.has_class(*_CREDIT) else _marked_credit(child, left_out, *names)
        if found is not None:
            return found
    return None


def read_credit(words: str) -> tuple[MediaKind, str | None]:
    """Return the name in a text that is known to be a credit, and what it is the credit of."""
    own = read_own_credit(words)
    if own is not None:
        return own
    read = read_credits(words)
    return (read[0].kind, read[0].name) if read else (MediaKind.PICTURE, words or None)


def _own_embed(quote: Node) -> str | None:
    """Return the address of an embed as we print it: at the end nothing but a link that shows its address."""
    elements = _elements(quote)
    if not elements or elements[-1].name != "p" or len(elements) > 2:
        return None
    link = next(elements[-1].iter("a"), None)
    words = elements[-1].plain()
    is_own = link is not None and words == link.get("href") == link.plain() and is_web_url(words)
    return words if is_own else None


def _renditions(image: Node, base_url: str | None) -> Iterator[Rendition]:
    given = image.get("src")
    main = absolute_url(given, base_url) or absolute_url(image.get("data-src"), base_url)
    if main:
        yield Rendition(href=main, width=read_pixels(image.get("width")), height=read_pixels(image.get("height")))
    seen = {main}
    for href, width in _candidates(image.get("srcset") or image.get("data-srcset")):
        url = absolute_url(href, base_url)
        if url and url not in seen:
            seen.add(url)
            yield Rendition(href=url, width=width)


def _candidates(srcset: str) -> Iterable[tuple[str, int | None]]:
    """Yield address and width of each candidate of a ``srcset`` that states its width."""
    for match in _CANDIDATE.finditer(srcset):
        if match[2]:
            yield match[1], read_pixels(match[2])


def _elements(node: Node) -> list[Node]:
    return [child for child in node.children if child.name]


def _without(node: Node, left_out: Collection[Node]) -> str:
    if any(node is one for one in left_out):
        return " "
    if not node.name:
        return node.text
    is_apart = node.name not in INLINE_ELEMENTS or node.name == "br"
    words = "".join(_without(child, left_out) for child in node.children)
    return f" {words} " if is_apart else words
