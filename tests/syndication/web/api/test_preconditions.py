"""If-Match: a change is made only to the version that was read."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.syndication.web.api.payloads import BLOGS, ENTRIES, HANOI, blog_body, entry_body


@pytest.fixture
def posted(editor: FlaskClient) -> TestResponse:
    editor.post(BLOGS, json=blog_body())
    return editor.post(ENTRIES, json=entry_body())


@pytest.mark.parametrize("header", ['"1"', "*", '"7", "1"', "1"])
def test_a_change_of_the_version_that_was_read_is_made(editor: FlaskClient, posted: TestResponse, header: str) -> None:
    changed = editor.put(posted.headers["Location"], json=entry_body(headline="New"), headers={"If-Match": header})
    assert changed.headers["ETag"] == '"2"'


@pytest.mark.parametrize("header", ['"2"', 'W/"1"', '"1', "nonsense", '""', ""])
def test_a_change_of_any_other_version_is_refused(editor: FlaskClient, posted: TestResponse, header: str) -> None:
    location = posted.headers["Location"]
    refused = editor.put(location, json=entry_body(headline="New"), headers={"If-Match": header})
    assert refused.status_code == 412
    assert refused.json["current_version"] == 1
    assert refused.headers["ETag"] == '"1"'
    assert editor.get(location).data == posted.data


def test_without_if_match_the_change_is_made(editor: FlaskClient, posted: TestResponse) -> None:
    assert editor.put(posted.headers["Location"], json=entry_body(headline="New")).status_code == 200


def test_a_kill_of_an_older_version_is_refused(editor: FlaskClient, posted: TestResponse) -> None:
    location = posted.headers["Location"]
    editor.put(location, json=entry_body(headline="New"))
    refused = editor.delete(location, json={"reason": "x"}, headers={"If-Match": '"1"'})
    assert refused.status_code == 412
    assert editor.get(location).json["pub_status"] == "usable"


@pytest.mark.usefixtures("posted")
def test_the_head_is_compared_by_its_own_version(editor: FlaskClient) -> None:
    headers = {"If-Match": editor.get(HANOI).headers["ETag"]}
    editor.post(ENTRIES, json=entry_body())
    first = editor.put(HANOI, json=blog_body(title="One"), headers=headers)
    second = editor.put(HANOI, json=blog_body(title="Two"), headers=headers)
    assert (first.status_code, second.status_code) == (200, 412)
    assert editor.delete(HANOI, json={"reason": "x"}, headers=headers).status_code == 412
    assert editor.get(HANOI).json["title"] == "One"
