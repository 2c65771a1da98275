"""Taking back and joining through the API."""

import pytest
from flask.testing import FlaskClient

from tests.syndication.web.api.payloads import BLOGS, HANOI, blog_body, entry_body
from tests.syndication.web.api.test_translations import GUID, decide, edited, hashes, sentences


@pytest.fixture(autouse=True)
def live_blog(editor: FlaskClient) -> None:
    entry = entry_body(guid=GUID, blocks=[{"type": "paragraph", "html": "They met. Then they left."}])
    editor.post(BLOGS, json=blog_body(entries=[entry]))


def test_what_was_done_last_is_taken_back(translator: FlaskClient) -> None:
    _, first, _ = sentences(translator)
    written = edited(translator, first, "Họ gặp nhau.")
    approved = decide(translator, written, "approve", **hashes(written), edit_s=3.5).json
    back = decide(translator, approved, "undo", version=approved["version"])
    assert (back.status_code, back.json["state"]) == (200, "edited")
    history = translator.get(f"{HANOI}/segments/{first['id']}").json["history"]
    assert [line["action"] for line in history] == ["undo", "approve", "edit"]


def test_there_is_nothing_to_take_back_from_a_reader_or_another_persons_work(
    translator: FlaskClient, reviewer: FlaskClient, reader: FlaskClient
) -> None:
    _, first, _ = sentences(translator)
    written = edited(translator, first, "Họ gặp nhau.")
    assert decide(reader, written, "undo", version=written["version"]).status_code == 403
    conflict = decide(reviewer, written, "undo", version=written["version"])
    assert (conflict.status_code, conflict.json["current"]["version"]) == (409, written["version"])


def test_two_sentences_are_joined_and_taken_apart_again(translator: FlaskClient) -> None:
    _, first, second = sentences(translator)
    edited(translator, first, "Họ gặp nhau.")
    edited(translator, second, "Rồi họ đi.")
    first = sentences(translator)[1]
    joined = decide(translator, first, "merge-next", version=first["version"])
    assert joined.status_code == 200
    assert (joined.json["id"], joined.json["state"]) == (first["id"], "edited")
    assert joined.json["source"]["text"] == "They met. Then they left."
    assert joined.json["target"]["text"] == "Họ gặp nhau. Rồi họ đi."
    apart = decide(translator, joined.json, "split", version=joined.json["version"])
    assert (apart.status_code, apart.json["target"]["text"]) == (200, "Họ gặp nhau.")
    assert [one["target"]["text"] for one in sentences(translator)[1:]] == ["Họ gặp nhau.", "Rồi họ đi."]


def test_joining_what_has_changed_is_a_conflict_with_both_sides(translator: FlaskClient) -> None:
    _, first, _ = sentences(translator)
    edited(translator, first, "Họ gặp nhau.")
    conflict = decide(translator, first, "merge-next", version=first["version"])
    assert conflict.status_code == 409
    assert conflict.json["current"]["target"]["text"] == "Họ gặp nhau."
    assert conflict.json["yours"] == {"version": first["version"]}


def test_the_last_sentence_cannot_be_joined_and_a_single_one_not_split(translator: FlaskClient) -> None:
    _, first, second = sentences(translator)
    assert decide(translator, second, "merge-next", version=second["version"]).status_code == 409
    assert decide(translator, first, "split", version=first["version"]).status_code == 409


def test_joining_twice_with_one_key_joins_once(translator: FlaskClient) -> None:
    _, first, _ = sentences(translator)
    path, body = f"{HANOI}/segments/{first['id']}/merge-next", {"version": first["version"]}
    answers = [translator.post(path, json=body, headers={"Idempotency-Key": "j-1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json == answers[1].json


@pytest.mark.parametrize("edit_s", [-1, 90_000, "long"])
def test_a_time_at_work_must_be_a_time(translator: FlaskClient, edit_s: object) -> None:
    _, first, _ = sentences(translator)
    answer = decide(translator, first, "edit", version=first["version"], html="Họ.", edit_s=edit_s)
    assert answer.status_code == 422
