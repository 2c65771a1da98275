"""Entries under an embargo or ahead of their time are nowhere to be read before the moment, and there on it."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from apiflask import APIFlask

from feeds.model import Entry, MediaBlock, Paragraph, PubStatus
from feeds.writers import WRITERS
from syndication.auth import Role, create_token
from syndication.clock import utc_now
from syndication.ingest import accept_entry, replace_entry
from syndication.reviewing import edit_segment
from syndication.storage.database import Database
from tests.factories import make_picture, make_rendition
from tests.syndication.kept import SLUG, keep_blog, raw_entry, wait_for, work_on
from tests.syndication.kills.reading import PARTNER, Outside

WORDS = ("headlinezq", "bodyzq", "captionzq", "altzq", "addresszq", "translatedzq")
HELD = ["embargo", "schedule"]
# What is printed of a text by every format; captions and pictures are not.
SEEN = ("headlinezq", "translatedzq")


@pytest.fixture
def outside(app: APIFlask, database: Database) -> Outside:
    keep_blog(database, raw_entry("Something to read."), now=utc_now() - timedelta(hours=1))
    return Outside(app, database)


def held(how: str, until: datetime, **changes: Any) -> Entry:
    picture = make_picture(
        caption="captionzq", alt="altzq", renditions=(make_rendition(href="https://example.org/addresszq.jpg"),)
    )
    blocks = (Paragraph(html="bodyzq"), MediaBlock(media=picture))
    ahead = {"embargoed_until": until} if how == "embargo" else {"published_at": until}
    return raw_entry(headline="headlinezq", blocks=blocks, **{"published_at": utc_now()} | ahead | changes)


def post(database: Database, entry: Entry) -> str:
    """Post an entry and translate it."""
    with database.writing() as session:
        guid = accept_entry(session, SLUG, entry, actor="Linh", now=utc_now()).guid
    for segment in work_on(database, guid).segments:
        assert segment.id is not None
        with database.writing() as session:
            edit_segment(
                session,
                segment.id,
                text_html="translatedzq",
                if_version=segment.version,
                actor="Hoa",
                now=utc_now(),
            )
    return guid


@pytest.mark.parametrize("how", HELD)
def test_nothing_of_it_is_anywhere_before_the_moment(database: Database, outside: Outside, how: str) -> None:
    guid = post(database, held(how, utc_now() + timedelta(hours=1)))
    for path, headers, body in outside.read():
        assert not [word for word in (*WORDS, guid) if word in body or word in headers], path


@pytest.mark.parametrize("how", HELD)
def test_nothing_of_it_is_anywhere_once_it_is_held_again(database: Database, outside: Outside, how: str) -> None:
    guid = post(database, held("embargo", utc_now() - timedelta(minutes=1)))
    assert any("headlinezq" in body for _, _, body in outside.read())
    with database.writing() as session:
        again = held(how, utc_now() + timedelta(hours=1))
        replace_entry(session, guid, again, if_version=None, actor="Linh", now=utc_now())
    for path, headers, body in outside.read():
        assert not [word for word in WORDS if word in body or word in headers], path


@pytest.mark.parametrize("how", HELD)
def test_it_is_there_on_the_moment_and_nobody_is_told_to_keep_what_was_before(
    database: Database, outside: Outside, how: str
) -> None:
    feeds = [(outside.everybody, f"/blogs/{SLUG}/en/feed.{name}") for name in WRITERS]
    feeds += [(outside.everybody, f"/blogs/{SLUG}/vi/feed.atom")]
    feeds += [(outside.partner, f"/partners/{PARTNER}/own-atom{path}?language=vi") for path in ("", f"/{SLUG}")]
    moment = utc_now() + timedelta(seconds=15)
    post(database, held(how, moment))
    tags = {}
    for client, path in feeds:
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304, path
        for answer in (first, again):
            kept = re.search(r"max-age=(\d+)", answer.headers["Cache-Control"])
            assert kept is not None
            assert utc_now() + timedelta(seconds=int(kept[1])) <= moment + timedelta(seconds=1), path
        assert "zq" not in first.text
        tags[path] = first.headers["ETag"]
    assert utc_now() < moment, "this machine was too slow to look at everything before the moment"
    wait_for(lambda: utc_now() >= moment)
    for client, path in feeds:
        later = client.get(path, headers={"If-None-Match": tags[path]})
        assert later.status_code == 200, path
        assert [word for word in SEEN if word in later.text], path
    pages = [outside.everybody.get(path).text for path in (f"/blogs/{SLUG}/en/", f"/blogs/{SLUG}/vi/")]
    assert ["headlinezq" in pages[0], "translatedzq" in pages[1]] == [True, True]


def test_programs_and_people_of_the_newsroom_read_it_and_nobody_else(
    app: APIFlask, database: Database, outside: Outside
) -> None:
    guid = post(database, held("embargo", utc_now() + timedelta(hours=1)))
    with database.writing() as session:
        key = create_token(session, name="tool", role=Role.READER, now=utc_now())
    path = f"/api/v1/blogs/{SLUG}/entries"
    reader = app.test_client()
    reader.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    assert "bodyzq" in reader.get(path).text
    for client in (outside.everybody, outside.partner):
        for asked in (path, f"{path}/{guid}", f"/api/v1/blogs/{SLUG}/changes"):
            answer = client.get(asked)
            assert answer.status_code in {401, 403}
            assert "zq" not in answer.text


def test_hold_with_an_embargo_is_told_of_to_those_who_had_it(database: Database, outside: Outside) -> None:
    guid = post(database, held("embargo", utc_now() - timedelta(minutes=1)))
    hold = held("embargo", utc_now() + timedelta(hours=1), pub_status=PubStatus.WITHHELD)
    with database.writing() as session:
        replace_entry(session, guid, hold, if_version=None, actor="Linh", now=utc_now())
    feed = outside.everybody.get(f"/blogs/{SLUG}/en/feed.newsmlg2").text
    assert guid in feed
    assert "stat:withheld" in feed
    assert not [word for word in WORDS if word in feed]
