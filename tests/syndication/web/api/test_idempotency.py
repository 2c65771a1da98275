"""Idempotency-Key: a request that is sent twice is done once."""

from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import pytest
from apiflask import APIFlask
from flask import g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from syndication.auth import Role
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.storage.database import Database
from syndication.storage.idempotency import KeptReply, keep_reply
from syndication.storage.settings import set_setting
from syndication.web import create_app
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.problem_kinds import IN_PROGRESS
from syndication.web.api.problems import Problem
from syndication.web.api.replies import Reply
from syndication.web.authorisation import Actor
from tests.syndication.web.api.conftest import copy_of
from tests.syndication.web.api.payloads import BLOGS, ENTRIES, blog_body, entry_body

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


@pytest.fixture(autouse=True)
def live_blog(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body())


def test_the_same_request_is_answered_again_and_done_once(editor: FlaskClient) -> None:
    first = editor.post(ENTRIES, json=entry_body(), headers=KEY)
    again = editor.post(ENTRIES, json=entry_body(), headers=KEY)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (again.status_code, again.data) == (first.status_code, first.data)
    for name in ("ETag", "Location", "Content-Type", "Cache-Control"):
        assert again.headers[name] == first.headers[name]
    assert len(editor.get(ENTRIES).json["entries"]) == 1


def test_without_a_key_the_same_request_is_done_twice(editor: FlaskClient) -> None:
    for _ in range(2):
        assert editor.post(ENTRIES, json=entry_body()).status_code == 201
    assert len(editor.get(ENTRIES).json["entries"]) == 2


def test_a_key_with_another_body_is_refused(editor: FlaskClient) -> None:
    editor.post(ENTRIES, json=entry_body(), headers=KEY)
    refused = editor.post(ENTRIES, json=entry_body(headline="Another"), headers=KEY)
    assert refused.status_code == 422
    assert refused.json["type"].endswith("#problem-key-reused")
    assert len(editor.get(ENTRIES).json["entries"]) == 1


def test_a_key_at_another_address_is_refused(editor: FlaskClient) -> None:
    location = editor.post(ENTRIES, json=entry_body(), headers=KEY).headers["Location"]
    refused = editor.put(location, json=entry_body(), headers=KEY)
    assert refused.status_code == 422


def test_a_repeated_change_is_answered_although_its_version_is_gone(editor: FlaskClient) -> None:
    location = editor.post(ENTRIES, json=entry_body()).headers["Location"]
    headers = KEY | {"If-Match": '"1"'}
    first = editor.put(location, json=entry_body(headline="New"), headers=headers)
    again = editor.put(location, json=entry_body(headline="New"), headers=headers)
    assert (again.status_code, again.data) == (200, first.data)
    assert editor.get(location).headers["ETag"] == '"2"'


def test_a_repeated_kill_is_answered(editor: FlaskClient) -> None:
    location = editor.post(ENTRIES, json=entry_body()).headers["Location"]
    first = editor.delete(location, json={"reason": "x"}, headers=KEY)
    again = editor.delete(location, json={"reason": "x"}, headers=KEY)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.data == first.data


def test_a_request_that_failed_may_be_mended_under_its_key(editor: FlaskClient) -> None:
    refused = editor.post(ENTRIES, json=entry_body(guid="tag:example.org,2019:a", pinned="yes"), headers=KEY)
    assert refused.status_code == 422
    mended = editor.post(ENTRIES, json=entry_body(guid="tag:example.org,2019:a"), headers=KEY)
    assert mended.status_code == 201


def test_a_conflict_is_not_kept(editor: FlaskClient) -> None:
    location = editor.post(ENTRIES, json=entry_body()).headers["Location"]
    body = entry_body(headline="New")
    assert editor.put(location, json=body, headers=KEY | {"If-Match": '"9"'}).status_code == 412
    assert editor.put(location, json=body, headers=KEY | {"If-Match": '"1"'}).status_code == 200


def test_keys_of_other_callers_are_other_keys(editor: FlaskClient, admin: FlaskClient) -> None:
    mine = editor.post(ENTRIES, json=entry_body(), headers=KEY)
    theirs = admin.post(ENTRIES, json=entry_body(headline="Theirs"), headers=KEY)
    assert (mine.status_code, theirs.status_code) == (201, 201)


def test_a_reply_is_given_again_after_a_restart(settings: Settings, editor: FlaskClient) -> None:
    first = editor.post(ENTRIES, json=entry_body(), headers=KEY)
    restarted = copy_of(editor, create_app(settings))
    again = restarted.post(ENTRIES, json=entry_body(), headers=KEY)
    restarted.application.extensions["database"].close()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.data == first.data


def test_of_two_requests_at_once_one_is_done_and_the_other_told_to_wait(
    app: APIFlask, editor: FlaskClient, database: Database
) -> None:
    def post(client: FlaskClient) -> int:
        return client.post(ENTRIES, json=entry_body(), headers=KEY).status_code

    with ThreadPoolExecutor() as threads:
        # While this transaction is open nobody else can write, so the first to come is still at work.
        with database.writing() as session:
            set_setting(session, "any", "lock")
            both = {threads.submit(post, copy_of(editor, app)) for _ in range(2)}
            refused, _ = wait(both, return_when=FIRST_COMPLETED)
        assert [request.result() for request in refused] == [409]
        assert [request.result() for request in both - refused] == [201]
    assert len(editor.get(ENTRIES).json["entries"]) == 1


def test_a_reply_that_another_process_kept_meanwhile_undoes_the_work(app: APIFlask, editor: FlaskClient) -> None:
    def work(session: Session) -> Reply:
        kept = KeptReply(request_hash="", status=201, headers=(), body="{}")
        keep_reply(session, "token:1", "key", kept, now=utc_now())
        return Reply(body=b"{}", status=201)

    with app.test_request_context(ENTRIES, method="POST"):
        g.actor = Actor(id="token:1", name="desk", role=Role.EDITOR)
        with pytest.raises(Problem) as caught:
            do_once(OnceHeaders(idempotency_key="key"), b"{}", work)
    assert caught.value.kind is IN_PROGRESS


@pytest.mark.parametrize("key", ["", "x" * 256, "h\u00e9"])
def test_a_key_that_cannot_be_kept_is_refused(editor: FlaskClient, key: str) -> None:
    refused = editor.post(ENTRIES, json=entry_body(), headers={"Idempotency-Key": key})
    assert refused.status_code == 400
    assert [error["path"] for error in refused.json["errors"]] == ["Idempotency-Key"]
