"""Output profiles changed by people: every version is kept, and rolling back makes a new one.

A profile that anybody has had anything of is never deleted or renamed, because its name is in their addresses and ids
and they must hear of kills. It is retired instead: a version that lets nothing through but withdrawals.
"""

from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.orm import Session

from feeds.errors import InvalidProfile
from feeds.profile import OutputProfile
from feeds.writers import format_problem
from syndication.delivery.denying import want_after_change
from syndication.errors import UnknownProfile, VersionConflict
from syndication.retiring import only_withdrawals
from syndication.shaping.errors import ProfileInUse, UnknownProfileVersion
from syndication.shaping.partners import require_partner
from syndication.storage.partners import ProfileRecord, find_profile, save_profile
from syndication.storage.profile_versions import ProfileVersion, delete_profile, find_version, is_in_use

MOST_NOTE: Final = 500

log = structlog.get_logger(__name__)


def put_profile(
    session: Session,
    partner: str,
    profile: OutputProfile,
    *,
    expected: int | None,
    actor: str,
    now: datetime,
    note: str | None = None,
) -> ProfileRecord:
    """Add a profile or make a new version of it; one that says nothing new stays as it is.

    What its channels have sent and its rights deny from now on is taken back.

    ``expected`` is the version that was changed, 0 for none yet, ``None`` for whichever. Raises
    :exc:`~syndication.errors.VersionConflict`, :exc:`~feeds.errors.InvalidProfile` where no writer writes the format,
    and :exc:`~syndication.errors.UnknownPartner`.
    """
    owner = require_partner(session, partner)
    if problem := format_problem(profile):
        raise InvalidProfile((problem,))
    known = find_profile(session, partner, profile.name)
    current = known.version if known else 0
    if expected is not None and expected != current:
        raise VersionConflict(profile.name, current)
    save_profile(session, owner.id, profile, actor=actor, now=now, note=_note(note))
    if known is not None:
        want_after_change(session, known.id, known.profile, profile, now=now)
    return require_profile(session, partner, profile.name)


def roll_back(
    session: Session, partner: str, name: str, version: int, *, actor: str, now: datetime, note: str | None = None
) -> ProfileRecord:
    """Make an old version the newest again, under a new number.

    Raises :exc:`~syndication.shaping.errors.UnknownProfileVersion`, and as :func:`put_profile`.
    """
    known = require_profile(session, partner, name)
    old = require_version(session, known, version)
    said = f"Back to version {version}. {note or ''}".strip()
    return put_profile(session, partner, old.profile, expected=None, actor=actor, now=now, note=said)


def retire(session: Session, partner: str, name: str, *, actor: str, now: datetime) -> ProfileRecord:
    """Let a profile deliver nothing from now on but withdrawals; rolling back undoes it."""
    known = require_profile(session, partner, name)
    note = "Retired: nothing but withdrawals is delivered."
    return put_profile(
        session, partner, only_withdrawals(known.profile), expected=None, actor=actor, now=now, note=note
    )


def remove_profile(session: Session, partner: str, name: str, *, actor: str) -> None:
    """Delete a profile that nobody has ever had anything of.

    Raises :exc:`~syndication.shaping.errors.ProfileInUse` and :exc:`~syndication.errors.UnknownProfile`.
    """
    known = require_profile(session, partner, name)
    if is_in_use(session, known.id):
        raise ProfileInUse(name)
    delete_profile(session, known.id)
    log.info("profile_deleted", partner=partner, profile=name, version=known.version, actor=actor)


def require_profile(session: Session, partner: str, name: str) -> ProfileRecord:
    """Return a profile, or raise :exc:`~syndication.errors.UnknownProfile`, or of its partner."""
    owner = require_partner(session, partner)
    found = find_profile(session, partner, name) if "\0" not in name else None
    if found is None:
        raise UnknownProfile(name, owner.profiles)
    return found


def require_version(session: Session, record: ProfileRecord, version: int) -> ProfileVersion:
    """Return a version of a profile, or raise :exc:`~syndication.shaping.errors.UnknownProfileVersion`."""
    found = find_version(session, record.id, version)
    if found is None:
        raise UnknownProfileVersion(record.profile.name, version)
    return found


def _note(note: str | None) -> str | None:
    cleaned = " ".join((note or "").replace("\0", "").split())[:MOST_NOTE]
    return cleaned or None
