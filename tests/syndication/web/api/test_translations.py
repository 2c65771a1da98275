"""Translations through the API: how far they are, their sentences, and decisions on them."""

from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from syndication.rights import Role
from syndication.storage.database import Database
from tests.syndication.web.api.conftest import client_with
from tests.syndication.web.api.payloads import BLOGS, ENTRIES, HANOI, blog_body, entry_body, entry_path

GUID = "tag:example.org,2019:blog/hanoi/entry/1"
SENTENCES = f"{entry_path(GUID)}/translations/vi"
LINKED = 'They <b>met</b> at <a href="https://example.org/hotel">the hotel</a>. Then they left.'

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def live_blog(editor: FlaskClient) -> None:
    entry = entry_body(guid=GUID, blocks=[{"type": "paragraph", "html": LINKED}])
    editor.post(BLOGS, json=blog_body(entries=[entry]))


def sentences(client: FlaskClient) -> list[Json]:
    """The segments of the entry: its headline and two sentences."""
    found: list[Json] = client.get(SENTENCES).json["segments"]
    return found


def decide(client: FlaskClient, segment: Json, what: str, **body: object) -> TestResponse:
    return client.post(f"{HANOI}/segments/{segment['id']}/{what}", json=body)


def hashes(segment: Json) -> Json:
    return {"source_hash": segment["source"]["hash"], "target_hash": segment["target"]["hash"]}


def edited(client: FlaskClient, segment: Json, html: str = "Các nhà lãnh đạo gặp nhau") -> Json:
    """Write a translation and return the segment as it is then."""
    answer = decide(client, segment, "edit", version=segment["version"], html=html)
    assert answer.status_code == 200, answer.json
    found: Json = answer.json
    return found


def test_progress_counts_the_sentences_of_the_head_and_of_each_entry(translator: FlaskClient) -> None:
    headline = sentences(translator)[0]
    edited(translator, headline)
    progress = translator.get(f"{HANOI}/translations/vi").json
    assert progress["language"] == "vi"
    assert progress["states"] == {"missing": 3, "edited": 1}
    head, entry = progress["texts"]
    assert (head["headline"], head["states"]) == ("Leaders meet in Hanoi", {"missing": 1})
    assert (entry["guid"], entry["states"], entry["is_stale"]) == (GUID, {"missing": 2, "edited": 1}, False)


def test_progress_names_the_engine_that_is_missing(reader: FlaskClient) -> None:
    assert reader.get(f"{HANOI}/translations/ko").json["missing_pair"] == "en-ko"


def test_sentences_come_in_reading_order_with_what_a_decision_needs(reader: FlaskClient) -> None:
    text = reader.get(SENTENCES).json
    assert (text["guid"], text["language"], text["source_version"]) == (GUID, "vi", 1)
    headline, first, second = text["segments"]
    assert [segment["field"] for segment in (headline, first, second)] == ["headline", "b1.html", "b1.html"]
    assert [segment["index"] for segment in (first, second)] == [0, 1]
    assert first["source"]["text"] == "They met at the hotel."
    assert first["source"]["html"] == 'They <b>met</b> at <a href="https://example.org/hotel">the hotel</a>.'
    assert len(first["source"]["hash"]) == 64
    assert (first["state"], first["version"]) == ("missing", 0)
    assert "target" not in first


def test_the_head_has_sentences_of_its_own(translator: FlaskClient) -> None:
    (title,) = translator.get(f"{HANOI}/translations/vi/head").json["segments"]
    assert (title["field"], title["source"]["text"]) == ("title", "Leaders meet in Hanoi")
    edited(translator, title, "Họp ở Hà Nội")
    assert translator.get(HANOI, query_string={"language": "vi"}).json["title"] == "Họp ở Hà Nội"


def test_an_edit_is_the_person_s_and_waits_for_approval(translator: FlaskClient) -> None:
    segment = edited(translator, sentences(translator)[0], "Các nhà <b>lãnh đạo</b> gặp nhau")
    assert (segment["state"], segment["version"]) == ("edited", 1)
    assert segment["target"]["text"] == "Các nhà lãnh đạo gặp nhau"
    assert segment["target"]["author"] == "test translator"
    assert segment["target"]["provenance"]["origin"] == "person"
    assert sentences(translator)[0] == segment


def test_what_was_seen_is_approved(translator: FlaskClient) -> None:
    segment = edited(translator, sentences(translator)[0])
    approved = decide(translator, segment, "approve", **hashes(segment))
    assert approved.status_code == 200
    assert approved.json["state"] == "approved"
    assert approved.json["target"]["approved_source_text"] == "Leaders meet"
    assert decide(translator, segment, "approve", **hashes(segment)).json == approved.json


def test_what_was_seen_is_rejected(translator: FlaskClient) -> None:
    segment = edited(translator, sentences(translator)[0])
    rejected = decide(translator, segment, "reject", **hashes(segment))
    assert (rejected.status_code, rejected.json["state"]) == (200, "rejected")


def conflict(answer: TestResponse) -> Json:
    assert answer.status_code == 409
    assert answer.json["type"].endswith("#problem-review-conflict")
    found: Json = answer.json
    return found


def test_an_approval_of_a_translation_that_has_changed_shows_both_sides(translator: FlaskClient) -> None:
    seen = edited(translator, sentences(translator)[0], "Gặp nhau")
    now = edited(translator, seen, "Hội đàm")
    body = conflict(decide(translator, seen, "approve", **hashes(seen)))
    assert body["current"] == now
    assert body["yours"] == hashes(seen)
    assert sentences(translator)[0] == now


def test_an_approval_of_a_source_that_has_changed_is_a_conflict(editor: FlaskClient, translator: FlaskClient) -> None:
    seen = edited(translator, sentences(translator)[0])
    editor.put(entry_path(GUID), json=entry_body(headline="Leaders do not meet"))
    body = conflict(decide(translator, seen, "approve", **hashes(seen)))
    assert body["current"]["state"] == "stale"
    assert body["current"]["source"]["text"] == "Leaders do not meet"
    assert body["current"]["target"]["source_text"] == "Leaders meet"


def test_a_stale_translation_that_is_still_right_is_approved(editor: FlaskClient, translator: FlaskClient) -> None:
    edited(translator, sentences(translator)[0])
    editor.put(entry_path(GUID), json=entry_body(headline="The leaders meet"))
    stale = sentences(translator)[0]
    assert translator.get(f"{HANOI}/translations/vi").json["texts"][1]["is_stale"] is True
    approved = decide(translator, stale, "approve", **hashes(stale))
    assert (approved.status_code, approved.json["state"]) == (200, "approved")


def test_an_edit_of_a_segment_that_has_changed_gives_the_typed_text_back(translator: FlaskClient) -> None:
    seen = sentences(translator)[0]
    now = edited(translator, seen, "Gặp nhau")
    body = conflict(decide(translator, seen, "edit", version=seen["version"], html="Hội đàm"))
    assert body["current"] == now
    assert body["yours"] == {"version": 0, "html": "Hội đàm"}


def test_what_has_no_translation_cannot_be_approved(translator: FlaskClient) -> None:
    segment = sentences(translator)[0]
    body = conflict(decide(translator, segment, "approve", source_hash=segment["source"]["hash"], target_hash=""))
    assert body["current"] == segment


@pytest.mark.parametrize(
    "html", ["", "  ", "<br>", "Họ gặp nhau.", 'Họ <a href="https://evil.example/">gặp nhau</a>.', "<script>x</script>"]
)
def test_a_translation_without_words_or_with_other_links_is_refused(translator: FlaskClient, html: str) -> None:
    linked = sentences(translator)[1]
    refused = decide(translator, linked, "edit", version=0, html=html)
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json["errors"]] == ["html"]
    assert sentences(translator)[1] == linked


def test_a_translation_is_cleaned_like_any_text(translator: FlaskClient) -> None:
    html = 'Họ <b onclick="x">gặp</b> ở <a href="https://example.org/hotel">khách sạn</a>\ud800.'
    segment = edited(translator, sentences(translator)[1], html)
    expected = 'Họ <b>gặp</b> ở <a href="https://example.org/hotel">khách sạn</a>.'
    assert segment["target"]["html"] == expected


@pytest.mark.parametrize(
    ("what", "body", "paths"),
    [
        ("approve", {}, {"source_hash", "target_hash"}),
        ("approve", {"source_hash": 1, "target_hash": "x", "force": True}, {"source_hash", "force"}),
        ("edit", {"version": "0", "html": "x"}, {"version"}),
        ("edit", {"version": 0, "html": "x" * 20_001}, {"html"}),
        ("reject", {"reason": "x"}, {"source_hash", "target_hash", "reason"}),
    ],
)
def test_a_decision_without_what_was_seen_is_refused(
    translator: FlaskClient, what: str, body: Json, paths: set[str]
) -> None:
    refused = decide(translator, sentences(translator)[0], what, **body)
    assert refused.status_code == 422
    assert {error["path"] for error in refused.json["errors"]} == paths


def test_a_keypress_sent_twice_counts_once(translator: FlaskClient) -> None:
    segment = sentences(translator)[0]
    path, headers = f"{HANOI}/segments/{segment['id']}/edit", {"Idempotency-Key": "keypress-1"}
    body = {"version": 0, "html": "Gặp nhau"}
    first = translator.post(path, json=body, headers=headers)
    again = translator.post(path, json=body, headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_segment_of_another_live_blog_is_not_found_here(editor: FlaskClient, translator: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body(slug="saigon"))
    segment = sentences(translator)[0]
    path = f"{BLOGS}/saigon/segments/{segment['id']}"
    assert translator.get(path).status_code == 404
    assert translator.post(f"{path}/edit", json={"version": 0, "html": "x"}).status_code == 404
    assert sentences(translator)[0] == segment


@pytest.mark.parametrize("segment_id", ["0", "999999", str(2**63), "9" * 40, "-1", "x"])
def test_a_segment_that_is_not_there_is_a_404(translator: FlaskClient, segment_id: str) -> None:
    path = f"{HANOI}/segments/{segment_id}/edit"
    assert translator.post(path, json={"version": 0, "html": "x"}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"{HANOI}/translations/fr",
        f"{HANOI}/translations/en",
        f"{HANOI}/translations/%00",
        f"{BLOGS}/nowhere/translations/vi",
        f"{BLOGS}/nowhere/translations/vi/head",
        f"{entry_path(GUID)}/translations/fr",
        f"{entry_path('x:1')}/translations/vi",
        f"{entry_path(GUID, slug='nowhere')}/translations/vi",
    ],
)
def test_a_translation_that_is_not_there_is_a_404(reader: FlaskClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_a_review_is_in_the_change_feed(translator: FlaskClient) -> None:
    edited(translator, sentences(translator)[0])
    last = translator.get(f"{HANOI}/changes").json["changes"][-1]
    assert (last["kind"], last["guid"], last["language"], last["version"]) == ("review", GUID, "vi", 2)


def read_in(client: FlaskClient, language: str, path: str = entry_path(GUID)) -> Json:
    found: Json = client.get(path, query_string={"language": language}).json
    return found


def translate_all(client: FlaskClient) -> None:
    texts = ("Gặp nhau", 'Họ gặp ở <a href="https://example.org/hotel">khách sạn</a>.', "Rồi họ đi.")
    for segment, html in zip(sentences(client), texts, strict=True):
        now = edited(client, segment, html)
        decide(client, now, "approve", **hashes(now))


def test_an_entry_is_read_in_a_language_with_its_note(translator: FlaskClient) -> None:
    before = read_in(translator, "vi")
    assert (before["headline"], before["translation"]["state"]) == ("Leaders meet", "untranslated")
    translate_all(translator)
    after = read_in(translator, "vi")
    assert (after["headline"], after["translation"]["state"]) == ("Gặp nhau", "reviewed")
    assert after["guid"] == f"{GUID};lang=vi"
    assert after["translation"]["source_guid"] == GUID


def test_an_entry_is_found_by_the_guid_of_its_translation(translator: FlaskClient) -> None:
    translate_all(translator)
    variant = translator.get(entry_path(f"{GUID};lang=vi"))
    assert variant.json == read_in(translator, "vi")
    assert translator.get(f"{ENTRIES}/{GUID};lang=vi").json == variant.json
    assert translator.get(entry_path(f"{GUID};lang=fr")).status_code == 404


def test_the_tag_of_a_translation_changes_with_what_is_said_of_it(editor: FlaskClient, translator: FlaskClient) -> None:
    translate_all(translator)
    tag = translator.get(entry_path(GUID), query_string={"language": "vi"}).headers["ETag"]
    same = translator.get(entry_path(GUID), query_string={"language": "vi"}, headers={"If-None-Match": tag})
    assert same.status_code == 304
    editor.put(entry_path(GUID), json=entry_body(headline="Leaders do not meet"))
    changed = translator.get(entry_path(GUID), query_string={"language": "vi"}, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.json["translation"]["source_version"] == 2
    assert changed.json["headline"] == "Leaders do not meet"


def test_a_translation_is_not_put_in_the_place_of_its_source(editor: FlaskClient) -> None:
    refused = editor.put(entry_path(GUID), json=read_in(editor, "vi"))
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json["errors"]] == ["guid"]
    head = editor.put(HANOI, json=read_in(editor, "vi", HANOI))
    assert head.status_code == 422
    assert "guid" in {error["path"] for error in head.json["errors"]}


def test_the_list_and_the_head_are_read_in_a_language(translator: FlaskClient) -> None:
    translate_all(translator)
    page = read_in(translator, "vi", ENTRIES)
    assert [entry["headline"] for entry in page["entries"]] == ["Gặp nhau"]
    head = read_in(translator, "vi", HANOI)
    assert head["language"] == "vi"
    assert not {"entries", "revision"} & head.keys()


@pytest.mark.parametrize("path", [HANOI, ENTRIES, entry_path(GUID)])
def test_a_language_the_live_blog_does_not_have_is_a_404(reader: FlaskClient, path: str) -> None:
    assert reader.get(path, query_string={"language": "fr"}).status_code == 404
    own = reader.get(path, query_string={"language": "EN"})
    assert own.data == reader.get(path).data


def test_a_kill_leaves_in_every_language(editor: FlaskClient, translator: FlaskClient) -> None:
    translate_all(translator)
    editor.delete(entry_path(GUID), json={"reason": "wrong photo"})
    for language in ("vi", "ko"):
        shown = read_in(editor, language)
        assert (shown["pub_status"], shown["kill_reason"], shown["blocks"]) == ("canceled", "wrong photo", [])
        assert "headline" not in shown


def test_a_guid_that_ends_like_an_address_of_translations_is_still_an_entry(editor: FlaskClient) -> None:
    guid = f"{GUID}/translations/vi"
    editor.post(ENTRIES, json=entry_body(guid=guid))
    assert editor.get(entry_path(guid)).json["guid"] == guid
    assert editor.get(f"{entry_path(guid)}/translations/vi").json["guid"] == guid


def test_a_segment_shows_similar_sentences_of_the_memory_and_its_history(translator: FlaskClient) -> None:
    headline = sentences(translator)[0]
    written = edited(translator, headline)
    assert decide(translator, written, "approve", **hashes(written)).status_code == 200
    shown = translator.get(f"{HANOI}/segments/{headline['id']}").json
    assert [(line["action"], line["state_after"]) for line in shown["history"]] == [
        ("approve", "approved"),
        ("edit", "edited"),
    ]
    (match,) = shown["memory"]
    assert (match["score"], match["target_text"]) == (100, "Các nhà lãnh đạo gặp nhau")


def test_a_similar_sentence_is_offered_and_never_taken_by_itself(translator: FlaskClient, editor: FlaskClient) -> None:
    headline = sentences(translator)[0]
    written = edited(translator, headline)
    decide(translator, written, "approve", **hashes(written))
    other = "tag:example.org,2019:blog/hanoi/entry/2"
    editor.post(ENTRIES, json=entry_body(guid=other, headline="Leaders met", blocks=[]))
    (similar,) = translator.get(f"{entry_path(other)}/translations/vi").json["segments"]
    assert similar["state"] == "missing"
    (match,) = translator.get(f"{HANOI}/segments/{similar['id']}").json["memory"]
    assert match["source_text"] == "Leaders meet"
    assert 75 <= match["score"] < 99


def test_a_translator_decides_in_their_own_languages_only(
    app: APIFlask, database: Database, editor: FlaskClient
) -> None:
    korean = client_with(app, database, Role.TRANSLATOR, ("ko",))
    segment = sentences(editor)[0]
    current = edited(editor, segment)
    refused = [
        decide(korean, current, "edit", version=current["version"], html="Khác"),
        decide(korean, current, "approve", **hashes(current)),
        decide(korean, current, "reject", **hashes(current)),
    ]
    assert [answer.status_code for answer in refused] == [403] * 3
    assert refused[0].json["detail"] == "test translator ko may translate into ko, not into vi."
    assert sentences(editor)[0] == current

    vietnamese = client_with(app, database, Role.TRANSLATOR, ("ko", "vi"))
    assert decide(vietnamese, current, "approve", **hashes(current)).json["state"] == "approved"


def test_a_reviewer_decides_in_every_language(app: APIFlask, database: Database) -> None:
    reviewer = client_with(app, database, Role.REVIEWER, ("ko",))
    assert edited(reviewer, sentences(reviewer)[0])["state"] == "edited"
