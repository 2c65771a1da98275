"""Who may do what: roles, API and partner tokens, one-time sign-in links and the sessions they open.

A secret is 256 random bits, shown once and kept only as its SHA-256. It is looked up by that hash, so comparing takes
the same time however much of a guess is right, and a slow password hash would protect nothing that can be guessed.
Passwords, which can be, are in :mod:`syndication.accounts`.
"""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from feeds.xml import clean_text
from syndication.errors import (
    InvalidName,
    LastAdmin,
    LinkUnusable,
    NameTaken,
    UnknownPartner,
    UnknownToken,
    UnknownUser,
)
from syndication.rights import ALL_LANGUAGES, Role, may_translate, read_languages, stored_languages
from syndication.storage import partners, sign_in, tokens, users
from syndication.storage.sign_in import OpenSession
from syndication.storage.tokens import TokenRecord
from syndication.storage.users import UserRecord

__all__ = [
    "LINK_LIFETIME",
    "Caller",
    "OpenSession",
    "Role",
    "SignedIn",
    "TokenRecord",
    "UserRecord",
    "check_partner_token",
    "check_session",
    "check_token",
    "create_partner_token",
    "create_sign_in_link",
    "create_token",
    "create_user",
    "disable_user",
    "end_other_sessions",
    "end_session",
    "find_active_user",
    "is_token_use_worth_noting",
    "is_use_worth_noting",
    "list_sessions",
    "list_tokens",
    "list_users",
    "note_token_use",
    "note_use",
    "open_session",
    "redeem_sign_in_link",
    "revoke_token",
    "set_user",
    "was_opened_by_link",
]

LINK_LIFETIME = timedelta(hours=24)
"""How long a sign-in link waits to be used."""

_SESSION_LIFETIME = timedelta(days=7)
_SESSION_IDLE = timedelta(hours=12)
_TOUCH_EVERY = timedelta(minutes=5)
_FRESH = timedelta(hours=1)
_MAX_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whose token it was: an API client with a role, or a partner (by its slug) with none.

    ``used_at`` is a use of the token, minutes ago at most; ``requests_per_min`` bounds a partner, ``None`` does not.
    """

    token_id: int
    name: str
    role: Role | None = None
    partner: str | None = None
    languages: tuple[str, ...] = ALL_LANGUAGES
    partner_id: int | None = None
    requests_per_min: int | None = None
    is_partner_disabled: bool = False
    used_at: datetime | None = None

    def may_translate(self, language: str) -> bool:
        """Say whether this client may decide on translations into a language."""
        return self.role is not None and may_translate(self.role, self.languages, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person's session in a browser; ``csrf_secret`` is what the session's forms must prove to know.

    ``expires_at`` is its end however much it is used; it ends earlier after twelve hours without use. ``used_at`` is a
    use of it, minutes ago at most.
    """

    user: str
    role: Role
    csrf_secret: str
    expires_at: datetime
    used_at: datetime
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
    return None if record is None else _caller(record)


def check_partner_token(session: Session, partner_id: int, token_id: int, *, now: datetime) -> Caller | None:
    """Return whose token this is, as :func:`check_token` does for its secret, if it is this partner's and works."""
    record = tokens.find_partner_token(session, partner_id, token_id)
    if record is None or (record.expires_at is not None and record.expires_at <= now):
        return None
    return _caller(record)


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


def set_user(
    session: Session, name: str, *, role: Role | None = None, languages: tuple[str, ...] | None = None
) -> UserRecord:
    """Change a person's role or languages, what is left out stays; a new role signs them out everywhere.

    Raises :exc:`~syndication.errors.UnknownUser` and :exc:`~syndication.errors.LastAdmin`.
    """
    user = find_active_user(session, name)
    new_role = role or Role(user.role)
    if new_role != user.role:
        if user.role == Role.ADMIN:
            _require_other_admin(session, user)
        sign_in.end_sessions_of(session, user.id)
    kept = user.languages if languages is None else stored_languages(languages)
    users.update_user(session, user.id, role=new_role, languages=kept)
    return replace(user, role=new_role, languages=kept)


def disable_user(session: Session, name: str, *, now: datetime) -> None:
    """Sign somebody out everywhere for good.

    Raises :exc:`~syndication.errors.UnknownUser` and :exc:`~syndication.errors.LastAdmin`.
    """
    user = find_active_user(session, name)
    if user.role == Role.ADMIN:
        _require_other_admin(session, user)
    users.disable(session, user.id, now=now)
    sign_in.end_sessions_of(session, user.id)


def create_sign_in_link(session: Session, user_name: str, *, now: datetime) -> str:
    """Return the secret of a link that signs somebody in once, within a day.

    Raises :exc:`~syndication.errors.UnknownUser`.
    """
    user = find_active_user(session, user_name)
    secret = _new_secret()
    sign_in.insert_link(session, user.id, _hash(secret), now=now, expires_at=now + LINK_LIFETIME)
    return secret


def redeem_sign_in_link(session: Session, secret: str, *, now: datetime) -> str:
    """Open a session and return its secret; a link works once. Raises :exc:`~syndication.errors.LinkUnusable`."""
    user_id = sign_in.use_link(session, _hash(secret), now=now)
    if user_id is None:
        raise LinkUnusable
    return open_session(session, user_id, now=now)


def open_session(session: Session, user_id: int, *, now: datetime) -> str:
    """Open a session for somebody who has proved who they are, and return its secret, always a new one."""
    secret = _new_secret()
    sign_in.insert_session(
        session,
        user_id,
        _hash(secret),
        csrf_secret=_new_secret(),
        now=now,
        expires_at=now + _SESSION_LIFETIME,
    )
    return secret


def check_session(session: Session, secret: str, *, now: datetime) -> SignedIn | None:
    """Return who is signed in.

    ``None`` for a session that is unknown, ended, expired or too long unused, or of a person who left.
    """
    record = sign_in.find_session(session, _hash(secret), now=now, idle_since=now - _SESSION_IDLE)
    if record is None:
        return None
    return SignedIn(
        user=record.user_name,
        role=Role(record.role),
        csrf_secret=record.csrf_secret,
        expires_at=record.expires_at,
        used_at=record.used_at,
        languages=read_languages(record.languages),
    )


def is_use_worth_noting(signed_in: SignedIn, *, now: datetime) -> bool:
    """Say whether the use noted last is old enough for :func:`note_use`: not every request writes."""
    return now - signed_in.used_at >= _TOUCH_EVERY


def is_token_use_worth_noting(caller: Caller, *, now: datetime) -> bool:
    """Say whether the use noted last of a token is old enough for :func:`note_token_use`."""
    return caller.used_at is None or now - caller.used_at >= _TOUCH_EVERY


def note_token_use(session: Session, caller: Caller, *, now: datetime) -> None:
    """Note that a token was used, so that somebody may see which ones are not."""
    tokens.touch_token(session, caller.token_id, now=now)


def note_use(session: Session, secret: str, *, now: datetime) -> None:
    """Note that a session was used, so that it goes on."""
    sign_in.touch_session(session, _hash(secret), now=now)


def list_sessions(session: Session, name: str, *, now: datetime) -> tuple[OpenSession, ...]:
    """Return somebody's open sessions, the newest first; raises :exc:`~syndication.errors.UnknownUser`."""
    user = find_active_user(session, name)
    return sign_in.list_sessions(session, user.id, now=now, idle_since=now - _SESSION_IDLE)


def end_session(session: Session, secret: str) -> None:
    """Sign out."""
    sign_in.end_session(session, _hash(secret))


def end_other_sessions(session: Session, name: str, *, but: str | None = None) -> None:
    """Sign somebody out everywhere, ``but`` in the session of this secret; links not yet used open nothing any more.

    Raises :exc:`~syndication.errors.UnknownUser`.
    """
    user = find_active_user(session, name)
    sign_in.end_sessions_of(session, user.id, but=_hash(but) if but else None)
    sign_in.drop_unused_links(session, user.id)


def was_opened_by_link(session: Session, secret: str, *, now: datetime) -> bool:
    """Say whether a session was opened by a sign-in link within the last hour."""
    return sign_in.was_opened_by_link(session, _hash(secret), since=now - _FRESH)


def find_active_user(session: Session, name: str) -> UserRecord:
    """Return somebody who may sign in; raises :exc:`~syndication.errors.UnknownUser`."""
    user = users.find_user(session, name)
    if user is None or user.disabled_at is not None:
        raise UnknownUser(name)
    return user


def _caller(record: TokenRecord) -> Caller:
    return Caller(
        token_id=record.id,
        name=record.name,
        role=Role(record.role) if record.role else None,
        partner=record.partner_slug,
        languages=read_languages(record.languages),
        partner_id=record.partner_id,
        requests_per_min=record.requests_per_min,
        is_partner_disabled=record.is_partner_disabled,
        used_at=record.last_used_at,
    )


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


def _require_other_admin(session: Session, user: UserRecord) -> None:
    if users.lock_admins(session) <= {user.id}:
        raise LastAdmin(user.name)
