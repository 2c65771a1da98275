"""Signing in by name and password, and changing one's own password.

Hashing takes a tenth of a second on purpose, so no transaction is open meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.xml import clean_text
from syndication.auth import end_other_sessions, find_active_user, open_session, was_opened_by_link
from syndication.errors import SignInBusy, UnknownUser, WrongPassword
from syndication.passwords import check_choice, hash_password, verify_password
from syndication.storage.database import Database
from syndication.storage.users import UserRecord, find_password_hash, set_password_hash
from syndication.throttle import Attempt

__all__ = ["change_password", "needs_old_password", "sign_in_by_password"]

_MOST_OF_NAME = 1000


def sign_in_by_password(database: Database, name: str, password: str, *, address: str, now: datetime) -> str:
    """Open a session for whoever has this name and password, asked from ``address``, and return its secret.

    Raises :exc:`~syndication.errors.WrongPassword`, :exc:`~syndication.errors.SignInThrottled` and
    :exc:`~syndication.errors.SignInBusy`.
    """
    proof = _prove(database, " ".join(clean_text(name[:_MOST_OF_NAME]).split()), password, address=address, now=now)
    with database.writing() as session:
        user = proof.settle(session)
        return open_session(session, user.id, now=now)


def needs_old_password(session: Session, name: str, secret: str, *, now: datetime) -> bool:
    """Say whether a new password is taken only together with the old one.

    Not from somebody who has none yet, nor from a session that a sign-in link has just opened: who forgot the old one
    asks for a link. Raises :exc:`~syndication.errors.UnknownUser`.
    """
    has_password = find_active_user(session, name).has_password
    return has_password and not was_opened_by_link(session, secret, now=now)


def change_password(
    database: Database, name: str, new: str, *, old: str, secret: str, address: str, now: datetime
) -> None:
    """Give the person whose session has this ``secret`` a new password, and sign them out everywhere else.

    ``old`` counts where :func:`needs_old_password` says so. Raises :exc:`~syndication.errors.PasswordRefused`,
    :exc:`~syndication.errors.WrongPassword`, :exc:`~syndication.errors.SignInThrottled` and
    :exc:`~syndication.errors.SignInBusy`.
    """
    check_choice(new, user_name=name)
    with database.reading() as session:
        is_old_needed = needs_old_password(session, name, secret, now=now)
    proof = _prove(database, name, old, address=address, now=now) if is_old_needed else None
    hashed = hash_password(new)
    with database.writing() as session:
        if proof is not None:
            proof.settle(session)
        set_password_hash(session, find_active_user(session, name).id, hashed)
        end_other_sessions(session, name, but=secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proof:
    """A password that was right a moment ago; ``renewed`` is its new hash where the kept one is out of date."""

    attempt: Attempt
    name: str
    kept: str
    renewed: str | None

    def settle(self, session: Session) -> UserRecord:
        """Return whose it is, unless it was changed, or its owner left, while it was hashed."""
        user, kept = _find(session, self.name)
        if user is None or kept != self.kept:
            raise WrongPassword
        self.attempt.succeed(session)
        if self.renewed is not None:
            set_password_hash(session, user.id, self.renewed)
        return user


def _prove(database: Database, name: str, password: str, *, address: str, now: datetime) -> _Proof:
    with database.writing() as session:
        attempt = Attempt(session, name=name, address=address, now=now)
        _, kept = _find(session, name)
    try:
        verdict = verify_password(kept, password)
        renewed = hash_password(password) if verdict.needs_rehash else None
    except SignInBusy:
        with database.writing() as session:
            attempt.take_back(session)
        raise
    if kept is None or not verdict.is_right:
        raise WrongPassword
    return _Proof(attempt=attempt, name=name, kept=kept, renewed=renewed)


def _find(session: Session, name: str) -> tuple[UserRecord | None, str | None]:
    try:
        user = find_active_user(session, name)
    except UnknownUser:
        return None, None
    return user, find_password_hash(session, user.id)
