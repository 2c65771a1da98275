"""A partner's keys: made, changed with an overlap, ended. A secret is shown once and kept only as its hash.

Names of tokens are unique in an installation; those of keys made here begin with the partner's slug, so that two
partners cannot take each other's.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from syndication.auth import TokenRecord, create_partner_token
from syndication.errors import SyndicationError, UnknownToken
from syndication.storage import tokens
from syndication.storage.partners import PartnerRecord

OVERLAPS_H = (0, 1, 24, 72)
"""How many hours a key may go on working beside the one that takes its place."""

USUAL_OVERLAP_H = 24
MOST_KEYS = 20
"""So many keys of one partner may work at the same time."""

_COUNTED = re.compile(r"(.*) \(([0-9]{1,6})\)")
_LONGEST_NAME = 100


class TooManyKeys(SyndicationError):
    """A partner has as many keys as it may have."""

    def __init__(self) -> None:
        super().__init__(f"{MOST_KEYS} keys work already; revoke one that nobody uses first")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key that has just been made. ``secret`` is shown this once."""

    name: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerKey:
    """A key as its partner sees it. ``name`` is without the partner's slug."""

    id: int
    name: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    is_expired: bool


def list_keys(session: Session, partner: PartnerRecord, *, now: datetime) -> tuple[PartnerKey, ...]:
    """Return a partner's keys that were not revoked, the newest first."""
    return tuple(_key(partner, record, now) for record in tokens.list_partner_tokens(session, partner.id))


def make_key(session: Session, partner: PartnerRecord, name: str, *, now: datetime) -> NewKey:
    """Make another key for a partner.

    Raises :exc:`TooManyKeys`, :exc:`~syndication.errors.NameTaken` and :exc:`~syndication.errors.InvalidName`.
    """
    if tokens.count_partner_tokens(session, partner.id, now=now) >= MOST_KEYS:
        raise TooManyKeys
    wanted = " ".join(name.split())
    secret = create_partner_token(session, partner.slug, name=f"{partner.slug}/{wanted}" if wanted else "", now=now)
    return NewKey(name=wanted, secret=secret)


def rotate_key(session: Session, partner: PartnerRecord, key_id: int, *, overlap_h: int, now: datetime) -> NewKey:
    """Make a key in place of another one, which goes on working for so many hours at the longest.

    Raises :exc:`~syndication.errors.UnknownToken` and what :func:`make_key` raises.
    """
    old = _require(session, partner, key_id)
    # The old one does not count: whoever has all the keys there may be must still be able to change them.
    if overlap_h == 0:
        tokens.revoke_token(session, old.id, now=now)
    else:
        tokens.expire_token(session, old.id, at=now + timedelta(hours=overlap_h))
    if tokens.count_partner_tokens(session, partner.id, now=now) > MOST_KEYS:
        raise TooManyKeys
    name = _next_name(session, partner, _short(partner, old.name))
    secret = create_partner_token(session, partner.slug, name=f"{partner.slug}/{name}", now=now)
    return NewKey(name=name, secret=secret)


def revoke_key(session: Session, partner: PartnerRecord, key_id: int, *, now: datetime) -> str:
    """End a key at once and return its name; raises :exc:`~syndication.errors.UnknownToken`."""
    record = _require(session, partner, key_id)
    tokens.revoke_token(session, record.id, now=now)
    return _short(partner, record.name)


def _require(session: Session, partner: PartnerRecord, key_id: int) -> TokenRecord:
    record = tokens.find_partner_token(session, partner.id, key_id)
    if record is None:
        raise UnknownToken(f"{partner.slug}/{key_id}")
    return record


def _next_name(session: Session, partner: PartnerRecord, name: str) -> str:
    """Return a name that counts on: ``reader``, ``reader (2)``, ``reader (3)``."""
    match = _COUNTED.fullmatch(name)
    stem, at = (match[1], int(match[2])) if match else (name, 1)
    stem = stem[: _LONGEST_NAME - len(partner.slug) - len(" (999999)") - 1]
    while True:
        at += 1
        found = f"{stem} ({at})"
        if not tokens.is_name_in_use(session, f"{partner.slug}/{found}"):
            return found


def _short(partner: PartnerRecord, name: str) -> str:
    return name.removeprefix(f"{partner.slug}/")


def _key(partner: PartnerRecord, record: TokenRecord, now: datetime) -> PartnerKey:
    return PartnerKey(
        id=record.id,
        name=_short(partner, record.name),
        created_at=record.created_at,
        expires_at=record.expires_at,
        last_used_at=record.last_used_at,
        is_expired=record.expires_at is not None and record.expires_at <= now,
    )
