"""What the service remembers about itself, by key."""

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from syndication.storage.tables import settings


def get_setting(session: Session, key: str) -> str | None:
    """Return the value kept under ``key``."""
    return session.scalar(select(settings.c.value).where(settings.c.key == key))


def set_setting(session: Session, key: str, value: str) -> None:
    """Keep a value under ``key``, in place of an earlier one."""
    if get_setting(session, key) is None:
        session.execute(insert(settings).values(key=key, value=value))
    else:
        session.execute(update(settings).where(settings.c.key == key).values(value=value))
