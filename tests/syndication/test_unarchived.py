"""What the document that readers subscribe to holds besides the newest entries, and what it costs."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from syndication.documents import Served, partner_document, plan_public, public_document
from syndication.partners import import_toml
from syndication.storage.database import Database
from tests.factories import NOW, make_site
from tests.syndication.kept import SLUG
from tests.syndication.long_blogs import MINUTE, entries_of, keep_long_blog, kill, post, replace_each, state_of

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def long_blog(tmp_path: Path, long_template: Path) -> Iterator[Database]:
    """A live blog of 300 entries in English and Vietnamese; 200 of them are archived."""
    database = Database(f"sqlite:///{shutil.copyfile(long_template, tmp_path / 'syndication.db')}")
    yield database
    database.close()


def served(database: Database, *, language: str = "en", now=NOW + timedelta(hours=1)) -> Served:
    with database.reading() as session:
        found = public_document(session, make_site(), SLUG, language, "atom", now=now)
    assert found is not None
    return found


def entries_in(document: Served) -> dict[str, object]:
    return {entry.id: entry for entry in feedparser.parse(document.body).entries}


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collect the statements that reach the database while the block runs."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@on_sqlite
def test_all_that_is_not_archived_is_in_the_feed(database: Database) -> None:
    keep_long_blog(database, 199)
    assert len(entries_in(served(database))) == 199
    assert served(database).archive_links == ()


def test_what_is_archived_is_in_the_feed_no_more(long_blog: Database) -> None:
    document = served(long_blog)
    assert [entry.headline for entry in entries_of(long_blog)[:100]] == [
        entry["title"] for entry in entries_in(document).values()
    ]
    assert document.archive_links == (("prev-archive", "https://example.org/blogs/hanoi/en/feed.atom?archive=2"),)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_corrected_old_entry_is_in_the_feed_again_under_its_id(long_blog: Database, language: str) -> None:
    before = served(long_blog, language=language)
    oldest = entries_of(long_blog)[-1]
    replace_each(long_blog, [oldest], now=NOW + MINUTE, correction_note="Not so.")
    after = entries_in(served(long_blog, language=language))
    (added,) = after.keys() - entries_in(before).keys()
    assert added.startswith(oldest.guid)
    assert after[added]["updated_parsed"][:5] == (NOW + MINUTE).timetuple()[:5]
    assert after[added]["syn_version"] == "2"


@on_sqlite
def test_a_corrected_entry_older_than_the_newest_thousand_is_in_the_feed(database: Database) -> None:
    keep_long_blog(database, 1050)
    oldest = entries_of(database)[-1]
    assert oldest.guid not in entries_in(served(database))
    replace_each(database, [oldest], now=NOW + MINUTE, correction_note="Not so.")
    assert list(entries_in(served(database)))[-1] == oldest.guid


def test_a_withdrawal_is_told_until_it_is_archived(long_blog: Database) -> None:
    for number in (0, 299):
        kill(long_blog, entries_of(long_blog)[number])
    later = NOW + timedelta(days=365)
    gone = [entries_of(long_blog)[number].guid for number in (0, 299)]
    assert set(gone) <= set(entries_in(served(long_blog, now=later)))
    assert served(long_blog, now=later).valid_until is None
    post(long_blog, 100, now=NOW + 2 * MINUTE)
    assert state_of(long_blog).archives == 3
    assert gone[0] in set(entries_in(served(long_blog, now=later)))
    assert gone[1] not in set(entries_in(served(long_blog, now=later)))


@on_sqlite
def test_without_archives_a_withdrawal_is_told_for_as_long_as_ever(database: Database) -> None:
    keep_long_blog(database, 150)
    kill(database, entries_of(database)[-1])
    assert len(entries_in(served(database))) == 150
    assert len(entries_in(served(database, now=NOW + timedelta(days=4)))) == 149


def test_a_partner_s_feed_keeps_its_window(long_blog: Database) -> None:
    partner = '[[partners]]\nslug = "mekong"\nname = "Mekong"\n[[partners.profiles]]\nname = "live"'
    with long_blog.writing() as session:
        import_toml(session, partner, actor="Linh", now=NOW)
    replace_each(long_blog, entries_of(long_blog)[-1:], now=NOW + MINUTE, correction_note="Not so.")
    with long_blog.reading() as session:
        found = partner_document(session, make_site(), "mekong", "live", SLUG, now=NOW + timedelta(hours=1))
    assert found is not None
    assert list(entries_in(found)) == [entry.guid for entry in entries_of(long_blog)[:100]]
    assert found.archive_links == ()


def test_an_archive_document_gives_the_feed_another_tag(long_blog: Database) -> None:
    before = served(long_blog)
    post(long_blog, 100, now=NOW + MINUTE)
    assert served(long_blog).etag != before.etag


def test_asking_whether_anything_is_new_takes_two_statements(long_blog: Database) -> None:
    with long_blog.reading() as session, counted(long_blog) as statements:
        plan_public(session, make_site(), SLUG, "en", "atom")
    assert [statement.partition(" ")[0] for statement in statements] == ["BEGIN", "SELECT", "SELECT"]


@on_sqlite
def test_a_short_live_blog_s_feed_asks_for_no_archives(database: Database) -> None:
    keep_long_blog(database, 150)
    with counted(database) as statements:
        served(database)
    assert not [statement for statement in statements if "archived_version" in statement or "archived_" in statement]
    with counted(database) as statements:
        post(database, now=NOW + MINUTE)
    assert not [statement for statement in statements if "archived_version !=" in statement]
