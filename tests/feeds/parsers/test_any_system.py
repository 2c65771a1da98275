"""Whatever another system sends is read or refused, and no word of a body is lost."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.body import BodyStyle, body_text
from feeds.locales import labels_for
from feeds.parsers import PARSERS
from feeds.profile import HtmlSubset, MediaRule
from feeds.reading.parsed import Parsed
from tests.feeds.parsers.systems import HTML, VALUES, changed, load, paths, read_or_refused
from tests.feeds.parsers.test_golden import CASES, GOLDEN
from tests.strategies import any_text

SYSTEMS = ("guardian", "live_blog_posting", "superdesk_live_blog", "wordpress_liveblog", "wxr")
JSON_DOCUMENTS = (
    "guardian/live.json",
    "guardian/messy.json",
    "live_blog_posting/description-alone.json",
    "superdesk_live_blog/client-posts.json",
    "superdesk_live_blog/messy.json",
    "wordpress_liveblog/lazyload.json",
    "wordpress_liveblog/entries-as-posts.json",
)
STYLE = BodyStyle(html=HtmlSubset.PLAIN, media=MediaRule(), labels=labels_for("en"))
WXR = (GOLDEN / "wxr/liveblog-comments.xml").read_text(encoding="utf-8")


def page(posting: Any) -> bytes:
    text = json.dumps(posting).replace("<", "\\u003c")
    return f'<!doctype html><html lang="en"><script type="application/ld+json">{text}</script></html>'.encode()


def words(parsed: Parsed | None) -> int:
    """Count ``word`` in all that was read."""
    assert parsed is not None
    texts = [*(body_text(entry.blocks, STYLE) for entry in parsed.blog.entries), body_text(parsed.blog.body, STYLE)]
    alts = [repr(entry) for entry in parsed.blog.entries]
    return max(" ".join(texts).count("word"), " ".join(alts).count("word"))


@pytest.mark.parametrize("name", JSON_DOCUMENTS)
@settings(max_examples=40)
@given(data=st.data())
def test_document_with_anything_anywhere_is_read_or_refused(name, data):
    document = load(name)
    path = data.draw(st.sampled_from(list(paths(document))))
    value = data.draw(VALUES)
    document = changed(document, path, value)

    read_or_refused(name.partition("/")[0], json.dumps(document).encode())
    if name.startswith("live_blog_posting"):
        read_or_refused("live_blog_posting", page(document))


@pytest.mark.parametrize("name", SYSTEMS)
@settings(max_examples=30)
@given(text=any_text(60), whole=st.binary(max_size=60))
def test_text_and_bytes_of_any_kind_are_read_or_refused(name, text, whole):
    for data in (text.encode("utf-8", "surrogatepass"), whole, b"<html>" + whole, b"{" + whole):
        read_or_refused(name, data)


@settings(max_examples=60)
@given(data=st.data())
def test_export_with_any_text_anywhere_is_read_or_refused(data):
    start = data.draw(st.integers(0, len(WXR)))
    end = data.draw(st.integers(start, min(len(WXR), start + 200)))

    text = WXR[:start] + data.draw(any_text(10)) + WXR[end:]
    read_or_refused("wxr", text.encode("utf-8", "surrogatepass"))


@settings(max_examples=60)
@given(data=st.data())
def test_page_with_any_text_anywhere_is_read_or_refused(data):
    whole = (GOLDEN / "live_blog_posting/newspaper.html").read_text(encoding="utf-8")
    at = data.draw(st.integers(0, len(whole)))

    read_or_refused("live_blog_posting", (whole[:at] + data.draw(any_text(10)) + whole[at:]).encode(errors="replace"))


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"[" * 50_000,
        b'{"a":' * 50_000,
        b'{"entries": ' * 900 + b"1" + b"}" * 900,
        b'{"_items": ' + b"[" * 900 + b"]" * 900 + b"}",
        b"9" * 5_000,
        b"<" * 50_000,
        b"<a>" * 50_000,
        b"<html>" + b"<div>" * 50_000 + b'<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>',
        b'<script type="application/ld+json">' * 2_000,
        b"\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00",
        b'<rss xmlns:wp="http://wordpress.org/export/1.2/"/>',
        b'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>' + b"<item>" * 3_000,
    ],
)
def test_hostile_document_is_refused(name, data):
    assert read_or_refused(name, data) is None


ENDLESS = (
    "[caption]",
    "[",
    "<",
    '[xx a="',
    "[xx]",
    "[aa ",
    "<span ",
    "https://",
    "[/caption][caption]",
    "a",
    "[xx a=",
    "<p>",
    "\n",
    "&",
    "[xx][/xx]",
)


@pytest.mark.parametrize("body", [part * 20_000 for part in ENDLESS], ids=ENDLESS)
def test_body_without_end_is_read_in_no_time(body):
    entries = load("wordpress_liveblog/entries-as-posts.json")
    read_or_refused("wordpress_liveblog", json.dumps(changed(entries, ("entries", 0, "content"), body)).encode())
    read_or_refused("wxr", WXR.replace("Dinner at six", body.replace("]]>", "")).encode())
    posting = load("live_blog_posting/description-alone.json")
    path = (0, "hasPart", "liveBlogUpdate", "@list", 0, "item", "articleBody")
    read_or_refused("live_blog_posting", page(changed(posting, path, body)))


@settings(max_examples=60)
@given(body=HTML)
def test_no_word_of_a_wordpress_text_is_lost(body):
    entries = load("wordpress_liveblog/entries-as-posts.json")
    body = f"word {body}"
    for field in ("content", "render"):
        document = changed(entries, ("entries", 0), entries["entries"][0] | {"content": "", field: body})
        parsed = read_or_refused("wordpress_liveblog", json.dumps(document).encode())
        if "<!--" not in body:
            assert words(parsed) >= body.count("word")
    if "<!--" not in body and "]]>" not in body:
        export = WXR.replace("<p>Welcome. <strong>All times</strong> are local.</p>", body)
        assert words(read_or_refused("wxr", export.encode())) >= body.count("word")


@settings(max_examples=40)
@given(body=HTML)
def test_no_word_of_other_bodies_is_lost(body):
    body = "word " + body.replace("<!--", "").replace("-->", "")
    guardian = load("guardian/item-alone.json")
    superdesk = load("superdesk_live_blog/one-post.json")
    posting = load("live_blog_posting/description-alone.json")
    update = (0, "hasPart", "liveBlogUpdate", "@list", 0, "item", "articleBody")
    documents = {
        "guardian": changed(guardian, ("blocks", "body", 0, "bodyHtml"), body),
        "superdesk_live_blog": changed(superdesk, ("groups", 0, "refs", 0, "item", "text"), body),
        "live_blog_posting": changed(posting, update, body),
    }

    for name, document in documents.items():
        assert words(read_or_refused(name, json.dumps(document).encode())) >= body.count("word")


@pytest.mark.parametrize("case", [case for case in CASES if case.parent.name in SYSTEMS], ids=lambda case: case.name)
def test_no_address_of_a_person_or_a_computer_is_read(case):
    said = case.with_name(f"{case.name}.expected.json").read_text(encoding="utf-8")

    assert "@example.org" not in said
    assert "@example.com" not in said.replace("mail me: reader@example.com", "")
    assert "203.0.113" not in said


def test_every_system_is_registered():
    assert set(SYSTEMS) <= set(PARSERS)


def test_entry_of_wordpress_has_one_id_in_its_api_and_in_an_export():
    api = read_or_refused("wordpress_liveblog", (GOLDEN / "wordpress_liveblog/polled-changes.json").read_bytes())
    export = read_or_refused("wxr", WXR.replace("3001", "3250").encode())

    assert api is not None
    assert export is not None
    assert export.blog.guid == api.blog.guid == "https://news.example.org/2019/02/27/trump-kim-summit/"
    assert f"{api.blog.guid}#3250" in {entry.guid for entry in api.blog.entries} & {e.guid for e in export.blog.entries}
