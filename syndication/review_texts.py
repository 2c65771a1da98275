"""One text as the translators' desk shows it: its fields in reading order, with segments, comments and people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from feeds.model import Block, Embed, Entry, Heading, ListBlock, LiveBlog, MediaBlock, Paragraph, Quote, Table
from syndication.storage.blogs import BlogRecord, find_blog_of, load_heads
from syndication.storage.comments import count_open_comments
from syndication.storage.entries import load_entries
from syndication.storage.presence import Present, list_present
from syndication.storage.segments import StoredSegment, load_segments
from syndication.storage.variants import find_variant, load_variants
from translations.fields import block_names
from translations.model import SegmentState, TextWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewField:
    """One text field with its segments; ``kind`` says what it is (``headline``, ``paragraph``, ``caption``...)."""

    address: str
    kind: str
    segments: tuple[StoredSegment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewText:
    """One entry, or a head, in one language. ``source`` is the text itself; ``comments`` counts the unsettled ones.

    ``source_language`` is what it was written in; ``work`` is what publish policies decide on.
    """

    text_id: int
    blog: BlogRecord
    source: Entry | LiveBlog
    source_language: str
    work: TextWork
    fields: tuple[ReviewField, ...]
    comments: Mapping[int, int]
    present: tuple[Present, ...]

    @property
    def guid(self) -> str:
        """The guid of the source."""
        return self.source.guid

    @property
    def is_head(self) -> bool:
        """Say whether these are a live blog's own texts."""
        return isinstance(self.source, LiveBlog)

    @property
    def open_segments(self) -> int:
        """How many sentences nobody has approved as they stand."""
        return sum(segment.state is not SegmentState.APPROVED for segment in self.work.segments)


def load_review_text(session: Session, language: str, text_id: int, *, now: datetime) -> ReviewText | None:
    """Return a text by the id of its variant; ``None`` if there is none in this language, or its source is gone."""
    guid = find_variant(session, text_id, language=language)
    blog = find_blog_of(session, guid) if guid is not None else None
    if guid is None or blog is None:
        return None
    sources: list[Entry | LiveBlog] = [*load_entries(session, [guid]), *load_heads(session, [guid])]
    record = next(iter(load_variants(session, [guid], language=language)), None)
    if not sources or record is None:
        return None
    source = sources[0]
    stored = load_segments(session, [guid], language=language).get((guid, language), ())
    return ReviewText(
        text_id=text_id,
        blog=blog,
        source=source,
        source_language=(source.language if isinstance(source, Entry) else None) or blog.language,
        work=TextWork(
            guid=guid,
            language=language,
            source_version=record.source_version,
            version=record.version,
            created_at=record.created_at,
            updated_at=record.updated_at,
            segments=tuple(one.segment for one in stored),
            waiting_since=record.waiting_since,
            waited_min=record.waited_min,
        ),
        fields=tuple(_fields(stored, _kinds(source))),
        comments=count_open_comments(session, [one.segment.id for one in stored if one.segment.id is not None]),
        present=list_present(session, [guid], language, now=now).get(guid, ()),
    )


def _fields(stored: Iterable[StoredSegment], kinds: Mapping[str, str]) -> Iterable[ReviewField]:
    for address, of_field in groupby(stored, key=lambda one: one.segment.source.field):
        yield ReviewField(address=address, kind=_kind(address, kinds), segments=tuple(of_field))


_BLOCK_KINDS: Sequence[tuple[type[Block], str]] = (
    (Paragraph, "paragraph"),
    (Heading, "heading"),
    (Quote, "quotation"),
    (ListBlock, "list item"),
    (Table, "table cell"),
    (MediaBlock, "media"),
    (Embed, "embed"),
)
_PART_KINDS = {"attribution": "attribution", "caption": "caption", "alt": "alternative text"}


def _kinds(source: Entry | LiveBlog) -> dict[str, str]:
    """Return what kind of block each address stands for, by the part before its first dot."""
    if isinstance(source, Entry):
        return _block_kinds("", source.blocks)
    return _block_kinds("summary/", source.summary) | _block_kinds("body/", source.body)


def _block_kinds(prefix: str, blocks: Sequence[Block]) -> dict[str, str]:
    return {
        prefix + name: next(kind for of, kind in _BLOCK_KINDS if isinstance(block, of))
        for name, block in zip(block_names(blocks), blocks, strict=True)
    }


def _kind(address: str, kinds: Mapping[str, str]) -> str:
    """Name a field: by its part where that says more than the block does."""
    block, _, part = address.rpartition(".")
    if not block:
        return address.replace("_", " ")
    return _PART_KINDS.get(part) or kinds.get(block, "text")
