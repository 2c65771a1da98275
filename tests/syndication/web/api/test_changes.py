"""The change feed: ordered, without gaps, from any place on, and prompt."""

import base64
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from syndication.storage.database import Database
from syndication.storage.settings import set_setting
from syndication.web.api.waiting import wait_for
from tests.syndication.web.api.conftest import copy_of
from tests.syndication.web.api.payloads import BLOGS, ENTRIES, HANOI, blog_body, entry_body

CHANGES = f"{HANOI}/changes"


@pytest.fixture(autouse=True)
def live_blog(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body())


def follow(client: FlaskClient, cursor: str | None = None, **parameters: int) -> dict[str, object]:
    query = parameters | ({"cursor": cursor} if cursor else {})
    page: dict[str, object] = client.get(CHANGES, query_string=query).json
    return page


def test_everything_that_happened_is_there_in_order(editor: FlaskClient) -> None:
    posted = editor.post(ENTRIES, json=entry_body())
    location, guid = posted.headers["Location"], posted.json["guid"]
    editor.put(location, json=entry_body(headline="New"))
    editor.put(location, json=entry_body(headline="Newer", correction_note="It was wrong."))
    editor.delete(location, json={"reason": "x"})
    editor.put(HANOI, json=blog_body(title="Another"))
    rows = follow(editor)["changes"]
    assert [row["kind"] for row in rows] == ["head", "new", "update", "correction", "kill", "head"]
    assert [row["revision"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row["version"] for row in rows] == [1, 1, 2, 3, 4, 2]
    assert [row["guid"] for row in rows[1:5]] == [guid] * 4
    assert all(row["at"].endswith("Z") for row in rows)


def test_pages_join_without_gap_or_repetition(editor: FlaskClient) -> None:
    for _ in range(4):
        editor.post(ENTRIES, json=entry_body())
    seen, cursor, more = [], None, True
    while more:
        page = follow(editor, cursor, limit=2)
        seen += [row["revision"] for row in page["changes"]]
        cursor, more = page["cursor"], page["has_more"]
    assert seen == [1, 2, 3, 4, 5]


def test_the_cursor_of_an_empty_page_stays_where_it_was(editor: FlaskClient) -> None:
    cursor = follow(editor)["cursor"]
    assert follow(editor, cursor) == {"changes": [], "cursor": cursor, "has_more": False}
    editor.post(ENTRIES, json=entry_body())
    assert [row["kind"] for row in follow(editor, cursor)["changes"]] == ["new"]


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "%%%",
        "한국",
        "",
        encoded("1:0"),
        encoded("2:0:hanoi"),
        encoded("1:-1:hanoi"),
        encoded("1:1_0:hanoi"),
        encoded("1:٣:hanoi"),
        encoded("1:" + "9" * 40 + ":hanoi"),
        encoded("1:0:saigon"),
        encoded("1:999:hanoi"),
        encoded("1:0:hanoi") + "=",
        encoded("1:0:hanoi") + "\n",
    ],
)
def test_a_cursor_that_was_not_given_out_for_this_log_is_refused(editor: FlaskClient, cursor: str) -> None:
    refused = editor.get(CHANGES, query_string={"cursor": cursor})
    assert refused.status_code == 400
    assert refused.json["type"].endswith("#problem-invalid-cursor")


@pytest.mark.parametrize("parameters", [{"wait": 31}, {"wait": -1}, {"wait": "long"}, {"limit": 0}, {"limit": 1001}])
def test_waiting_and_pages_are_bounded(editor: FlaskClient, parameters: dict[str, object]) -> None:
    assert editor.get(CHANGES, query_string=parameters).status_code == 400


def test_an_unknown_live_blog_is_a_404_and_is_not_waited_for(editor: FlaskClient) -> None:
    assert editor.get(f"{BLOGS}/nowhere/changes?wait=30").status_code == 404


def test_what_is_there_already_is_not_waited_for(editor: FlaskClient) -> None:
    started = time.monotonic()
    assert follow(editor, wait=30)["changes"]
    assert time.monotonic() - started < 5


def test_waiting_ends_with_an_empty_page(editor: FlaskClient) -> None:
    cursor = follow(editor)["cursor"]
    started = time.monotonic()
    assert follow(editor, cursor, wait=1)["changes"] == []
    assert 1 <= time.monotonic() - started < 10


def test_a_waiting_reader_is_told_as_soon_as_something_happens(app: APIFlask, editor: FlaskClient) -> None:
    cursor = follow(editor)["cursor"]
    started = time.monotonic()
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(follow, copy_of(editor, app), cursor, wait=30)
        editor.post(ENTRIES, json=entry_body())
        assert [row["kind"] for row in waiting.result()["changes"]] == ["new"]
    assert time.monotonic() - started < 15


def test_a_change_of_another_live_blog_does_not_end_the_waiting(app: APIFlask, editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body(slug="saigon"))
    cursor = follow(editor)["cursor"]
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(follow, copy_of(editor, app), cursor, wait=30)
        editor.post(f"{BLOGS}/saigon/entries", json=entry_body(headline="Elsewhere"))
        editor.post(ENTRIES, json=entry_body(headline="Here"))
        assert len(waiting.result()["changes"]) == 1


def test_waiting_wakes_on_a_commit_after_a_look_that_found_nothing(app: APIFlask, database: Database) -> None:
    looked, found = threading.Event(), []

    def look() -> list[str]:
        looked.set()
        return list(found)

    def wait() -> list[str]:
        with app.app_context():
            return wait_for(look, database, wait_s=30)

    started = time.monotonic()
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(wait)
        assert looked.wait(20)
        found.append("here")
        with database.writing() as session:
            set_setting(session, "any", "commit")
        assert waiting.result() == ["here"]
    assert time.monotonic() - started < 15


def test_too_many_waiting_readers_are_sent_away_but_still_read(app: APIFlask, editor: FlaskClient) -> None:
    cursor = follow(editor)["cursor"]
    places: threading.BoundedSemaphore = app.extensions["waiting_requests"]
    while places.acquire(blocking=False):
        pass
    refused = editor.get(CHANGES, query_string={"cursor": cursor, "wait": 30})
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert editor.get(CHANGES, query_string={"cursor": cursor}).status_code == 200
    assert editor.get(CHANGES, query_string={"wait": 30}).status_code == 200
