"""The translation memory through the API."""

import pytest
from flask.testing import FlaskClient

MEMORY = "/api/v1/memory"
UNIT = {
    "source_language": "en",
    "target_language": "vi",
    "source": "They <b>met</b>.",
    "target": "Họ <b>gặp nhau</b>.",
}


def search(client: FlaskClient, **query: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get(MEMORY, query_string={"target_language": "vi"} | query).json["units"]
    return found


def test_a_unit_is_added_found_corrected_and_removed(reviewer: FlaskClient) -> None:
    assert reviewer.post(MEMORY, json=UNIT).json == {"done": True}
    (unit,) = search(reviewer, q="họ MET")
    assert (unit["source_html"], unit["target_text"]) == ("They <b>met</b>.", "Họ gặp nhau.")
    where = f"{MEMORY}/{unit['id']}"
    change = {"target": "Họ đã gặp nhau.", "target_hash": unit["target_hash"]}
    after = reviewer.put(where, json=change).json
    assert (after["target_text"], after["creator"]) == ("Họ đã gặp nhau.", "test reviewer")
    late = reviewer.put(where, json=change | {"target": "Khác"})
    assert (late.status_code, late.json["current"]["target_text"]) == (412, "Họ đã gặp nhau.")
    assert reviewer.delete(where, json={"target_hash": unit["target_hash"]}).status_code == 412
    assert reviewer.delete(where).json["target_text"] == "Họ đã gặp nhau."
    assert reviewer.get(where).status_code == 404
    assert search(reviewer) == []


def test_words_are_looked_for_on_the_side_that_is_named(reviewer: FlaskClient) -> None:
    reviewer.post(MEMORY, json=UNIT)
    assert len(search(reviewer, q="met", side="source")) == 1
    assert search(reviewer, q="met", side="target") == []
    assert search(reviewer, q="gặp", source_language="ko") == []


@pytest.mark.parametrize(
    "body", [UNIT | {"target": " "}, UNIT | {"target": "<a href='https://a.example/'>x</a>"}, UNIT | {"source": ""}]
)
def test_a_unit_that_is_none_is_refused(reviewer: FlaskClient, body: dict[str, str]) -> None:
    assert reviewer.post(MEMORY, json=body).status_code == 422
    assert search(reviewer) == []


@pytest.mark.parametrize(
    "query", [{}, {"target_language": "vi", "side": "both sides"}, {"target_language": "vi", "x": 1}]
)
def test_a_search_that_says_nothing_is_refused(reader: FlaskClient, query: dict[str, object]) -> None:
    assert reader.get(MEMORY, query_string=query).status_code == 400
