"""The glossary through the API."""

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from syndication.rights import Role
from syndication.storage.database import Database
from tests.syndication.web.api.conftest import client_with

TERMS = "/api/v1/terms"
SUMMIT = {"source_language": "en", "target_language": "vi", "source": "summit", "target": "hội nghị"}


def test_a_term_is_added_read_changed_and_removed(reviewer: FlaskClient) -> None:
    made = reviewer.post(TERMS, json=SUMMIT)
    assert made.status_code == 201
    where = made.headers["Location"]
    assert reviewer.get(where).json == made.json
    changed = reviewer.put(where, json=SUMMIT | {"target": "cuộc gặp"}, headers={"If-Match": made.headers["ETag"]})
    assert (changed.json["target"], changed.json["version"], changed.headers["ETag"]) == ("cuộc gặp", 2, '"2"')
    late = reviewer.put(where, json=SUMMIT, headers={"If-Match": made.headers["ETag"]})
    assert (late.status_code, late.json["current_version"]) == (412, 2)
    assert reviewer.delete(where, headers={"If-Match": '"1"'}).status_code == 412
    assert reviewer.delete(where).json["target"] == "cuộc gặp"
    assert reviewer.get(where).status_code == 404


def test_terms_are_searched(translator: FlaskClient) -> None:
    for source in ("summit", "Summit meeting", "leader"):
        translator.post(TERMS, json=SUMMIT | {"source": source})
    translator.post(TERMS, json=SUMMIT | {"target_language": "ko"})
    found = translator.get(TERMS, query_string={"q": "SUMMIT", "target_language": "vi-VN", "limit": 1}).json
    assert (found["total"], [term["source"] for term in found["terms"]]) == (2, ["summit"])
    assert translator.get(TERMS, query_string={"status": "forbidden"}).json == {"total": 0, "terms": []}


def test_a_translator_adds_terms_of_their_languages_and_changes_none(app: APIFlask, database: Database) -> None:
    korean = client_with(app, database, Role.TRANSLATOR, ("ko",))
    assert korean.post(TERMS, json=SUMMIT).status_code == 403
    where = korean.post(TERMS, json=SUMMIT | {"target_language": "ko"}).headers["Location"]
    assert korean.put(where, json=SUMMIT).status_code == 403
    assert korean.delete(where).status_code == 403


def test_the_same_request_adds_one_term(translator: FlaskClient) -> None:
    headers = {"Idempotency-Key": "one"}
    first, again = (translator.post(TERMS, json=SUMMIT, headers=headers) for _ in range(2))
    assert first.json == again.json
    assert translator.post(TERMS, json=SUMMIT).status_code == 409


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (SUMMIT | {"target": ""}, "target"),
        (SUMMIT | {"source": " "}, "source"),
        (SUMMIT | {"source_language": "English"}, "source_language"),
        (SUMMIT | {"target_language": "en"}, "target_language"),
        (SUMMIT | {"status": "boss"}, "status"),
        (SUMMIT | {"source": "x" * 301}, "source"),
        ({"source": "x"}, "source_language"),
    ],
)
def test_what_is_wrong_with_a_term_is_told_by_field(editor: FlaskClient, body: dict[str, str], path: str) -> None:
    answer = editor.post(TERMS, json=body)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["path"] == path
