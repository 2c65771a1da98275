"""What is new on the translators' desk since somebody looked: by revisions of live blogs, comments and presence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.desk_tables import presence, segment_comments
from syndication.storage.tables import blogs, changes, segments, variants

_MOST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How the desk stood when it was looked at, in one language.

    ``revisions`` of live blogs by their ids; the newest comment and settlement; who was at which text.
    """

    revisions: Mapping[int, int] = field(default_factory=dict)
    comment_id: int = 0
    settled_at: datetime | None = None
    present: frozenset[tuple[str, str, int | None]] = frozenset()


def look(session: Session, language: str, *, now: datetime) -> Seen:
    """Return how the desk stands."""
    c = segment_comments.c
    comment_id, settled_at = session.execute(select(func.max(c.id), func.max(c.resolved_at))).one()
    people = select(presence.c.guid, presence.c.actor, presence.c.segment_id).where(
        presence.c.language == language, presence.c.until > now
    )
    return Seen(
        revisions={row.id: row.revision for row in session.execute(select(blogs.c.id, blogs.c.revision))},
        comment_id=comment_id or 0,
        settled_at=settled_at,
        present=frozenset((guid, actor, segment_id) for guid, actor, segment_id in session.execute(people)),
    )


def texts_with_news(session: Session, language: str, before: Seen, after: Seen) -> tuple[int, ...]:
    """Return the ids of the texts in which something has happened between two looks."""
    guids = _changed(session, language, before, after) | _talked_about(session, language, before)
    guids |= {guid for guid, _actor, _segment_id in before.present ^ after.present}
    return _text_ids(session, language, sorted(guids))


def _changed(session: Session, language: str, before: Seen, after: Seen) -> set[str]:
    found: set[str] = set()
    for blog_id, revision in after.revisions.items():
        since = before.revisions.get(blog_id, 0)
        if revision > since:
            query = (
                select(changes.c.guid)
                .where(
                    changes.c.blog_id == blog_id,
                    changes.c.revision > since,
                    or_(changes.c.language.is_(None), changes.c.language == language),
                )
                .order_by(changes.c.revision.desc())
                .limit(_MOST)
            )
            found.update(session.scalars(query))
    return found


def _talked_about(session: Session, language: str, before: Seen) -> set[str]:
    c = segment_comments.c
    is_new = c.id > before.comment_id
    if before.settled_at is not None:
        is_new = is_new | (c.resolved_at > before.settled_at)
    else:
        is_new = is_new | c.resolved_at.is_not(None)
    query = select(segments.c.guid).join(segment_comments, c.segment_id == segments.c.id)
    return set(session.scalars(query.where(segments.c.language == language, is_new).limit(_MOST)))


def _text_ids(session: Session, language: str, guids: Sequence[str]) -> tuple[int, ...]:
    found: list[int] = []
    for chunk in in_chunks(guids):
        query = select(variants.c.id).where(variants.c.guid.in_(chunk), variants.c.language == language)
        found += session.scalars(query)
    return tuple(found)
