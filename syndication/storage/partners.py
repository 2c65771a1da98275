"""Partners, their output profiles, and every version of those."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from feeds.profile import OutputProfile
from syndication.storage.json_text import document_of, read_profile
from syndication.storage.tables import partners, profile_versions, profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRecord:
    """An outlet and the names of its profiles. ``requests_per_min`` of ``None`` sets no limit."""

    id: int
    slug: str
    name: str
    created_at: datetime
    contact: str | None = None
    requests_per_min: int | None = None
    disabled_at: datetime | None = None
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRecord:
    """A profile as it stands; ``version`` rises by one at each change."""

    id: int
    partner_slug: str
    partner_name: str
    version: int
    updated_at: datetime
    profile: OutputProfile
    is_partner_disabled: bool = False

    @property
    def full_name(self) -> str:
        """``PARTNER/PROFILE``."""
        return f"{self.partner_slug}/{self.profile.name}"


def find_partner(session: Session, slug: str) -> PartnerRecord | None:
    """Return the partner of this slug."""
    row = session.execute(_SELECT.where(partners.c.slug == slug)).first()
    if row is None:
        return None
    names = select(profiles.c.name).where(profiles.c.partner_id == row.id).order_by(profiles.c.name).limit(1000)
    return PartnerRecord(**row._mapping, profiles=tuple(session.scalars(names)))


def list_partners(session: Session, *, limit: int = 10_000) -> tuple[PartnerRecord, ...]:
    """Return partners by slug."""
    names: dict[int, list[str]] = {}
    of_profiles = select(profiles.c.partner_id, profiles.c.name).order_by(profiles.c.name).limit(limit * 10)
    for partner_id, name in session.execute(of_profiles):
        names.setdefault(partner_id, []).append(name)
    query = _SELECT.order_by(partners.c.slug).limit(limit)
    return tuple(PartnerRecord(**row._mapping, profiles=tuple(names.get(row.id, ()))) for row in session.execute(query))


_SELECT = select(
    partners.c.id,
    partners.c.slug,
    partners.c.name,
    partners.c.created_at,
    partners.c.contact,
    partners.c.requests_per_min,
    partners.c.disabled_at,
)


def save_partner(session: Session, slug: str, name: str, *, now: datetime) -> int:
    """Add a partner or give it its present name; return its row's id."""
    known = find_partner(session, slug)
    if known is None:
        added = insert(partners).values(slug=slug, name=name, created_at=now).returning(partners.c.id)
        return session.execute(added).scalar_one()
    if known.name != name:
        set_partner(session, known.id, {"name": name})
    return known.id


def set_partner(session: Session, partner_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a partner."""
    session.execute(update(partners).where(partners.c.id == partner_id).values(values))


def find_profile(session: Session, partner_slug: str, name: str) -> ProfileRecord | None:
    """Return one profile of one partner."""
    found = _select_profiles(session, partner_slug=partner_slug, name=name, limit=1)
    return found[0] if found else None


def list_profiles(
    session: Session, partner_slug: str | None = None, *, limit: int = 10_000
) -> tuple[ProfileRecord, ...]:
    """Return profiles by partner and name, of one partner or of all."""
    return _select_profiles(session, partner_slug=partner_slug, name=None, limit=limit)


def list_named_profiles(session: Session, *, limit: int = 10_000) -> tuple[tuple[str, OutputProfile], ...]:
    """Return all profiles under their full names, ``PARTNER/PROFILE``, as every change needs them: read but once."""
    query = (
        select(partners.c.slug, profiles.c.name, profiles.c.document)
        .join(partners, partners.c.id == profiles.c.partner_id)
        .order_by(partners.c.slug, profiles.c.name)
        .limit(limit)
    )
    return tuple((f"{slug}/{name}", read_profile_once(document)) for slug, name, document in session.execute(query))


def profiles_mark(session: Session) -> str:
    """Return what is another whenever a profile is added, changed or gone."""
    newest = select(func.max(profile_versions.c.id)).scalar_subquery()
    count = select(func.count(profiles.c.id)).scalar_subquery()
    return "/".join(str(value or 0) for value in session.execute(select(newest, count)).one())


def save_profile(
    session: Session, partner_id: int, profile: OutputProfile, *, actor: str, now: datetime, note: str | None = None
) -> None:
    """Add a profile, or a version of it where it says something new; ``note`` says why."""
    document = document_of(profile)
    where = (profiles.c.partner_id == partner_id, profiles.c.name == profile.name)
    known = session.execute(select(profiles.c.id, profiles.c.version, profiles.c.document).where(*where)).first()
    if known is not None and known.document == document:
        return
    version = known.version + 1 if known else 1
    values = {"version": version, "document": document, "updated_at": now}
    if known is None:
        added = insert(profiles).values(partner_id=partner_id, name=profile.name, **values)
        profile_id = session.execute(added.returning(profiles.c.id)).scalar_one()
    else:
        profile_id = known.id
        session.execute(update(profiles).where(profiles.c.id == profile_id).values(values))
    session.execute(
        insert(profile_versions).values(
            profile_id=profile_id, version=version, document=document, actor=actor, created_at=now, note=note
        )
    )


@lru_cache(maxsize=2048)
def read_profile_once(document: str) -> OutputProfile:
    """Return a kept output profile; the same text is read but once."""
    return read_profile(document)


def _select_profiles(
    session: Session, *, partner_slug: str | None, name: str | None, limit: int
) -> tuple[ProfileRecord, ...]:
    query = (
        select(
            profiles.c.id,
            partners.c.slug,
            partners.c.name,
            profiles.c.version,
            profiles.c.updated_at,
            profiles.c.document,
            partners.c.disabled_at,
        )
        .join(partners, partners.c.id == profiles.c.partner_id)
        .order_by(partners.c.slug, profiles.c.name)
        .limit(limit)
    )
    if partner_slug is not None:
        query = query.where(partners.c.slug == partner_slug)
    if name is not None:
        query = query.where(profiles.c.name == name)
    return tuple(
        ProfileRecord(
            id=profile_id,
            partner_slug=slug,
            partner_name=partner_name,
            version=version,
            updated_at=updated_at,
            profile=read_profile(document),
            is_partner_disabled=disabled_at is not None,
        )
        for profile_id, slug, partner_name, version, updated_at, document, disabled_at in session.execute(query)
    )
