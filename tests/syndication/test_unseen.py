"""Kills of entries under an embargo: told to those who had the entry, and to nobody else."""

from datetime import timedelta

import pytest

from feeds.model import PubStatus
from feeds.profile import LanguageRule
from feeds.select import is_never_told, may_be_told
from syndication.importing import accept_blog
from syndication.ingest import accept_entry, kill_blog, kill_entry, replace_entry
from syndication.publish import load_variant
from syndication.storage.database import Database
from tests.factories import NOW
from tests.syndication.kept import SLUG, defaults, keep_blog, kept_entry, raw_blog, raw_entry

EMBARGO = NOW + timedelta(hours=5)
HOUR = timedelta(hours=1)


@pytest.fixture
def guid(database: Database) -> str:
    """An entry that is under an embargo from its first version."""
    keep_blog(database)
    with database.writing() as session:
        return accept_entry(session, SLUG, raw_entry(embargoed_until=EMBARGO), actor="Linh", now=NOW).guid


def edit(database: Database, guid: str, *, hours: int, **changes: object) -> None:
    with database.writing() as session:
        entry = raw_entry(**changes)
        replace_entry(session, guid, entry, if_version=None, actor="Linh", now=NOW + hours * HOUR)


def kill(database: Database, guid: str, *, hours: int) -> None:
    with database.writing() as session:
        kill_entry(session, guid, "The source is in danger", actor="Linh", now=NOW + hours * HOUR)


def test_entry_that_is_killed_under_its_embargo_is_never_told_of(database: Database, guid: str) -> None:
    edit(database, guid, hours=1, headline="Edited", embargoed_until=EMBARGO)
    kill(database, guid, hours=2)
    killed = kept_entry(database, guid)
    assert (killed.pub_status, killed.embargoed_until) == (PubStatus.CANCELED, EMBARGO)
    assert is_never_told(killed)


def test_entry_that_was_out_before_its_embargo_is_told_of(database: Database, guid: str) -> None:
    edit(database, guid, hours=1, embargoed_until=None)
    edit(database, guid, hours=2, embargoed_until=EMBARGO)
    kill(database, guid, hours=3)
    assert not is_never_told(kept_entry(database, guid))


def test_entry_whose_embargo_has_ended_is_told_of(database: Database, guid: str) -> None:
    kill(database, guid, hours=6)
    assert not is_never_told(kept_entry(database, guid))


def test_live_blog_that_is_killed_tells_only_of_entries_that_were_out(database: Database, guid: str) -> None:
    with database.writing() as session:
        seen = accept_entry(session, SLUG, raw_entry(), actor="Linh", now=NOW).guid
    with database.writing() as session:
        kill_blog(session, SLUG, "Wrong", actor="Linh", now=NOW + HOUR)
    assert is_never_told(kept_entry(database, guid))
    assert not is_never_told(kept_entry(database, seen))


def test_kill_that_an_import_brings_is_no_louder(database: Database, guid: str) -> None:
    copy = raw_blog(raw_entry(guid=guid, pub_status=PubStatus.CANCELED, kill_reason="Wrong"))
    with database.writing() as session:
        accept_blog(session, copy, actor="Linh", now=NOW + HOUR, settings=defaults())
    assert is_never_told(kept_entry(database, guid))


def test_entry_that_was_out_and_is_withheld_under_an_embargo_is_told_of_at_once(database: Database, guid: str) -> None:
    edit(database, guid, hours=1, embargoed_until=None)
    edit(database, guid, hours=2, pub_status=PubStatus.WITHHELD, embargoed_until=EMBARGO, headline="Held again")
    with database.reading() as session:
        shown = load_variant(session, SLUG, "en", LanguageRule(tag="en"))
    assert shown is not None
    hold = next(entry for entry in shown.entries if entry.guid == guid)
    assert may_be_told(shown, hold, NOW + 2 * HOUR)
    assert kept_entry(database, guid).embargoed_until == EMBARGO


def test_entry_that_was_never_out_and_is_withheld_under_an_embargo_is_not_told_of(
    database: Database, guid: str
) -> None:
    edit(database, guid, hours=1, pub_status=PubStatus.WITHHELD, embargoed_until=EMBARGO)
    with database.reading() as session:
        shown = load_variant(session, SLUG, "en", LanguageRule(tag="en"))
    assert shown is not None
    assert not may_be_told(shown, next(entry for entry in shown.entries if entry.guid == guid), NOW + 9 * HOUR)
