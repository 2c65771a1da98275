"""The items of a post: text, picture, quotation, embed, poll, comment, and whatever a newsroom has made of its own."""

from collections.abc import Iterator
from dataclasses import replace

from feeds.html import escape
from feeds.model import Block, Embed, Heading, ListBlock, Media, MediaBlock, MediaKind, Quote, Rendition
from feeds.reading.html_blocks import blocks_from_html
from feeds.reading.html_tree import plain_words
from feeds.reading.json_values import JsonObject
from feeds.reading.values import absolute_url, read_bytes

_RENDITIONS = ("baseImage", "original", "viewImage", "thumbnail")


def read_item(item: JsonObject) -> tuple[Block, ...]:
    """Return what an item shows; one of a type that is not known here by its HTML."""
    kind = (item.text("item_type") or "").lower()
    meta = item.object("meta") or JsonObject({})
    if kind in {"image", "video"} and (media := _media(item, meta, MediaKind.VIDEO if kind == "video" else None)):
        return (MediaBlock(media=media),)
    if kind in {"embed", "video"}:
        return tuple(_embed(item, meta))
    if kind == "image":
        return tuple(_with_facts(block, meta) for block in _html(item, "text"))
    if kind == "quote":
        return _quote(item, meta)
    if kind in {"comment", "post_comment"}:
        said_by = _words(item, "commenter", "author_name") or _words(meta, "commenter")
        return (Quote(html=_lines(plain_words(item.text("text") or "")), attribution=said_by),)
    if kind == "poll" and (poll := item.object("poll_body")):
        return _poll(poll)
    return _html(item, "text")


def _media(item: JsonObject, meta: JsonObject, kind: MediaKind | None) -> Media | None:
    """Return a picture or a video that was uploaded; ``None`` if no file of it is told."""
    holder = meta.object("media") or item
    renditions = holder.object("renditions") or item.object("renditions")
    files = tuple(_renditions(renditions)) if renditions else ()
    if not files:
        return None
    return Media(
        kind=kind or MediaKind.PICTURE,
        caption=_words(meta, "caption"),
        alt=_words(meta, "alt"),
        credit=_words(meta, "credit"),
        renditions=files,
    )


def _renditions(renditions: JsonObject) -> Iterator[Rendition]:
    names = [name for name in _RENDITIONS if name in renditions]
    for name in [*names, *sorted(renditions.names() - set(names))]:
        one = renditions.object(name) or JsonObject({})
        href = absolute_url(one.text("href"), None)
        if href:
            yield Rendition(
                href=href,
                mimetype=one.text("mimetype"),
                width=one.pixels("width"),
                height=one.pixels("height"),
                bytes=read_bytes(one.value("length").value),
                role="thumbnail" if name == "thumbnail" else None,
            )


def _with_facts(block: Block, meta: JsonObject) -> Block:
    """Give a picture of which there is only the HTML the caption and credit that are told apart."""
    if not isinstance(block, MediaBlock):
        return block
    caption, credit = _words(meta, "caption"), _words(meta, "credit")
    known = replace(block.media, caption=caption, credit=credit) if caption or credit else block.media
    return replace(block, media=known)


def _quote(item: JsonObject, meta: JsonObject) -> tuple[Block, ...]:
    if "quote" in meta:
        return (Quote(html=_lines(meta.text("quote") or ""), attribution=_words(meta, "credit")),)
    # Its HTML has who said it as a heading in italics.
    html = item.text("text") or ""
    return blocks_from_html(html.replace("<h4>", "<footer>").replace("</h4>", "</footer>"))


def _embed(item: JsonObject, meta: JsonObject) -> Iterator[Block]:
    """Read a card: the address of the thing, and title, text and source of the card as the fallback."""
    code = _html(meta, "html")
    url = absolute_url(meta.text("original_url"), None) or absolute_url(meta.text("url"), None)
    if url is None:
        yield from code or _html(item, "text")
        return
    words = [_words(meta, name) for name in ("title", "description", "credit")]
    if not words[1]:
        words[1] = plain_words(meta.text("html") or "")
    yield Embed(href=url, html="<br/>".join(map(escape, dict.fromkeys(filter(None, words)))) or None)


def _poll(poll: JsonObject) -> tuple[Block, ...]:
    """Read a poll by its question and answers; how many chose which changes with every reading."""
    answers = tuple(escape(words) for answer in poll.objects("answers") if (words := _words(answer, "option")))
    return Heading(html=escape(_words(poll, "question") or "")), ListBlock(items=answers)


def _html(holder: JsonObject, name: str) -> tuple[Block, ...]:
    return blocks_from_html(holder.text(name) or "")


def _words(holder: JsonObject, *names: str) -> str | None:
    return plain_words(holder.text(*names) or "") or None


def _lines(text: str) -> str:
    """Return plain text as inline XHTML, with its line breaks."""
    return "<br/>".join(escape(line.strip()) for line in text.splitlines() if line.strip())
