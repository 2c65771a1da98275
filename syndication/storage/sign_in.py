"""One-time sign-in links and the browser sessions they open, by the hashes of their secrets."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update
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
    used_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A browser in which somebody is signed in."""

    created_at: datetime
    used_at: datetime
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


def find_session(session: Session, secret_hash: str, *, now: datetime, idle_since: datetime) -> SessionRecord | None:
    """Return whose session this is, unless it has expired, was last used before ``idle_since``, or its user left."""
    query = (
        select(
            users.c.name,
            users.c.role,
            users.c.languages,
            web_sessions.c.csrf_secret,
            web_sessions.c.expires_at,
            web_sessions.c.last_used_at,
            web_sessions.c.created_at,
        )
        .join(users, users.c.id == web_sessions.c.user_id)
        .where(
            web_sessions.c.secret_hash == secret_hash,
            web_sessions.c.expires_at > now,
            _was_used_after(idle_since),
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
        used_at=row.last_used_at or row.created_at,
    )


def touch_session(session: Session, secret_hash: str, *, now: datetime) -> None:
    """Note a use of a session."""
    session.execute(update(web_sessions).where(web_sessions.c.secret_hash == secret_hash).values(last_used_at=now))


def list_sessions(
    session: Session, user_id: int, *, now: datetime, idle_since: datetime, limit: int = 100
) -> tuple[OpenSession, ...]:
    """Return the open sessions of one person, the newest first."""
    query = (
        select(web_sessions.c.created_at, web_sessions.c.last_used_at, web_sessions.c.expires_at)
        .where(web_sessions.c.user_id == user_id, web_sessions.c.expires_at > now, _was_used_after(idle_since))
        .order_by(web_sessions.c.created_at.desc())
        .limit(limit)
    )
    return tuple(
        OpenSession(created_at=created_at, used_at=last_used_at or created_at, expires_at=expires_at)
        for created_at, last_used_at, expires_at in session.execute(query)
    )


def was_opened_by_link(session: Session, secret_hash: str, *, since: datetime) -> bool:
    """Say whether a session was opened after ``since`` by a link: the link was used at the time the session began."""
    query = (
        select(sign_in_links.c.secret_hash)
        .join(web_sessions, web_sessions.c.user_id == sign_in_links.c.user_id)
        .where(
            web_sessions.c.secret_hash == secret_hash,
            web_sessions.c.created_at > since,
            sign_in_links.c.used_at == web_sessions.c.created_at,
        )
    )
    return session.execute(query).first() is not None


def end_session(session: Session, secret_hash: str) -> None:
    """Forget a session."""
    session.execute(delete(web_sessions).where(web_sessions.c.secret_hash == secret_hash))


def end_sessions_of(session: Session, user_id: int, *, but: str | None = None) -> None:
    """Forget all sessions of one person, ``but`` the one of this hash."""
    ended = delete(web_sessions).where(web_sessions.c.user_id == user_id)
    if but is not None:
        ended = ended.where(web_sessions.c.secret_hash != but)
    session.execute(ended)


def drop_unused_links(session: Session, user_id: int) -> None:
    """Forget the links of one person that nobody has used yet."""
    session.execute(delete(sign_in_links).where(sign_in_links.c.user_id == user_id, sign_in_links.c.used_at.is_(None)))


def _was_used_after(time: datetime) -> ColumnElement[bool]:
    return func.coalesce(web_sessions.c.last_used_at, web_sessions.c.created_at) > time
