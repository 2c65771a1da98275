"""Profiles with publish policies, drafts without an engine, and what tests look up of both."""

from datetime import datetime, timedelta

from feeds.item import Site
from feeds.profile import LanguageRule, OutputProfile, PublishPolicy, Selection
from syndication.config import Settings
from syndication.documents import Served, partner_document
from syndication.memory import import_memory
from syndication.site import site_of
from syndication.storage.database import Database
from syndication.storage.decisions import DecisionRecord, list_decision_records
from syndication.storage.partners import save_partner, save_profile
from syndication.storage.timers import next_timer_at
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.kept import SLUG, defaults, memory_of

MINUTE = timedelta(minutes=1)
PARTNER = "mekong"
TRANSLATIONS = {
    "Leaders arrive": "Lãnh đạo đến nơi",
    "Police close streets.": "Cảnh sát đóng đường phố.",
    "The talks begin.": "Hội đàm bắt đầu.",
}


def timed(after_min: int, **changes: object) -> LanguageRule:
    """Make a rule that lets drafts out after so many minutes."""
    return LanguageRule(
        tag="vi",
        policy=PublishPolicy.REVIEWED_OR_MACHINE_AFTER,
        after_min=after_min,
        **changes,  # type: ignore[arg-type]
    )


def keep_profile(
    database: Database,
    *rules: LanguageRule,
    name: str = "live",
    format_name: str = "atom",
    blogs: tuple[str, ...] = (),
) -> None:
    """Give the partner a profile with these languages, or change the one of this name."""
    profile = OutputProfile(name=name, format=format_name, languages=rules, selection=Selection(blogs=blogs))
    with database.writing() as session:
        partner_id = save_partner(session, PARTNER, "Mekong Daily", now=NOW)
        save_profile(session, partner_id, profile, actor="Linh", now=NOW)


def remember_translations(database: Database) -> None:
    """Put translations into the memory, so that drafts come about without an engine."""
    with database.writing() as session:
        import_memory(session, memory_of(TRANSLATIONS), name="desk.tmx", now=NOW)


def work_at(database: Database, settings: Settings, now: datetime) -> Worker:
    """Let a real worker do what there is to do, at a time."""
    worker = Worker(settings, database=database, clock=lambda: now)
    worker.run_once()
    return worker


def partner_feed(database: Database, *, now: datetime = NOW, name: str = "live") -> Served:
    """Return the partner's feed in Vietnamese as it is served at a time."""
    with database.reading() as session:
        served = partner_document(session, site(database), PARTNER, name, SLUG, language="vi", now=now)
    assert served is not None
    return served


def site(database: Database) -> Site:
    with database.reading() as session:
        return site_of(defaults(), session)


def timer_at(database: Database) -> datetime | None:
    """Return when the next timer runs out."""
    with database.reading() as session:
        return next_timer_at(session)


def decisions_on(database: Database, guid: str, language: str = "vi") -> tuple[DecisionRecord, ...]:
    """Return what was recorded about a text, the oldest first."""
    with database.reading() as session:
        return list_decision_records(session, guid, language)[::-1]
