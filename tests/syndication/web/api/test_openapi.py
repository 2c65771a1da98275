"""The OpenAPI document: whole, the same everywhere, and as committed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from feeds.codec import json_schema
from feeds.model import Entry, LiveBlog
from syndication.web.api import openapi_document
from syndication.web.api.problem_kinds import PROBLEM_KINDS
from tests.syndication.web.api.payloads import BLOGS, ENTRIES, HANOI, blog_body, entry_body

COMMITTED = Path(__file__).parents[4] / "docs" / "openapi.json"

Document = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Document:
    return openapi_document()


def test_the_committed_document_is_the_generated_one(document: Document) -> None:
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == document


def test_the_document_is_served_to_everybody(app: APIFlask, document: Document) -> None:
    served = app.test_client().get("/api/v1/openapi.json")
    assert served.json == document
    assert served.json["openapi"].startswith("3.1")
    assert served.headers["Cache-Control"].startswith("public")


def test_every_route_of_the_api_is_described(app: APIFlask, document: Document) -> None:
    hidden = {"/api/v1/openapi.json", "/api/v1/docs"}
    routes = {
        (re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and rule.rule not in hidden
    }
    assert routes == {(path, method) for path, item in document["paths"].items() for method in item}


def test_every_operation_has_its_own_id_and_says_what_it_does(document: Document) -> None:
    operations = [operation for item in document["paths"].values() for operation in item.values()]
    ids = [operation["operationId"] for operation in operations]
    assert len(ids) == len(set(ids))
    assert all(operation["summary"] and operation["description"] for operation in operations)
    assert all(parameter["description"] for operation in operations for parameter in operation["parameters"])


def test_every_reference_leads_to_a_schema(document: Document) -> None:
    names = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document)))
    assert {name.removeprefix("#/components/schemas/") for name in names} <= document["components"]["schemas"].keys()


def test_every_schema_is_a_json_schema(document: Document) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_entries_and_live_blogs_have_the_codec_s_schema(document: Document) -> None:
    schemas = document["components"]["schemas"]
    for of in (Entry, LiveBlog):
        expected = json_schema(of)
        assert schemas[of.__name__]["properties"].keys() == expected["properties"].keys()
        for name in expected["$defs"].keys() - {"Entry"}:
            assert schemas[name]["properties" if "properties" in schemas[name] else "enum"]


def valid(document: Document, schema: str, value: object) -> None:
    """Check a value against a schema of the document."""
    Draft202012Validator(document | {"$ref": f"#/components/schemas/{schema}"}).validate(value)


def test_bodies_and_answers_are_valid_by_the_document(editor: FlaskClient, document: Document) -> None:
    valid(document, "LiveBlog", blog_body(entries=[entry_body()]))
    valid(document, "LiveBlog", editor.post(BLOGS, json=blog_body(entries=[entry_body()])).json)
    valid(document, "BlogList", editor.get(BLOGS).json)
    valid(document, "LiveBlog", editor.get(HANOI).json)
    valid(document, "EntryPage", editor.get(f"{ENTRIES}?limit=1").json)
    valid(document, "Entry", entry_body())
    valid(document, "Entry", editor.post(ENTRIES, json=entry_body()).json)
    valid(document, "ChangePage", editor.get(f"{HANOI}/changes").json)
    valid(document, "Problem", editor.post(ENTRIES, json={"pinned": 7}).json)
    valid(document, "Problem", editor.get("/api/v1/nothing").json)


def test_the_guide_tells_of_every_problem() -> None:
    guide = COMMITTED.with_name("api.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| ([0-9]{3}) \| `([a-z-]+)` \|", guide, re.MULTILINE))
    assert told == {(str(kind.status), kind.name) for kind in PROBLEM_KINDS}


def test_the_page_shows_every_operation_and_problem_and_loads_nothing_from_elsewhere(
    app: APIFlask, document: Document
) -> None:
    page = app.test_client().get("/api/v1/docs").get_data(as_text=True)
    for item in document["paths"].values():
        assert all(f'id="{operation["operationId"]}"' in page for operation in item.values())
    assert all(f'id="problem-{kind.name}"' in page for kind in PROBLEM_KINDS)
    loaded = re.findall(r'(?:src|<link[^>]+href)="([^"]*)"', page)
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
    assert "<script" not in page
