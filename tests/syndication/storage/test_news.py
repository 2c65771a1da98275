"""Which live blogs are recent, in each of their languages, on both databases."""

from datetime import timedelta

import pytest

from feeds.model import PubStatus
from syndication.ingest import accept_entry, replace_entry
from syndication.storage.changes import LogKind, last_change_at, list_correction_times
from syndication.storage.database import Database
from syndication.storage.news import RecentPage, last_publication_at, list_recent_pages
from tests.factories import NOW
from tests.syndication.kept import SLUG, keep_blog, kept_blog, log_of, raw_entry

DAY = timedelta(days=1)


def recent(database: Database, *, limit: int = 100, days: int = 2) -> tuple[RecentPage, ...]:
    with database.reading() as session:
        return list_recent_pages(session, since=NOW - days * DAY, until=NOW, limit=limit)


def test_a_live_blog_is_listed_in_each_language_its_own_first(database: Database) -> None:
    keep_blog(database, raw_entry())
    pages = recent(database)
    assert [(page.slug, page.language) for page in pages] == [(SLUG, "en"), (SLUG, "ko"), (SLUG, "vi")]
    assert {page.source_language for page in pages} == {"en"}
    assert pages[0].published_at == kept_blog(database).published_at


def test_only_usable_live_blogs_of_the_time_asked_for_are_listed(database: Database) -> None:
    keep_blog(database, raw_entry(), slug="old", published_at=NOW - 2 * DAY)
    keep_blog(database, raw_entry(), slug="ahead", published_at=NOW + timedelta(seconds=1))
    keep_blog(database, raw_entry(), slug="held", published_at=NOW, pub_status=PubStatus.WITHHELD)
    keep_blog(database, raw_entry(), slug="just", published_at=NOW)
    keep_blog(database, raw_entry(), slug="still", published_at=NOW - 2 * DAY + timedelta(seconds=1))
    assert {page.slug for page in recent(database)} == {"just", "still"}


def test_what_changed_last_comes_first_and_the_rest_is_cut_off(database: Database) -> None:
    keep_blog(database, raw_entry(), slug="first", now=NOW)
    keep_blog(database, raw_entry(), slug="second", now=NOW + timedelta(minutes=1))
    with database.writing() as session:
        accept_entry(session, "first", raw_entry("More."), actor="Linh", now=NOW + timedelta(minutes=2))
    assert [page.slug for page in recent(database)] == ["first"] * 3 + ["second"] * 3
    assert recent(database)[0].changed_at == NOW + timedelta(minutes=2)
    assert [page.slug for page in recent(database, limit=4)] == ["first"] * 3 + ["second"]


def test_the_youngest_publication_up_to_a_time_is_known(database: Database) -> None:
    with database.reading() as session:
        assert last_publication_at(session, until=NOW) is None
        assert last_change_at(session) is None
    keep_blog(database, raw_entry(), slug="old", published_at=NOW - DAY)
    keep_blog(database, raw_entry(), slug="new", published_at=NOW, now=NOW + timedelta(hours=1))
    with database.reading() as session:
        assert last_publication_at(session, until=NOW) == NOW
        assert last_publication_at(session, until=NOW - timedelta(seconds=1)) == NOW - DAY
        assert last_publication_at(session, until=NOW - 2 * DAY) is None
        assert last_change_at(session) == NOW + timedelta(hours=1)


@pytest.mark.parametrize("arrives_corrected", [False, True])
def test_a_correction_keeps_its_date_through_later_edits(database: Database, arrives_corrected: bool) -> None:
    note = "It was the Metropole."
    keep_blog(database, raw_entry(correction_note=note if arrives_corrected else None))
    guid = kept_blog(database).entries[0].guid
    for minute, text in ((1, "They met."), (2, "They met at last.")):
        now = NOW + timedelta(minutes=minute)
        with database.writing() as session:
            changed = raw_entry(text, correction_note=note)
            replace_entry(session, guid, changed, if_version=None, actor="Linh", now=now)
    (*_, last) = log_of(database)
    assert last.kind is LogKind.UPDATE
    with database.reading() as session:
        times = list_correction_times(session, SLUG, [guid, "tag:example.org,2019:nobody"])
    assert times == {guid: NOW if arrives_corrected else NOW + timedelta(minutes=1)}
