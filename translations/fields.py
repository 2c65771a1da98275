"""Which texts of an entry, or of a blog's head, are translated, and by what address each is known.

This module is the one list of them. Names of people and places of publication stay as they are: credits, bylines of
entries, subjects, addresses. A blog's byline is usually a phrase ("Staff reporters") and is translated. So are the
correction note, since readers see it, and the attribution of a quotation, which newspapers of other scripts print in
their own.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from feeds.model import (
    Block,
    Embed,
    Entry,
    Heading,
    ListBlock,
    LiveBlog,
    Media,
    MediaBlock,
    Paragraph,
    Quote,
    Table,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField:
    """One text: its address (``b2.items[0]``), its content, and whether that is inline HTML or plain text.

    ``is_name`` marks a short text that is never cut into sentences, such as an attribution.
    """

    address: str
    content: str
    is_html: bool
    is_name: bool = False


Change = Callable[[TextField], str]
"""What to put in place of a text."""


def entry_fields(entry: Entry) -> tuple[TextField, ...]:
    """Return the texts of an entry that are translated, in reading order."""
    found: list[TextField] = []
    change_entry(entry, _collector(found))
    return tuple(found)


def head_fields(blog: LiveBlog) -> tuple[TextField, ...]:
    """Return the texts of a blog's head that are translated, in reading order."""
    found: list[TextField] = []
    change_head(blog, _collector(found))
    return tuple(found)


def is_inline_html(address: str) -> bool:
    """Say whether the field of this address holds inline HTML, and so may have marks."""
    return address.endswith((".html", "]"))


def block_names(blocks: Iterable[Block]) -> list[str]:
    """Return a name for each block: its id, or its position where the id is missing or taken by an earlier block."""
    names: list[str] = []
    for position, block in enumerate(blocks, 1):
        names.append(block.id if block.id and block.id not in names else f"#{position}")
    return names


def change_entry(entry: Entry, change: Change) -> Entry:
    """Return the entry with each of its texts replaced; a text that is absent or empty stays so."""
    return replace(
        entry,
        headline=_plain(change, "headline", entry.headline),
        blocks=_blocks(change, "", entry.blocks),
        correction_note=_plain(change, "correction_note", entry.correction_note),
    )


def change_head(blog: LiveBlog, change: Change) -> LiveBlog:
    """Return the live blog with each text of its head replaced; entries are left alone."""
    return replace(
        blog,
        title=_plain(change, "title", blog.title) or "",
        standfirst=_plain(change, "standfirst", blog.standfirst),
        summary=_blocks(change, "summary/", blog.summary),
        body=_blocks(change, "body/", blog.body),
        byline=_plain(change, "byline", blog.byline, is_name=True),
    )


def _collector(found: list[TextField]) -> Change:
    def collect(field: TextField) -> str:
        found.append(field)
        return field.content

    return collect


def _plain(change: Change, address: str, text: str | None, *, is_name: bool = False) -> str | None:
    if not text:
        return text
    return change(TextField(address=address, content=text, is_html=False, is_name=is_name))


def _html(change: Change, address: str, fragment: str) -> str:
    return change(TextField(address=address, content=fragment, is_html=True)) if fragment else fragment


def _blocks(change: Change, prefix: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(_block(change, prefix + name, block) for name, block in zip(block_names(blocks), blocks, strict=True))


def _block(change: Change, name: str, block: Block) -> Block:
    match block:
        case Paragraph() | Heading():
            return replace(block, html=_html(change, f"{name}.html", block.html))
        case Quote():
            attribution = _plain(change, f"{name}.attribution", block.attribution, is_name=True)
            return replace(block, html=_html(change, f"{name}.html", block.html), attribution=attribution)
        case ListBlock():
            items = (_html(change, f"{name}.items[{at}]", item) for at, item in enumerate(block.items))
            return replace(block, items=tuple(items))
        case Table():
            return replace(block, rows=tuple(_row(change, f"{name}.rows[{at}]", r) for at, r in enumerate(block.rows)))
        case MediaBlock():
            return replace(block, media=_media(change, name, block.media))
        case Embed():
            return replace(block, html=None if block.html is None else _html(change, f"{name}.html", block.html))


def _row(change: Change, name: str, cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(_html(change, f"{name}[{at}]", cell) for at, cell in enumerate(cells))


def _media(change: Change, name: str, media: Media) -> Media:
    return replace(
        media,
        caption=_plain(change, f"{name}.caption", media.caption),
        alt=_plain(change, f"{name}.alt", media.alt),
    )
