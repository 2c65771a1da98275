"""People who may sign in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from syndication.storage.tables import users


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRecord:
    """A person, their role and, separated by blanks, their languages; ``disabled_at`` is when they left."""

    id: int
    name: str
    role: str
    languages: str
    created_at: datetime
    has_password: bool = False
    disabled_at: datetime | None = None


_RECORD = (
    users.c.id,
    users.c.name,
    users.c.role,
    users.c.languages,
    users.c.created_at,
    users.c.password_hash.is_not(None).label("has_password"),
    users.c.disabled_at,
)


def find_user(session: Session, name: str) -> UserRecord | None:
    """Return the person of this name, even if they left."""
    row = session.execute(select(*_RECORD).where(users.c.name == name)).first()
    return None if row is None else _record(row)


def list_users(session: Session, *, limit: int = 10_000) -> tuple[UserRecord, ...]:
    """Return everybody, by name."""
    return tuple(_record(row) for row in session.execute(select(*_RECORD).order_by(users.c.name).limit(limit)))


def insert_user(session: Session, name: str, *, role: str, languages: str, now: datetime) -> UserRecord:
    """Add a person."""
    values = {"name": name, "role": role, "languages": languages, "created_at": now}
    added = session.execute(insert(users).values(values).returning(users.c.id))
    return UserRecord(id=added.scalar_one(), name=name, role=role, languages=languages, created_at=now)


def update_user(session: Session, user_id: int, *, role: str, languages: str) -> None:
    """Give a person another role or other languages."""
    session.execute(update(users).where(users.c.id == user_id).values(role=role, languages=languages))


def lock_admins(session: Session) -> set[int]:
    """Return the ids of the admins who may sign in; until the transaction ends, nobody else changes who they are."""
    query = (
        select(users.c.id).where(users.c.role == "admin", users.c.disabled_at.is_(None)).with_for_update(key_share=True)
    )
    return set(session.scalars(query))


def find_password_hash(session: Session, user_id: int) -> str | None:
    """Return what is kept of somebody's password, ``None`` where they have none."""
    return session.scalar(select(users.c.password_hash).where(users.c.id == user_id))


def set_password_hash(session: Session, user_id: int, password_hash: str) -> None:
    """Keep a new password."""
    session.execute(update(users).where(users.c.id == user_id).values(password_hash=password_hash))


def disable(session: Session, user_id: int, *, now: datetime) -> None:
    """Keep the row, for the change log's sake, and let nobody sign in by it."""
    session.execute(update(users).where(users.c.id == user_id).values(disabled_at=now))


def _record(row: Row[int, str, str, str, datetime, bool, datetime | None]) -> UserRecord:
    user_id, name, role, languages, created_at, has_password, disabled_at = row
    return UserRecord(
        id=user_id,
        name=name,
        role=role,
        languages=languages,
        created_at=created_at,
        has_password=has_password,
        disabled_at=disabled_at,
    )
