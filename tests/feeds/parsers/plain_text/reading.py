"""Reading pages in tests, and what was read as an outline that a person can check against the page."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from feeds.html import plain_text
from feeds.model import Block, Entry, ListBlock, MediaBlock
from feeds.parsers import Parsed, ParseOptions
from feeds.parsers.plain_text import parse_plain_text

HANOI = "Asia/Ho_Chi_Minh"
LATER = datetime(2025, 1, 1, tzinfo=UTC)
"""A time of reading after everything in the pages."""


def read(page: str | bytes, **options: Any) -> Parsed:
    """Read a page whose clocks show Hanoi time, unless the options say otherwise."""
    data = page.encode() if isinstance(page, str) else page
    return parse_plain_text(data, ParseOptions(**{"now": LATER, "timezone": HANOI} | options))


def outline(parsed: Parsed) -> dict[str, Any]:
    """Return what was read, times on the page's own clock, blocks and remarks as one line each."""
    blog = parsed.blog
    zone = ZoneInfo(blog.timezone)

    def local(at: datetime) -> str:
        return at.astimezone(zone).isoformat(sep=" ")

    return {
        "slug": blog.slug,
        "title": blog.title,
        "standfirst": blog.standfirst,
        "byline": blog.byline,
        "language": blog.language,
        "published_at": local(blog.published_at),
        "coverage_start_at": local(blog.coverage_start_at) if blog.coverage_start_at else None,
        "updated_at": local(blog.updated_at),
        "summary": [_line(block) for block in blog.summary],
        "entries": [
            {
                "at": local(entry.published_at) + ("" if entry.time_is_exact else " (placed)"),
                "kind": entry.kind.value + (", pinned" if entry.pinned else ""),
                "headline": entry.headline,
                "blocks": [_line(block) for block in entry.blocks],
            }
            for entry in blog.entries
        ],
        "body": [_line(block) for block in blog.body],
        "remarks": [f"{remark.location}: {remark.reason}" for remark in parsed.remarks],
    }


def texts_of(parsed: Parsed) -> Iterator[str]:
    """Yield every text of a live blog in reading order, plain."""
    blog = parsed.blog
    yield from (blog.title, blog.standfirst or "")
    yield from _block_texts(blog.summary)
    for entry in blog.entries:
        yield from _entry_texts(entry)
    yield from _block_texts(blog.body)
    yield blog.byline or ""


def _entry_texts(entry: Entry) -> Iterator[str]:
    yield entry.headline or ""
    yield from _block_texts(entry.blocks)


def _block_texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, MediaBlock):
            yield from (block.media.caption or "", block.media.credit or "")
        elif isinstance(block, ListBlock):
            yield from map(plain_text, block.items)
        else:
            yield plain_text(getattr(block, "html", ""))


def _line(block: Block) -> str:
    if isinstance(block, MediaBlock):
        return f"{block.media.kind.value}: {block.media.caption or '-'} | {block.media.credit}"
    return f"{block.type}: " + " | ".join(_block_texts((block,)))
