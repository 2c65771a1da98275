"""What goes wrong is told as a problem body, whatever was sent."""

import json
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from syndication.web.api.bodies import MAX_BODY_BYTES
from syndication.web.authorisation import public
from tests.syndication.web.api.payloads import BLOGS, ENTRIES, blog_body, entry_body


@pytest.fixture
def live_blog(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body())


def post_bytes(client: FlaskClient, data: bytes, content_type: str = "application/json") -> TestResponse:
    return client.post(ENTRIES, data=data, content_type=content_type)


def problem(answer: TestResponse, status: int, kind: str) -> dict[str, Any]:
    """Check that an answer is a whole problem body of this kind, and return it."""
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] = json.loads(answer.data)
    assert body["type"] == f"/api/v1/docs#problem-{kind}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/v2/blogs", "/api/v1/blogs/x/y/z"])
def test_an_unknown_address_is_a_problem(editor: FlaskClient, path: str) -> None:
    problem(editor.get(path), 404, "not-found")


def test_a_wrong_method_is_a_problem_that_lists_the_right_ones(editor: FlaskClient) -> None:
    answer = editor.patch(BLOGS)
    problem(answer, 405, "method-not-allowed")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_a_body_of_another_type_is_a_problem(editor: FlaskClient, content_type: str) -> None:
    answer = post_bytes(editor, json.dumps(entry_body()).encode(), content_type)
    problem(answer, 415, "unsupported-media-type")


def test_a_json_type_may_name_its_charset(editor: FlaskClient, live_blog: None) -> None:
    answer = post_bytes(editor, json.dumps(entry_body()).encode(), "application/json; charset=utf-8")
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"entry"',
        b'{"headline": "a",}',
        b'{"headline": NaN}',
        b'{"headline": -Infinity}',
        b'{"headline": "a", "headline": "b"}',
        b'{"blocks": [{"type": "paragraph", "html": "a", "html": "b"}]}',
        b'{"headline": "\xff"}',
        b'\xef\xbb\xbf{"headline": "a"}',
        b'{"headline": "a"} trailing',
        b'{"version": ' + b"9" * 5000 + b"}",
        b'{"blocks": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": ' * 100_000,
    ],
    ids=lambda data: data[:24],
)
def test_a_body_that_is_not_one_json_object_is_a_problem(editor: FlaskClient, live_blog: None, data: bytes) -> None:
    problem(post_bytes(editor, data), 400, "not-json")


@pytest.mark.parametrize("depth", [10, 100, 200, 400, 800, 980])
def test_a_body_that_nests_deeply_is_a_problem_and_not_a_failure(
    editor: FlaskClient, live_blog: None, depth: int
) -> None:
    answer = post_bytes(editor, b'{"blocks": ' + b"[" * depth + b"]" * depth + b"}")
    assert answer.status_code in {400, 422}


def test_a_body_that_is_too_large_is_a_problem(editor: FlaskClient, live_blog: None) -> None:
    answer = post_bytes(editor, b'{"headline": "' + b"x" * MAX_BODY_BYTES + b'"}')
    assert problem(answer, 413, "too-large")["limit"] == MAX_BODY_BYTES


def test_an_entry_that_is_too_large_is_a_problem(editor: FlaskClient, live_blog: None) -> None:
    answer = editor.post(ENTRIES, json=entry_body(headline="x" * 1_000_000))
    assert problem(answer, 413, "too-large")["limit"] < 1_000_000


def test_a_lone_surrogate_is_dropped(editor: FlaskClient, live_blog: None) -> None:
    posted = post_bytes(editor, b'{"headline": "a\\ud800b"}')
    assert posted.json["headline"] == "ab"


def test_a_lone_surrogate_in_a_problem_does_not_break_it(editor: FlaskClient, live_blog: None) -> None:
    problem(post_bytes(editor, b'{"\\ud800": 1, "\\ud800": 2}'), 400, "not-json")
    problem(post_bytes(editor, b'{"\\ud800": 1}'), 422, "invalid-document")


def test_every_wrong_parameter_is_reported(editor: FlaskClient) -> None:
    answer = editor.get(f"{ENTRIES}?limit=0&offset=x&language=%00&colour=red")
    errors = problem(answer, 400, "invalid-parameters")["errors"]
    assert {error["path"] for error in errors} == {"limit", "offset", "language", "colour"}


@pytest.fixture
def failing(app: APIFlask) -> FlaskClient:
    """A client of an app with two views that fail."""
    app.testing = False

    @public
    def broken() -> None:
        raise KeyError("a secret")

    @public
    def locked() -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    app.add_url_rule("/api/v1/broken", "api.broken", broken)
    app.add_url_rule("/api/v1/locked", "api.locked", locked)
    return app.test_client()


def test_a_failure_is_a_problem_without_details(failing: FlaskClient) -> None:
    answer = failing.get("/api/v1/broken")
    problem(answer, 500, "internal")
    assert b"secret" not in answer.data


def test_a_busy_database_is_a_problem_that_says_when_to_come_back(failing: FlaskClient) -> None:
    answer = failing.get("/api/v1/locked")
    problem(answer, 503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_addresses_outside_the_api_keep_their_own_errors(editor: FlaskClient) -> None:
    assert editor.get("/nothing").content_type.startswith("text/html")
