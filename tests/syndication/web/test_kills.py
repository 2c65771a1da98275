"""Whom a kill concerns: noted as partners fetch, shown on the desk, in the API, on the command line and in numbers."""

from datetime import datetime, timedelta

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from feeds.model import PubStatus
from syndication.auth import Role, create_partner_token, create_token
from syndication.clock import utc_now
from syndication.fetch_book import FetchBook
from syndication.ingest import kill_entry, replace_entry
from syndication.kill_watch import KillWatch
from syndication.partners import import_toml
from syndication.shaping.partners import set_disabled
from syndication.storage.database import Database
from syndication.storage.delivery_tables import feed_fetches
from syndication.storage.notices import OwedNotice, list_notices
from tests.syndication.kept import SLUG, keep_blog, kept_blog, raw_entry
from tests.syndication.web.people import Person

PARTNERS = """
[[partners]]
slug = "mekong"
name = "Mekong Daily"
[[partners.profiles]]
name = "live"
format = "atom"
"""
FEED = f"/partners/mekong/live/{SLUG}"
ACROSS = "/partners/mekong/live"


@pytest.fixture
def guid(database: Database) -> str:
    with database.writing() as session:
        import_toml(session, PARTNERS, actor="Linh", now=utc_now())
    keep_blog(database, raw_entry(headline="Dinner in Hanoi"), now=utc_now())
    return kept_blog(database).entries[0].guid


@pytest.fixture
def partner(app: APIFlask, database: Database, guid: str) -> FlaskClient:
    """A partner's reader, with its key."""
    with database.writing() as session:
        key = create_partner_token(session, "mekong", name="mekong reader", now=utc_now())
    reader = app.test_client()
    reader.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return reader


@pytest.fixture
def book(app: APIFlask) -> FetchBook:
    book: FetchBook = app.extensions["fetch_book"]
    return book


def fetched(database: Database, book: FetchBook) -> list[tuple[int, int]]:
    """Return what was fetched: revision and how often."""
    book.flush()
    with database.reading() as session:
        rows = session.execute(feed_fetches.select().order_by(feed_fetches.c.id))
        return [(row.revision, row.fetches) for row in rows]


def kill(database: Database, guid: str, *, ago_min: int = 0) -> datetime:
    at = utc_now() - timedelta(minutes=ago_min)
    with database.writing() as session:
        kill_entry(session, guid, "The source is in danger", actor="Linh", now=at)
    return at


def notices(database: Database) -> tuple[OwedNotice, ...]:
    with database.reading() as session:
        return list_notices(session)


@pytest.mark.parametrize("path", [FEED, ACROSS])
def test_get_is_noted_with_the_revision_it_has_shown(
    partner: FlaskClient, database: Database, book: FetchBook, path: str
) -> None:
    assert partner.get(path).status_code == 200
    assert fetched(database, book) == [(kept_blog(database).revision, 1)]


def test_304_confirms_the_revision_that_the_tag_names(
    partner: FlaskClient, database: Database, book: FetchBook
) -> None:
    etag = partner.get(FEED).headers["ETag"]
    assert partner.get(FEED, headers={"If-None-Match": etag}).status_code == 304
    assert fetched(database, book) == [(kept_blog(database).revision, 2)]


@pytest.mark.parametrize("headers", [{"If-None-Match": "*"}, {"If-Modified-Since": "Wed, 27 Feb 2086 14:00:00 GMT"}])
def test_304_to_a_client_that_has_named_nothing_is_no_fetch(
    partner: FlaskClient, database: Database, book: FetchBook, headers: dict[str, str]
) -> None:
    assert partner.get(FEED, headers=headers).status_code == 304
    assert fetched(database, book) == []


def test_head_and_refusals_are_no_fetches(
    partner: FlaskClient, client: FlaskClient, database: Database, book: FetchBook
) -> None:
    assert partner.head(FEED).status_code == 200
    assert client.get(FEED).status_code == 401
    assert partner.get(f"{ACROSS}/nothing").status_code == 404
    assert fetched(database, book) == []


def test_fetches_are_written_without_anybody_asking_for_it(
    partner: FlaskClient, database: Database, book: FetchBook
) -> None:
    partner.get(FEED)
    timer = book._timer
    assert timer is not None
    timer.join(20)
    with database.reading() as session:
        assert session.execute(feed_fetches.select()).first() is not None


def test_kill_is_followed_from_the_fetch_to_the_next_one(
    app: APIFlask, partner: FlaskClient, database: Database, book: FetchBook, guid: str
) -> None:
    staff = Person(app, database, role=Role.READER)
    partner.get(FEED)
    book.flush()
    kill(database, guid)
    [notice] = notices(database)
    path = f"/desk/kills/{SLUG}/{notice.revision}"
    assert "still exposed" in staff.client.get(path).text
    assert "1 to be told" in staff.client.get("/desk/kills/").text
    partner.get(FEED)
    book.flush()
    shown = staff.client.get(path).text
    assert "still exposed" not in shown
    assert "1 of 1" in shown
    assert "all told" in staff.client.get("/desk/kills/").text


def test_page_of_a_kill_counts_that_nothing_is_left_of_the_text(
    app: APIFlask, partner: FlaskClient, database: Database, book: FetchBook, guid: str
) -> None:
    staff = Person(app, database, role=Role.READER)
    kill(database, guid)
    shown = staff.page(f"/desk/kills/{SLUG}/{kept_blog(database).revision}")
    left = shown.xpath("//section[@data-refreshed='left']//dd/text()")
    assert left == ["0", "0", "0", "0", "none: every language has a newer revision"]


def test_killed_words_are_on_no_page_of_kills(
    app: APIFlask, partner: FlaskClient, database: Database, book: FetchBook, guid: str
) -> None:
    staff = Person(app, database, role=Role.READER)
    partner.get(FEED)
    book.flush()
    kill(database, guid)
    for path in ("/desk/kills/", f"/desk/kills/{SLUG}/{kept_blog(database).revision}"):
        assert "Dinner" not in staff.client.get(path).text


def test_overdue_kill_is_flagged_everywhere(
    app: APIFlask, partner: FlaskClient, database: Database, book: FetchBook, guid: str
) -> None:
    staff = Person(app, database, role=Role.READER)
    partner.get(FEED)
    book.flush()
    kill(database, guid)
    late = utc_now() + timedelta(minutes=6)
    watch = KillWatch(database, overdue_min=5, clock=lambda: late)
    with capture_logs() as logs:
        watch.look()
        watch.look()
    assert [line["event"] for line in logs] == ["kill_overdue"]
    make_older(database, minutes=6)
    assert "overdue" in staff.client.get("/desk/kills/").text
    assert "has not reached a partner within 5 minutes" in staff.client.get("/desk/").text
    assert "syndication_kills_overdue 1.0" in staff.client.get("/metrics").text


def make_older(database: Database, *, minutes: int) -> None:
    """Move all kills into the past: the clock of a web process is nobody's to turn."""
    from syndication.storage.delivery_tables import notices as table
    from syndication.storage.tables import changes

    with database.writing() as session:
        at = utc_now() - timedelta(minutes=minutes)
        session.execute(table.update().values(changed_at=at))
        session.execute(changes.update().where(changes.c.kind == "kill").values(at=at))


def test_api_tells_who_had_it_and_for_how_long(
    client: FlaskClient, partner: FlaskClient, database: Database, book: FetchBook, guid: str
) -> None:
    with database.writing() as session:
        key = create_token(session, name="tool", role=Role.READER, now=utc_now())
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    partner.get(FEED)
    book.flush()
    kill(database, guid, ago_min=0)
    [found] = client.get("/api/v1/kills?kind=kill&owed=true").json["kills"]
    assert (found["blog"], found["guid"], found["owed"], found["is_overdue"]) == (SLUG, guid, 1, False)
    shown = client.get(f"/api/v1/kills/{SLUG}/{found['revision']}").json
    [who] = shown["who"]
    assert (who["partner"], who["profile"], who["holder"], who["is_owed"]) == ("mekong", "live", "pull", True)
    assert shown["leftovers"] == {"deliveries": 0, "drafts": 0, "sentences": 0, "archived": 0}
    assert client.get(f"/api/v1/kills/{SLUG}/1").status_code == 404
    assert client.get("/api/v1/kills?kind=murder").status_code == 400


def test_holds_and_corrections_are_listed_too(
    app: APIFlask, partner: FlaskClient, database: Database, book: FetchBook, guid: str
) -> None:
    staff = Person(app, database, role=Role.READER)
    partner.get(FEED)
    book.flush()
    for changes in ({"correction_note": "It was lunch"}, {"pub_status": PubStatus.WITHHELD}):
        with database.writing() as session:
            entry = raw_entry(headline="Lunch in Hanoi", **changes)
            replace_entry(session, guid, entry, if_version=None, actor="Linh", now=utc_now())
    assert staff.page("/desk/kills/?kind=correction").xpath("count(//tbody/tr)") == 1
    [hold] = staff.page("/desk/kills/?kind=withhold").xpath("//tbody//a/@href")
    assert "still exposed" in staff.client.get(hold).text


def test_empty_page_tells_what_will_be_there(app: APIFlask, database: Database) -> None:
    staff = Person(app, database, role=Role.READER)
    assert "Nothing was killed" in staff.client.get("/desk/kills/").text
    assert staff.client.get(f"/desk/kills/{SLUG}/7").status_code == 404
    assert staff.client.get("/desk/kills/?kind=murder").status_code == 400


def test_partner_whose_feeds_are_closed_is_shown_as_one_that_cannot_be_told(
    app: APIFlask, partner: FlaskClient, database: Database, book: FetchBook, guid: str
) -> None:
    staff = Person(app, database, role=Role.READER)
    partner.get(FEED)
    book.flush()
    with database.writing() as session:
        set_disabled(session, "mekong", disabled=True, actor="Linh", now=utc_now())
    kill(database, guid)
    [notice] = notices(database)
    shown = staff.client.get(f"/desk/kills/{SLUG}/{notice.revision}").text
    assert "still exposed; cannot be told: partner switched off" in shown
