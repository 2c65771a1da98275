"""The page where translators take work along and bring it back: plain forms, safe answers."""

import io
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from lxml import html

from syndication.auth import Role, create_sign_in_link, create_user
from syndication.clock import utc_now
from syndication.storage.database import Database
from tests.syndication.exchange.desk import FIRST, SECOND, edit_here, exported, keep_work, sentence, translated
from tests.syndication.kept import SLUG
from translations.model import SegmentState

PAGE = "/review/vi/exchange/"


@pytest.fixture
def guid(database: Database) -> str:
    return keep_work(database)


def signed_in(app: APIFlask, database: Database, role: Role = Role.TRANSLATOR, *languages: str) -> FlaskClient:
    with database.writing() as session:
        create_user(session, "Minh", role, languages=languages or ("*",), now=utc_now())
        link = create_sign_in_link(session, "Minh", now=utc_now())
    client = app.test_client()
    client.post(f"/sign-in/{link}")
    return client


@pytest.fixture
def minh(app: APIFlask, database: Database, guid: str) -> FlaskClient:
    return signed_in(app, database)


def page_of(answer: Any) -> Any:
    return html.document_fromstring(answer.data)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def bring(client: FlaskClient, data: bytes, **fields: str) -> Any:
    token = page_of(client.get(PAGE)).xpath("//form[@enctype]//input[@name='csrf_token']/@value")[0]
    form = {"csrf_token": token, "do": "take"} | fields
    return client.post(PAGE, data=form | {"file": (io.BytesIO(data), "work.xlf")})


def test_a_stranger_and_a_reader_do_not_get_in(app: APIFlask, database: Database, guid: str) -> None:
    assert app.test_client().get(PAGE).status_code == 401
    reader = signed_in(app, database, Role.READER)
    assert reader.get(PAGE).status_code == 403
    assert reader.get(f"{PAGE}file?blog={SLUG}").status_code == 403


def test_the_page_offers_live_blogs_and_formats(minh: FlaskClient) -> None:
    page = page_of(minh.get(PAGE))
    assert page.xpath("//select[@id='blog-out']/option/@value") == [SLUG]
    assert page.xpath("//input[@name='exchange_format']/@value") == ["xliff", "xliff2", "tmx"]
    assert not page.xpath("//script")
    for label in page.xpath("//label[@for]"):
        assert page.get_element_by_id(label.get("for")) is not None


def test_a_language_that_nothing_is_translated_into_has_no_page(minh: FlaskClient) -> None:
    assert minh.get("/review/fr/exchange/").status_code == 404


def test_work_is_downloaded(minh: FlaskClient) -> None:
    answer = minh.get(f"{PAGE}file?blog={SLUG}&exchange_format=tmx&needs_work=1")
    assert answer.headers["Content-Disposition"] == "attachment; filename=hanoi.vi.tmx"
    assert FIRST.encode() in answer.data
    assert minh.get(f"{PAGE}file?blog=nowhere").status_code == 404
    assert minh.get(f"{PAGE}file?blog={SLUG}&exchange_format=csv").status_code == 400


def test_a_file_is_looked_at_first_and_then_taken(minh: FlaskClient, database: Database, guid: str) -> None:
    data = translated(exported(database), {FIRST: "Công an chặn đường."}, state="final")
    looked = page_of(bring(minh, data, do="look", approve="1"))
    assert "Nothing has been changed yet" in words(looked)
    assert sentence(database, guid, FIRST).state is SegmentState.MEMORY
    taken = page_of(bring(minh, data, approve="1"))
    assert "1, 1 of them approved" in words(taken)
    after = sentence(database, guid, FIRST)
    assert after.state is SegmentState.APPROVED
    assert after.current is not None
    assert after.current.author == "Minh"


def test_a_conflict_shows_its_sides_with_what_differs(minh: FlaskClient, database: Database, guid: str) -> None:
    targets = {FIRST: "Công an <x id='9'/>chặn đường.", SECOND: "Họ ôm &amp; hôn."}
    data = translated(exported(database), targets)
    edit_here(database, sentence(database, guid, SECOND), "Họ ôm chặt.")
    page = page_of(bring(minh, data))
    (card,) = page.xpath("//article[contains(@class, 'conflict')]")
    assert "the translation has been changed here since" in words(card)
    assert [words(side) for side in card.xpath(".//div[@class='sides'][2]/div/p")] == [
        "Họ ôm nhau.",
        "Họ ôm chặt.",
        "Họ ôm chặt& hôn.",
    ]
    (link,) = card.xpath(".//a/@href")
    assert link.endswith(f"#segment-{sentence(database, guid, SECOND).id}")
    assert minh.get(link).status_code == 200
    assert card.xpath("string(.//ins)") == "& hôn"
    assert "code 9 is not in the source" in words(page)


def test_the_report_can_be_had_as_a_file(minh: FlaskClient, database: Database, guid: str) -> None:
    data = translated(exported(database), {FIRST: "Công an chặn đường."})
    edit_here(database, sentence(database, guid, FIRST), "Cảnh sát chặn đường.")
    answer = bring(minh, data, do="look", as_json="1")
    assert answer.headers["Content-Disposition"] == "attachment; filename=hanoi.report.json"
    assert answer.json["conflicts"][0]["target_here"] == "Cảnh sát chặn đường."


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"", "Choose a file first."), (b"<rss/>", "neither XLIFF 1.2"), (b"<b>&lt;script&gt;</b>", "Nothing was taken")],
)
def test_a_file_that_cannot_be_used_says_why(minh: FlaskClient, data: bytes, says: str) -> None:
    answer = bring(minh, data)
    assert answer.status_code in {400, 422}
    assert says in words(page_of(answer).xpath("//p[@class='warning']")[0])


def test_what_a_file_says_is_shown_as_text(minh: FlaskClient, database: Database, guid: str) -> None:
    data = translated(exported(database), {FIRST: "&lt;script&gt;alert(1)&lt;/script&gt;"})
    edit_here(database, sentence(database, guid, FIRST), "Cảnh sát chặn đường.")
    page = page_of(bring(minh, data))
    assert not page.xpath("//script")
    assert "<script>alert(1)</script>" in words(page)


def test_a_form_without_the_page_s_proof_is_refused(minh: FlaskClient, database: Database, guid: str) -> None:
    data = translated(exported(database), {FIRST: "Công an chặn đường."})
    answer = minh.post(PAGE, data={"do": "take", "file": (io.BytesIO(data), "work.xlf")})
    assert answer.status_code == 403
    assert sentence(database, guid, FIRST).state is SegmentState.MEMORY


def test_a_translator_of_another_language_may_look_but_not_bring(app: APIFlask, database: Database, guid: str) -> None:
    korean = signed_in(app, database, Role.TRANSLATOR, "ko")
    page = page_of(korean.get(PAGE))
    assert not page.xpath("//form[@enctype]")
    token = page.xpath("//input[@name='csrf_token']/@value")[0]
    sent = {"csrf_token": token, "file": (io.BytesIO(exported(database)), "work.xlf")}
    assert korean.post(PAGE, data=sent).status_code == 403


def test_a_file_that_is_too_large_is_refused(minh: FlaskClient) -> None:
    too_much = b"x" * (17 * 1024 * 1024)
    assert minh.post(PAGE, data=too_much, content_type="multipart/form-data; boundary=b").status_code == 413
