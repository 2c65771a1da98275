"""The translators' desk through the API: what waits, one text, comments, presence, previews, approvals of many."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from syndication.clock import utc_now
from syndication.partners import import_toml
from syndication.storage.database import Database
from tests.syndication.web.api.payloads import BLOGS, HANOI, blog_body, entry_body

GUID = "tag:example.org,2019:blog/hanoi/entry/1"
HTML = "The leaders met. They left <b>early</b>."
DESK = "/api/v1/review"

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def live_blog(editor: FlaskClient) -> None:
    entry = entry_body(guid=GUID, headline="Summit", blocks=[{"type": "paragraph", "html": HTML}])
    assert editor.post(BLOGS, json=blog_body(entries=[entry])).status_code == 201


def text_of(client: FlaskClient, language: str = "vi") -> Json:
    """The entry as the desk shows it."""
    waiting = client.get(f"{DESK}/{language}/texts").json["texts"]
    (row,) = [row for row in waiting if row["guid"] == GUID]
    found: Json = client.get(f"{DESK}/{language}/texts/{row['text_id']}").json
    return found


def segments_of(text: Json) -> list[Json]:
    return [segment for field in text["fields"] for segment in field["segments"]]


def written(client: FlaskClient, *translations: str) -> list[Json]:
    """Write a translation of each sentence, and return the segments."""
    done = []
    for segment, html in zip(segments_of(text_of(client)), translations, strict=True):
        body = {"version": segment["version"], "html": html}
        done.append(client.post(f"{HANOI}/segments/{segment['id']}/edit", json=body).json)
    return done


def seen(segment: Json) -> Json:
    return {"id": segment["id"], "source_hash": segment["source"]["hash"], "target_hash": segment["target"]["hash"]}


def test_the_languages_say_how_much_waits(reader: FlaskClient) -> None:
    loads = {load["language"]: load for load in reader.get(f"{DESK}/").json["languages"]}
    assert loads["vi"] == loads["ko"] | {"language": "vi"}
    assert (loads["vi"]["texts"], loads["vi"]["open_segments"]) == (2, 4)


def test_a_text_is_its_fields_in_reading_order(reader: FlaskClient) -> None:
    text = text_of(reader)
    assert [(field["kind"], len(field["segments"])) for field in text["fields"]] == [("headline", 1), ("paragraph", 2)]
    assert (text["slug"], text["source_language"], text["is_head"]) == ("hanoi", "en", False)
    assert segments_of(text)[2]["source"]["html"] == "They left <b>early</b>."


def test_a_text_is_not_found_in_another_language(reader: FlaskClient) -> None:
    text_id = text_of(reader)["text_id"]
    assert reader.get(f"{DESK}/ko/texts/{text_id}").status_code == 404


@pytest.mark.parametrize("query", ["state=nonsense", "severity=bad", "limit=0", "blog=" + "x" * 200, "colour=red"])
def test_a_wrong_query_is_told_of(reader: FlaskClient, query: str) -> None:
    assert reader.get(f"{DESK}/vi/texts?{query}").status_code == 400


def test_a_comment_is_kept_counted_and_settled(translator: FlaskClient) -> None:
    segment = segments_of(text_of(translator))[0]
    place = f"{HANOI}/segments/{segment['id']}/comments"
    said = translator.post(place, json={"text": "  Which summit?\n<script>alert(1)</script> "}).json
    assert said["text"] == "Which summit?\n<script>alert(1)</script>"
    assert text_of(translator)["comments"] == {str(segment["id"]): 1}
    settled = translator.post(f"{place}/{said['id']}/resolve").json
    assert settled["resolved_by"] == said["actor"]
    assert text_of(translator)["comments"] == {}
    assert [one["text"] for one in translator.get(place).json["comments"]] == [said["text"]]


def test_a_comment_sent_twice_is_one_comment(translator: FlaskClient) -> None:
    segment = segments_of(text_of(translator))[0]
    place = f"{HANOI}/segments/{segment['id']}/comments"
    for _ in range(2):
        translator.post(place, json={"text": "Hm."}, headers={"Idempotency-Key": "k1"})
    assert len(translator.get(place).json["comments"]) == 1


@pytest.mark.parametrize("text", ["", " \n ", "x" * 2001, None, 7])
def test_a_comment_without_words_is_refused(translator: FlaskClient, text: object) -> None:
    segment = segments_of(text_of(translator))[0]
    assert translator.post(f"{HANOI}/segments/{segment['id']}/comments", json={"text": text}).status_code == 422


def test_a_comment_is_settled_on_its_own_segment_only(translator: FlaskClient) -> None:
    first, second, _third = segments_of(text_of(translator))
    said = translator.post(f"{HANOI}/segments/{first['id']}/comments", json={"text": "Hm."}).json
    assert translator.post(f"{HANOI}/segments/{second['id']}/comments/{said['id']}/resolve").status_code == 404


def test_those_at_a_text_see_each_other_until_they_leave(translator: FlaskClient, editor: FlaskClient) -> None:
    text = text_of(translator)
    place = f"{DESK}/vi/texts/{text['text_id']}/presence"
    segment_id = segments_of(text)[0]["id"]
    assert translator.put(place, json={"segment_id": segment_id}).json["present"] == []
    assert editor.put(place, json={}).json["present"] == [{"actor": "test translator", "segment_id": segment_id}]
    assert [one["actor"] for one in text_of(translator)["present"]] == ["test editor", "test translator"]
    translator.put(place, json={"is_leaving": True})
    assert [one["actor"] for one in text_of(editor)["present"]] == ["test editor"]


def test_many_are_approved_at_once_and_each_that_cannot_be_is_told_of(translator: FlaskClient) -> None:
    first, second, third = written(translator, "Hội nghị", "Các nhà lãnh đạo gặp nhau.", "Họ rời đi <b>sớm</b>.")
    wanted = [seen(first), seen(second) | {"target_hash": "0" * 64}, seen(third)]
    results = translator.post(f"{HANOI}/segments/approve-all", json={"segments": wanted}).json["results"]
    assert [result["segment"]["state"] for result in results] == ["approved", "edited", "approved"]
    assert [result.get("refused", "") for result in results][0::2] == ["", ""]
    assert "has changed since" in results[1]["refused"]


def test_many_approvals_are_one_new_version_of_the_text(translator: FlaskClient) -> None:
    done = written(translator, "Hội nghị", "Các nhà lãnh đạo gặp nhau.", "Họ rời đi <b>sớm</b>.")
    before = text_of(translator)["version"]
    body = {"segments": [seen(segment) for segment in done]}
    for _ in range(2):
        answer = translator.post(f"{HANOI}/segments/approve-all", json=body, headers={"Idempotency-Key": "all"})
        assert answer.status_code == 200
    text_id = translator.get(f"{DESK}/vi/texts?all=true").json["texts"]
    (row,) = [row for row in text_id if row["guid"] == GUID]
    assert translator.get(f"{DESK}/vi/texts/{row['text_id']}").json["version"] == before + 1


def test_many_approvals_of_an_unknown_segment_change_nothing(translator: FlaskClient) -> None:
    first, *_rest = written(translator, "Hội nghị", "Các nhà lãnh đạo gặp nhau.", "Họ rời đi <b>sớm</b>.")
    body = {"segments": [seen(first), seen(first) | {"id": 999_999}]}
    assert translator.post(f"{HANOI}/segments/approve-all", json=body).status_code == 404
    assert segments_of(text_of(translator))[0]["state"] == "edited"


def test_a_preview_shows_what_is_typed_as_the_public_gets_it(translator: FlaskClient) -> None:
    written(translator, "Hội nghị", "Các nhà lãnh đạo gặp nhau.", "Họ rời đi <b>sớm</b>.")
    text = text_of(translator)
    last = segments_of(text)[2]["id"]
    place = f"{DESK}/vi/texts/{text['text_id']}/preview"
    made = translator.post(place, json={"unsaved": {last: "Họ về <b>muộn</b><script>alert(1)</script>."}}).json
    assert (made["show"], made["title"]) == ("translation", "Hội nghị")
    assert "Họ về <b>muộn</b>" in made["html"]
    assert "script" not in made["html"]
    assert "Họ rời đi" not in made["html"]
    assert segments_of(text_of(translator))[2]["target"]["text"] == "Họ rời đi sớm."


def test_a_preview_for_a_partner_says_why_nothing_is_out_and_shows_what_would_be(
    translator: FlaskClient, database: Database
) -> None:
    profile = 'name = "site"\nlanguages = [{tag = "vi", policy = "reviewed"}]\nhtml = "plain"'
    partner = f'[[partners]]\nslug = "daily"\nname = "Daily"\n[[partners.profiles]]\n{profile}\n'
    with database.writing() as session:
        import_toml(session, partner, actor="test", now=utc_now())
    written(translator, "Hội nghị", "Các nhà lãnh đạo gặp nhau.", "Họ rời đi <b>sớm</b>.")
    place = f"{DESK}/vi/texts/{text_of(translator)['text_id']}/preview"
    made = translator.post(place, json={"profile": "daily/site"}).json
    assert (made["show"], made["reason"]) == ("nothing", "not_reviewed")
    assert "<p>Các nhà lãnh đạo gặp nhau. Họ rời đi sớm.</p>" in made["html"]
    assert translator.post(place, json={"profile": "daily/none"}).status_code == 404


def test_a_preview_of_an_untouched_text_shows_the_source_under_its_note(reader: FlaskClient) -> None:
    text = text_of(reader)
    made = reader.post(f"{DESK}/vi/texts/{text['text_id']}/preview", json={}).json
    assert (made["show"], made["reason"], made["language"]) == ("source", "missing", "en")
    assert "The leaders met." in made["html"]
