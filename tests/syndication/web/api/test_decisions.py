"""What readers get of translations and why, through the API."""

from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from feeds.profile import LanguageRule, PublishPolicy
from syndication.config import Settings
from syndication.storage.database import Database
from tests.factories import NOW
from tests.syndication.kept import SLUG, approve_all, keep_blog, raw_entry
from tests.syndication.policies import keep_profile, remember_translations, timed, work_at

DECISIONS = f"/api/v1/blogs/{SLUG}/translations/vi/decisions"
HEAD = {"title": "Leaders arrive", "standfirst": None, "byline": None}

Json = dict[str, Any]


@pytest.fixture
def guid(database: Database, settings: Settings) -> str:
    keep_profile(database, LanguageRule(tag="vi", policy=PublishPolicy.REVIEWED))
    keep_profile(database, timed(10), name="fast")
    remember_translations(database)
    guid = keep_blog(database, raw_entry("Police close streets.", headline=None), **HEAD).entries[0].guid
    work_at(database, settings, NOW)
    return guid


def decisions(client: FlaskClient, guid: str) -> Json:
    answer = client.get(f"{DECISIONS}/{quote(guid, safe='')}")
    assert answer.status_code == 200, answer.json
    found: Json = answer.json
    return found


def test_what_each_reader_gets_is_told_with_the_reason(reader: FlaskClient, guid: str) -> None:
    public, fast, live = decisions(reader, guid)["decisions"]
    assert public == {
        "reader": "public",
        "rule": "machine stale=source missing=source",
        "show": "translation",
        "reason": "drafted",
        "sentence": "Every sentence has a translation, not all of them approved.",
        "state": "memory",
        "is_stale": False,
        "has_machine_text": False,
        "blocking": [],
        "since": "2019-02-27T14:00:00Z",
    }
    assert (fast["reader"], fast["show"], fast["reason"]) == ("mekong/fast", "source", "waiting")
    assert fast["released_at"] == "2019-02-27T14:10:00Z"
    assert (live["reader"], live["show"], live["reason"]) == ("mekong/live", "nothing", "not_reviewed")


def test_the_history_is_told_newest_first(reader: FlaskClient, database: Database, guid: str) -> None:
    approve_all(database, guid)
    history = decisions(reader, guid)["history"]
    public = [(row["reason"], row["show"]) for row in history if row["readers"] == ["public"]]
    assert public == [("reviewed", "translation"), ("drafted", "translation"), ("missing", "source")]
    assert [row["revision"] for row in history] == sorted((row["revision"] for row in history), reverse=True)
    assert {row["source_at"] for row in history} == {"2019-02-27T14:00:00Z"}


def test_the_head_has_its_own(reader: FlaskClient, guid: str) -> None:
    head = reader.get(f"/api/v1/blogs/{SLUG}").json["guid"]
    assert decisions(reader, head)["decisions"][0]["reason"] == "drafted"


def test_texts_are_listed_counted_and_filtered(reader: FlaskClient, database: Database, guid: str) -> None:
    approve_all(database, guid)
    everything = reader.get(DECISIONS).json
    assert (everything["language"], everything["found"], len(everything["texts"])) == ("vi", 2, 2)
    counts = {tuple(one["readers"]): one["counts"] for one in everything["counts"]}
    assert counts["mekong/live",] == [
        {"show": "nothing", "reason": "not_reviewed", "texts": 1},
        {"show": "translation", "reason": "reviewed", "texts": 1},
    ]
    held = reader.get(DECISIONS, query_string={"reader": "mekong/live", "show": "nothing"}).json
    assert held["found"] == 1
    assert guid not in {text["guid"] for text in held["texts"]}
    second = reader.get(DECISIONS, query_string={"offset": 1, "limit": 1}).json
    assert [text["guid"] for text in second["texts"]] == [guid]


@pytest.mark.parametrize(
    "query", [{"show": "all"}, {"reason": "because"}, {"limit": 0}, {"offset": -1}, {"colour": "red"}]
)
def test_what_cannot_be_asked_for_is_refused(reader: FlaskClient, guid: str, query: Json) -> None:
    assert reader.get(DECISIONS, query_string=query).status_code == 400


def test_what_is_not_there_is_not_found(reader: FlaskClient, database: Database, guid: str) -> None:
    other = keep_blog(database, raw_entry("The talks begin."), slug="other").entries[0].guid
    for path in (
        f"{DECISIONS}/{quote('tag:nothing', safe='')}",
        f"{DECISIONS}/{quote(other, safe='')}",
        f"/api/v1/blogs/{SLUG}/translations/fr/decisions",
        f"/api/v1/blogs/{SLUG}/translations/en/decisions",
        "/api/v1/blogs/nowhere/translations/vi/decisions",
    ):
        assert reader.get(path).status_code == 404, path


def test_a_partner_learns_nothing(client: FlaskClient, guid: str) -> None:
    assert client.get(DECISIONS).status_code == 401
