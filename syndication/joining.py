"""Two sentences of a field as one, where a translator needs that, and apart again.

The join is kept by the sums of both sentences, so it holds through later edits around them; it is dropped when one of
them is gone. Both functions raise :exc:`~syndication.errors.UnknownSegment` and :exc:`~syndication.errors.BlogKilled`,
and let :exc:`translations.errors.ReviewError` through.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from sqlalchemy.orm import Session

from feeds.model import Entry, LiveBlog
from syndication.errors import UnknownSegment
from syndication.record import lock_writable, record_work, require_segment
from syndication.recut import cut_sentences, recut_one
from syndication.storage.blogs import BlogRecord, find_blog_of, load_heads
from syndication.storage.changes import LogKind
from syndication.storage.entries import find_entry
from syndication.storage.joins import add_join, delete_joins, load_joins
from syndication.storage.reviews import append_review
from syndication.storage.segments import StoredSegment, load_segments
from translations.errors import CannotJoin, NotJoined, ReviewConflict
from translations.joins import parts_of
from translations.model import Join, Segment, SourceSegment
from translations.review import ReviewAction, ReviewRecord


def join_segments(session: Session, segment_id: int, *, version_seen: int, actor: str, now: datetime) -> Segment:
    """Treat a sentence and the next one of its field as one; what both were translated to is joined.

    Where both translations were approved the whole is; otherwise it stands as its least reviewed part did. The other
    segment is archived with its history. Also raises :exc:`~translations.errors.CannotJoin`.
    """
    stored, blog = _lock(session, segment_id, version_seen)
    text = _load_text(session, blog, stored.guid)
    _, following = _around(session, text, stored)
    if not following:
        raise CannotJoin(stored.segment, "no sentence follows this one in its field")

    def change(parts: Sequence[SourceSegment]) -> None:
        join = Join(first_hash=parts[-1].source_hash, second_hash=following[0].source_hash)
        key = (stored.guid, stored.language)
        add_join(session, key, join, field=stored.segment.source.field, actor=actor, now=now)

    return _recut(session, _Case(stored, blog, text, actor, now), ReviewAction.JOIN, change)


def split_again(session: Session, segment_id: int, *, version_seen: int, actor: str, now: datetime) -> Segment:
    """Take a joined sentence apart again and return its first part.

    Each part is as it was before, or has its part of the translation where that can be told for certain; otherwise the
    first keeps the whole of it. Also raises :exc:`~translations.errors.NotJoined`.
    """
    stored, blog = _lock(session, segment_id, version_seen)
    text = _load_text(session, blog, stored.guid)

    def change(parts: Sequence[SourceSegment]) -> None:
        joins = {Join(first_hash=one.source_hash, second_hash=two.source_hash) for one, two in pairwise(parts)}
        delete_joins(session, (stored.guid, stored.language), joins)

    return _recut(session, _Case(stored, blog, text, actor, now), ReviewAction.SPLIT, change)


@dataclass(frozen=True, slots=True)
class _Case:
    stored: StoredSegment
    blog: BlogRecord
    text: Entry | LiveBlog
    actor: str
    now: datetime


def _lock(session: Session, segment_id: int, version_seen: int) -> tuple[StoredSegment, BlogRecord]:
    guid = require_segment(session, segment_id).guid
    found = find_blog_of(session, guid)
    if found is None:
        raise UnknownSegment(segment_id)
    blog = lock_writable(session, found.slug)
    # Read again: until the lock was ours somebody may have changed it.
    stored = require_segment(session, segment_id)
    if stored.segment.version != version_seen:
        raise ReviewConflict(stored.segment, version_seen=version_seen)
    return stored, blog


def _load_text(session: Session, blog: BlogRecord, guid: str) -> Entry | LiveBlog:
    """Return the entry or the head that a segment belongs to; segments go with their text, so it is there."""
    if guid == blog.guid:
        return load_heads(session, [guid])[0]
    record = find_entry(session, guid)
    if record is None:
        raise LookupError(f"the entry {guid} has segments but is not there")
    return record.entry


def _around(
    session: Session, text: Entry | LiveBlog, stored: StoredSegment
) -> tuple[tuple[SourceSegment, ...], tuple[SourceSegment, ...]]:
    """Return the sentences that a segment consists of, and those that follow it in its field, all cut without joins."""
    source = stored.segment.source
    joined, alone = _cut_both_ways(session, text, stored)
    parts = parts_of(source, joined, alone)
    in_field = [sentence for sentence in alone if sentence.field == source.field]
    return parts, tuple(in_field[parts[-1].index + 1 :]) if parts else ()


def _cut_both_ways(
    session: Session, text: Entry | LiveBlog, stored: StoredSegment
) -> tuple[tuple[SourceSegment, ...], tuple[SourceSegment, ...]]:
    """Return the sentences of a text as they are joined in the language of a segment, and without joins."""
    joins = load_joins(session, [stored.guid], language=stored.language).get((stored.guid, stored.language), ())
    alone = cut_sentences(text, stored.source_language)
    return cut_sentences(text, stored.source_language, joins), alone


def _recut(
    session: Session, case: _Case, action: ReviewAction, change: Callable[[Sequence[SourceSegment]], None]
) -> Segment:
    """Change the joins, cut the text again in this language, and keep who did it; return the segment afterwards."""
    stored, before = case.stored, case.stored.segment
    parts, _ = _around(session, case.text, stored)
    if action is ReviewAction.SPLIT and len(parts) < 2:
        raise NotJoined(before)
    change(parts)
    recut_one(session, case.blog, case.text, target=stored.language, now=case.now)
    after = _after(session, case, parts[0])
    if after is None:
        raise CannotJoin(before, "a line break stands between this sentence and the next")
    record = ReviewRecord(
        action=action,
        actor=case.actor,
        at=case.now,
        version=after.version,
        source_hash=after.source.source_hash,
        state_before=before.state,
        state_after=after.state,
        before=before.current,
        after=after.current,
    )
    append_review(session, replace(stored, segment=after), record)
    record_work(
        session,
        case.blog,
        [stored.guid],
        language=stored.language,
        kind=LogKind.REVIEW,
        actor=case.actor,
        now=case.now,
    )
    return after


def _after(session: Session, case: _Case, first: SourceSegment) -> Segment | None:
    """Return the segment that a sentence now belongs to; ``None`` if nothing has become of the change.

    Where sentences repeat themselves it may have been joined with one before it, too.
    """
    before = case.stored
    joined, alone = _cut_both_ways(session, case.text, before)
    source = next(one for one in joined if one.field == first.field and first in parts_of(one, joined, alone))
    stored = load_segments(session, [before.guid], language=before.language)[before.guid, before.language]
    places = {(one.segment.source.field, one.segment.source.index): one.segment for one in stored}
    is_as_before = source.source_hash == before.segment.source.source_hash
    return None if is_as_before else places[source.field, source.index]
