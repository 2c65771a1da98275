"""Tokens of API clients and of partners, by the hash of their secret."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.orm import Session

from syndication.storage.tables import partners, tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRecord:
    """A token without its secret: a client's has a ``role``, a partner's a ``partner_slug``."""

    id: int
    name: str
    role: str | None
    languages: str
    partner_slug: str | None
    created_at: datetime
    expires_at: datetime | None


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
)
_IN_USE = tokens.c.revoked_at.is_(None)


def find_token_in_use(session: Session, secret_hash: str, *, now: datetime) -> TokenRecord | None:
    """Return the token whose secret has this hash, unless it is revoked or expired."""
    not_expired = or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > now)
    query = (
        select(*_RECORD)
        .join_from(tokens, partners, tokens.c.partner_id == partners.c.id, isouter=True)
        .where(tokens.c.secret_hash == secret_hash, _IN_USE, not_expired)
    )
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
    query = (
        select(*_RECORD)
        .join_from(tokens, partners, tokens.c.partner_id == partners.c.id, isouter=True)
        .where(_IN_USE)
        .order_by(tokens.c.name)
        .limit(limit)
    )
    return tuple(_record(row) for row in session.execute(query))


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


def _record(row: Row[int, str, str | None, str, str, datetime, datetime | None]) -> TokenRecord:
    token_id, name, role, languages, partner_slug, created_at, expires_at = row
    return TokenRecord(
        id=token_id,
        name=name,
        role=role,
        languages=languages,
        partner_slug=partner_slug,
        created_at=created_at,
        expires_at=expires_at,
    )
