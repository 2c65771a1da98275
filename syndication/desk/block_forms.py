"""Blocks as fields of a form, and back.

``block`` names the blocks in order by keys; ``KEY.type``, ``KEY.id`` and what the type has besides are a block's own
fields. A block whose fields say what was written of the kept one of its id is that block, so nothing is lost of what a
form does not show, such as further renditions. ``prefix`` tells several lists of blocks in one form apart.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice

from feeds.html import escape
from feeds.model import Block, Embed, Heading, ListBlock, Media, MediaBlock, Paragraph, Quote, Table
from syndication.desk.fields import Fields, Written, is_ticked, line_of, same_fields, text_of, texts_of, ticked
from syndication.desk.media_forms import read_media, write_media

PLAIN = "text"
"""The type of a field that is no block yet: plain text, whose paragraphs stand between blank lines."""

MOST_COLUMNS = 100

_BLANK_LINES = re.compile(r"\n[ \t]*\n+")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


def write_blocks(blocks: Sequence[Block], *, prefix: str = "") -> Written:
    """Return the fields of some blocks; their keys count them."""
    written: Written = {f"{prefix}block": []}
    for number, block in enumerate(blocks):
        key = f"{prefix}k{number}"
        written[f"{prefix}block"].append(key)
        written |= write_block(block, key)
    return written


def write_block(block: Block, key: str) -> Written:
    """Return the fields of one block."""
    written: Written = {f"{key}.type": [block.type], f"{key}.id": [block.id]}
    match block:
        case Paragraph() | Heading():
            written[f"{key}.html"] = [block.html]
        case Quote():
            written |= {f"{key}.html": [block.html], f"{key}.attribution": [block.attribution or ""]}
        case ListBlock():
            written |= {f"{key}.item": list(block.items), f"{key}.ordered": ticked(block.ordered)}
        case Table():
            written[f"{key}.row"] = [str(len(row)) for row in block.rows]
            written[f"{key}.cell"] = [cell for row in block.rows for cell in row]
            written[f"{key}.header"] = ticked(block.header)
        case MediaBlock():
            written |= write_media(block.media, key)
        case Embed():
            written |= {f"{key}.href": [block.href], f"{key}.html": [block.html or ""]}
    return written


def read_blocks(fields: Fields, kept: Sequence[Block] = (), *, prefix: str = "") -> tuple[Block, ...]:
    """Return the blocks that a form says, without those in which nothing is.

    ``kept`` are the blocks that were written into it. New blocks get ids that none of them has.
    """
    by_id = {block.id: block for block in kept if block.id}
    found: list[Block] = []
    taken: set[str] = set()
    for key in texts_of(fields, f"{prefix}block"):
        if not _KEY.fullmatch(key):
            continue
        for block in _read(fields, key, by_id):
            # A block that was copied would have its original's id, and its translations with it.
            own = "" if block.id in taken else block.id
            taken.add(own)
            found.append(replace(block, id=own))
    names = (f"b{number}" for number in count(1))
    free = (name for name in names if name not in taken and name not in by_id)
    return tuple(block if block.id else replace(block, id=next(free)) for block in found)


def _read(fields: Fields, key: str, by_id: dict[str, Block]) -> Iterator[Block]:
    if text_of(fields, f"{key}.type") == PLAIN:
        yield from plain_paragraphs(text_of(fields, f"{key}.text"))
        return
    block_id = text_of(fields, f"{key}.id")
    kept = by_id.get(block_id)
    if kept is not None and same_fields(fields, write_block(kept, key)):
        yield kept
        return
    block = _block(fields, key, block_id, kept)
    if block is not None:
        yield block


def _block(fields: Fields, key: str, block_id: str, kept: Block | None) -> Block | None:
    """Return a block that is new or changed, or ``None`` where nothing is in it."""
    html = text_of(fields, f"{key}.html")
    match text_of(fields, f"{key}.type"):
        case "paragraph":
            return Paragraph(html=html, id=block_id) if html.strip() else None
        case "heading":
            return Heading(html=html, id=block_id) if html.strip() else None
        case "quote":
            said_by = line_of(fields, f"{key}.attribution")
            return Quote(html=html, attribution=said_by, id=block_id) if html.strip() or said_by else None
        case "list":
            items = tuple(item for item in texts_of(fields, f"{key}.item") if item.strip())
            return ListBlock(items=items, ordered=is_ticked(fields, f"{key}.ordered"), id=block_id) if items else None
        case "table":
            return _table(fields, key, block_id)
        case "media":
            media = read_media(fields, key, kept.media if isinstance(kept, MediaBlock) else None)
            return MediaBlock(media=media, id=block_id) if _shows_anything(media) else None
        case "embed":
            href = text_of(fields, f"{key}.href").strip()
            return Embed(href=href, html=html or None, id=block_id) if href or html.strip() else None
        case _:
            return None


def _table(fields: Fields, key: str, block_id: str) -> Table | None:
    cells = iter(texts_of(fields, f"{key}.cell"))
    rows: list[tuple[str, ...]] = []
    for length in texts_of(fields, f"{key}.row"):
        columns = int(length) if re.fullmatch(r"[0-9]{1,3}", length) else 0
        rows.append(tuple(islice(cells, min(columns, MOST_COLUMNS))))
    if not any(cell.strip() for row in rows for cell in row):
        return None
    return Table(rows=tuple(row for row in rows if row), header=is_ticked(fields, f"{key}.header"), id=block_id)


def plain_paragraphs(text: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of a plain text; single line ends become line breaks."""
    for paragraph in _BLANK_LINES.split(text):
        lines = [escape(line.strip()) for line in paragraph.split("\n")]
        html = "<br/>".join(line for line in lines if line)
        if html:
            yield Paragraph(html=html)


def _shows_anything(media: Media) -> bool:
    return bool(media.caption or media.alt or media.credit or media.renditions)
