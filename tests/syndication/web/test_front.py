"""The layer in front of Flask: the same answers, only sooner."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from syndication.clock import utc_now
from syndication.document_cache import DocumentCache
from syndication.ingest import replace_entry
from syndication.storage.database import Database
from syndication.web.front import Front
from syndication.web.metrics import make_metrics
from tests.syndication.kept import SLUG, keep_blog, kept_blog, raw_entry

FEED = f"/blogs/{SLUG}/en/feed.atom"
PAGE = f"/blogs/{SLUG}/en/"
KEY = ("public", SLUG, "en", "atom")

pytestmark = pytest.mark.usefixtures("blog")


class ReachedApp(Exception):
    """Raised where the layer lets the wrapped application answer."""


def refuse(_environ: dict[str, Any], _start: Callable[..., Any]) -> list[bytes]:
    raise ReachedApp


@pytest.fixture
def blog(database: Database) -> None:
    keep_blog(database, raw_entry())


@pytest.fixture
def cache(app: APIFlask, client: FlaskClient) -> DocumentCache:
    """What the app has kept after serving the feed once."""
    client.get(FEED)
    client.get(PAGE)
    kept = app.extensions["document_cache"]
    assert isinstance(kept, DocumentCache)
    return kept


@pytest.fixture
def lone(cache: DocumentCache, database: Database) -> Client:
    """A client of the layer with nothing behind it."""
    return Client(Front(refuse, database, cache, make_metrics()))


def seen(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    return answer.status_code, list(answer.headers), answer.data


def conditions(answer: TestResponse) -> list[dict[str, str]]:
    etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
    tags = [None, etag, f"W/{etag}", '"other"', "*", f'"other", {etag}', etag.replace('"', "")]
    dates = [None, modified, "Sat, 01 Jan 2000 00:00:00 GMT", "nonsense"]
    return [
        {name: value for name, value in (("If-None-Match", tag), ("If-Modified-Since", date)) if value is not None}
        for tag, date in itertools.product(tags, dates)
    ]


@pytest.mark.parametrize("coding", [None, "gzip", "identity", "gzip;q=0", "identity;q=0", "*", "br"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", [FEED, PAGE])
def test_its_answers_are_those_of_the_app_in_bytes_and_headers(
    app: APIFlask, lone: Client, path: str, coding: str | None, method: str
) -> None:
    behind = Client(app.wsgi_app.app)  # type: ignore[attr-defined]
    accepted = {"Accept-Encoding": coding} if coding else {}
    for condition in conditions(behind.get(path, headers=accepted)):
        headers = accepted | condition
        assert seen(lone.open(path, method=method, headers=headers)) == seen(
            behind.open(path, method=method, headers=headers)
        ), headers


def test_it_answers_by_itself_what_was_served_before(lone: Client) -> None:
    assert lone.get(FEED).status_code == 200


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("path", [FEED, PAGE])
def test_it_lets_an_edit_through_at_once(lone: Client, database: Database, path: str) -> None:
    lone.get(path)
    (entry,) = kept_blog(database).entries
    with database.writing() as session:
        replace_entry(session, entry.guid, raw_entry("New."), if_version=None, actor="Linh", now=utc_now())
    with pytest.raises(ReachedApp):
        lone.get(path)


@pytest.mark.parametrize("path", [FEED, PAGE])
@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_it_goes_on_answering_where_something_else_was_edited(lone: Client, database: Database, path: str) -> None:
    before = lone.get(path)
    keep_blog(database, raw_entry(), slug="paris")
    assert seen(lone.get(path)) == seen(before)


def test_what_it_found_current_is_not_looked_up_again(lone: Client, cache: DocumentCache, database: Database) -> None:
    keep_blog(database, raw_entry(), slug="paris")
    lone.get(FEED)
    kept = cache.lookup(KEY)
    assert kept is not None
    assert kept.data_version == database.data_version()


def test_it_does_not_serve_what_the_clock_has_changed(lone: Client, cache: DocumentCache) -> None:
    kept = cache.lookup(KEY)
    assert kept is not None
    cache.put(replace(kept, served=replace(kept.served, valid_until=utc_now() - timedelta(seconds=1))))
    with pytest.raises(ReachedApp):
        lone.get(FEED)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"/blogs/{SLUG}/vi/",
        f"/blogs/{SLUG}/",
        f"/blogs/{SLUG}/vi/feed.atom",
        f"{FEED}/",
        f"/x{FEED}",
        "/blogs/a/b/c/feed.rss",
    ],
)
def test_it_lets_everything_else_through(lone: Client, path: str) -> None:
    with pytest.raises(ReachedApp):
        lone.get(path)


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "BREW"])
def test_it_answers_no_other_method(lone: Client, method: str) -> None:
    with pytest.raises(ReachedApp):
        lone.open(FEED, method=method)


def test_a_broken_database_is_left_to_the_app(lone: Client, database: Database, tmp_path: Path) -> None:
    database.close()
    for path in tmp_path.glob("syndication.db*"):
        path.write_bytes(b"not a database at all" * 400)
    with pytest.raises(ReachedApp):
        lone.get(FEED)


def test_its_answers_are_counted(app: APIFlask, client: FlaskClient) -> None:
    etag = client.get(FEED).headers["ETag"]
    client.get(FEED, headers={"If-None-Match": etag})
    numbers = client.get("/metrics").text
    assert 'syndication_http_answers_total{area="feeds",method="GET",status="200"} 1.0' in numbers
    assert 'syndication_http_answers_total{area="feeds",method="GET",status="304"} 1.0' in numbers
