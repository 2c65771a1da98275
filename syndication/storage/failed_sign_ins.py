"""Sign-ins that failed, by the sum of whom or where from, so that guessing can be slowed down."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from syndication.storage.desk_tables import failed_sign_ins


def times_of(session: Session, key: str, *, since: datetime, limit: int) -> tuple[datetime, ...]:
    """Return when sign-ins under a key have failed, the newest first."""
    query = (
        select(failed_sign_ins.c.failed_at)
        .where(failed_sign_ins.c.key == key, failed_sign_ins.c.failed_at > since)
        .order_by(failed_sign_ins.c.failed_at.desc())
        .limit(limit)
    )
    return tuple(session.scalars(query))


def add(session: Session, keys: Sequence[str], *, now: datetime) -> tuple[int, ...]:
    """Note a failure under each key and return the rows' ids."""
    added = [
        session.execute(insert(failed_sign_ins).values(key=key, failed_at=now).returning(failed_sign_ins.c.id))
        for key in keys
    ]
    return tuple(row.scalar_one() for row in added)


def forget(session: Session, ids: Sequence[int]) -> None:
    """Take back what :func:`add` noted."""
    session.execute(delete(failed_sign_ins).where(failed_sign_ins.c.id.in_(ids)))


def forget_keys(session: Session, keys: Sequence[str]) -> None:
    """Forget all failures under these keys."""
    session.execute(delete(failed_sign_ins).where(failed_sign_ins.c.key.in_(keys)))


def forget_before(session: Session, time: datetime) -> None:
    """Forget failures that no longer count."""
    session.execute(delete(failed_sign_ins).where(failed_sign_ins.c.failed_at <= time))
