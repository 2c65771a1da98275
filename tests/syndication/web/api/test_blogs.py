"""Live blogs through the API: create, list, read, replace the head, kill."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from syndication.config import Settings
from syndication.ingest import accept_blog
from syndication.storage.database import Database
from tests.factories import NOW, make_blog
from tests.syndication.web.api.payloads import BLOGS, ENTRIES, HANOI, blog_body, entry_body


def test_creating_answers_201_with_the_address_and_the_accepted_live_blog(editor: FlaskClient) -> None:
    created = editor.post(BLOGS, json=blog_body(entries=[entry_body()]))
    assert created.status_code == 201
    assert created.headers["Location"] == HANOI
    assert created.headers["ETag"] == '"1"'
    assert created.json["guid"].startswith("tag:newsroom.example,")
    assert [entry["headline"] for entry in created.json["entries"]] == ["Leaders meet"]
    assert created.json["entries"][0]["guid"].startswith(created.json["guid"])


def test_a_slug_that_is_taken_is_refused(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body())
    refused = editor.post(BLOGS, json=blog_body(title="Another"))
    assert refused.status_code == 409
    assert refused.json["type"].endswith("#problem-already-exists")
    assert editor.get(HANOI).json["title"] == "Leaders meet in Hanoi"


def test_everything_wrong_with_a_live_blog_is_reported_at_once(editor: FlaskClient) -> None:
    body = blog_body(slug="Not a slug", timezone="Mars/Base", language="?", entries=[entry_body(guid="not a uri")])
    refused = editor.post(BLOGS, json=body)
    assert refused.status_code == 422
    assert {error["path"] for error in refused.json["errors"]} == {"slug", "timezone", "language", "entries[0].guid"}


def test_the_list_has_the_most_recently_changed_first_and_is_bounded(
    editor: FlaskClient, database: Database, settings: Settings
) -> None:
    for minute, slug in enumerate(("first", "last", "second")):
        blog = make_blog(slug=slug, guid="", entries=())
        with database.writing() as session:
            accept_blog(session, blog, actor="desk", now=NOW - timedelta(minutes=minute), settings=settings)
    editor.post(f"{BLOGS}/last/entries", json=entry_body())
    listed = editor.get(BLOGS).json["blogs"]
    assert [(blog["slug"], blog["revision"]) for blog in listed] == [("last", 2), ("first", 1), ("second", 1)]
    assert [blog["slug"] for blog in editor.get(f"{BLOGS}?limit=1").json["blogs"]] == ["last"]


def test_the_head_has_no_entries_and_does_not_change_with_them(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body())
    before = editor.get(HANOI)
    editor.post(ENTRIES, json=entry_body())
    after = editor.get(HANOI)
    assert after.data == before.data
    assert after.headers["ETag"] == before.headers["ETag"] == '"1"'
    assert not {"entries", "revision"} & after.json.keys()


def test_a_reader_who_has_the_head_gets_304(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body())
    again = editor.get(HANOI, headers={"If-None-Match": '"1"'})
    assert again.status_code == 304
    assert again.data == b""


def test_replacing_the_head_keeps_the_entries(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body(entries=[entry_body()]))
    changed = editor.put(HANOI, json=editor.get(HANOI).json | {"standfirst": "Day one"})
    assert changed.status_code == 200
    assert changed.headers["ETag"] == '"2"'
    assert changed.json["standfirst"] == "Day one"
    assert len(editor.get(ENTRIES).json["entries"]) == 1


def test_a_head_without_a_publication_time_keeps_the_one_there_is(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body())
    body = blog_body(title="Leaders part")
    del body["published_at"]
    assert editor.put(HANOI, json=body).json["published_at"] == "2019-02-27T09:41:00Z"


def test_a_head_that_says_nothing_new_keeps_its_version(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body())
    assert editor.put(HANOI, json=editor.get(HANOI).json).headers["ETag"] == '"1"'


@pytest.mark.parametrize(
    ("field", "value"), [("slug", "saigon"), ("guid", "tag:example.org,2019:other"), ("entries", [entry_body()])]
)
def test_what_a_head_cannot_change_is_refused(editor: FlaskClient, field: str, value: object) -> None:
    editor.post(BLOGS, json=blog_body())
    refused = editor.put(HANOI, json=blog_body() | {field: value})
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json["errors"]] == [field]


def test_a_killed_live_blog_is_canceled_and_takes_no_more_changes(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body(entries=[entry_body()]))
    killed = editor.delete(HANOI, json={"reason": "wrong event"})
    assert killed.status_code == 200
    assert editor.get(HANOI).json["pub_status"] == "canceled"
    assert {entry["pub_status"] for entry in editor.get(ENTRIES).json["entries"]} == {"canceled"}
    refused = editor.post(ENTRIES, json=entry_body())
    assert refused.status_code == 409
    assert refused.json["type"].endswith("#problem-killed")


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_an_unknown_live_blog_is_a_404_problem(editor: FlaskClient, method: str) -> None:
    body = {"put": blog_body(slug="nowhere"), "delete": {"reason": "x"}, "get": None}[method]
    answer = editor.open(f"{BLOGS}/nowhere", method=method.upper(), json=body)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert "nowhere" in answer.json["detail"]
