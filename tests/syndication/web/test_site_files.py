"""The files that are there once for the whole site."""

import pytest
from flask.testing import FlaskClient
from lxml import etree

from feeds.catalogs import catalog_bytes, json_feed_objects
from syndication.clock import utc_now
from syndication.ingest import kill_blog
from syndication.storage.database import Database
from syndication.web.feed_links import reader_formats
from tests.factories import NOW
from tests.syndication.kept import keep_blog, raw_entry

BASE = "http://127.0.0.1:8000"


def test_the_catalogue_is_where_newsml_documents_say_it_is(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    feed = etree.fromstring(client.get("/blogs/hanoi/en/feed.newsmlg2").data)
    addresses = [str(href) for href in feed.xpath("//*[local-name()='catalogRef']/@href")]
    (own,) = {address for address in addresses if address.startswith("http://127.0.0.1:8000/")}
    answer = client.get(own.removeprefix("http://127.0.0.1:8000"))
    assert answer.status_code == 200
    assert answer.data == catalog_bytes()
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"


def test_the_objects_of_our_own_are_described_where_json_feeds_say_it_is(
    client: FlaskClient, database: Database
) -> None:
    keep_blog(database, raw_entry())
    feed = client.get("/blogs/hanoi/en/feed.json").get_json()
    (address,) = {holder["_syndication"]["about"] for holder in (feed, *feed["items"])}
    answer = client.get(address.removeprefix("http://127.0.0.1:8000"))
    assert answer.status_code == 200
    assert answer.data == json_feed_objects()
    assert answer.headers["Content-Type"] == "application/schema+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_catalogue_is_conditional(client: FlaskClient) -> None:
    etag = client.get("/catalogs/syndication-1.xml").headers["ETag"]
    assert client.get("/catalogs/syndication-1.xml", headers={"If-None-Match": etag}).status_code == 304


def test_opml_lists_each_feed_of_each_language(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(), title="Leaders & <others>")
    answer = client.get("/feeds.opml")
    assert answer.headers["Content-Type"] == "text/x-opml; charset=utf-8"
    root = etree.fromstring(answer.data)
    assert root.get("version") == "2.0"
    assert root.xpath("/opml/body/outline/@text") == ["Leaders & <others>"]
    addresses = root.xpath("//outline[@type='rss']/@xmlUrl")
    assert sorted(addresses) == sorted(
        f"http://127.0.0.1:8000/blogs/hanoi/{language}/feed.{name}"
        for language in ("en", "vi", "ko")
        for name in reader_formats()
    )
    for address in addresses:
        assert client.get(address).status_code == 200


def test_opml_is_as_its_specification_wants_it(client: FlaskClient, database: Database) -> None:
    """OPML 2.0: a head and a body, outlines with a text, subscriptions of the type rss with an address."""
    keep_blog(database, raw_entry(), title="Leaders & <others>")
    root = etree.fromstring(client.get("/feeds.opml").data)
    assert [child.tag for child in root] == ["head", "body"]
    assert root.findtext("head/title") == "Newsroom"
    outlines = root.xpath("//outline")
    assert all(outline.get("text") for outline in outlines)
    subscriptions = root.xpath("//outline[not(outline)]")
    assert len(subscriptions) == 3 * len(reader_formats())
    for outline in subscriptions:
        assert outline.get("type") == "rss"
        assert outline.get("xmlUrl").startswith(BASE)
        assert client.get(outline.get("htmlUrl").removeprefix(BASE)).status_code == 200


def test_opml_tells_the_date_of_a_kill_too(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(), slug="paris", now=NOW)
    keep_blog(database, raw_entry(), now=NOW)
    seen = client.get("/feeds.opml").headers["Last-Modified"]
    with database.writing() as session:
        kill_blog(session, "paris", "staged", actor="Linh", now=utc_now())
    assert client.get("/feeds.opml", headers={"If-Modified-Since": seen}).status_code == 200


def test_opml_is_the_same_until_a_blog_changes(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    first = client.get("/feeds.opml")
    assert client.get("/feeds.opml", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    keep_blog(database, raw_entry(), slug="paris")
    assert client.get("/feeds.opml", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", ["/desk/", "/sign-in/", "/partners/", "/review/", "/api/"])
def test_crawlers_are_kept_out_of_what_is_not_public(client: FlaskClient, path: str) -> None:
    assert f"Disallow: {path}" in client.get("/robots.txt").text.splitlines()


@pytest.mark.parametrize("path", ["/favicon.svg", "/favicon.ico"])
def test_there_is_an_icon(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("image/svg+xml")


def test_the_style_sheet_is_served_under_a_name_that_changes_with_it(client: FlaskClient) -> None:
    with client.get("/static/pages.css") as answer:
        assert answer.status_code == 200
    assert "/static/pages.css?v=" in client.get("/").text
