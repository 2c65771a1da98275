"""Public feeds as a poller meets them, answer by answer."""

import gzip
import zlib
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feeds.html import escape
from feeds.writers import WRITERS
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.ingest import accept_entry, kill_blog, kill_entry, replace_entry
from syndication.storage.database import Database
from syndication.web import create_app
from tests.factories import NOW
from tests.syndication.kept import SLUG, keep_blog, kept_blog, raw_entry

FEED = f"/blogs/{SLUG}/en/feed.atom"
BASE = "http://127.0.0.1:8000"

pytestmark = pytest.mark.usefixtures("blog")


@pytest.fixture
def blog(database: Database) -> str:
    keep_blog(database, raw_entry(headline="Dinner"), raw_entry("They arrived.", headline="Arrival"))
    return SLUG


def fetch(client: FlaskClient, path: str = FEED, **headers: str) -> TestResponse:
    return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def edit(database: Database, headline: str = "Dinner is over", at_s: int = 60) -> None:
    entry = kept_blog(database).entries[0]
    now = NOW + timedelta(seconds=at_s)
    with database.writing() as session:
        replace_entry(session, entry.guid, raw_entry(headline=headline), if_version=None, actor="Linh", now=now)


@pytest.mark.parametrize(
    ("format_name", "media_type"),
    [
        ("atom", "application/atom+xml; charset=utf-8"),
        ("rss", "application/rss+xml; charset=utf-8"),
        ("newsmlg2", "application/vnd.iptc.g2.newsmessage+xml; charset=utf-8"),
        ("json", "application/feed+json"),
        ("ninjs", "application/json"),
        ("nitf", "text/vnd.IPTC.NITF; charset=utf-8"),
        ("newsml12", "text/vnd.IPTC.NewsML; charset=utf-8"),
    ],
)
def test_each_format_has_its_media_type(client: FlaskClient, format_name: str, media_type: str) -> None:
    answer = fetch(client, f"/blogs/{SLUG}/en/feed.{format_name}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
@pytest.mark.parametrize("format_name", list(WRITERS))
def test_a_feed_gives_itself_the_address_it_is_served_under(
    client: FlaskClient, language: str, format_name: str
) -> None:
    path = f"/blogs/{SLUG}/{language}/feed.{format_name}"
    answer = fetch(client, path)
    assert answer.headers.getlist("Link") == [f'<{BASE}{path}>; rel="self", <{BASE}/hub>; rel="hub"']
    if format_name not in {"newsmlg2", "nitf", "newsml12"}:
        assert escape(BASE + path).encode() in answer.data


def test_two_fetches_are_the_same_in_bytes_and_headers(client: FlaskClient) -> None:
    first, second = fetch(client), fetch(client)
    assert first.data == second.data
    assert list(first.headers) == list(second.headers)


def test_a_fresh_process_serves_the_same_bytes_under_the_same_tag(
    client: FlaskClient, settings: Settings, database: Database
) -> None:
    other = create_app(settings, database=database).test_client()
    first, second = fetch(client), fetch(other)
    assert first.data == second.data
    assert list(first.headers) == list(second.headers)


def test_feeds_may_be_read_by_pages_anywhere_and_set_no_cookie(client: FlaskClient) -> None:
    headers = fetch(client).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers


def test_a_poller_may_wait_as_long_as_the_channel_says(client: FlaskClient) -> None:
    answer = fetch(client, f"/blogs/{SLUG}/en/feed.rss")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert b"<ttl>1</ttl>" in answer.data


def test_a_known_document_is_answered_by_304_without_a_body(client: FlaskClient) -> None:
    etag = fetch(client).headers["ETag"]
    answer = fetch(client, If_None_Match=etag)
    assert answer.status_code == 304
    assert answer.data == b""
    assert answer.headers["ETag"] == etag
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Content-Length" not in answer.headers
    assert "Content-Type" not in answer.headers


def test_a_known_date_is_answered_by_304(client: FlaskClient) -> None:
    modified = fetch(client).headers["Last-Modified"]
    assert fetch(client, If_Modified_Since=modified).status_code == 304


@pytest.mark.parametrize("condition", ['"other"', 'W/"other", "another"', '""'])
def test_an_unknown_tag_gets_the_document_whatever_the_date(client: FlaskClient, condition: str) -> None:
    modified = fetch(client).headers["Last-Modified"]
    assert fetch(client, If_None_Match=condition, If_Modified_Since=modified).status_code == 200


def test_an_edit_changes_tag_date_and_bytes(client: FlaskClient, database: Database) -> None:
    before = fetch(client)
    edit(database)
    after = fetch(client, If_None_Match=before.headers["ETag"], If_Modified_Since=before.headers["Last-Modified"])
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.headers["Last-Modified"] != before.headers["Last-Modified"]
    assert b"Dinner is over" in after.data


def test_an_edit_within_the_same_second_is_seen_by_a_client_that_knows_only_dates(
    client: FlaskClient, database: Database
) -> None:
    for headline in ("One", "Two"):
        modified = fetch(client).headers["Last-Modified"]
        with database.writing() as session:
            accept_entry(session, SLUG, raw_entry("Same second.", headline=headline), actor="Linh", now=NOW)
        answer = fetch(client, If_Modified_Since=modified)
        assert answer.status_code == 200
        assert headline.encode() in answer.data


def test_a_killed_entry_leaves_every_format_and_language_at_once(client: FlaskClient, database: Database) -> None:
    paths = [f"/blogs/{SLUG}/{language}/feed.{name}" for language in ("en", "vi", "ko") for name in WRITERS]
    assert all(b"shook hands" in fetch(client, path).data for path in paths)
    entry = kept_blog(database).entries[0]
    with database.writing() as session:
        kill_entry(session, entry.guid, "wrong photo", actor="Linh", now=utc_now())
    for path in paths:
        body = fetch(client, path).data
        assert b"shook hands" not in body, path
        assert b"wrong photo" in body, path


def test_the_feeds_of_a_killed_blog_stay_and_say_so(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        kill_blog(session, SLUG, "staged", actor="Linh", now=utc_now())
    answer = fetch(client)
    assert answer.status_code == 200
    assert b"shook hands" not in answer.data
    assert answer.data.count(b"Withdrawn") >= 2


def test_an_edit_of_another_blog_changes_nothing_here(client: FlaskClient, database: Database) -> None:
    before = fetch(client)
    keep_blog(database, raw_entry(), slug="paris")
    assert fetch(client, If_None_Match=before.headers["ETag"]).status_code == 304


def test_gzip_is_sent_where_it_is_asked_for_under_a_tag_of_its_own(client: FlaskClient) -> None:
    plain, packed = fetch(client), fetch(client, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_gzip_is_one_member_and_the_same_each_time(client: FlaskClient) -> None:
    packed = fetch(client, Accept_Encoding="gzip").data
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    unpacker.decompress(packed)
    assert unpacker.eof
    assert unpacker.unused_data == b""
    assert packed[4:8] == b"\0\0\0\0"
    assert fetch(client, Accept_Encoding="gzip").data == packed


def test_the_tag_of_one_coding_does_not_stand_for_the_other(client: FlaskClient) -> None:
    packed = fetch(client, Accept_Encoding="gzip").headers["ETag"]
    assert fetch(client, Accept_Encoding="gzip", If_None_Match=packed).status_code == 304
    assert fetch(client, If_None_Match=packed).status_code == 200


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_head_tells_what_get_would(client: FlaskClient, coding: str) -> None:
    for path in (FEED, f"/blogs/{SLUG}/en/", "/feeds.opml", "/news-sitemap.xml", "/"):
        for _ in range(2):
            head = client.head(path, headers={"Accept-Encoding": coding})
            get = client.get(path, headers={"Accept-Encoding": coding})
            assert head.status_code == get.status_code == 200
            assert head.data == b""
            assert list(head.headers) == list(get.headers), path
            assert int(get.headers["Content-Length"]) == len(get.data)


def test_the_head_of_a_feed_names_itself_once(client: FlaskClient) -> None:
    for name in WRITERS:
        path = f"/blogs/{SLUG}/en/feed.{name}"
        (header,) = fetch(client, path).headers.getlist("Link")
        assert header.count('rel="self"') == 1


@pytest.mark.parametrize("accepted", ["application/rss+xml", "text/html", "image/png", ""])
def test_what_a_client_says_it_accepts_does_not_matter(client: FlaskClient, accepted: str) -> None:
    assert fetch(client, Accept=accepted).headers["Content-Type"].startswith("application/atom+xml")


@pytest.mark.parametrize(
    ("path", "tells"),
    [
        ("/blogs/nowhere/en/feed.atom", "no live blog 'nowhere'"),
        (f"/blogs/{SLUG}/fr/feed.atom", "It has: en, ko, vi"),
        (f"/blogs/{SLUG}/en/feed.pdf", f"There is: {', '.join(WRITERS)}"),
        (f"/blogs/{SLUG}/en/feed.", "Not Found"),
    ],
)
def test_what_is_not_there_is_answered_by_what_is(client: FlaskClient, path: str, tells: str) -> None:
    answer = fetch(client, path)
    assert answer.status_code == 404
    assert tells in answer.text


@pytest.mark.parametrize("slug", ["..%2f..", "%00", "%ff%fe", "a'b", "<script>", "x" * 5000])
def test_hostile_names_are_not_found(client: FlaskClient, slug: str) -> None:
    assert fetch(client, f"/blogs/{slug}/en/feed.atom").status_code == 404
    assert fetch(client, f"/blogs/{SLUG}/{slug}/feed.atom").status_code == 404


def test_a_feed_cannot_be_written_to(client: FlaskClient) -> None:
    answer = client.post(FEED)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_query_strings_change_nothing(client: FlaskClient) -> None:
    plain, asked = fetch(client), fetch(client, f"{FEED}?utm_source=x&cb=1")
    assert asked.data == plain.data
    assert dict(asked.headers) == dict(plain.headers)
