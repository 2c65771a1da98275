"""Channels as people set them up: added, changed, paused, resumed and retired; secrets set, signing keys changed.

Functions take a session and never commit. Secrets go in and never come out again; only a signing key that was made here
is returned, once.
"""

import base64
import binascii
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from feeds.errors import FieldProblem
from syndication.delivery import CHANNELS
from syndication.delivery.model import ChannelKind, ChannelState
from syndication.delivery.replaying import want_owed
from syndication.delivery.settings import check_settings, open_secrets, seal_secrets
from syndication.delivery.webhook import KEY_PREFIX, PREVIOUS_SIGNING_KEY, SIGNING_KEY
from syndication.delivery_errors import InvalidChannel, SecretUnreadable, UnknownChannel
from syndication.errors import NameTaken, UnknownPartner, VersionConflict
from syndication.partners import find_partner, find_profile
from syndication.sealing import Sealer
from syndication.storage.channels import (
    ChannelRecord,
    delete_channel,
    find_channel,
    insert_channel,
    lock_channel,
    save_channel,
)
from syndication.storage.deliveries import has_deliveries
from syndication.storage.wanted_deliveries import drop_wanted

MOST_PER_MIN = 10_000
MOST_NAME = 64

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MOST_SECRET = 20_000
_KEY_BYTES = range(24, 65)
_LEAST_OWN_KEY = 16
# What stands in the way of sending is to be forgotten when somebody has mended it.
_AFRESH = {"failures": 0, "retry_at": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWish:
    """A channel that is to be. ``settings`` are as the kind's dataclass has them, in JSON's types."""

    name: str
    profile: str
    kind: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    max_per_min: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelChange:
    """What a channel is to be from now on; its name and its kind stay."""

    profile: str
    settings: Mapping[str, Any]
    max_per_min: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeChannel:
    """A new channel; ``signing_key`` is the key that was made for it, shown this once."""

    channel: ChannelRecord
    signing_key: str | None = None


def kind_of(channel: ChannelRecord) -> ChannelKind:
    """Return the kind of a channel.

    Raises :exc:`~syndication.delivery_errors.InvalidChannel` for one that this release does not know.
    """
    return kind_named(channel.kind)


def require_channel(session: Session, partner: str, name: str) -> ChannelRecord:
    """Return a channel; raises :exc:`~syndication.delivery_errors.UnknownChannel` and ``UnknownPartner``."""
    found = find_channel(session, partner, name)
    if found is None:
        if find_partner(session, partner) is None:
            raise UnknownPartner(partner)
        raise UnknownChannel(partner, name)
    return found


def create_channel(session: Session, sealer: Sealer, partner: str, wish: ChannelWish, *, now: datetime) -> MadeChannel:
    """Add a channel, active at once.

    Raises :exc:`~syndication.delivery_errors.InvalidChannel`, :exc:`~syndication.errors.NameTaken` and
    :exc:`~syndication.errors.UnknownPartner`.
    """
    owner = find_partner(session, partner)
    if owner is None:
        raise UnknownPartner(partner)
    kind = kind_named(wish.kind)
    secrets, made = dict(wish.secrets), None
    if SIGNING_KEY in kind.secrets and not secrets.get(SIGNING_KEY):
        secrets[SIGNING_KEY] = made = new_signing_key()
    profile = find_profile(session, partner, wish.profile)
    problems = [
        *_name_problems(wish.name),
        *_profile_problems(wish.profile, is_there=profile is not None),
        *_limit_problems(wish.max_per_min),
        *_secret_problems(kind, secrets),
    ]
    settings = _checked(kind, wish.settings, problems)
    if find_channel(session, partner, wish.name) is not None:
        raise NameTaken("channel", wish.name)
    values = {
        "partner_id": owner.id,
        "profile_id": profile.id if profile else 0,
        "name": wish.name,
        "kind": kind.name,
        "settings": settings,
        "secrets": seal_secrets(sealer, secrets),
        "max_per_min": wish.max_per_min,
    }
    insert_channel(session, values, now=now)
    return MadeChannel(channel=require_channel(session, partner, wish.name), signing_key=made)


def change_channel(
    session: Session, partner: str, name: str, change: ChannelChange, *, now: datetime, if_version: int | None = None
) -> ChannelRecord:
    """Give a channel other settings, another profile or another limit; what waits is tried at once.

    Raises :exc:`~syndication.delivery_errors.InvalidChannel`, ``UnknownChannel`` and
    :exc:`~syndication.errors.VersionConflict`.
    """
    channel = _lock(session, partner, name)
    if if_version is not None and channel.version != if_version:
        raise VersionConflict(channel.full_name, channel.version)
    profile = find_profile(session, partner, change.profile)
    problems = [
        *_profile_problems(change.profile, is_there=profile is not None),
        *_limit_problems(change.max_per_min),
    ]
    settings = _checked(kind_of(channel), change.settings, problems)
    values = {
        "profile_id": profile.id if profile else channel.profile_id,
        "settings": settings,
        "max_per_min": change.max_per_min,
    }
    return _save(session, channel, values | _AFRESH | {"due_at": now}, now=now)


def set_secrets(
    session: Session, sealer: Sealer, partner: str, name: str, secrets: Mapping[str, str | None], *, now: datetime
) -> ChannelRecord:
    """Set some secrets of a channel, or forget those that are ``None``; the others stay.

    Where the kept ones cannot be read any more, they are left behind, so that all have to be given again.
    """
    channel = _lock(session, partner, name)
    kind = kind_of(channel)
    kept = _kept_secrets(sealer, channel, is_replacing=set(secrets) >= set(kind.secrets) - kind.optional_secrets)
    after = {key: text for key, text in (kept | dict(secrets)).items() if text is not None}
    problems = tuple(_secret_problems(kind, after))
    if problems:
        raise InvalidChannel(problems)
    values = {"secrets": seal_secrets(sealer, after)}
    return _save(session, channel, values | _AFRESH | {"due_at": now}, now=now)


def rotate_signing_key(
    session: Session, sealer: Sealer, partner: str, name: str, *, key: str | None = None, now: datetime
) -> tuple[ChannelRecord, str]:
    """Sign with a new key from now on, and with the one before it too, until that is forgotten; return the new key.

    Raises :exc:`~syndication.delivery_errors.InvalidChannel` for a channel that signs nothing.
    """
    channel = _lock(session, partner, name)
    if SIGNING_KEY not in kind_of(channel).secrets:
        raise InvalidChannel(
            (FieldProblem(f"secrets.{SIGNING_KEY}", f"a channel of kind {channel.kind} signs nothing"),)
        )
    new = key or new_signing_key()
    before = _kept_secrets(sealer, channel, is_replacing=True).get(SIGNING_KEY)
    return set_secrets(session, sealer, partner, name, {SIGNING_KEY: new, PREVIOUS_SIGNING_KEY: before}, now=now), new


def new_signing_key() -> str:
    """Make a key as Standard Webhooks write it: ``whsec_`` and 32 random bytes in base64."""
    return KEY_PREFIX + base64.b64encode(os.urandom(32)).decode()


def pause_channel(session: Session, partner: str, name: str, *, actor: str, now: datetime) -> ChannelRecord:
    """Send nothing on a channel until it is resumed; what is wanted meanwhile waits."""
    channel = _lock(session, partner, name)
    if channel.state is ChannelState.RETIRED:
        raise InvalidChannel((FieldProblem("state", "is retired; resume it first"),))
    return _save(session, channel, {"state": ChannelState.PAUSED, "state_reason": f"by {actor}"}, now=now)


def resume_channel(session: Session, partner: str, name: str, *, now: datetime) -> ChannelRecord:
    """Send again, at once, whatever had ended it: a person, the partner, or its retirement.

    What was withdrawn or corrected while it was retired is sent first.
    """
    channel = _lock(session, partner, name)
    values = {"state": ChannelState.ACTIVE, "state_reason": None, "due_at": now}
    if channel.state is ChannelState.RETIRED:
        want_owed(session, channel, now=now)
    return _save(session, channel, values | _AFRESH, now=now)


def retire_channel(session: Session, partner: str, name: str, *, actor: str, now: datetime) -> bool:
    """Take a channel out of use, with all that waits for it; say whether it is gone altogether.

    One on which something was ever sent stays with its log and its number, retired. Its receiver cannot be told of
    withdrawals any more, and counts as exposed.
    """
    channel = _lock(session, partner, name)
    drop_wanted(session, channel.id)
    if has_deliveries(session, channel.id):
        _save(session, channel, {"state": ChannelState.RETIRED, "state_reason": f"by {actor}", "due_at": None}, now=now)
        return False
    delete_channel(session, channel.id)
    return True


def secrets_set(sealer: Sealer, channel: ChannelRecord) -> frozenset[str]:
    """Return the names of the secrets that are set; raises :exc:`~syndication.delivery_errors.SecretUnreadable`."""
    return frozenset(open_secrets(sealer, channel.secrets))


def _lock(session: Session, partner: str, name: str) -> ChannelRecord:
    lock_channel(session, partner, name)
    return require_channel(session, partner, name)


def _save(session: Session, channel: ChannelRecord, values: Mapping[str, Any], *, now: datetime) -> ChannelRecord:
    save_channel(session, channel.id, values, now=now)
    return require_channel(session, channel.partner, channel.name)


def kind_named(name: str) -> ChannelKind:
    """Return a kind by its name; raises :exc:`~syndication.delivery_errors.InvalidChannel` for one that is none."""
    if name not in CHANNELS:
        known = ", ".join(CHANNELS)
        raise InvalidChannel((FieldProblem("kind", f"unknown kind {name!r}; known: {known}"),))
    return CHANNELS[name]


def _checked(kind: ChannelKind, settings: Mapping[str, Any], problems: list[FieldProblem]) -> str:
    """Return the settings as they are kept; raises all that is wrong, with the problems found before."""
    try:
        text = check_settings(kind, settings)
    except InvalidChannel as invalid:
        raise InvalidChannel((*problems, *invalid.problems)) from invalid
    if problems:
        raise InvalidChannel(tuple(problems))
    return text


def _kept_secrets(sealer: Sealer, channel: ChannelRecord, *, is_replacing: bool) -> dict[str, str]:
    try:
        return open_secrets(sealer, channel.secrets)
    except SecretUnreadable:
        if not is_replacing:
            raise
        return {}


def _name_problems(name: str) -> Iterator[FieldProblem]:
    if len(name) > MOST_NAME or not _NAME.fullmatch(name):
        yield FieldProblem("name", f"expected up to {MOST_NAME} lower-case letters, digits and single hyphens")


def _profile_problems(name: str, *, is_there: bool) -> Iterator[FieldProblem]:
    if not is_there:
        yield FieldProblem("profile", f"the partner has no profile {name!r}")


def _limit_problems(limit: int | None) -> Iterator[FieldProblem]:
    if limit is not None and not 1 <= limit <= MOST_PER_MIN:
        yield FieldProblem("max_per_min", f"expected 1 to {MOST_PER_MIN:,} deliveries in a minute, or nothing")


def _secret_problems(kind: ChannelKind, secrets: Mapping[str, str]) -> Iterator[FieldProblem]:
    for name, text in secrets.items():
        path = f"secrets.{name}"
        if name not in kind.secrets:
            known = ", ".join(kind.secrets) or "none"
            yield FieldProblem(path, f"a channel of kind {kind.name} has no such secret; known: {known}")
        elif not text or len(text) > _MOST_SECRET or (not text.isprintable() and "\n" not in text):
            yield FieldProblem(path, f"expected 1 to {_MOST_SECRET:,} printable characters")
        elif name in {SIGNING_KEY, PREVIOUS_SIGNING_KEY}:
            yield from _key_problems(path, text)
    for name in kind.secrets:
        if name not in kind.optional_secrets and name not in secrets:
            yield FieldProblem(f"secrets.{name}", "is needed")


def _key_problems(path: str, key: str) -> Iterator[FieldProblem]:
    if not key.startswith(KEY_PREFIX):
        if len(key) < _LEAST_OWN_KEY or not key.isascii():
            yield FieldProblem(path, f"expected {KEY_PREFIX} and base64, or at least {_LEAST_OWN_KEY} ASCII characters")
        return
    try:
        size = len(base64.b64decode(key.removeprefix(KEY_PREFIX), validate=True))
    except binascii.Error:
        size = 0
    if size not in _KEY_BYTES:
        yield FieldProblem(path, f"expected {KEY_PREFIX} and 24 to 64 bytes in base64 (Standard Webhooks)")
