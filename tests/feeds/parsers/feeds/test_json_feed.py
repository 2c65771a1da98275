"""JSON Feed as feeds have it: what the golden documents do not show."""

import json
from typing import Any

import pytest

from feeds.model import MediaBlock, MediaKind, Paragraph, PubStatus, Rendition
from feeds.parsers import Parsed, ParseOptions, detect_format, find_parser
from tests.feeds.parsers.test_golden import NOW

AT = "2019-02-27T11:33:00Z"


def read(*items: Any, **feed: Any) -> Parsed:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Live",
        "language": "en",
        **feed,
        "items": items,
    }
    return find_parser("json").read(json.dumps(document).encode(), ParseOptions(now=NOW))


def entry(**item: Any):
    [found] = read({"id": "tag:e.org,2019:1", "title": "Headline", "date_published": AT, **item}).blog.entries
    return found


@pytest.mark.parametrize(
    "document",
    [
        {"version": "https://jsonfeed.org/version/1", "title": "x", "items": []},
        {"version": "http://www.jsonfeed.org/version/2", "items": []},
        {"title": "x", "feed_url": "https://e.org/feed.json", "items": []},
        {"title": "x", "slug": "x", "home_page_url": "https://e.org/", "version": "https://jsonfeed.org/version/1.1"},
    ],
)
def test_document_is_known_by_its_version_or_its_addresses(document):
    document = {name: value for name, value in document.items() if name != "slug"}

    assert detect_format(json.dumps(document).encode()) == "json"


@pytest.mark.parametrize(("identifier", "other"), [(7, "7"), (7.5, "7.5"), ("7 ", "7")])
def test_numbers_are_identifiers_too(identifier, other):
    assert entry(id=identifier).guid == entry(id=other).guid != ""


@pytest.mark.parametrize(
    ("item", "byline"),
    [
        ({"authors": [{"name": "Lan"}, {"name": "Mai"}]}, "Lan, Mai"),
        ({"author": {"name": "Lan"}}, "Lan"),
        ({"author": "Lan"}, "Lan"),
        ({"authors": [], "author": {"name": "Lan"}}, "Lan"),
        ({"authors": [{"name": "Lan <lan@e.org>"}, {"url": "mailto:mai@e.org"}]}, "Lan"),
        ({"authors": None}, None),
    ],
)
def test_byline_is_whoever_is_named(item, byline):
    assert entry(**item).byline == byline


@pytest.mark.parametrize(
    ("item", "html"),
    [
        ({"content_html": "<p>a <b>b</b></p>", "content_text": "c"}, "a <b>b</b>"),
        ({"content_text": "a <b> c\nd"}, "a &lt;b&gt; c<br/>d"),
        ({"content_html": " ", "summary": "a &amp; b"}, "a &amp; b"),
    ],
)
def test_content_is_html_or_else_text_or_else_the_summary(item, html):
    assert entry(**item).blocks == (Paragraph(html=html, id="b1"),)


@pytest.mark.parametrize("date", ["soon", "", None, [], {}, True, 1e400, "2019-13-01"])
def test_a_date_that_is_none_costs_nothing_but_the_time(date):
    found = entry(date_published=date)

    assert (found.headline, found.time_is_exact) == ("Headline", False)


def test_a_picture_belongs_to_the_sound_it_goes_with():
    found = entry(
        image="https://e.org/1.jpg",
        attachments=[{"url": "https://e.org/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": "12"}],
    )

    [block] = found.blocks
    assert isinstance(block, MediaBlock)
    assert block.media.kind is MediaKind.AUDIO
    assert block.media.renditions == (
        Rendition(href="https://e.org/1.mp3", mimetype="audio/mpeg", bytes=12),
        Rendition(href="https://e.org/1.jpg", role="thumbnail"),
    )


def test_other_peoples_feeds_have_no_identifier_but_ours_have():
    assert read(feed_url="https://e.org/feed.json").blog.guid == ""
    assert read(_syndication={"id": "tag:e.org,2019:blog"}).blog.guid == "tag:e.org,2019:blog"


def test_a_withdrawal_of_ours_is_heard_whatever_else_is_wrong_with_it():
    own = {"version": {}, "pub_status": "canceled", "kill_reason": "Wrong", "kind": 7, "pinned": "?", "rights": [1]}

    found = entry(content_html="<p>It said this.</p>", _syndication=own | {"embargoed_until": "x"})

    assert (found.pub_status, found.headline, found.blocks) == (PubStatus.CANCELED, None, ())
    assert found.kill_reason == "Wrong"


@pytest.mark.parametrize("status", ["held", 7, ["usable"]])
def test_a_status_that_is_not_known_is_no_leave_to_publish(status):
    found = entry(content_html="<p>It said this.</p>", _syndication={"version": 2, "pub_status": status})

    assert (found.pub_status, found.headline, found.blocks) == (PubStatus.WITHHELD, None, ())


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"version": "two"}, "_syndication.version: expected a whole number"),
        ({"embargoed_until": "tomorrow"}, "_syndication.embargoed_until"),
        ({"rights": {"denied_territories": ["Atlantis"]}}, "no country's code"),
    ],
)
def test_objects_of_ours_that_make_no_sense_break_the_entry_and_no_other(own, said):
    parsed = read({"id": "1", "title": "x", "_syndication": own}, {"id": "2", "title": "y", "date_published": AT})

    assert [found.headline for found in parsed.blog.entries] == ["y"]
    assert any(said in remark.reason for remark in parsed.remarks)
