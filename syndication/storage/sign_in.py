"""One-time sign-in links and the browser sessions they open, by the hashes of their secrets."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from syndication.storage.tables import sign_in_links, users, web_sessions


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """Who is signed in by a session."""

    user_name: str
    role: str
    languages: str
    csrf_secret: str
    expires_at: datetime


def insert_link(session: Session, user_id: int, secret_hash: str, *, now: datetime, expires_at: datetime) -> None:
    """Add a link; those that have expired are forgotten."""
    session.execute(delete(sign_in_links).where(sign_in_links.c.expires_at < now))
    session.execute(
        insert(sign_in_links).values(user_id=user_id, secret_hash=secret_hash, created_at=now, expires_at=expires_at)
    )


def use_link(session: Session, secret_hash: str, *, now: datetime) -> int | None:
    """Mark a link as used and return its user's id; ``None`` if it cannot be used, or the user has left.

    One statement, so that of two browsers opening the same link only one gets in.
    """
    active = select(users.c.id).where(users.c.disabled_at.is_(None))
    used = (
        update(sign_in_links)
        .where(
            sign_in_links.c.secret_hash == secret_hash,
            sign_in_links.c.used_at.is_(None),
            sign_in_links.c.expires_at > now,
            sign_in_links.c.user_id.in_(active),
        )
        .values(used_at=now)
        .returning(sign_in_links.c.user_id)
    )
    return session.execute(used).scalar()


def insert_session(
    session: Session, user_id: int, secret_hash: str, *, csrf_secret: str, now: datetime, expires_at: datetime
) -> None:
    """Add a session; those that have expired are forgotten."""
    session.execute(delete(web_sessions).where(web_sessions.c.expires_at < now))
    session.execute(
        insert(web_sessions).values(
            user_id=user_id,
            secret_hash=secret_hash,
            csrf_secret=csrf_secret,
            created_at=now,
            expires_at=expires_at,
        )
    )


def find_session(session: Session, secret_hash: str, *, now: datetime) -> SessionRecord | None:
    """Return whose session this is, unless it has expired or its user has left."""
    query = (
        select(users.c.name, users.c.role, users.c.languages, web_sessions.c.csrf_secret, web_sessions.c.expires_at)
        .join(users, users.c.id == web_sessions.c.user_id)
        .where(
            web_sessions.c.secret_hash == secret_hash,
            web_sessions.c.expires_at > now,
            users.c.disabled_at.is_(None),
        )
    )
    row = session.execute(query).first()
    if row is None:
        return None
    return SessionRecord(
        user_name=row.name,
        role=row.role,
        languages=row.languages,
        csrf_secret=row.csrf_secret,
        expires_at=row.expires_at,
    )


def end_session(session: Session, secret_hash: str) -> None:
    """Forget a session."""
    session.execute(delete(web_sessions).where(web_sessions.c.secret_hash == secret_hash))


def end_sessions_of(session: Session, user_id: int) -> None:
    """Forget all sessions of one person."""
    session.execute(delete(web_sessions).where(web_sessions.c.user_id == user_id))
