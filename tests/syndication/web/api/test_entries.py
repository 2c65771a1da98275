"""Entries through the API: post, list, read, replace, kill."""

import pytest
from flask.testing import FlaskClient

from tests.syndication.web.api.payloads import BLOGS, ENTRIES, blog_body, entry_body, entry_path


@pytest.fixture(autouse=True)
def live_blog(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body())


def test_posting_answers_201_with_the_minted_guid_and_version_1(editor: FlaskClient) -> None:
    posted = editor.post(ENTRIES, json=entry_body())
    assert posted.status_code == 201
    assert posted.headers["ETag"] == '"1"'
    assert posted.headers["Location"] == entry_path(posted.json["guid"])
    assert posted.json["version"] == 1
    assert editor.get(posted.headers["Location"]).data == posted.data


def test_a_posted_entry_comes_back_cleaned(editor: FlaskClient) -> None:
    html = 'He said <script>alert(1)</script><b onclick="x">yes</b>'
    posted = editor.post(ENTRIES, json=entry_body(blocks=[{"type": "paragraph", "html": html}]))
    assert posted.json["blocks"] == [{"id": "b1", "type": "paragraph", "html": "He said <b>yes</b>"}]


def test_what_the_service_owns_is_overwritten(editor: FlaskClient) -> None:
    posted = editor.post(ENTRIES, json=entry_body(version=41, created_at="1999-01-01T00:00:00Z"))
    assert posted.json["version"] == 1
    assert not posted.json["created_at"].startswith("1999")


def test_a_guid_that_is_taken_is_refused(editor: FlaskClient) -> None:
    body = entry_body(guid="tag:example.org,2019:a")
    assert editor.post(ENTRIES, json=body).status_code == 201
    refused = editor.post(ENTRIES, json=body)
    assert refused.status_code == 409
    assert refused.json["type"].endswith("#problem-already-exists")


def test_every_wrong_field_is_reported_with_its_path(editor: FlaskClient) -> None:
    blocks = [{"type": "paragraph"}, {"type": "media", "media": {"kind": "hologram"}}]
    refused = editor.post(ENTRIES, json=entry_body(blocks=blocks, pinned="yes", colour="red"))
    assert refused.status_code == 422
    paths = {error["path"] for error in refused.json["errors"]}
    assert paths == {"blocks[0].html", "blocks[1].media.kind", "pinned", "colour"}
    assert editor.get(ENTRIES).json["entries"] == []


def test_entries_are_listed_newest_first_in_bounded_pages(editor: FlaskClient) -> None:
    for minute in range(5):
        editor.post(ENTRIES, json=entry_body(headline=f"At {minute}", published_at=f"2019-02-27T11:0{minute}:00Z"))
    first = editor.get(f"{ENTRIES}?limit=3").json
    rest = editor.get(first["next"]).json
    assert [entry["headline"] for entry in first["entries"]] == ["At 4", "At 3", "At 2"]
    assert [entry["headline"] for entry in rest["entries"]] == ["At 1", "At 0"]
    assert "next" not in rest


def test_the_list_of_an_unknown_live_blog_is_a_404(editor: FlaskClient) -> None:
    assert editor.get(f"{BLOGS}/nowhere/entries").status_code == 404


def test_the_list_is_304_until_something_changes(editor: FlaskClient) -> None:
    editor.post(ENTRIES, json=entry_body())
    etag = editor.get(ENTRIES).headers["ETag"]
    assert editor.get(ENTRIES, headers={"If-None-Match": etag}).status_code == 304
    editor.post(ENTRIES, json=entry_body())
    assert editor.get(ENTRIES, headers={"If-None-Match": etag}).status_code == 200


def test_replacing_raises_the_version_by_one(editor: FlaskClient) -> None:
    posted = editor.post(ENTRIES, json=entry_body())
    replaced = editor.put(posted.headers["Location"], json=posted.json | {"headline": "They met"})
    assert replaced.status_code == 200
    assert replaced.headers["ETag"] == '"2"'
    assert (replaced.json["guid"], replaced.json["version"]) == (posted.json["guid"], 2)
    assert editor.get(posted.headers["Location"]).json["headline"] == "They met"


def test_a_replacement_that_says_nothing_new_keeps_the_version(editor: FlaskClient) -> None:
    posted = editor.post(ENTRIES, json=entry_body())
    replaced = editor.put(posted.headers["Location"], json=posted.json)
    assert replaced.headers["ETag"] == '"1"'
    assert replaced.data == posted.data


def test_a_replacement_without_a_publication_time_keeps_the_one_there_is(editor: FlaskClient) -> None:
    posted = editor.post(ENTRIES, json=entry_body())
    body = {"headline": "They met", "blocks": [{"type": "paragraph", "html": "And left."}]}
    replaced = editor.put(posted.headers["Location"], json=body)
    assert replaced.json["headline"] == "They met"
    assert replaced.json["published_at"] == "2019-02-27T11:33:00Z"


def test_a_replacement_with_another_guid_is_refused(editor: FlaskClient) -> None:
    location = editor.post(ENTRIES, json=entry_body()).headers["Location"]
    refused = editor.put(location, json=entry_body(guid="tag:example.org,2019:other"))
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json["errors"]] == ["guid"]


def test_nothing_is_created_by_replacing_what_is_not_there(editor: FlaskClient) -> None:
    assert editor.put(entry_path("tag:example.org,2019:none"), json=entry_body()).status_code == 404
    assert editor.get(ENTRIES).json["entries"] == []


def test_an_entry_of_another_live_blog_is_not_found_here(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body(slug="saigon"))
    guid = editor.post(ENTRIES, json=entry_body()).json["guid"]
    assert editor.get(entry_path(guid, slug="saigon")).status_code == 404
    assert editor.put(entry_path(guid, slug="saigon"), json=entry_body()).status_code == 404
    assert editor.delete(entry_path(guid, slug="saigon"), json={"reason": "x"}).status_code == 404


def test_a_kill_leaves_the_guid_the_reason_and_nothing_of_the_text(editor: FlaskClient) -> None:
    posted = editor.post(ENTRIES, json=entry_body())
    killed = editor.delete(posted.headers["Location"], json={"reason": "wrong photo"})
    assert killed.status_code == 200
    assert killed.headers["ETag"] == '"2"'
    shown = editor.get(posted.headers["Location"])
    assert shown.data == killed.data
    assert shown.json["pub_status"] == "canceled"
    assert shown.json["kill_reason"] == "wrong photo"
    assert b"shook hands" not in shown.data


@pytest.mark.parametrize("body", [None, {}, {"reason": ""}, {"reason": " \t"}, {"reason": None}, {"reason": 7}])
def test_a_kill_without_a_reason_is_refused(editor: FlaskClient, body: dict[str, object] | None) -> None:
    location = editor.post(ENTRIES, json=entry_body()).headers["Location"]
    refused = editor.delete(location, json=body) if body is not None else editor.delete(location)
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json["errors"]] == ["reason"]
    assert editor.get(location).json["pub_status"] == "usable"


def test_killing_twice_changes_nothing(editor: FlaskClient) -> None:
    location = editor.post(ENTRIES, json=entry_body()).headers["Location"]
    first = editor.delete(location, json={"reason": "wrong photo"})
    second = editor.delete(location, json={"reason": "another reason"})
    assert second.status_code == 200
    assert second.data == first.data


def test_a_killed_entry_cannot_be_edited_back_to_life(editor: FlaskClient) -> None:
    posted = editor.post(ENTRIES, json=entry_body())
    editor.delete(posted.headers["Location"], json={"reason": "wrong photo"})
    refused = editor.put(posted.headers["Location"], json=posted.json)
    assert refused.status_code == 409
    assert refused.json["type"].endswith("#problem-killed")


def test_the_same_state_has_the_same_bytes(editor: FlaskClient) -> None:
    location = editor.post(ENTRIES, json=entry_body()).headers["Location"]
    assert editor.get(location).data == editor.get(location).data
    assert editor.get(ENTRIES).data == editor.get(ENTRIES).data
