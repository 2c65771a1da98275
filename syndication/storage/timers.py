"""Timers of publish policies: rows of the outbox that say when a text is to be looked at again.

One row per text and language that waits for its review, due when the next timer of a profile in use runs out; the index
of the outbox finds the next of all. What waits, and since when, is kept with the variant: a row too many makes nothing
be published early. Whoever writes here has locked the live blog.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.tables import jobs
from syndication.storage.upserts import dialect_of, insert_into

TIMER = "timer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """When a text in one language is to be looked at again."""

    blog_id: int
    guid: str
    language: str
    due_at: datetime


def set_timers(session: Session, timers: Sequence[Timer], *, now: datetime) -> None:
    """Set the timers of these texts, in place of those they have."""
    rows = [
        {
            "kind": TIMER,
            "queue": TIMER,
            "dedupe_key": _key(timer.guid, timer.language),
            "blog_id": timer.blog_id,
            "guid": timer.guid,
            "language": timer.language,
            "generation": 1,
            "priority": 0,
            "run_after": timer.due_at,
            "attempts": 0,
            "created_at": now,
        }
        for timer in timers
    ]
    if rows:
        # To a Session an upsert of many rows is an ORM operation; to its connection it is an executemany.
        session.connection().execute(_upsert(dialect_of(session)), rows)


def drop_timers(session: Session, texts: Sequence[tuple[str, str]]) -> None:
    """Drop the timers of texts, each given by its guid and language."""
    for chunk in in_chunks([_key(guid, language) for guid, language in texts]):
        session.execute(delete(jobs).where(jobs.c.dedupe_key.in_(chunk)))


def next_timer_at(session: Session) -> datetime | None:
    """Return when the next timer runs out; ``None`` where none is set."""
    return session.scalar(select(func.min(jobs.c.run_after)).where(jobs.c.kind == TIMER))


def list_due_timers(session: Session, *, now: datetime, limit: int) -> tuple[Timer, ...]:
    """Return the timers that have run out, those that are due the longest first."""
    query = (
        select(jobs.c.blog_id, jobs.c.guid, jobs.c.language, jobs.c.run_after)
        .where(jobs.c.kind == TIMER, jobs.c.run_after <= now)
        .order_by(jobs.c.run_after, jobs.c.id)
        .limit(limit)
    )
    return tuple(
        Timer(blog_id=blog_id, guid=guid, language=language, due_at=due_at)
        for blog_id, guid, language, due_at in session.execute(query)
    )


def _key(guid: str, language: str) -> str:
    return f"{TIMER}:{guid}:{language}"


@cache
def _upsert(dialect: str) -> postgresql.Insert | sqlite.Insert:
    statement = insert_into(dialect, jobs)
    return statement.on_conflict_do_update(
        index_elements=[jobs.c.dedupe_key], set_={"run_after": statement.excluded.run_after}
    )
