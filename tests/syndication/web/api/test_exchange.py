"""Translation work through the API: out as files, and back."""

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from syndication.auth import Role
from syndication.storage.database import Database
from syndication.web.api import openapi_document
from syndication.web.api.bodies import MAX_BODY_BYTES
from tests.syndication.exchange.desk import FIRST, edit_here, keep_work, sentence, translated
from tests.syndication.kept import SLUG
from tests.syndication.web.api.conftest import client_with
from translations.model import SegmentState

EXCHANGE = f"/api/v1/blogs/{SLUG}/exchange"
XLIFF = "application/x-xliff+xml"


@pytest.fixture
def guid(database: Database) -> str:
    return keep_work(database)


def taken_along(client: FlaskClient, path: str = "vi.xliff") -> bytes:
    answer = client.get(f"{EXCHANGE}/{path}")
    assert answer.status_code == 200, answer.text
    return answer.data


FILES = [
    ("vi.xliff", XLIFF, "hanoi.vi.xlf"),
    ("vi.xliff2", "application/xliff+xml", "hanoi.vi.xlf"),
    ("vi.tmx", "application/x-tmx+xml", "hanoi.vi.tmx"),
]


@pytest.mark.parametrize(("path", "media_type", "name"), FILES)
def test_work_is_sent_as_a_file_that_nobody_keeps(
    translator: FlaskClient, guid: str, path: str, media_type: str, name: str
) -> None:
    answer = translator.get(f"{EXCHANGE}/{path}")
    assert answer.content_type == media_type
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert FIRST.encode() in answer.data


def test_a_part_of_the_work_can_be_asked_for(translator: FlaskClient, guid: str) -> None:
    assert guid.encode() in taken_along(translator, f"vi.xliff?entry={guid}&needs_work=true&source_in_target=true")


@pytest.mark.parametrize(
    ("path", "status"),
    [("fr.xliff", 404), ("en.xliff", 404), ("vi.csv", 404), ("vi.xliff?entry=tag:x", 404), ("vi.xliff?x=1", 400)],
)
def test_what_is_not_there_is_told(translator: FlaskClient, guid: str, path: str, status: int) -> None:
    assert translator.get(f"{EXCHANGE}/{path}").status_code == status


@pytest.mark.parametrize("content_type", [XLIFF, "application/xml; charset=utf-8", "application/octet-stream"])
def test_a_file_comes_back_in_the_caller_s_name(
    translator: FlaskClient, database: Database, guid: str, content_type: str
) -> None:
    data = translated(taken_along(translator), {FIRST: "Công an chặn đường."}, state="final")
    answer = translator.post(f"{EXCHANGE}/vi?approve=true", data=data, content_type=content_type)
    assert answer.status_code == 200, answer.text
    assert answer.json is not None
    told = {name: answer.json[name] for name in ("format", "blog", "language", "dry_run", "taken", "approved")}
    assert told == {
        "format": "xliff",
        "blog": SLUG,
        "language": "vi",
        "dry_run": False,
        "taken": 1,
        "approved": 1,
    }
    after = sentence(database, guid, FIRST)
    assert after.state is SegmentState.APPROVED
    assert after.current is not None
    assert after.current.author == "test translator"


def test_a_dry_run_changes_nothing(translator: FlaskClient, database: Database, guid: str) -> None:
    data = translated(taken_along(translator), {FIRST: "Công an chặn đường."})
    answer = translator.post(f"{EXCHANGE}/vi?dry_run=true", data=data, content_type=XLIFF)
    assert answer.json is not None
    assert (answer.json["dry_run"], answer.json["taken"]) == (True, 1)
    assert sentence(database, guid, FIRST).state is SegmentState.MEMORY


def test_a_conflict_is_told_with_all_its_sides_as_the_document_says(
    translator: FlaskClient, database: Database, guid: str
) -> None:
    data = translated(taken_along(translator), {FIRST: "Công an chặn đường."})
    edit_here(database, sentence(database, guid, FIRST), "Cảnh sát chặn đường.")
    answer = translator.post(f"{EXCHANGE}/vi", data=data, content_type=XLIFF)
    assert answer.json is not None
    (conflict,) = answer.json["conflicts"]
    sides = [conflict[name] for name in ("target_as_exported", "target_here", "target_in_file", "changed_by")]
    assert sides == ["Cảnh sát đóng đường.", "Cảnh sát chặn đường.", "Công an chặn đường.", "Linh"]
    document = openapi_document()
    Draft202012Validator(document | {"$ref": "#/components/schemas/ImportView"}).validate(answer.json)


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"not xml", XLIFF, 422),
        (b"<rss/>", XLIFF, 422),
        (b'<!DOCTYPE tmx [<!ENTITY a "b">]><tmx version="1.4"/>', "application/x-tmx+xml", 422),
        (b"", XLIFF, 422),
        (b"{}", "application/json", 415),
        (b"x" * (MAX_BODY_BYTES + 1), XLIFF, 413),
    ],
)
def test_what_cannot_be_taken_is_a_problem(
    translator: FlaskClient, guid: str, data: bytes, content_type: str, status: int
) -> None:
    answer = translator.post(f"{EXCHANGE}/vi", data=data, content_type=content_type)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_a_file_in_another_language_than_the_address_is_refused(translator: FlaskClient, guid: str) -> None:
    answer = translator.post(f"{EXCHANGE}/ko", data=taken_along(translator), content_type=XLIFF)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["detail"] == "Nothing was taken: the file is in vi, not in ko."


def test_a_translator_brings_work_back_in_their_own_languages_only(
    app: APIFlask, database: Database, translator: FlaskClient, guid: str
) -> None:
    korean = client_with(app, database, Role.TRANSLATOR, ("ko",))
    data = taken_along(korean)
    answer = korean.post(f"{EXCHANGE}/vi", data=data, content_type=XLIFF)
    assert answer.status_code == 403
    assert translator.post(f"{EXCHANGE}/vi", data=data, content_type=XLIFF).status_code == 200
