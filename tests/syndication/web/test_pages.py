"""The public pages as documents: what they link to, what they say, and that hostile text stays text."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from feeds.model import Embed, Heading, ListBlock, MediaBlock, MediaKind, Paragraph, PubStatus, Quote, Table
from feeds.writers import WRITERS
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.ingest import kill_blog, kill_entry, replace_entry
from syndication.storage.database import Database
from syndication.web import create_app
from syndication.web.feed_links import reader_formats
from tests.factories import NOW, make_picture, make_rendition
from tests.syndication.kept import SLUG, keep_blog, kept_blog, raw_entry

PAGE = f"/blogs/{SLUG}/en/"
BASE = "http://127.0.0.1:8000"


def tree(client: FlaskClient, path: str = PAGE) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return tree_of(answer)


def tree_of(answer: TestResponse) -> Any:
    return html.document_fromstring(answer.data)


def text(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_a_page_points_to_its_feeds_and_to_itself_in_every_language(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    head = tree(client).find("head")
    assert head.xpath("link[@rel='canonical']/@href") == [BASE + PAGE]
    languages = head.xpath("link[@rel='alternate'][@hreflang]")
    assert {link.get("hreflang"): link.get("href") for link in languages} == {
        "x-default": BASE + PAGE,
        **{tag: f"{BASE}/blogs/{SLUG}/{tag}/" for tag in ("en", "vi", "ko")},
    }
    feeds = head.xpath("link[@rel='alternate'][@type]")
    assert [link.get("hreflang") for link in feeds] == [None] * len(reader_formats())
    assert {link.get("type"): link.get("href") for link in feeds} == {
        WRITERS[name].media_type: f"{BASE}/blogs/{SLUG}/en/feed.{name}" for name in reader_formats()
    }


def test_no_feed_that_readers_would_take_for_another_is_among_the_alternates(
    client: FlaskClient, database: Database
) -> None:
    keep_blog(database, raw_entry())
    for path in (PAGE, "/"):
        types = tree(client, path).xpath("//head/link[@rel='alternate']/@type")
        assert "application/feed+json" in types
        assert "application/json" not in types


def test_all_pages_of_a_live_blog_name_the_same_alternates(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    named = [
        {link.get("hreflang"): link.get("href") for link in tree(client, page).xpath("//link[@hreflang]")}
        for page in (f"/blogs/{SLUG}/", *(f"/blogs/{SLUG}/{tag}/" for tag in ("en", "vi", "ko")))
    ]
    assert named == [named[0]] * 4
    for address in named[0].values():
        assert tree(client, address.removeprefix(BASE)).xpath("//link[@rel='canonical']/@href") == [address]


def test_a_blog_without_a_language_is_shown_in_the_one_it_is_written_in(
    client: FlaskClient, database: Database
) -> None:
    keep_blog(database, raw_entry())
    assert client.get(f"/blogs/{SLUG}/").data == client.get(PAGE).data


def test_the_page_is_in_the_language_of_its_address(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    page = tree(client, f"/blogs/{SLUG}/ko/")
    assert page.get("lang") == "ko"
    current = page.xpath("//nav//a[@aria-current='page']")
    assert [text(link) for link in current] == ["한국어"]


def test_an_entry_has_the_anchor_that_feeds_link_to(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    feed = client.get(f"/blogs/{SLUG}/en/feed.rss").text
    (entry,) = tree(client).xpath("//article")
    assert f"{BASE}{PAGE}#{entry.get('id')}" in feed


def test_a_right_to_left_blog_is_set_from_right_to_left(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(), language="ar", slug="cairo")
    assert tree(client, "/blogs/cairo/ar/").get("dir") == "rtl"


def test_a_foreign_entry_is_marked_with_its_language_and_direction(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(language="ar"))
    (entry,) = tree(client).xpath("//article")
    assert (entry.get("lang"), entry.get("dir")) == ("ar", "rtl")


def test_every_kind_of_block_is_shown(client: FlaskClient, database: Database) -> None:
    keep_blog(
        database,
        raw_entry(
            blocks=(
                Paragraph(html="They <b>met</b>."),
                Heading(html="Dinner"),
                Quote(html="We'll see.", attribution="Donald Trump"),
                ListBlock(items=("One", "<i>Two</i>"), ordered=True),
                Table(rows=(("Name", "Score"), ("A", "1")), header=True),
                Embed(href="https://example.org/post/1", html="A post"),
            )
        ),
    )
    (entry,) = tree(client).xpath("//article")
    assert text(entry.xpath(".//h3")[0]) == "Dinner"
    assert entry.xpath("string(.//p/b)") == "met"
    assert text(entry.xpath(".//blockquote")[0]) == "We'll see."
    assert text(entry.xpath(".//figure/figcaption")[0]) == "Donald Trump"
    assert entry.xpath(".//ol/li/i/text()") == ["Two"]
    assert entry.xpath(".//th[@scope='col']/text()") == ["Name", "Score"]
    assert entry.xpath(".//td/text()") == ["A", "1"]
    assert entry.xpath(".//aside//a/@href") == ["https://example.org/post/1"]


def test_a_picture_that_can_be_fetched_is_shown_lazily_with_its_size(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(blocks=(MediaBlock(media=make_picture()),)))
    (image,) = tree(client).xpath("//article//img")
    assert dict(image.attrib) == {
        "src": "https://example.org/media/hotel-1200.jpg",
        "alt": "A white hotel behind trees",
        "loading": "lazy",
        "decoding": "async",
        "width": "1200",
        "height": "800",
    }
    assert text(tree(client).xpath("//figcaption")[0]) == "The hotel on Wednesday Photo: Giang Huy"


def test_a_picture_without_a_file_is_told_by_caption_and_credit(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(blocks=(MediaBlock(media=make_picture(renditions=())),)))
    page = tree(client)
    assert page.xpath("//article//img") == []
    assert text(page.xpath("//figcaption")[0]) == "The hotel on Wednesday Photo: Giang Huy"


@pytest.mark.parametrize(("kind", "tag"), [(MediaKind.VIDEO, "video"), (MediaKind.AUDIO, "audio")])
def test_video_and_sound_play_only_when_asked(
    client: FlaskClient, database: Database, kind: MediaKind, tag: str
) -> None:
    keep_blog(database, raw_entry(blocks=(MediaBlock(media=make_picture(kind=kind, renditions=(make_rendition(),))),)))
    (player,) = tree(client).xpath(f"//article//{tag}")
    assert player.get("preload") == "none"
    assert "controls" in player.attrib


def test_a_correction_is_shown_before_the_text(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(correction_note="It was the Metropole."))
    assert text(tree(client).xpath("//article//p")[0]) == "Correction: It was the Metropole."


def test_a_withdrawn_entry_is_recalled_from_the_page_and_its_metadata(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry("A secret.", headline="Secret headline"))
    client.get(PAGE)
    with database.writing() as session:
        kill_entry(session, kept_blog(database).entries[0].guid, "wrong photo", actor="Linh", now=utc_now())
    for language in ("en", "vi", "ko"):
        answer = client.get(f"/blogs/{SLUG}/{language}/").text
        assert "ecret" not in answer
        assert "wrong photo" in answer


def test_a_killed_blog_is_gone_and_says_so(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry("A secret."))
    with database.writing() as session:
        kill_blog(session, SLUG, "staged", actor="Linh", now=utc_now())
    answer = client.get(PAGE)
    assert answer.status_code == 410
    assert "This live blog has been withdrawn." in answer.text
    for text_of_page in (answer.text, client.get(f"/blogs/{SLUG}/vi/").text, client.get("/").text):
        assert "A secret" not in text_of_page
        assert "Leaders meet" not in text_of_page
    assert not tree_of(answer).xpath("//script")
    assert "feed.atom" not in client.get("/").text


def test_a_withheld_blog_is_not_to_be_found(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(), pub_status=PubStatus.WITHHELD)
    assert client.get(PAGE).status_code == 404
    assert "Leaders meet" not in client.get("/").text
    assert "Leaders meet" not in client.get("/feeds.opml").text


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;</title></style>{{7*7}}"


def test_hostile_text_stays_text_everywhere(client: FlaskClient, database: Database) -> None:
    keep_blog(
        database,
        raw_entry(
            headline=HOSTILE,
            byline=HOSTILE,
            correction_note=HOSTILE,
            blocks=(
                Paragraph(html=HOSTILE),
                Quote(html=HOSTILE, attribution=HOSTILE),
                MediaBlock(media=make_picture(caption=HOSTILE, credit=HOSTILE, alt=HOSTILE)),
                Embed(href='https://example.org/"><script>', html=HOSTILE),
            ),
        ),
        title=HOSTILE,
        standfirst=HOSTILE,
        byline=HOSTILE,
    )
    for path in (PAGE, f"/blogs/{SLUG}/vi/", "/"):
        page = tree(client, path)
        scripts = page.xpath("//script")
        assert all(script.get("type") == "application/ld+json" for script in scripts), path
        assert page.xpath("//@onerror | //img[@src='x']") == []
        assert "49" not in text(page.xpath("//h1 | //h2")[0])
    assert text(tree(client).xpath("//h1")[0]).startswith("<script>alert(1)</script>")


def test_the_metadata_of_a_page_can_be_read_by_machines(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(headline="</script>"))
    (script,) = tree(client).xpath("//script[@type='application/ld+json']")
    described = json.loads(script.text)
    assert described["@type"] == "LiveBlogPosting"
    assert described["liveBlogUpdate"][0]["headline"] == "</script>"


def test_the_metadata_of_a_page_dates_its_corrections(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(), now=NOW)
    guid = kept_blog(database).entries[0].guid
    for minute, text_then in ((1, "They met."), (2, "They met at last.")):
        changed = raw_entry(text_then, correction_note="It was the Metropole.")
        with database.writing() as session:
            now = NOW + timedelta(minutes=minute)
            replace_entry(session, guid, changed, if_version=None, actor="Linh", now=now)
    for language in ("en", "vi"):
        (script,) = tree(client, f"/blogs/{SLUG}/{language}/").xpath("//script")
        (update,) = json.loads(script.text)["liveBlogUpdate"]
        assert update["correction"]["datePublished"] == "2019-02-27T14:01:00Z"


def test_the_logo_of_the_settings_is_the_publishers(settings: Settings, database: Database) -> None:
    keep_blog(database, raw_entry())
    app = create_app(replace(settings, logo_url="https://cdn.example.org/logo.png"), database=database)
    (script,) = tree(app.test_client()).xpath("//script")
    assert json.loads(script.text)["publisher"]["logo"]["url"] == "https://cdn.example.org/logo.png"


def test_feeds_for_readers_and_for_newsrooms_are_told_apart(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    readers, newsrooms = tree(client).xpath("//section[@class='feeds']/h3/following-sibling::*[1]")
    assert "RSS" in text(readers)
    assert "NewsML-G2" in text(newsrooms)
    links = tree(client).xpath("//section[@class='feeds']//a/@href")
    assert sorted(links) == sorted(f"/blogs/{SLUG}/en/feed.{name}" for name in WRITERS)


def test_a_page_is_conditional_and_renewed_by_an_edit(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    etag = client.get(PAGE).headers["ETag"]
    assert client.get(PAGE, headers={"If-None-Match": etag}).status_code == 304
    keep_blog(database, raw_entry("Another."), guid=kept_blog(database).guid)
    assert client.get(PAGE, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("path", [PAGE, "/", "/nothing", "/sign-in/", "/desk/"])
def test_no_page_lets_anything_foreign_run(client: FlaskClient, database: Database, path: str) -> None:
    keep_blog(database, raw_entry())
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"]


def test_pages_set_no_cookie(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    assert all("Set-Cookie" not in client.get(path).headers for path in (PAGE, "/", "/nothing"))


@pytest.mark.parametrize("path", ["/blogs/nowhere/", "/blogs/nowhere/en/", f"/blogs/{SLUG}/fr/", f"/blogs/{SLUG}/EN/"])
def test_what_is_not_there_is_a_page_that_leads_back(client: FlaskClient, database: Database, path: str) -> None:
    keep_blog(database, raw_entry())
    answer = client.get(path)
    assert answer.status_code == 404
    assert html.document_fromstring(answer.data).xpath("//main//a/@href") == ["/"]


def test_a_missing_slash_is_put_right(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    answer = client.get(PAGE.rstrip("/"))
    assert answer.status_code == 308
    assert answer.headers["Location"].endswith(PAGE)


def test_the_index_offers_every_blog_in_every_language(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry())
    keep_blog(database, raw_entry(), slug="paris", title="Talks in Paris")
    page = tree(client, "/")
    assert sorted(page.xpath("//h2/a/@href")) == ["/blogs/hanoi/", "/blogs/paris/"]
    assert "/blogs/paris/vi/" in page.xpath("//a/@href")
    assert f"{BASE}/blogs/paris/ko/feed.atom" in page.xpath("//link[@rel='alternate']/@href")


def test_the_index_is_renewed_when_a_live_blog_goes(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(), now=NOW)
    seen = client.get("/").headers["Last-Modified"]
    keep_blog(database, raw_entry(), guid=kept_blog(database).guid, pub_status=PubStatus.WITHHELD, now=utc_now())
    assert client.get("/", headers={"If-Modified-Since": seen}).status_code == 200


def test_an_empty_index_says_what_to_do(client: FlaskClient) -> None:
    assert "syndication import" in client.get("/").text


def test_an_embargoed_entry_does_not_show_on_the_index(client: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(embargoed_until=utc_now().replace(year=2999), headline="Soon"))
    assert "2999" not in client.get("/").text
    assert "Soon" not in client.get(PAGE).text
