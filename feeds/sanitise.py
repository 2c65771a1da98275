"""Make what came in safe, once, at the border: after this every text in the model can be printed anywhere.

Inline HTML is cleaned to well-formed XHTML, plain texts lose what XML cannot carry, addresses that are not absolute
web addresses are dropped. Idempotent, so that re-reading our own output changes nothing.
"""

from collections.abc import Iterable
from dataclasses import replace

from feeds.html import clean_inline, is_web_url, plain_text
from feeds.model import (
    LONGEST_TAG,
    MOST_TAGS,
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
    Rendition,
    Rights,
    Subject,
    Table,
)
from feeds.xml import clean_text


def clean_entry(entry: Entry) -> Entry:
    """Return the entry with every text and address made safe; an embed without a usable address becomes its text."""
    return replace(
        entry,
        headline=_text(entry.headline),
        blocks=clean_blocks(entry.blocks),
        byline=_text(entry.byline),
        subjects=_subjects(entry.subjects),
        tags=clean_tags(entry.tags),
        correction_note=_text(entry.correction_note),
        kill_reason=_text(entry.kill_reason),
        rights=_rights(entry.rights),
    )


def clean_blog(blog: LiveBlog) -> LiveBlog:
    """Return the live blog with its head and all entries made safe."""
    return replace(
        blog,
        title=_text(blog.title) or "",
        standfirst=_text(blog.standfirst),
        summary=clean_blocks(blog.summary),
        body=clean_blocks(blog.body),
        byline=_text(blog.byline),
        subjects=_subjects(blog.subjects),
        rights=_rights(blog.rights),
        entries=tuple(clean_entry(entry) for entry in blog.entries),
    )


def clean_blocks(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks made safe, without those that have nothing left to show."""
    cleaned = (_clean_block(block) for block in blocks)
    return tuple(block for block in cleaned if block is not None and _shows_anything(block))


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags on one line, each once whatever its case, without those that are none: blank ones and whole texts."""
    unique: dict[str, str] = {}
    for line in map(one_line, tags):
        if 0 < len(line) <= LONGEST_TAG:
            unique.setdefault(line.casefold(), line)
    return tuple(unique.values())[:MOST_TAGS]


def one_line(text: str) -> str:
    """Return a plain text that can be printed anywhere: what XML cannot carry is gone, blanks are single."""
    return " ".join(clean_text(text).split())


def _clean_block(block: Block) -> Block | None:
    match block:
        case Paragraph() | Heading():
            return replace(block, html=clean_inline(block.html))
        case Quote():
            return replace(block, html=clean_inline(block.html), attribution=_text(block.attribution))
        case ListBlock():
            return replace(block, items=tuple(item for item in map(clean_inline, block.items) if _has_text(item)))
        case Table():
            return replace(block, rows=tuple(tuple(map(clean_inline, row)) for row in block.rows if row))
        case MediaBlock():
            return replace(block, media=_media(block.media))
        case Embed():
            return _embed(block)


def _shows_anything(block: Block) -> bool:
    match block:
        case Paragraph() | Heading():
            return _has_text(block.html)
        case Quote():
            return _has_text(block.html) or block.attribution is not None
        case ListBlock():
            return bool(block.items)
        case Table():
            return any(_has_text(cell) for row in block.rows for cell in row)
        case MediaBlock(media=media):
            return bool(media.caption or media.alt or media.credit or any(r.href for r in media.renditions))
        case Embed():
            return True


def _has_text(fragment: str) -> bool:
    return bool(plain_text(fragment).strip())


def _embed(block: Embed) -> Block | None:
    html = (clean_inline(block.html) or None) if block.html else None
    if is_web_url(block.href):
        return replace(block, html=html)
    return Paragraph(html=html, id=block.id) if html else None


def _media(media: Media) -> Media:
    return replace(
        media,
        caption=_text(media.caption),
        alt=_text(media.alt),
        credit=_text(media.credit),
        renditions=tuple(_rendition(rendition) for rendition in media.renditions),
        rights=_rights(media.rights),
    )


def _rendition(rendition: Rendition) -> Rendition:
    usable = rendition.href is not None and is_web_url(rendition.href)
    return replace(
        rendition,
        href=rendition.href if usable else None,
        mimetype=_text(rendition.mimetype),
        role=_text(rendition.role),
    )


def _rights(rights: Rights | None) -> Rights | None:
    if rights is None:
        return None
    return replace(
        rights,
        holder=_text(rights.holder),
        notice=_text(rights.notice),
        usage_terms=_text(rights.usage_terms),
        allowed_territories=tuple(map(clean_text, rights.allowed_territories)),
        denied_territories=tuple(map(clean_text, rights.denied_territories)),
    )


def _subjects(subjects: Iterable[Subject]) -> tuple[Subject, ...]:
    cleaned = (replace(s, qcode=clean_text(s.qcode), name=_text(s.name)) for s in subjects)
    return tuple(subject for subject in cleaned if subject.qcode.strip())


def _text(text: str | None) -> str | None:
    """Clean a plain text; blank becomes ``None``, since an empty headline and no headline are the same to a reader."""
    return None if text is None else one_line(text) or None
