"""Where a text stands in its inbox, kept with its variant: an inbox of thousands of texts opens without counting them.

Whoever saves segments brings the ranks of their texts up to date, in the same transaction.
"""

from collections.abc import Sequence
from enum import IntEnum

from sqlalchemy import ColumnElement, and_, case, exists, func, not_, or_, select, update
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.tables import blogs, entries, segments, variants
from translations.model import SegmentState


class InboxRank(IntEnum):
    """Which texts come first: the smallest number.

    ``FIRST``: heads, pinned entries and key events. ``MATERIAL``: a change of the source has touched what matters.
    ``NEW``: nobody has begun. ``OPEN``: the rest with something to do. ``EMPTY`` texts have nothing to translate.
    """

    FIRST = 0
    MATERIAL = 1
    NEW = 2
    OPEN = 3
    FINISHED = 4
    EMPTY = 9


def refresh_ranks(session: Session, guids: Sequence[str], *, language: str | None = None) -> None:
    """Bring the ranks of texts up to date, in one language or in all."""
    for chunk in in_chunks(list(dict.fromkeys(guids))):
        statement = update(variants).where(variants.c.guid.in_(chunk)).values(_VALUES)
        if language is not None:
            statement = statement.where(variants.c.language == language)
        session.execute(statement)


def _has_segment(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say whether a variant has such a sentence that is in the source now."""
    return exists().where(
        segments.c.guid == variants.c.guid,
        segments.c.language == variants.c.language,
        segments.c.archived_at.is_(None),
        *conditions,
    )


_IS_OPEN = segments.c.state != SegmentState.APPROVED
_IS_BEGUN = segments.c.state.not_in((SegmentState.MISSING, SegmentState.MACHINE, SegmentState.MEMORY))
_IS_ENTRY = entries.c.guid == variants.c.guid
_OPEN_SEGMENTS = (
    select(func.count())
    .select_from(segments)
    .where(
        segments.c.guid == variants.c.guid,
        segments.c.language == variants.c.language,
        segments.c.archived_at.is_(None),
        _IS_OPEN,
    )
    .scalar_subquery()
)
_RANK = case(
    (not_(_has_segment()), int(InboxRank.EMPTY)),
    (not_(_has_segment(_IS_OPEN)), int(InboxRank.FINISHED)),
    (
        or_(
            not_(exists().where(_IS_ENTRY)),
            exists().where(and_(_IS_ENTRY, or_(entries.c.is_pinned, entries.c.is_key_event))),
        ),
        int(InboxRank.FIRST),
    ),
    (_has_segment(_IS_OPEN, segments.c.material.is_not(None)), int(InboxRank.MATERIAL)),
    (not_(_has_segment(_IS_BEGUN)), int(InboxRank.NEW)),
    else_=int(InboxRank.OPEN),
)
_PUBLISHED_AT = func.coalesce(
    select(entries.c.published_at).where(_IS_ENTRY).scalar_subquery(),
    select(blogs.c.published_at).where(blogs.c.id == variants.c.blog_id).scalar_subquery(),
)
_VALUES = {"open_segments": _OPEN_SEGMENTS, "inbox_rank": _RANK, "published_at": _PUBLISHED_AT}
