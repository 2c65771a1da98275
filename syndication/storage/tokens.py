"""Tokens of API clients and of partners, by the hash of their secret."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, or_, select, update
from sqlalchemy.orm import Session

from syndication.storage.tables import partners, tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRecord:
    """A token without its secret: a client's has a ``role``, a partner's a ``partner_slug`` and how that one stands.

    ``last_used_at`` is a use of it, minutes ago at most.
    """

    id: int
    name: str
    role: str | None
    languages: str
    partner_slug: str | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = None
    partner_id: int | None = None
    requests_per_min: int | None = None
    is_partner_disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenOwner:
    """Whose a new token is: a client's with a role and, separated by blanks, languages; or a partner's."""

    role: str | None = None
    languages: str = "*"
    partner_id: int | None = None


_RECORD = (
    tokens.c.id,
    tokens.c.name,
    tokens.c.role,
    tokens.c.languages,
    partners.c.slug,
    tokens.c.created_at,
    tokens.c.expires_at,
    tokens.c.last_used_at,
    tokens.c.partner_id,
    partners.c.requests_per_min,
    partners.c.disabled_at,
)
_IN_USE = tokens.c.revoked_at.is_(None)


def find_token_in_use(session: Session, secret_hash: str, *, now: datetime) -> TokenRecord | None:
    """Return the token whose secret has this hash, unless it is revoked or expired."""
    not_expired = or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > now)
    query = _select().where(tokens.c.secret_hash == secret_hash, _IN_USE, not_expired)
    row = session.execute(query).first()
    return None if row is None else _record(row)


def is_partners_token(session: Session, token_id: int, partner_slug: str, *, now: datetime) -> bool:
    """Say whether a token is this partner's, and neither revoked nor expired."""
    not_expired = or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > now)
    query = (
        select(tokens.c.id)
        .join_from(tokens, partners, tokens.c.partner_id == partners.c.id)
        .where(tokens.c.id == token_id, partners.c.slug == partner_slug, _IN_USE, not_expired)
    )
    return session.scalar(query) is not None


def is_name_in_use(session: Session, name: str) -> bool:
    """Say whether a token of this name has not been revoked."""
    return session.scalar(select(tokens.c.id).where(tokens.c.name == name, _IN_USE)) is not None


def list_tokens(session: Session, *, limit: int = 10_000) -> tuple[TokenRecord, ...]:
    """Return the tokens that have not been revoked, by name."""
    query = _select().where(_IN_USE).order_by(tokens.c.name).limit(limit)
    return tuple(_record(row) for row in session.execute(query))


def list_partner_tokens(session: Session, partner_id: int, *, limit: int = 1000) -> tuple[TokenRecord, ...]:
    """Return a partner's tokens that have not been revoked, the newest first."""
    query = _select().where(_IN_USE, tokens.c.partner_id == partner_id).order_by(tokens.c.id.desc()).limit(limit)
    return tuple(_record(row) for row in session.execute(query))


def find_partner_token(session: Session, partner_id: int, token_id: int) -> TokenRecord | None:
    """Return one of a partner's tokens, unless it is revoked."""
    query = _select().where(_IN_USE, tokens.c.partner_id == partner_id, tokens.c.id == token_id)
    row = session.execute(query).first()
    return None if row is None else _record(row)


def count_partner_tokens(session: Session, partner_id: int, *, now: datetime) -> int:
    """Count a partner's tokens that still work."""
    works = or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > now)
    query = select(func.count(tokens.c.id)).where(_IN_USE, tokens.c.partner_id == partner_id, works)
    return session.execute(query).scalar_one()


def expire_token(session: Session, token_id: int, *, at: datetime) -> None:
    """Let a token work until then at the longest."""
    later = or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > at)
    session.execute(update(tokens).where(tokens.c.id == token_id, later).values(expires_at=at))


def revoke_token(session: Session, token_id: int, *, now: datetime) -> None:
    """End the use of a token."""
    session.execute(update(tokens).where(tokens.c.id == token_id, _IN_USE).values(revoked_at=now))


def touch_token(session: Session, token_id: int, *, now: datetime) -> None:
    """Note that a token was used."""
    session.execute(update(tokens).where(tokens.c.id == token_id).values(last_used_at=now))


def insert_token(
    session: Session,
    name: str,
    secret_hash: str,
    owner: TokenOwner,
    *,
    now: datetime,
    expires_at: datetime | None,
) -> None:
    """Add a token."""
    session.execute(
        insert(tokens).values(
            name=name,
            secret_hash=secret_hash,
            role=owner.role,
            languages=owner.languages,
            partner_id=owner.partner_id,
            created_at=now,
            expires_at=expires_at,
        )
    )


def revoke(session: Session, name: str, *, now: datetime) -> bool:
    """End the use of the token of this name; ``False`` if there is none in use."""
    revoked = update(tokens).where(tokens.c.name == name, _IN_USE).values(revoked_at=now).returning(tokens.c.id)
    return session.execute(revoked).first() is not None


def _select() -> Select[*tuple[Any, ...]]:
    return select(*_RECORD).join_from(tokens, partners, tokens.c.partner_id == partners.c.id, isouter=True)


def _record(row: Row[*tuple[Any, ...]]) -> TokenRecord:
    return TokenRecord(
        id=row.id,
        name=row.name,
        role=row.role,
        languages=row.languages,
        partner_slug=row.slug,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        partner_id=row.partner_id,
        requests_per_min=row.requests_per_min,
        is_partner_disabled=row.disabled_at is not None,
    )
