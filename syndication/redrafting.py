"""A person asks the engine again: about a sentence, or about all in a text that nobody has written or approved.

The wish is a flag on the segment and a job for the worker, in one transaction; the draft that comes replaces a
machine's text, and stands beside a person's as a suggestion. The segment's version stays, so
nobody who is typing is disturbed.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.config import Settings
from syndication.engine_orders import pair_engines
from syndication.errors import NoEngine, UnknownBlog
from syndication.record import lock_writable, require_segment
from syndication.storage.blogs import find_blog_of
from syndication.storage.jobs import Priority, WantedDraft, enqueue_drafts
from syndication.storage.segments import StoredSegment, load_segments, save_segments
from translations.model import Segment, SegmentState

_PERSONS = frozenset({SegmentState.EDITED, SegmentState.APPROVED})


def redraft_segment(session: Session, settings: Settings, segment_id: int, *, now: datetime) -> Segment:
    """Want another draft of one sentence, and return the segment as it is until that comes.

    Raises :exc:`~syndication.errors.UnknownSegment`, :exc:`~syndication.errors.BlogKilled` and
    :exc:`~syndication.errors.NoEngine`.
    """
    stored = require_segment(session, segment_id)
    wanted = _want(session, settings, stored, lambda: (require_segment(session, segment_id),), now)
    return wanted[0]


def redraft_text(session: Session, settings: Settings, guid: str, language: str, *, now: datetime) -> int:
    """Want another draft of every sentence that no person has written or approved; return how many those are.

    A text whose sentences are all a person's is left as it is. Raises what :func:`redraft_segment` does.
    """

    def read() -> tuple[StoredSegment, ...]:
        found = load_segments(session, [guid], language=language).get((guid, language), ())
        return tuple(one for one in found if one.segment.state not in _PERSONS)

    open_segments = read()
    return len(_want(session, settings, open_segments[0], read, now)) if open_segments else 0


def _want(
    session: Session,
    settings: Settings,
    example: StoredSegment,
    read: Callable[[], Sequence[StoredSegment]],
    now: datetime,
) -> tuple[Segment, ...]:
    """Flag what ``read`` gives once the live blog is locked; ``example`` is one of the segments, read before."""
    source, target = example.source_language, example.language
    if not pair_engines(session, settings, source, target).available:
        raise NoEngine(source, target)
    blog = find_blog_of(session, example.guid)
    if blog is None:
        raise UnknownBlog(example.guid)
    lock_writable(session, blog.slug)
    wanted = [(one, replace(one.segment, is_redraft_wanted=True)) for one in read()]
    save_segments(session, [(one, after) for one, after in wanted if not one.segment.is_redraft_wanted], now=now)
    draft = WantedDraft(blog_id=blog.id, guid=example.guid, source=source, target=target)
    enqueue_drafts(session, [draft], priority=Priority.LIVE, now=now)
    return tuple(after for _, after in wanted)
