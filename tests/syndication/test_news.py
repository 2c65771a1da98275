"""What counts as news to a search engine, and since when the list has been what it is."""

from datetime import datetime, timedelta

from syndication.config import Settings
from syndication.ingest import accept_entry, kill_blog
from syndication.memory import import_memory
from syndication.news import MOST_PAGES, NewsPage, list_news, news_changed_at
from syndication.storage.blogs import insert_blog
from syndication.storage.database import Database
from syndication.storage.revisions import add_feeds
from syndication.worker import Worker
from tests.factories import NOW, make_blog
from tests.syndication.kept import SLUG, keep_blog, memory_of, raw_entry, variant_of

DAY = timedelta(days=1)


def news(database: Database, now: datetime = NOW) -> tuple[NewsPage, ...]:
    with database.reading() as session:
        return list_news(session, now=now)


def changed_at(database: Database, now: datetime = NOW) -> datetime | None:
    with database.reading() as session:
        return news_changed_at(session, now=now)


def test_pages_are_titled_as_their_readers_see_them(database: Database, settings: Settings) -> None:
    keep_blog(database, raw_entry(), standfirst=None, byline=None)
    with database.writing() as session:
        title = memory_of({"Leaders meet in Hanoi": "Lãnh đạo gặp nhau ở Hà Nội"})
        import_memory(session, title, name="desk.tmx", now=NOW)
    Worker(settings, database=database).run_once()
    assert {page.language: page.title for page in news(database)} == {
        tag: variant_of(database, tag).title for tag in ("en", "vi", "ko")
    }
    assert {page.title for page in news(database)} == {"Leaders meet in Hanoi", "Lãnh đạo gặp nhau ở Hà Nội"}


def test_a_live_blog_is_news_for_two_days_whatever_happens_in_it(database: Database) -> None:
    keep_blog(database, raw_entry(), published_at=NOW)
    assert len(news(database, NOW + 2 * DAY - timedelta(seconds=1))) == 3
    with database.writing() as session:
        accept_entry(session, SLUG, raw_entry("More."), actor="Linh", now=NOW + 2 * DAY)
    assert news(database, NOW + 2 * DAY) == ()


def test_an_entry_moves_the_change_and_not_the_publication(database: Database) -> None:
    keep_blog(database, raw_entry(), published_at=NOW)
    later = NOW + timedelta(hours=5)
    with database.writing() as session:
        accept_entry(session, SLUG, raw_entry("More."), actor="Linh", now=later)
    assert {(page.published_at, page.changed_at) for page in news(database, later)} == {(NOW, later)}


def test_what_was_posted_ahead_changed_when_it_was_published(database: Database) -> None:
    keep_blog(database, raw_entry(), published_at=NOW + timedelta(hours=1))
    assert news(database) == ()
    assert {page.changed_at for page in news(database, NOW + DAY)} == {NOW + timedelta(hours=1)}


def test_a_killed_live_blog_is_no_news(database: Database) -> None:
    keep_blog(database, raw_entry())
    with database.writing() as session:
        kill_blog(session, SLUG, "staged", actor="Linh", now=NOW)
    assert news(database) == ()


def test_the_list_changes_by_edits_by_kills_and_by_the_clock(database: Database) -> None:
    assert changed_at(database) is None
    keep_blog(database, raw_entry(), published_at=NOW + timedelta(hours=1), now=NOW)
    assert changed_at(database) == NOW
    assert changed_at(database, NOW + timedelta(hours=2)) == NOW + timedelta(hours=1)
    assert changed_at(database, NOW + 3 * DAY) == NOW + 2 * DAY + timedelta(hours=1)
    with database.writing() as session:
        kill_blog(session, SLUG, "staged", actor="Linh", now=NOW + 4 * DAY)
    assert changed_at(database, NOW + 5 * DAY) == NOW + 4 * DAY


def test_there_is_never_more_news_than_a_sitemap_takes(database: Database) -> None:
    with database.writing() as session:
        for number in range(MOST_PAGES // 2 + 1):
            head = make_blog(guid=f"tag:example.org,2019:blog/{number}", slug=f"blog-{number}", published_at=NOW)
            add_feeds(session, insert_blog(session, head).id, ["en", "vi"])
    assert MOST_PAGES == 1000
    assert len(news(database)) == MOST_PAGES
