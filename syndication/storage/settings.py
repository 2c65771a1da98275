"""What the service remembers about itself, by key."""

from sqlalchemy import select
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
