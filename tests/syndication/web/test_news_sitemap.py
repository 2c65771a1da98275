"""The News sitemap as a crawler gets it."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree

from feeds.model import PubStatus
from syndication.clock import utc_now
from syndication.ingest import accept_entry, kill_blog
from syndication.storage.database import Database
from tests.conftest import schema_path
from tests.syndication.kept import SLUG, keep_blog, raw_entry

PATH = "/news-sitemap.xml"
BASE = "http://127.0.0.1:8000"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """Both schemas: the sitemap's lets nothing in that is not declared somewhere."""
    both = "".join(
        f'<xs:import namespace="{NAMES[key]}" schemaLocation="{schema_path(f"sitemap/{name}").as_uri()}"/>'
        for key, name in (("s", "sitemap.xsd"), ("n", "sitemap-news.xsd"))
    )
    return etree.XMLSchema(
        etree.fromstring(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{both}</xs:schema>')
    )


def publish(database: Database, slug: str = SLUG, *, hours_ago: float = 1, **changes: Any) -> None:
    now = utc_now().replace(microsecond=0)
    keep_blog(database, raw_entry(), slug=slug, now=now, published_at=now - hours_ago * HOUR, **changes)


def tree(client: FlaskClient) -> Any:
    answer = client.get(PATH)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(answer.data)


def texts(root: Any, path: str) -> list[str]:
    return [found.text for found in root.xpath(path, namespaces=NAMES)]


def test_it_is_valid_with_news_and_without(client: FlaskClient, database: Database, schema: etree.XMLSchema) -> None:
    schema.assertValid(tree(client))
    publish(database, title='Leaders & <others> "meet" \U0001f91d')
    publish(database, "taipei", language="zh-Hant-TW")
    schema.assertValid(tree(client))


def test_each_page_of_a_live_blog_is_listed_once(client: FlaskClient, database: Database) -> None:
    publish(database, title="Leaders & <others>")
    root = tree(client)
    assert texts(root, "//s:loc") == [f"{BASE}/blogs/{SLUG}/{tag}/" for tag in ("en", "ko", "vi")]
    assert texts(root, "//n:publication/n:language") == ["en", "ko", "vi"]
    assert set(texts(root, "//n:publication/n:name")) == {"Newsroom"}
    assert set(texts(root, "//n:title")) == {"Leaders & <others>"}
    assert len(texts(root, "//n:publication_date")) == 3


def test_only_what_may_be_read_and_is_not_older_than_two_days_is_listed(
    client: FlaskClient, database: Database
) -> None:
    publish(database, "old", hours_ago=49)
    publish(database, "recent", hours_ago=47)
    publish(database, "ahead", hours_ago=-1)
    publish(database, "held", pub_status=PubStatus.WITHHELD)
    publish(database, "gone")
    with database.writing() as session:
        kill_blog(session, "gone", "staged", actor="Linh", now=utc_now())
        accept_entry(session, "old", raw_entry("More."), actor="Linh", now=utc_now())
    assert {loc.split("/")[4] for loc in texts(tree(client), "//s:loc")} == {"recent"}


def test_without_news_only_the_list_of_live_blogs_is_named(client: FlaskClient, database: Database) -> None:
    publish(database, hours_ago=49)
    root = tree(client)
    assert texts(root, "//s:loc") == [f"{BASE}/"]
    assert root.xpath("//n:*", namespaces=NAMES) == []


def test_the_original_date_stays_and_the_last_change_moves(client: FlaskClient, database: Database) -> None:
    publish(database, hours_ago=30)
    before = tree(client)
    with database.writing() as session:
        accept_entry(session, SLUG, raw_entry("More."), actor="Linh", now=utc_now() + HOUR)
    after = tree(client)
    assert texts(after, "//n:publication_date") == texts(before, "//n:publication_date")
    assert texts(after, "//s:lastmod") > texts(before, "//s:lastmod")


def test_an_embargoed_entry_leaves_no_trace_in_it(client: FlaskClient, database: Database) -> None:
    publish(database)
    with database.writing() as session:
        held = raw_entry("Soon.", headline="Soon", embargoed_until=utc_now() + HOUR)
        accept_entry(session, SLUG, held, actor="Linh", now=utc_now())
    assert "Soon" not in client.get(PATH).text


def test_it_is_conditional_and_renewed_by_an_edit_and_a_kill(client: FlaskClient, database: Database) -> None:
    publish(database)
    first = client.get(PATH)
    assert client.get(PATH).data == first.data
    conditions = {"If-None-Match": first.headers["ETag"]}
    assert client.get(PATH, headers=conditions).status_code == 304
    with database.writing() as session:
        kill_blog(session, SLUG, "staged", actor="Linh", now=utc_now() + HOUR)
    assert client.get(PATH, headers=conditions).status_code == 200
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get(PATH, headers=since).status_code == 200


def test_it_names_itself_and_comes_compressed_where_that_is_asked_for(client: FlaskClient, database: Database) -> None:
    publish(database)
    answer = client.get(PATH, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Link"] == f'<{BASE}{PATH}>; rel="self"'


def test_robots_are_told_where_it_is(client: FlaskClient) -> None:
    assert f"Sitemap: {BASE}{PATH}" in client.get("/robots.txt").text.splitlines()
