"""What SQLite forgives and PostgreSQL does not, and waiting where there is no counter of commits."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from syndication.config import Settings
from syndication.storage.blogs import lock_blog
from syndication.storage.database import Database
from syndication.web import create_app
from tests.syndication.web.api.conftest import copy_of
from tests.syndication.web.api.payloads import BLOGS, ENTRIES, HANOI, blog_body, entry_body

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def live_blog(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body())


@pytest.mark.usefixtures("live_blog")
def test_an_entry_is_posted_replaced_translated_and_killed(editor: FlaskClient) -> None:
    key = {"Idempotency-Key": "1"}
    location = editor.post(ENTRIES, json=entry_body(), headers=key).headers["Location"]
    assert editor.post(ENTRIES, json=entry_body(), headers=key).headers["Idempotency-Replayed"] == "true"
    assert editor.put(location, json=entry_body(headline="New"), headers={"If-Match": '"1"'}).status_code == 200
    assert editor.put(location, json=entry_body(), headers={"If-Match": '"1"'}).status_code == 412
    headline = editor.get(f"{location}/translations/vi").json["segments"][0]
    segment = f"{HANOI}/segments/{headline['id']}"
    assert editor.post(f"{segment}/edit", json={"version": headline["version"], "html": "Mới"}).status_code == 200
    assert editor.delete(location, json={"reason": "x"}).json["pub_status"] == "canceled"
    kinds = [row["kind"] for row in editor.get(f"{HANOI}/changes").json["changes"]]
    assert kinds == ["head", "new", "update", "review", "kill"]


@pytest.mark.usefixtures("live_blog")
@pytest.mark.parametrize(
    "path",
    [
        f"{BLOGS}/%00",
        f"{ENTRIES}/x:%00",
        f"{HANOI}/translations/%00",
        f"{HANOI}?language=%00",
        f"{HANOI}/changes?cursor=%00",
        "/api/v1/partners/%00",
        "/api/v1/partners/a/profiles/%00",
    ],
)
def test_what_postgresql_cannot_look_for_is_not_found(editor: FlaskClient, path: str) -> None:
    assert editor.get(path).status_code in {400, 404}


@pytest.mark.usefixtures("live_blog")
def test_characters_that_postgresql_cannot_hold_are_dropped(editor: FlaskClient) -> None:
    posted = editor.post(ENTRIES, json=entry_body(headline="a\x00b"), headers={"Idempotency-Key": "a"})
    assert posted.json["headline"] == "ab"
    killed = editor.delete(posted.headers["Location"], json={"reason": "a\x00b\ud800"})
    assert killed.json["kill_reason"] == "ab"


@pytest.mark.usefixtures("live_blog")
def test_of_one_request_that_reaches_two_processes_at_once_one_is_done(
    app: APIFlask, editor: FlaskClient, settings: Settings, database: Database
) -> None:
    other = create_app(settings)

    def post(client: FlaskClient) -> TestResponse:
        return client.post(ENTRIES, json=entry_body(), headers={"Idempotency-Key": "1"})

    with ThreadPoolExecutor() as threads:
        # Nobody can change the live blog before this transaction ends, so that both come as far as they can.
        with database.writing() as session:
            lock_blog(session, "hanoi")
            both = [threads.submit(post, copy_of(editor, each)) for each in (app, other)]
            wait_until_blocked(session, len(both))
        answers = [request.result() for request in both]
    other.extensions["database"].close()
    assert 201 in {answer.status_code for answer in answers}
    for answer in answers:
        assert answer.status_code == 409 or answer.json["version"] == 1
    assert len(editor.get(ENTRIES).json["entries"]) == 1


def test_of_two_live_blogs_of_one_slug_at_once_one_is_made(app: APIFlask, editor: FlaskClient) -> None:
    together = threading.Barrier(2)

    def post(client: FlaskClient) -> int:
        together.wait()
        return client.post(BLOGS, json=blog_body(entries=[entry_body()] * 20)).status_code

    with ThreadPoolExecutor() as threads:
        both = [threads.submit(post, copy_of(editor, app)) for _ in range(2)]
    assert sorted(request.result() for request in both) == [201, 409]
    assert len(editor.get(ENTRIES).json["entries"]) == 20


@pytest.mark.usefixtures("live_blog")
def test_a_waiting_reader_is_told_of_a_change(app: APIFlask, editor: FlaskClient) -> None:
    cursor = editor.get(f"{HANOI}/changes").json["cursor"]
    query = {"cursor": cursor, "wait": 30}
    started = time.monotonic()
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(copy_of(editor, app).get, f"{HANOI}/changes", query_string=query)
        editor.post(ENTRIES, json=entry_body())
        assert [row["kind"] for row in waiting.result().json["changes"]] == ["new"]
    assert time.monotonic() - started < 15


def wait_until_blocked(session: Session, count: int) -> None:
    """Return when as many others wait for a lock; two that are after the same row may stand in one queue."""
    waiting = text("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
    deadline = time.monotonic() + 20
    while session.scalar(waiting) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)
