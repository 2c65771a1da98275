"""What the service remembers about itself, by key."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from syndication.storage.tables import settings
from syndication.storage.upserts import dialect_of, insert_into


def get_setting(session: Session, key: str) -> str | None:
    """Return the value kept under ``key``."""
    return session.scalar(select(settings.c.value).where(settings.c.key == key))


def set_setting(session: Session, key: str, value: str) -> None:
    """Keep a value under ``key``, in place of an earlier one."""
    kept = insert_into(dialect_of(session), settings).values(key=key, value=value)
    session.execute(kept.on_conflict_do_update(index_elements=[settings.c.key], set_={"value": value}))


def find_settings(session: Session, prefix: str, *, limit: int, lock: bool = False) -> tuple[tuple[str, str], ...]:
    """Return keys that begin with ``prefix`` and their values; with ``lock``, for this transaction alone to change."""
    query = (
        select(settings.c.key, settings.c.value)
        .where(settings.c.key.startswith(prefix, autoescape=True))
        .order_by(settings.c.key)
        .limit(limit)
    )
    rows = session.execute(query.with_for_update(key_share=True) if lock else query)
    return tuple((key, value) for key, value in rows)


def delete_setting(session: Session, key: str) -> None:
    """Forget what is kept under ``key``."""
    session.execute(delete(settings).where(settings.c.key == key))
