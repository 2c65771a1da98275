"""Archive documents as a poller meets them, answer by answer."""

import gzip
import shutil
from pathlib import Path

import feedparser
import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from feeds.writers import WRITERS
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.exporting import export_archive
from syndication.storage.database import Database
from syndication.web import create_app
from tests.conftest import schema_path
from tests.feeds.writers.feed_rules import broken_rules
from tests.syndication.kept import SLUG
from tests.syndication.long_blogs import entries_of, keep_long_blog, kill, post

FEED = f"/blogs/{SLUG}/en/feed.atom"
BASE = "http://127.0.0.1:8000"


@pytest.fixture
def database_url(tmp_path: Path, long_template: Path) -> str:
    """A database with a live blog of 300 entries, 200 of them archived in English and Vietnamese."""
    return f"sqlite:///{shutil.copyfile(long_template, tmp_path / 'syndication.db')}"


def fetch(client: FlaskClient, path: str = FEED, **headers: str) -> TestResponse:
    return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def links_of(answer: TestResponse) -> dict[str, str]:
    """Return the addresses in the header ``Link`` by their relation."""
    (header,) = answer.headers.getlist("Link")
    pairs = (link.split("; ") for link in header.split(", "))
    return {relation.removeprefix("rel=").strip('"'): url.strip("<>") for url, relation in pairs}


@pytest.mark.parametrize("format_name", sorted(WRITERS))
@pytest.mark.parametrize("language", ["en", "vi"])
def test_headers_lead_from_the_feed_through_its_archives(client: FlaskClient, language: str, format_name: str) -> None:
    feed = f"/blogs/{SLUG}/{language}/feed.{format_name}"
    current = links_of(fetch(client, feed))
    second = links_of(fetch(client, f"{feed}?archive=2"))
    first = links_of(fetch(client, f"{feed}?archive=1"))
    assert current == {"self": BASE + feed, "hub": f"{BASE}/hub", "prev-archive": f"{BASE}{feed}?archive=2"}
    assert second == {
        "self": f"{BASE}{feed}?archive=2",
        "current": BASE + feed,
        "prev-archive": f"{BASE}{feed}?archive=1",
    }
    assert first == {"self": f"{BASE}{feed}?archive=1", "current": BASE + feed}


@pytest.mark.parametrize("format_name", ["atom", "rss"])
def test_what_headers_say_is_in_the_document_too(client: FlaskClient, format_name: str) -> None:
    feed = f"/blogs/{SLUG}/vi/feed.{format_name}"
    for path in (feed, f"{feed}?archive=2", f"{feed}?archive=1"):
        answer = fetch(client, path)
        said = feedparser.parse(answer.data).feed.links
        assert {link.rel: link.href for link in said if link.rel != "alternate"} == links_of(answer)


def test_archive_documents_are_valid_and_break_no_rule(client: FlaskClient, atom_schema: etree.RelaxNG) -> None:
    kill(app_database(client), entries_of(app_database(client))[-1], now=utc_now())
    schema = schema_path("newsml-g2/2.35/NewsML-G2_2.35-spec-All-Power.xsd")
    newsml_schema = etree.XMLSchema(etree.parse(schema))
    for address in ("", "?archive=2", "?archive=1.1"):
        atom, rss, newsml = (
            fetch(client, f"/blogs/{SLUG}/vi/feed.{name}{address}").data for name in ("atom", "rss", "newsmlg2")
        )
        assert atom_schema.validate(etree.fromstring(atom)), atom_schema.error_log
        assert newsml_schema.validate(etree.fromstring(newsml)), newsml_schema.error_log
        assert broken_rules(atom) == broken_rules(rss) == set()


def app_database(client: FlaskClient) -> Database:
    found = client.application.extensions["database"]
    assert isinstance(found, Database)
    return found


def test_an_archive_document_stays_as_it_is_while_entries_are_added(client: FlaskClient, database: Database) -> None:
    before = fetch(client, f"{FEED}?archive=2")
    post(database, 100, now=utc_now())
    after = fetch(client, f"{FEED}?archive=2")
    assert after.data == before.data
    assert list(after.headers) == list(before.headers)
    assert links_of(fetch(client))["prev-archive"] == f"{BASE}{FEED}?archive=3"


def test_a_fresh_process_serves_the_same_bytes_under_the_same_tag(
    client: FlaskClient, settings: Settings, database: Database
) -> None:
    other = create_app(settings, database=database).test_client()
    first, second = fetch(client, f"{FEED}?archive=1"), fetch(other, f"{FEED}?archive=1")
    assert first.data == second.data
    assert list(first.headers) == list(second.headers)


def test_the_documents_of_a_feed_have_different_tags(client: FlaskClient) -> None:
    paths = [FEED, f"{FEED}?archive=1", f"{FEED}?archive=2", f"/blogs/{SLUG}/en/feed.rss?archive=1"]
    assert len({fetch(client, path).headers["ETag"] for path in paths}) == len(paths)


def test_it_is_served_like_a_feed(client: FlaskClient) -> None:
    path = f"{FEED}?archive=1"
    answer = fetch(client, path)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    # A kill must be able to reach every cache: nothing may be kept for longer than a feed.
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert fetch(client, path, If_None_Match=answer.headers["ETag"]).status_code == 304
    assert fetch(client, path, If_Modified_Since=answer.headers["Last-Modified"]).status_code == 304
    packed = fetch(client, path, Accept_Encoding="gzip")
    assert gzip.decompress(packed.data) == answer.data
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert list(head.headers) == list(answer.headers)


def test_a_kill_gives_the_document_a_new_address_and_leads_there(client: FlaskClient, database: Database) -> None:
    victim = entries_of(database)[-1]
    before = fetch(client, f"{FEED}?archive=1")
    assert b"Text 300." in before.data
    kill(database, victim, now=utc_now())
    for method in (client.get, client.head):
        moved = method(f"{FEED}?archive=1")
        assert moved.status_code == 301
        assert moved.headers["Location"] == f"{BASE}{FEED}?archive=1.1"
        assert moved.headers["Cache-Control"] == "public, max-age=60"
        assert moved.headers["Access-Control-Allow-Origin"] == "*"
    after = fetch(client, f"{FEED}?archive=1.1")
    assert after.status_code == 200
    assert b"Text 300." not in after.data
    assert links_of(after)["self"] == f"{BASE}{FEED}?archive=1.1"
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.headers["Last-Modified"] != before.headers["Last-Modified"]
    assert links_of(fetch(client, f"{FEED}?archive=2"))["prev-archive"] == f"{BASE}{FEED}?archive=1"
    kill(database, entries_of(database)[-2], now=utc_now())
    for address in ("1", "1.1"):
        assert fetch(client, f"{FEED}?archive={address}").headers["Location"] == f"{BASE}{FEED}?archive=1.2"


def test_a_client_that_knows_the_document_of_before_a_kill_is_sent_on(client: FlaskClient, database: Database) -> None:
    known = fetch(client, f"{FEED}?archive=1")
    kill(database, entries_of(database)[-1], now=utc_now())
    conditions = {"If_None_Match": known.headers["ETag"], "If_Modified_Since": known.headers["Last-Modified"]}
    assert fetch(client, f"{FEED}?archive=1", **conditions).status_code == 301
    assert fetch(client, f"{FEED}?archive=1.1", **conditions).status_code == 200


def test_the_feed_leads_to_the_newest_document_as_it_is_after_a_kill(client: FlaskClient, database: Database) -> None:
    kill(database, entries_of(database)[150], now=utc_now())
    assert links_of(fetch(client))["prev-archive"] == f"{BASE}{FEED}?archive=2.1"


@pytest.mark.parametrize(
    "wanted",
    ["0", "3", "00", "01", "1.0", "1.01", "1.1", "2.1", "9" * 9, "9" * 10, "9" * 4000, "1." + "9" * 400, "0.1"],
)
def test_an_unknown_number_is_not_found(client: FlaskClient, wanted: str) -> None:
    answer = fetch(client, f"{FEED}?archive={wanted}")
    assert answer.status_code == 404
    assert answer.text == "There is no such archive document. This feed has 2, numbered from 1.\n"


@pytest.mark.parametrize(
    "query",
    [
        "archive=",
        "archive",
        "archive=x",
        "archive=-1",
        "archive=%2B1",
        "archive=1e3",
        "archive=0x1",
        "archive=1.",
        "archive=.1",
        "archive=1.1.1",
        "archive=%201",
        "archive=1%0A",
        "archive=1%0D%0ASet-Cookie:%20a=b",
        "archive=%00",
        "archive=%FF",
        "archive=%ED%A0%80",
        "archive=%D9%A1",
        "archive=%EF%BC%91",
        "archive=1%27%20OR%201=1--",
        "archive=<script>alert(1)</script>",
        "archive=../../etc/passwd",
        "archive=" + "x" * 100_000,
        "archive=1&archive=1",
        "archive=1&archive=2",
        "archive=None",
        "archive[]=1&archive=",
    ],
)
def test_what_is_no_number_is_refused_and_not_repeated(client: FlaskClient, query: str) -> None:
    for path in (FEED, f"/blogs/{SLUG}/en/feed.rss", "/blogs/nowhere/en/feed.atom"):
        answer = fetch(client, f"{path}?{query}")
        assert answer.status_code == 400
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.text.startswith("archive: ")
        assert len(answer.data) < 100
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("path", "tells"),
    [
        ("/blogs/nowhere/en/feed.atom", "no live blog 'nowhere'"),
        (f"/blogs/{SLUG}/fr/feed.atom", "It has: en, vi"),
        (f"/blogs/{SLUG}/en/feed.pdf", "There is no format 'pdf'"),
    ],
)
def test_what_is_not_there_has_no_archives_either(client: FlaskClient, path: str, tells: str) -> None:
    answer = fetch(client, f"{path}?archive=1")
    assert answer.status_code == 404
    assert tells in answer.text


def test_a_feed_without_archives_says_so(client: FlaskClient, database: Database) -> None:
    keep_long_blog(database, 5, slug="paris")
    answer = fetch(client, "/blogs/paris/en/feed.atom?archive=1")
    assert answer.status_code == 404
    assert answer.text == "This feed has no archive documents yet: everything is in the feed itself.\n"


@pytest.mark.parametrize("query", ["archive=1", "%61rchive=1", "a=b&archive=1"])
def test_an_archive_document_is_served_however_it_is_asked_for_after_the_feed(client: FlaskClient, query: str) -> None:
    feed = fetch(client)
    assert fetch(client).data == feed.data
    assert links_of(fetch(client, f"{FEED}?{query}"))["self"] == f"{BASE}{FEED}?archive=1"


def test_other_queries_still_get_the_feed(client: FlaskClient) -> None:
    feed = fetch(client)
    for query in ("archived=1", "x=%41", "utm_source=a", "ARCHIVE=1"):
        assert fetch(client, f"{FEED}?{query}").data == feed.data


def test_a_page_has_no_archives(client: FlaskClient) -> None:
    assert fetch(client, f"/blogs/{SLUG}/en/?archive=1").data == fetch(client, f"/blogs/{SLUG}/en/").data


@pytest.mark.parametrize("format_name", sorted(WRITERS))
def test_an_export_has_the_same_bytes(
    app: APIFlask, client: FlaskClient, settings: Settings, database: Database, format_name: str
) -> None:
    kill(database, entries_of(database)[-1], now=utc_now())
    with database.reading() as session:
        exported = [
            export_archive(session, settings, SLUG, number, format_name=format_name, language="vi", now=utc_now())
            for number in (1, 2)
        ]
    feed = f"/blogs/{SLUG}/vi/feed.{format_name}"
    assert exported == [fetch(client, f"{feed}?archive={name}").data for name in ("1.1", "2")]
