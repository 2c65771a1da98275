"""Live blogs of others, through the API."""

import pytest
from flask.testing import FlaskClient

from syndication.sources.managing import claim_source
from syndication.sources.poller import LEASE
from syndication.storage.database import Database
from syndication.storage.sources import FollowedEntry, Presence, find_source, save_followed
from tests.factories import NOW, make_entry

SOURCES = "/api/v1/sources"
SUMMIT = f"{SOURCES}/summit"
WISH = {"url": "https://linh:secret@wire.example/summit.atom", "slug": "summit", "language": "en"}


def test_a_source_is_added_and_due_at_once(editor: FlaskClient) -> None:
    added = editor.post(SOURCES, json=WISH)

    assert (added.status_code, added.headers["Location"]) == (201, SUMMIT)
    assert added.json["url"] == "https://linh:***@wire.example/summit.atom"
    assert (added.json["state"], added.json["interval_s"], added.json["failures"]) == ("active", 60, 0)
    assert added.json["next_poll_at"] == added.json["added_at"]
    assert "last_success_at" not in added.json
    assert editor.get(SOURCES).json == {"sources": [added.json]}
    assert editor.get(SUMMIT).json == added.json | {"entries": 0, "notable": []}


def test_the_same_request_twice_adds_it_once(editor: FlaskClient) -> None:
    first, second = (editor.post(SOURCES, json=WISH, headers={"Idempotency-Key": "one"}) for _ in range(2))

    assert (first.json, second.status_code) == (second.json, 201)


def test_a_live_blog_has_one_source(editor: FlaskClient) -> None:
    editor.post(SOURCES, json=WISH)

    refused = editor.post(SOURCES, json=WISH | {"url": "https://wire.example/other"})
    assert (refused.status_code, refused.json["type"]) == (409, "/api/v1/docs#problem-already-exists")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "https://wire.example/ü"}, "url"),
        ({"url": "https://wire.example/" + "x" * 2000}, "url"),
        ({"url": 7}, "url"),
        ({"slug": ""}, "slug"),
        ({"slug": "Über uns"}, "slug"),
        ({"format": "docx"}, "format"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"language": "klingon-language"}, "language"),
        ({"interval_s": 1}, "interval_s"),
        ({"interval_s": 10**9}, "interval_s"),
        ({"interval_s": "60"}, "interval_s"),
        ({"etag": "x"}, "etag"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(editor: FlaskClient, change: dict[str, object], path: str) -> None:
    refused = editor.post(SOURCES, json=WISH | change)

    assert refused.status_code == 422
    assert [error["path"] for error in refused.json["errors"]] == [path]
    assert editor.get(SOURCES).json == {"sources": []}


def test_a_source_is_paused_resumed_and_removed(editor: FlaskClient) -> None:
    editor.post(SOURCES, json=WISH)

    paused = editor.post(f"{SUMMIT}/pause").json
    assert (paused["state"], "next_poll_at" in paused) == ("paused", False)
    assert editor.post(f"{SUMMIT}/resume").json["state"] == "active"
    assert editor.delete(SUMMIT).json["name"] == "summit"
    assert editor.get(SUMMIT).status_code == 404


def test_what_stands_otherwise_here_than_there_is_listed(editor: FlaskClient, database: Database) -> None:
    editor.post(SOURCES, json=WISH)
    missing = FollowedEntry(base=make_entry(guid="tag:a,2019:1"), presence=Presence.SUSPECT, missing_since=NOW)
    with database.writing() as session:
        source = find_source(session, "summit")
        assert source is not None
        present = FollowedEntry(base=make_entry(guid="tag:a,2019:2"))
        save_followed(session, source.id, {"tag:a,2019:1": missing, "tag:a,2019:2": present})

    shown = editor.get(SUMMIT).json

    assert shown["entries"] == 2
    assert [(one["guid"], one["presence"], one["missing_since"]) for one in shown["notable"]] == [
        ("tag:a,2019:1", "suspect", "2019-02-27T14:00:00Z")
    ]


def test_a_source_that_is_being_read_may_still_be_removed(editor: FlaskClient, database: Database) -> None:
    editor.post(SOURCES, json=WISH)
    with database.writing() as session:
        claim_source(session, "summit", claim="one", now=NOW, lease=LEASE)

    assert editor.delete(SUMMIT).status_code == 200


@pytest.mark.parametrize("path", ["", "/pause", "/resume"])
def test_a_source_that_is_not_there_is_not_found(editor: FlaskClient, path: str) -> None:
    assert editor.get(SUMMIT).status_code == 404
    call = editor.post if path else editor.delete
    assert call(f"{SUMMIT}{path}").status_code == 404
