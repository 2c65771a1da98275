"""Asking the engine again, through the API."""

from dataclasses import replace

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from syndication.config import Settings
from syndication.rights import Role
from syndication.storage.database import Database
from syndication.web import create_app
from tests.syndication.web.api.conftest import client_with
from tests.syndication.web.api.payloads import BLOGS, HANOI, blog_body, entry_body

INBOX = "/api/v1/review/vi/texts"


@pytest.fixture
def app(settings: Settings, database: Database) -> APIFlask:
    """An app that knows of a server, which nobody asks here."""
    return create_app(replace(settings, libretranslate_url="http://127.0.0.1:1"), database=database)


@pytest.fixture(autouse=True)
def live_blog(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body(entries=[entry_body()]))


def texts(client: FlaskClient) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get(INBOX).json["texts"]
    return found


def segment_id(client: FlaskClient) -> int:
    shown = client.get(f"{INBOX}/{texts(client)[0]['text_id']}").json
    found: int = shown["fields"][0]["segments"][0]["id"]
    return found


def test_a_translator_wants_a_sentence_drafted_again(translator: FlaskClient) -> None:
    answer = translator.post(f"{HANOI}/segments/{segment_id(translator)}/redraft")
    assert answer.status_code == 200
    assert answer.json["is_redraft_wanted"] is True
    assert translator.get(f"{HANOI}/segments/{answer.json['id']}").json["segment"]["is_redraft_wanted"] is True


def test_a_translator_wants_a_text_drafted_again(translator: FlaskClient) -> None:
    text = texts(translator)[0]
    answer = translator.post(f"{INBOX}/{text['text_id']}/redraft", json={})
    assert answer.json == {"segments": text["open_segments"]}
    assert translator.post(f"{INBOX}/999999/redraft").status_code == 404


def test_nobody_else_wants_anything(app: APIFlask, database: Database, reader: FlaskClient) -> None:
    address = f"{HANOI}/segments/{segment_id(reader)}/redraft"
    assert reader.post(address).status_code == 403
    korean = client_with(app, database, Role.TRANSLATOR, languages=("ko",))
    assert korean.post(address).status_code == 403
    assert korean.post(f"{INBOX}/{texts(reader)[0]['text_id']}/redraft").status_code == 403


def test_without_an_engine_it_is_said_so(settings: Settings, database: Database, translator: FlaskClient) -> None:
    without = client_with(create_app(settings, database=database), database, Role.TRANSLATOR, languages=("vi",))
    for address in (
        f"{HANOI}/segments/{segment_id(translator)}/redraft",
        f"{INBOX}/{texts(translator)[0]['text_id']}/redraft",
    ):
        answer = without.post(address)
        assert answer.status_code == 409
        assert answer.json["type"].endswith("#problem-no-engine")
        assert "from en into vi" in answer.json["detail"]
