"""Partners added and changed by people. A partner is never deleted: whoever has entries must hear of their kills."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from sqlalchemy.orm import Session

from feeds.errors import FieldProblem, InvalidDocument
from feeds.sanitise import one_line
from feeds.xml import clean_text
from syndication.errors import NameTaken, UnknownPartner
from syndication.storage.partners import PartnerRecord, find_partner, save_partner, set_partner

SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_SLUG: Final = 64
MOST_NAME: Final = 200
MOST_CONTACT: Final = 2000
MOST_PER_MIN: Final = 100_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFacts:
    """What people say of a partner. ``requests_per_min`` bounds how often it may ask for its feeds."""

    name: str
    contact: str | None = None
    requests_per_min: int | None = None


def add_partner(session: Session, slug: str, facts: PartnerFacts, *, actor: str, now: datetime) -> PartnerRecord:
    """Add a partner without profiles.

    Raises :exc:`~feeds.errors.InvalidDocument` with all that is wrong, and :exc:`~syndication.errors.NameTaken`.
    """
    problems = [*_problems(facts)]
    if len(slug) > MOST_SLUG or not SLUG.fullmatch(slug):
        reason = f"expected up to {MOST_SLUG} lower-case letters, digits and single hyphens"
        problems.insert(0, FieldProblem("slug", reason))
    if problems:
        raise InvalidDocument(tuple(problems))
    if find_partner(session, slug) is not None:
        raise NameTaken("partner", slug)
    partner_id = save_partner(session, slug, one_line(facts.name), now=now)
    set_partner(session, partner_id, _columns(facts))
    log.info("partner_added", partner=slug, actor=actor)
    return require_partner(session, slug)


def change_partner(session: Session, slug: str, facts: PartnerFacts, *, actor: str) -> PartnerRecord:
    """Give a partner another name, contact and limit.

    Raises :exc:`~feeds.errors.InvalidDocument` and :exc:`~syndication.errors.UnknownPartner`.
    """
    partner = require_partner(session, slug)
    if problems := _problems(facts):
        raise InvalidDocument(tuple(problems))
    set_partner(session, partner.id, _columns(facts))
    log.info("partner_changed", partner=slug, actor=actor)
    return require_partner(session, slug)


def set_disabled(session: Session, slug: str, *, disabled: bool, actor: str, now: datetime) -> PartnerRecord:
    """Stop serving and sending a partner anything but withdrawals, or begin again.

    Raises :exc:`~syndication.errors.UnknownPartner`.
    """
    partner = require_partner(session, slug)
    if (partner.disabled_at is not None) != disabled:
        set_partner(session, partner.id, {"disabled_at": now if disabled else None})
        log.info("partner_disabled" if disabled else "partner_enabled", partner=slug, actor=actor)
    return require_partner(session, slug)


def require_partner(session: Session, slug: str) -> PartnerRecord:
    """Return a partner, or raise :exc:`~syndication.errors.UnknownPartner`."""
    # A database takes no U+0000, not even to look for it.
    found = find_partner(session, slug) if "\0" not in slug else None
    if found is None:
        raise UnknownPartner(slug)
    return found


def _columns(facts: PartnerFacts) -> dict[str, object]:
    contact = clean_text(facts.contact or "").strip()
    return {"name": one_line(facts.name), "contact": contact or None, "requests_per_min": facts.requests_per_min}


def _problems(facts: PartnerFacts) -> list[FieldProblem]:
    found = []
    if not 1 <= len(one_line(facts.name)) <= MOST_NAME:
        found.append(FieldProblem("name", f"expected 1 to {MOST_NAME} characters"))
    if len(facts.contact or "") > MOST_CONTACT:
        found.append(FieldProblem("contact", f"expected at most {MOST_CONTACT:,} characters"))
    if facts.requests_per_min is not None and not 1 <= facts.requests_per_min <= MOST_PER_MIN:
        found.append(FieldProblem("requests_per_min", f"expected a whole number from 1 to {MOST_PER_MIN:,}"))
    return found
