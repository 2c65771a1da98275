"""Who may do what: roles, API and partner tokens, one-time sign-in links and the sessions they open.

A secret is 256 random bits, shown once and kept only as its SHA-256. It is looked up by that hash, so comparing takes
the same time however much of a guess is right, and a slow password hash would protect nothing that can be guessed.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from feeds.xml import clean_text
from syndication.errors import InvalidName, LinkUnusable, NameTaken, UnknownPartner, UnknownToken, UnknownUser
from syndication.rights import ALL_LANGUAGES, Role, may_translate, read_languages, stored_languages
from syndication.storage import partners, sign_in, tokens, users
from syndication.storage.tokens import TokenRecord
from syndication.storage.users import UserRecord

__all__ = [
    "Caller",
    "Role",
    "SignedIn",
    "TokenRecord",
    "UserRecord",
    "check_session",
    "check_token",
    "create_partner_token",
    "create_sign_in_link",
    "create_token",
    "create_user",
    "disable_user",
    "end_session",
    "list_tokens",
    "list_users",
    "redeem_sign_in_link",
    "revoke_token",
]

_LINK_LIFETIME = timedelta(hours=24)
_SESSION_LIFETIME = timedelta(days=7)
_MAX_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whose token it was: an API client with a role, or a partner (by its slug) with none."""

    token_id: int
    name: str
    role: Role | None = None
    partner: str | None = None
    languages: tuple[str, ...] = ALL_LANGUAGES

    def may_translate(self, language: str) -> bool:
        """Say whether this client may decide on translations into a language."""
        return self.role is not None and may_translate(self.role, self.languages, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person's session in a browser; ``csrf_secret`` is what the session's forms must prove to know."""

    user: str
    role: Role
    csrf_secret: str
    expires_at: datetime
    languages: tuple[str, ...] = ALL_LANGUAGES

    def may_translate(self, language: str) -> bool:
        """Say whether this person may decide on translations into a language."""
        return may_translate(self.role, self.languages, language)


def create_token(
    session: Session,
    *,
    name: str,
    role: Role,
    now: datetime,
    languages: tuple[str, ...] = ALL_LANGUAGES,
    expires_at: datetime | None = None,
) -> str:
    """Make an API token and return its secret, which can never be shown again.

    ``languages`` are those a translator's token may work in. Raises :exc:`~syndication.errors.NameTaken` while a token
    of this name is in use.
    """
    secret = _new_secret()
    owner = tokens.TokenOwner(role=role, languages=stored_languages(languages))
    tokens.insert_token(session, _free_token_name(session, name), _hash(secret), owner, now=now, expires_at=expires_at)
    return secret


def create_partner_token(
    session: Session, partner_slug: str, *, name: str, now: datetime, expires_at: datetime | None = None
) -> str:
    """Make a token for one partner's feeds and return its secret, which can never be shown again.

    Raises :exc:`~syndication.errors.UnknownPartner` and :exc:`~syndication.errors.NameTaken`.
    """
    partner = partners.find_partner(session, partner_slug)
    if partner is None:
        raise UnknownPartner(partner_slug)
    secret = _new_secret()
    owner = tokens.TokenOwner(partner_id=partner.id)
    tokens.insert_token(session, _free_token_name(session, name), _hash(secret), owner, now=now, expires_at=expires_at)
    return secret


def check_token(session: Session, secret: str, *, now: datetime) -> Caller | None:
    """Return whose token this is; ``None`` if it is nobody's, revoked or expired."""
    record = tokens.find_token_in_use(session, _hash(secret), now=now)
    if record is None:
        return None
    role = Role(record.role) if record.role else None
    return Caller(
        token_id=record.id,
        name=record.name,
        role=role,
        partner=record.partner_slug,
        languages=read_languages(record.languages),
    )


def revoke_token(session: Session, name: str, *, now: datetime) -> None:
    """End a token's use; raises :exc:`~syndication.errors.UnknownToken`."""
    if not tokens.revoke(session, name, now=now):
        raise UnknownToken(name)


def list_tokens(session: Session) -> tuple[TokenRecord, ...]:
    """Return the tokens that have not been revoked, without their secrets."""
    return tokens.list_tokens(session)


def create_user(
    session: Session, name: str, role: Role, *, now: datetime, languages: tuple[str, ...] = ALL_LANGUAGES
) -> UserRecord:
    """Add a person; ``languages`` are those a translator may work in.

    Raises :exc:`~syndication.errors.NameTaken`, also for the name of somebody who left."""
    cleaned = _clean_name("user", name)
    if users.find_user(session, cleaned) is not None:
        raise NameTaken("user", cleaned)
    return users.insert_user(session, cleaned, role=role, languages=stored_languages(languages), now=now)


def list_users(session: Session) -> tuple[UserRecord, ...]:
    """Return everybody, those who left included."""
    return users.list_users(session)


def disable_user(session: Session, name: str, *, now: datetime) -> None:
    """Sign somebody out everywhere for good; raises :exc:`~syndication.errors.UnknownUser`."""
    user = _active_user(session, name)
    users.disable(session, user.id, now=now)
    sign_in.end_sessions_of(session, user.id)


def create_sign_in_link(session: Session, user_name: str, *, now: datetime) -> str:
    """Return the secret of a link that signs somebody in once, within a day.

    Raises :exc:`~syndication.errors.UnknownUser`.
    """
    user = _active_user(session, user_name)
    secret = _new_secret()
    sign_in.insert_link(session, user.id, _hash(secret), now=now, expires_at=now + _LINK_LIFETIME)
    return secret


def redeem_sign_in_link(session: Session, secret: str, *, now: datetime) -> str:
    """Open a session and return its secret; a link works once. Raises :exc:`~syndication.errors.LinkUnusable`."""
    user_id = sign_in.use_link(session, _hash(secret), now=now)
    if user_id is None:
        raise LinkUnusable
    session_secret = _new_secret()
    sign_in.insert_session(
        session,
        user_id,
        _hash(session_secret),
        csrf_secret=_new_secret(),
        now=now,
        expires_at=now + _SESSION_LIFETIME,
    )
    return session_secret


def check_session(session: Session, secret: str, *, now: datetime) -> SignedIn | None:
    """Return who is signed in; ``None`` for an unknown, ended or expired session, or a person who left."""
    record = sign_in.find_session(session, _hash(secret), now=now)
    if record is None:
        return None
    return SignedIn(
        user=record.user_name,
        role=Role(record.role),
        csrf_secret=record.csrf_secret,
        expires_at=record.expires_at,
        languages=read_languages(record.languages),
    )


def end_session(session: Session, secret: str) -> None:
    """Sign out."""
    sign_in.end_session(session, _hash(secret))


def _new_secret() -> str:
    return secrets.token_urlsafe(32)


def _hash(secret: str) -> str:
    # A header may hold anything, lone surrogates included, which UTF-8 alone would refuse.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _free_token_name(session: Session, name: str) -> str:
    cleaned = _clean_name("token", name)
    if tokens.is_name_in_use(session, cleaned):
        raise NameTaken("token", cleaned)
    return cleaned


def _clean_name(what: str, name: str) -> str:
    cleaned = " ".join(clean_text(name).split())
    if not 1 <= len(cleaned) <= _MAX_NAME:
        raise InvalidName(what, name, limit=_MAX_NAME)
    return cleaned


def _active_user(session: Session, name: str) -> UserRecord:
    user = users.find_user(session, name)
    if user is None or user.disabled_at is not None:
        raise UnknownUser(name)
    return user
