"""What entries and blocks say in plain words, whatever their ids, marks, versions and times."""

import hashlib
import json
from collections.abc import Iterator

from feeds.html import plain_text
from feeds.model import Block, Embed, Entry, Heading, ListBlock, MediaBlock, Paragraph, Quote, Table


def block_wording(block: Block) -> tuple[str, ...]:
    """Return a block's kind and its texts, without inline marks and with single spaces."""
    return (block.type, *(" ".join(text.split()) for text in _texts(block)))


def entry_wording(entry: Entry) -> tuple[tuple[str, ...], ...]:
    """Return an entry's headline and the wording of its blocks."""
    headline = " ".join((entry.headline or "").split())
    return (("headline", headline), *(block_wording(block) for block in entry.blocks))


def fingerprint(entry: Entry) -> str:
    """Hash the wording of an entry: 64 hex digits, the same for a copy that was read again from a page.

    Unlike :func:`feeds.codec.content_hash` it does not depend on times, block ids, inline marks, renditions or flags.
    """
    return hashlib.sha256(json.dumps(entry_wording(entry)).encode()).hexdigest()


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Paragraph() | Heading():
            yield plain_text(block.html)
        case Quote():
            yield from (plain_text(block.html), block.attribution or "")
        case ListBlock():
            yield from map(plain_text, block.items)
        case Table():
            yield from (plain_text(cell) for row in block.rows for cell in row)
        case MediaBlock():
            yield from (block.media.kind.value, block.media.caption or "", block.media.credit or "")
        case Embed():
            yield from (block.href, plain_text(block.html or ""))
