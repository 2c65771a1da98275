"""``/api/v1/engines``: the order of engines for each pair of languages."""

from flask.testing import FlaskClient

from syndication.storage.database import Database
from tests.syndication.kept import keep_blog, raw_entry

ORDER = "/api/v1/engines/orders/en/vi"


def pair(client: FlaskClient, target: str = "vi") -> dict[str, object]:
    answer = client.get("/api/v1/engines")
    assert answer.status_code == 200
    return next(one for one in answer.json["pairs"] if one["target"] == target)


def test_engines_are_listed_with_the_pairs_of_the_live_blogs(reader: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    assert reader.get("/api/v1/engines").json["engines"] == ["argos", "libretranslate"]
    assert pair(reader) == {"source": "en", "target": "vi", "engines": ["argos", "libretranslate"], "available": []}


def test_an_editor_decides_on_the_order_and_takes_it_back(
    editor: FlaskClient, reader: FlaskClient, database: Database
) -> None:
    keep_blog(database, raw_entry())
    answer = editor.put(ORDER, json={"engines": ["libretranslate", "argos"]})
    assert answer.status_code == 200
    assert answer.json == pair(reader)
    assert answer.json["engines"] == ["libretranslate", "argos"]
    assert answer.json["decided_by"] == "test editor"
    assert editor.delete(ORDER).json["engines"] == ["argos", "libretranslate"]
    assert "decided_by" not in pair(reader)


def test_nobody_below_an_editor_decides(reviewer: FlaskClient) -> None:
    assert reviewer.put(ORDER, json={"engines": ["argos"]}).status_code == 403
    assert reviewer.delete(ORDER).status_code == 403


def test_what_is_wrong_with_an_order_is_named(editor: FlaskClient) -> None:
    answer = editor.put(ORDER, json={"engines": ["nobody"]})
    assert answer.status_code == 422
    assert answer.json["errors"] == [
        {"path": "engines", "reason": "there is no engine 'nobody'; there is: argos, libretranslate"}
    ]
    assert editor.put(ORDER, json={"engines": []}).status_code == 422
    unknown = editor.put("/api/v1/engines/orders/english/vi", json={"engines": ["argos"]})
    assert unknown.json["errors"][0]["path"] == "source"


def test_a_request_that_is_repeated_is_answered_again(editor: FlaskClient) -> None:
    headers = {"Idempotency-Key": "once"}
    first = editor.put(ORDER, json={"engines": ["argos"]}, headers=headers)
    again = editor.put(ORDER, json={"engines": ["argos"]}, headers=headers)
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
