"""The desk: what staff see of live blogs, translations and partners, and that nobody else does."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from syndication.auth import Role, create_partner_token, create_sign_in_link, create_user
from syndication.clock import utc_now
from syndication.partners import import_toml
from syndication.sources.managing import Wish, make_source
from syndication.storage.database import Database
from syndication.storage.sources import insert_source
from tests.syndication.kept import keep_blog, raw_entry

PARTNERS = """
[[partners]]
slug = "mekong"
name = "Mekong Daily"
[[partners.profiles]]
name = "live"
format = "atom"
credit_line = "{byline} / {provider}"
languages = [{ tag = "vi", policy = "reviewed", when_missing = "hold" }]
"""


@pytest.fixture
def staff(client: FlaskClient, database: Database) -> FlaskClient:
    with database.writing() as session:
        create_user(session, "Linh", Role.READER, now=utc_now())
        link = create_sign_in_link(session, "Linh", now=utc_now())
    client.post(f"/sign-in/{link}")
    return client


def desk(client: FlaskClient) -> Any:
    return html.document_fromstring(client.get("/desk/").data)


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/desk/")
    assert answer.status_code == 401
    assert "Sign in" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_partners_key_does_not_open_the_desk(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        import_toml(session, PARTNERS, actor="Linh", now=utc_now())
        token = create_partner_token(session, "mekong", name="reader", now=utc_now())
    assert client.get("/desk/", headers={"Authorization": f"Bearer {token}"}).status_code == 403


def test_an_empty_desk_says_what_to_do(staff: FlaskClient) -> None:
    assert "syndication import" in text(desk(staff))
    assert "syndication profiles import" in text(desk(staff))


def test_sentences_are_counted_by_language_and_state(staff: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry("One. Two.", headline="Three"))
    rows = {text(row[0]): [text(cell) for cell in row[1:]] for row in desk(staff).xpath("//tbody/tr")}
    assert rows.keys() == {"한국어", "Tiếng Việt"}
    missing, *others = rows["Tiếng Việt"]
    assert int(missing) >= 3
    assert others == ["0", "0", "0", "0"]


def test_a_missing_engine_is_named_with_the_way_to_install_it(staff: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    page = text(desk(staff))
    assert "No engine for en→vi" in page
    assert "syndication models install en-vi" in page


def test_a_partners_profile_is_told_in_words_with_its_addresses(staff: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        import_toml(session, PARTNERS, actor="Linh", now=utc_now())
    page = text(desk(staff))
    assert "http://127.0.0.1:8000/partners/mekong/live/<live blog>" in page
    assert "Vietnamese: reviewed translations only, untranslated entries wait" in page
    assert "{byline} / {provider}" in page


def test_waiting_work_is_counted(staff: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    assert "4 waiting, 0 in progress, 0 set aside" in text(desk(staff))


def test_the_title_of_a_blog_stays_text(staff: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(), title="<script>alert(1)</script>")
    assert desk(staff).xpath("//script") == []


def test_sources_are_shown_with_their_host_and_their_trouble(staff: FlaskClient, database: Database) -> None:
    source = make_source(
        Wish(url="https://linh:secret@wire.example/feed?key=hidden", slug="summit"), added_by="Linh", now=utc_now()
    )
    with database.writing() as session:
        insert_source(session, replace(source, last_error="the answer is 404 Not Found", failures=3))

    shown = text(desk(staff).get_element_by_id("sources").getparent())

    assert "summit wire.example active – not yet" in shown
    assert "summit: the answer is 404 Not Found" in shown
    assert "secret" not in shown
    assert "hidden" not in shown
