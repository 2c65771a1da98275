"""What is published and held, and why: on the desk, and text by text."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from feeds.profile import LanguageRule, PublishPolicy
from syndication.auth import create_sign_in_link, create_user
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.ingest import accept_entry, kill_entry
from syndication.rights import Role
from syndication.storage.database import Database
from tests.factories import NOW
from tests.syndication.kept import SLUG, approve_all, keep_blog, raw_entry
from tests.syndication.policies import keep_profile, remember_translations, timed, work_at

PAGE = f"/desk/decisions/{SLUG}/vi/"
HEAD = {"title": "Leaders arrive", "standfirst": None, "byline": None}


def sign_in(client: FlaskClient, database: Database, role: Role) -> FlaskClient:
    with database.writing() as session:
        create_user(session, "Linh", role, now=utc_now())
        link = create_sign_in_link(session, "Linh", now=utc_now())
    client.post(f"/sign-in/{link}")
    return client


@pytest.fixture
def staff(client: FlaskClient, database: Database) -> FlaskClient:
    return sign_in(client, database, Role.READER)


@pytest.fixture
def guid(database: Database, settings: Settings) -> str:
    """An entry with a draft, in a live blog whose head has one, too; a second entry has none."""
    keep_profile(database, LanguageRule(tag="vi", policy=PublishPolicy.REVIEWED))
    keep_profile(database, timed(10), name="fast")
    remember_translations(database)
    entries = [raw_entry("Police close streets.", headline=None), raw_entry("Nobody knows.", headline="Quiet")]
    result = keep_blog(database, *entries, **HEAD)
    work_at(database, settings, NOW)
    return result.entries[0].guid


def page(client: FlaskClient, path: str = PAGE) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.document_fromstring(answer.data)


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def rows(client: FlaskClient, path: str = PAGE) -> dict[str, str]:
    """Return what is said of each text, by how it is called."""
    return {text(row[0]): text(row[1]) for row in page(client, path).xpath("//tbody/tr")}


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient, guid: str) -> None:
    assert client.get(PAGE).status_code == 401


def test_the_desk_counts_what_readers_get_and_why(staff: FlaskClient, guid: str) -> None:
    desk = text(page(staff, "/desk/"))
    assert "public feeds: 2 translated (2 with drafts), 1 in the original (1 not translated)" in desk
    assert "mekong/live: 3 held (3 not reviewed)" in desk
    assert "mekong/fast: 3 in the original (3 waiting for review)" in desk
    assert page(staff, "/desk/").xpath(f"//a[@href='{PAGE}']")


def test_each_text_is_listed_with_what_readers_get_of_it_and_why(staff: FlaskClient, guid: str) -> None:
    listed = rows(staff)
    assert list(listed) == ["Leaders arrive Title and introduction", "Police close streets.", "Quiet"]
    said = listed["Police close streets."]
    assert "public feeds: translated, with drafts" in said
    assert "mekong/live: held, not reviewed" in said
    assert "mekong/fast: in the original, waiting for review; drafts go out at 2019-02-27 14:10:00 UTC" in said
    assert "Since 2019-02-27 14:00:00 UTC." in said
    assert "public feeds: in the original, not translated" in listed["Quiet"]


def test_readers_who_get_the_same_stand_together(staff: FlaskClient, database: Database, guid: str) -> None:
    approve_all(database, guid)
    assert rows(staff)["Police close streets."].startswith(
        "public feeds, mekong/fast, mekong/live: translated, reviewed"
    )


def test_texts_are_filtered(staff: FlaskClient, database: Database, guid: str) -> None:
    approve_all(database, guid)
    assert list(rows(staff, f"{PAGE}?show=nothing")) == ["Leaders arrive Title and introduction", "Quiet"]
    assert list(rows(staff, f"{PAGE}?reader=mekong/live&show=translation")) == ["Police close streets."]
    missing = rows(staff, f"{PAGE}?reader=public&show=&reason=missing")
    assert list(missing) == ["Quiet"]
    assert "mekong" not in missing["Quiet"]
    assert "No text is like that." in text(page(staff, f"{PAGE}?reason=blocked"))


@pytest.mark.parametrize("query", ["show=all", "page=0", "page=x", "reason=because"])
def test_what_cannot_be_asked_for_is_refused(staff: FlaskClient, guid: str, query: str) -> None:
    assert staff.get(f"{PAGE}?{query}").status_code in {400, 422}


@pytest.mark.parametrize(
    "path", ["/desk/decisions/nowhere/vi/", f"/desk/decisions/{SLUG}/en/", f"/desk/decisions/{SLUG}/fr/"]
)
def test_what_is_not_translated_has_no_page(staff: FlaskClient, guid: str, path: str) -> None:
    assert staff.get(path).status_code == 404


def test_many_texts_are_on_several_pages(staff: FlaskClient, database: Database, guid: str) -> None:
    with database.writing() as session:
        for number in range(60):
            accept_entry(session, SLUG, raw_entry(headline=f"No. {number}"), actor="Minh", now=NOW)
    first = page(staff)
    assert "63 texts" in text(first)
    assert len(first.xpath("//tbody/tr")) == 50
    (older,) = first.xpath("//a[@rel='next']/@href")
    second = page(staff, older)
    assert len(second.xpath("//tbody/tr")) == 13
    assert second.xpath("//a[@rel='prev']/@href") == [PAGE]
    assert second.xpath("//a[@rel='next']") == []


def test_a_killed_text_is_told_by_its_time(staff: FlaskClient, database: Database, guid: str) -> None:
    with database.writing() as session:
        kill_entry(session, guid, "wrong photo", actor="Minh", now=NOW)
    (killed,) = (name for name in rows(staff) if name.startswith("Entry of "))
    assert "held, withdrawn" in rows(staff)[killed]


def test_those_who_may_review_get_to_the_text_from_here(client: FlaskClient, database: Database, guid: str) -> None:
    translator = sign_in(client, database, Role.TRANSLATOR)
    (path,) = page(translator).xpath("//th[normalize-space()='Police close streets.']/a/@href")
    assert translator.get(path).status_code == 200


def test_a_title_stays_text(staff: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(headline="<script>alert(1)</script>"))
    assert page(staff).xpath("//script") == []
