"""Every version of the output profiles, and whether anybody has ever had anything of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, select
from sqlalchemy.orm import Session

from feeds.profile import OutputProfile
from syndication.storage.delivery_tables import channels, deliveries, feed_fetches, notices, websub_subscriptions
from syndication.storage.json_text import read_profile
from syndication.storage.tables import profile_versions, profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileVersion:
    """A version of a profile, who made it and when; ``note`` says why, where that was given."""

    version: int
    profile: OutputProfile
    actor: str
    created_at: datetime
    note: str | None


def list_versions(
    session: Session, profile_id: int, *, before: int | None = None, limit: int = 100
) -> tuple[ProfileVersion, ...]:
    """Return versions of a profile, newest first, those older than ``before`` where it is given."""
    query = _select(profile_id).order_by(profile_versions.c.version.desc()).limit(limit)
    if before is not None:
        query = query.where(profile_versions.c.version < before)
    return tuple(map(_version, session.execute(query)))


def find_version(session: Session, profile_id: int, version: int) -> ProfileVersion | None:
    """Return one version of a profile."""
    row = session.execute(_select(profile_id).where(profile_versions.c.version == version)).first()
    return None if row is None else _version(row)


def is_in_use(session: Session, profile_id: int) -> bool:
    """Say whether a channel has the profile, or anybody was ever sent or has fetched anything that it made."""
    return any(
        session.execute(select(table.c.id).where(table.c.profile_id == profile_id).limit(1)).first() is not None
        for table in (channels, feed_fetches, websub_subscriptions, notices, deliveries)
    )


def delete_profile(session: Session, profile_id: int) -> None:
    """Delete a profile that is not in use, and its versions."""
    session.execute(delete(profile_versions).where(profile_versions.c.profile_id == profile_id))
    session.execute(delete(profiles).where(profiles.c.id == profile_id))


def _select(profile_id: int) -> Select[Any]:
    row = profile_versions.c
    columns: tuple[Any, ...] = (row.version, row.document, row.actor, row.created_at, row.note)
    return select(*columns).where(row.profile_id == profile_id)


def _version(row: Row[Any]) -> ProfileVersion:
    return ProfileVersion(
        version=row.version,
        profile=read_profile(row.document),
        actor=row.actor,
        created_at=row.created_at,
        note=row.note,
    )
