"""The translators' desk without a browser: what is on the pages, who may see them, and the stream of news."""

import json

import pytest
from flask.testing import FlaskClient
from lxml import html

from feeds.model import Entry, Paragraph
from syndication.auth import Role, create_sign_in_link, create_user
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.ingest import replace_entry
from syndication.memory import import_memory
from syndication.storage.comments import add_comment
from syndication.storage.database import Database
from syndication.storage.inbox import InboxFilter, load_inbox
from syndication.storage.presence import renew_presence
from syndication.storage.review_news import look, texts_with_news
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.kept import approve_all, keep_blog, memory_of, raw_entry, work_on

PAIRS = {"Two leaders met.": "Hai nhà lãnh đạo gặp nhau.", "They shook hands.": "Họ bắt tay."}


def sign_in(
    client: FlaskClient, database: Database, role: Role = Role.TRANSLATOR, languages: tuple[str, ...] = ("*",)
) -> None:
    with database.writing() as session:
        create_user(session, "Linh", role, now=utc_now(), languages=languages)
        link = create_sign_in_link(session, "Linh", now=utc_now())
    client.post(f"/sign-in/{link}")


@pytest.fixture
def translator(client: FlaskClient, database: Database) -> FlaskClient:
    sign_in(client, database)
    return client


def keep_drafted(database: Database, settings: Settings, *entries: Entry) -> list[str]:
    """Keep a live blog of entries whose sentences the memory knows, and return their guids."""
    with database.writing() as session:
        import_memory(session, memory_of(PAIRS), name="desk.tmx", now=NOW)
    kept = keep_blog(database, *entries)
    Worker(settings, database=database).run_once()
    return [entry.guid for entry in kept.entries]


def text_id_of(database: Database, guid: str) -> int:
    with database.reading() as session:
        rows = load_inbox(session, "vi", InboxFilter(only_open=False), limit=100)
    return next(row.text_id for row in rows if row.guid == guid)


def page(client: FlaskClient, path: str) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return html.document_fromstring(answer.text)


def text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize(
    "path", ["/review/", "/review/vi/", "/review/vi/texts/1/", "/review/vi/segments/1/help", "/review/vi/events"]
)
def test_a_stranger_sees_nothing(client: FlaskClient, database: Database, path: str) -> None:
    keep_blog(database, raw_entry())
    assert client.get(path).status_code == 401


def test_a_reader_has_no_business_here(client: FlaskClient, database: Database) -> None:
    sign_in(client, database, Role.READER)
    assert client.get("/review/").status_code == 403


def test_ones_own_languages_come_first(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    sign_in(client, database, languages=("vi",))
    cards = page(client, "/review/").cssselect(".loads .card")
    assert [text(card.cssselect("h2")[0]) for card in cards] == ["Tiếng Việt", "한국어"]
    assert "not one of yours" in text(cards[1])
    assert "not one of yours" not in text(cards[0])


def test_the_inbox_tells_what_waits_and_for_how_long(
    translator: FlaskClient, database: Database, settings: Settings
) -> None:
    keep_drafted(
        database,
        settings,
        raw_entry("Two leaders met.", headline=None, pinned=True),
        raw_entry("Unknown.", headline=None),
    )
    shown = page(translator, "/review/vi/")
    assert "texts wait" in text(shown.get_element_by_id("load"))
    rows = shown.cssselect("#inbox .row")
    assert text(rows[0].cssselect(".opening-words")[0]) == "Two leaders met."
    assert "Pinned" in text(rows[0])
    assert "1 from memory" in text(rows[0])
    assert "1 no translation" in text(rows[-1])


def test_filters_leave_out_what_does_not_fit(translator: FlaskClient, database: Database, settings: Settings) -> None:
    keep_drafted(database, settings, raw_entry("Two leaders met.", headline=None), raw_entry("Unknown.", headline=None))
    rows = page(translator, "/review/vi/?state=memory&blog=&findings=").cssselect("#inbox .opening-words")
    assert [text(row) for row in rows] == ["Two leaders met."]
    assert page(translator, "/review/vi/?blog=other").cssselect("#inbox .row") == []
    assert translator.get("/review/vi/?state=none").status_code == 422


def test_finished_texts_are_shown_when_they_are_asked_for(
    translator: FlaskClient, database: Database, settings: Settings
) -> None:
    (guid,) = keep_drafted(database, settings, raw_entry("Two leaders met.", headline=None))
    approve_all(database, guid)
    assert "Two leaders met." not in text(page(translator, "/review/vi/").get_element_by_id("inbox"))
    assert "Two leaders met." in text(page(translator, "/review/vi/?all=1").get_element_by_id("inbox"))


def test_a_text_can_be_read_whole_without_scripts(
    translator: FlaskClient, database: Database, settings: Settings
) -> None:
    (guid,) = keep_drafted(database, settings, raw_entry("Two leaders met. They <b>shook</b> hands.", headline=None))
    shown = page(translator, f"/review/vi/texts/{text_id_of(database, guid)}/")
    first, second = shown.cssselect(".segment")
    assert text(first.cssselect(".source-text")[0]) == "Two leaders met."
    assert text(first.cssselect(".target-text")[0]) == "Hai nhà lãnh đạo gặp nhau."
    assert text(first.cssselect(".state-word")[0]) == "From memory"
    assert "Paragraph".lower() in text(first.cssselect(".name")[0]).lower()
    assert second.cssselect(".source-text b")
    assert "continues" in second.get("class")
    data = json.loads(first.get("data-segment"))
    assert data["source"]["hash"] == work_on(database, guid).segments[0].source.source_hash
    assert "public feeds: " in text(shown.get_element_by_id("decisions"))


def test_an_outdated_translation_tells_what_it_was_approved_for(
    translator: FlaskClient, database: Database, settings: Settings
) -> None:
    (guid,) = keep_drafted(database, settings, raw_entry("Two leaders met.", headline=None))
    approve_all(database, guid)
    with database.writing() as session:
        changed = raw_entry("Two leaders met again.", headline=None)
        replace_entry(session, guid, changed, if_version=None, actor="desk", now=NOW)
    segment = page(translator, f"/review/vi/texts/{text_id_of(database, guid)}/").cssselect(".segment")[0]
    assert text(segment.cssselect(".state-word")[0]) == "Source changed"
    assert text(segment.cssselect("[data-before]")[0]) == "Two leaders met."


def test_hostile_words_stay_words(translator: FlaskClient, database: Database) -> None:
    hostile = """</script><script>alert(1)</script>"'><img src=x onerror=alert(2)>"""
    keep_blog(
        database,
        raw_entry(blocks=(Paragraph(html="Words &lt;script&gt;alert(3)&lt;/script&gt;."),), headline=hostile),
        title=hostile,
    )
    with database.reading() as session:
        rows = load_inbox(session, "vi", InboxFilter(only_open=False), limit=10)
    for path in ("/review/vi/", *(f"/review/vi/texts/{row.text_id}/" for row in rows)):
        shown = page(translator, path)
        assert [one.get("src") is not None for one in shown.cssselect("script")] == [True]
        assert shown.cssselect("img") == []


def test_somebody_elses_language_can_be_read_and_not_decided_on(client: FlaskClient, database: Database) -> None:
    guid = keep_blog(database, raw_entry(headline=None)).entries[0].guid
    sign_in(client, database, languages=("ko",))
    shown = page(client, f"/review/vi/texts/{text_id_of(database, guid)}/")
    assert "read-only" in shown.cssselect(".segment")[0].get("class")


def test_help_has_suggestions_comments_and_history(
    translator: FlaskClient, database: Database, settings: Settings
) -> None:
    (guid,) = keep_drafted(database, settings, raw_entry("Two leaders met.", headline=None))
    segment = work_on(database, guid).segments[0]
    assert segment.id is not None
    approve_all(database, guid)
    with database.writing() as session:
        add_comment(session, segment.id, text="Is that <b>so</b>?", actor="Minh", now=NOW)
    shown = page(translator, f"/review/vi/segments/{segment.id}/help")
    assert "Hai nhà lãnh đạo gặp nhau." in text(shown.cssselect(".suggestion")[0])
    assert "Is that <b>so</b>?" in text(shown.cssselect(".comment")[0])
    assert "approved" in text(shown.cssselect(".history")[0])
    assert translator.get(f"/review/ko/segments/{segment.id}/help").status_code == 404


@pytest.mark.parametrize(
    "path", ["/review/xx/", "/review/vi/texts/999/", "/review/ko/texts/1/nothing", "/review/vi/segments/999/help"]
)
def test_what_is_not_there_is_not_found(translator: FlaskClient, database: Database, path: str) -> None:
    keep_blog(database, raw_entry())
    assert translator.get(path).status_code == 404


def test_scripts_and_styles_are_kept_for_good_under_an_address_of_their_version(
    client: FlaskClient, database: Database
) -> None:
    sign_in(client, database)
    keep_blog(database, raw_entry())
    sheet = page(client, "/review/vi/").cssselect("link[href*='review.css']")[0].get("href")
    with client.get(sheet) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
    version = sheet.split("/")[-2]
    assert client.get(sheet.replace(version, "0" * 12)).status_code == 404
    assert client.get(sheet.replace("review.css", "../pages.css")).status_code == 404


class Story:
    """What happens on the desk, told as the texts with news since the last look."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.reading() as session:
            self.seen = look(session, "vi", now=NOW)

    def news(self) -> set[int]:
        with self.database.reading() as session:
            now_seen = look(session, "vi", now=NOW)
            found = set(texts_with_news(session, "vi", self.seen, now_seen))
        self.seen = now_seen
        return found


def test_news_are_told_of_the_texts_in_which_something_happened(database: Database, settings: Settings) -> None:
    first, second = keep_drafted(
        database, settings, raw_entry("Two leaders met.", headline=None), raw_entry("They shook hands.", headline=None)
    )
    ids = {guid: text_id_of(database, guid) for guid in (first, second)}
    story = Story(database)
    assert story.news() == set()
    segment = work_on(database, first).segments[0]
    assert segment.id is not None
    approve_all(database, first)
    assert story.news() == {ids[first]}
    with database.writing() as session:
        add_comment(session, segment.id, text="So?", actor="Minh", now=NOW)
    assert story.news() == {ids[first]}
    with database.writing() as session:
        renew_presence(session, second, "vi", actor="Minh", segment_id=None, until=utc_now())
    assert story.news() == {ids[second]}
    with database.writing() as session:
        replace_entry(
            session, second, raw_entry("They shook hands twice.", headline=None), if_version=None, actor="desk", now=NOW
        )
    assert ids[second] in story.news()
