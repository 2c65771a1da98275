"""Partners and their output profiles as TOML (docs/profiles.md), in and out.

A file holds ``[[partners]]`` with ``slug`` and ``name``, each with ``[[partners.profiles]]``. Importing one adds and
changes, and deletes nothing.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import tomli_w
from sqlalchemy.orm import Session

from feeds.codec import as_table, decode_profile
from feeds.errors import FieldProblem, InvalidProfile
from feeds.profile import OutputProfile
from feeds.ready import ReadyProfile, ready_profiles
from feeds.writers import format_problem
from feeds.xml import clean_text
from syndication.delivery.denying import want_after_change
from syndication.errors import UnknownPartner, UnknownProfile, UnknownReadyProfile
from syndication.storage.partners import (
    PartnerRecord,
    ProfileRecord,
    find_partner,
    find_profile,
    list_partners,
    list_profiles,
    save_partner,
    save_profile,
)

__all__ = [
    "PartnerRecord",
    "ProfileRecord",
    "add_ready",
    "choose_profile",
    "export_toml",
    "find_partner",
    "find_profile",
    "find_ready",
    "import_toml",
    "list_partners",
    "list_profiles",
]

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAX_SLUG = 64
_MAX_NAME = 200
_PARTNER_FIELDS = frozenset({"slug", "name", "profiles"})


def import_toml(session: Session, text: str, *, actor: str, now: datetime) -> tuple[ProfileRecord, ...]:
    """Add or change the partners and profiles of a file and return its profiles as they stand.

    All or nothing: raises :exc:`~feeds.errors.InvalidProfile` with every problem, each under its path such as
    ``partners[0].profiles[1].format``.
    """
    found: list[ProfileRecord] = []
    for partner in _read_partners(text):
        partner_id = save_partner(session, partner.slug, partner.name, now=now)
        for profile in partner.profiles:
            _save(session, partner_id, find_profile(session, partner.slug, profile.name), profile, actor=actor, now=now)
        names = {profile.name for profile in partner.profiles}
        found += [record for record in list_profiles(session, partner.slug) if record.profile.name in names]
    return tuple(found)


def choose_profile(session: Session, wanted: str) -> ProfileRecord:
    """Return the profile called ``PARTNER/PROFILE``, or by its bare name if only one partner has one of it.

    Raises :exc:`~syndication.errors.UnknownProfile`.
    """
    records = list_profiles(session)
    found = [record for record in records if wanted in {record.profile.name, record.full_name}]
    if len(found) != 1:
        raise UnknownProfile(wanted, tuple(record.full_name for record in found or records))
    return found[0]


def find_ready(name: str) -> ReadyProfile:
    """Return a profile that is ready to use; raises :exc:`~syndication.errors.UnknownReadyProfile`."""
    found = ready_profiles().get(name)
    if found is None:
        raise UnknownReadyProfile(name, tuple(ready_profiles()))
    return found


def add_ready(
    session: Session, partner_slug: str, ready_name: str, *, name: str | None, actor: str, now: datetime
) -> ProfileRecord:
    """Give a partner a profile that is ready to use, under its own name or ``name``, and return it as kept.

    A profile of that name becomes a new version. Raises :exc:`~syndication.errors.UnknownReadyProfile`,
    :exc:`~syndication.errors.UnknownPartner` and :exc:`~feeds.errors.InvalidProfile` for a name that is none.
    """
    profile = decode_profile(as_table(find_ready(ready_name).profile) | ({"name": name} if name else {}))
    partner = find_partner(session, partner_slug)
    if partner is None:
        raise UnknownPartner(partner_slug)
    _save(session, partner.id, find_profile(session, partner_slug, profile.name), profile, actor=actor, now=now)
    kept = find_profile(session, partner_slug, profile.name)
    if kept is None:
        raise UnknownProfile(profile.name, ())
    return kept


def export_toml(session: Session, partner_slug: str | None = None) -> str:
    """Write one partner, or all, so that :func:`import_toml` reads back the same; every setting is spelt out.

    Raises :exc:`~syndication.errors.UnknownPartner`.
    """
    partners = [p for p in list_partners(session) if partner_slug in {None, p.slug}]
    if partner_slug is not None and not partners:
        raise UnknownPartner(partner_slug)
    tables = [
        {
            "slug": partner.slug,
            "name": partner.name,
            "profiles": [as_table(record.profile) for record in list_profiles(session, partner.slug)],
        }
        for partner in partners
    ]
    return tomli_w.dumps({"partners": tables})


def _save(
    session: Session,
    partner_id: int,
    known: ProfileRecord | None,
    profile: OutputProfile,
    *,
    actor: str,
    now: datetime,
) -> None:
    save_profile(session, partner_id, profile, actor=actor, now=now)
    if known is not None:
        want_after_change(session, known.id, known.profile, profile, now=now)


@dataclass(frozen=True, slots=True)
class _Partner:
    slug: str
    name: str
    profiles: tuple[OutputProfile, ...]


def _read_partners(text: str) -> tuple[_Partner, ...]:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise InvalidProfile((FieldProblem("", f"not TOML: {cause}"),)) from cause
    problems = [FieldProblem(key, "unknown field") for key in raw if key != "partners"]
    partners = tuple(
        _read_partner(table, f"partners[{at}]", problems)
        for at, table in enumerate(_tables(raw.get("partners"), "partners", problems))
    )
    problems += _repeated([p.slug for p in partners], "partners[{}].slug")
    for at, partner in enumerate(partners):
        problems += _repeated([profile.name for profile in partner.profiles], f"partners[{at}].profiles[{{}}].name")
    if problems:
        raise InvalidProfile(tuple(problems))
    return partners


def _read_partner(table: dict[str, Any], path: str, problems: list[FieldProblem]) -> _Partner:
    slug, name = table.get("slug"), table.get("name")
    problems += [FieldProblem(f"{path}.{key}", "unknown field") for key in table if key not in _PARTNER_FIELDS]
    if not isinstance(slug, str) or len(slug) > _MAX_SLUG or not _SLUG.fullmatch(slug):
        reason = f"expected up to {_MAX_SLUG} lower-case letters, digits and single hyphens"
        problems.append(FieldProblem(f"{path}.slug", reason))
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= _MAX_NAME:
        problems.append(FieldProblem(f"{path}.name", f"expected 1 to {_MAX_NAME} characters"))
    below = f"{path}.profiles"
    read = [
        _read_profile(profile, f"{below}[{at}]", problems)
        for at, profile in enumerate(_tables(table.get("profiles", []), below, problems))
    ]
    return _Partner(str(slug), clean_text(str(name)).strip(), tuple(profile for profile in read if profile))


def _read_profile(table: dict[str, Any], path: str, problems: list[FieldProblem]) -> OutputProfile | None:
    try:
        profile = decode_profile(table)
    except InvalidProfile as cause:
        problems += [FieldProblem(f"{path}.{problem.path}", problem.reason) for problem in cause.problems]
        return None
    if problem := format_problem(profile):
        problems.append(FieldProblem(f"{path}.{problem.path}", problem.reason))
    return profile


def _tables(value: object, path: str, problems: list[FieldProblem]) -> list[dict[str, Any]]:
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return value
    problems.append(FieldProblem(path, f"expected [[{path.rpartition('.')[2]}]] tables"))
    return []


def _repeated(names: list[str], path: str) -> Iterator[FieldProblem]:
    for at, name in enumerate(names):
        if name in names[:at]:
            yield FieldProblem(path.format(at), f"{name!r} stands here twice")
