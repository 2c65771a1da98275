"""What people say to each other about segments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.desk_tables import segment_comments

_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """One remark, plain text; ``resolved_at`` is set once somebody has called it settled."""

    id: int
    segment_id: int
    actor: str
    text: str
    created_at: datetime
    resolved_at: datetime | None = None
    resolved_by: str | None = None


def add_comment(session: Session, segment_id: int, *, text: str, actor: str, now: datetime) -> Comment:
    """Keep a remark on a segment."""
    added = insert(segment_comments).values(segment_id=segment_id, actor=actor, text=text, created_at=now)
    comment_id = session.execute(added.returning(segment_comments.c.id)).scalar_one()
    return Comment(id=comment_id, segment_id=segment_id, actor=actor, text=text, created_at=now)


def list_comments(session: Session, segment_id: int) -> tuple[Comment, ...]:
    """Return the remarks on a segment, the oldest first."""
    return _select(session, segment_comments.c.segment_id == segment_id)


def find_comment(session: Session, comment_id: int) -> Comment | None:
    """Return one remark."""
    return next(iter(_select(session, segment_comments.c.id == comment_id)), None)


def resolve_comment(session: Session, comment_id: int, *, actor: str, now: datetime) -> None:
    """Call a remark settled; one that is settled stays as it is."""
    session.execute(
        update(segment_comments)
        .where(segment_comments.c.id == comment_id, segment_comments.c.resolved_at.is_(None))
        .values(resolved_at=now, resolved_by=actor)
    )


def count_open_comments(session: Session, segment_ids: Sequence[int]) -> Mapping[int, int]:
    """Return how many unsettled remarks each of these segments has, those without any left out."""
    found: dict[int, int] = {}
    for chunk in in_chunks(segment_ids):
        query = (
            select(segment_comments.c.segment_id, func.count())
            .where(segment_comments.c.segment_id.in_(chunk), segment_comments.c.resolved_at.is_(None))
            .group_by(segment_comments.c.segment_id)
        )
        found.update((segment_id, count) for segment_id, count in session.execute(query))
    return found


def load_open_comments(session: Session, segment_ids: Sequence[int]) -> Mapping[int, tuple[Comment, ...]]:
    """Return the unsettled remarks on these segments, the oldest first, those without any left out."""
    found: dict[int, list[Comment]] = {}
    for chunk in in_chunks(segment_ids):
        c = segment_comments.c
        for comment in _select(session, and_(c.segment_id.in_(chunk), c.resolved_at.is_(None))):
            found.setdefault(comment.segment_id, []).append(comment)
    return {segment_id: tuple(comments) for segment_id, comments in found.items()}


def _select(session: Session, condition: ColumnElement[bool]) -> tuple[Comment, ...]:
    c = segment_comments.c
    query = (
        select(c.id, c.segment_id, c.actor, c.text, c.created_at, c.resolved_at, c.resolved_by)
        .where(condition)
        .order_by(c.id)
        .limit(_MOST)
    )
    return tuple(
        Comment(
            id=comment_id,
            segment_id=segment_id,
            actor=actor,
            text=text,
            created_at=created_at,
            resolved_at=resolved_at,
            resolved_by=resolved_by,
        )
        for comment_id, segment_id, actor, text, created_at, resolved_at, resolved_by in session.execute(query)
    )
