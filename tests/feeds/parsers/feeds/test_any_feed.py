"""Whatever comes is read or refused, in bounded time, and what is read can be printed anywhere."""

import json
from contextlib import suppress
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.body import BodyStyle, body_text
from feeds.errors import ParseError
from feeds.locales import labels_for
from feeds.parsers import Parsed, ParseOptions, find_parser
from feeds.profile import HtmlSubset, MediaRule
from feeds.xml import parse_xml
from tests.feeds.parsers.mangled import check_result, golden_documents, mangled_bytes, mangled_json, mangled_xml
from tests.feeds.parsers.systems import HTML
from tests.feeds.parsers.test_golden import NOW
from tests.strategies import any_text

FORMATS = ("rss", "atom", "json")
OPTIONS = ParseOptions(now=NOW, language="en", base_url="https://example.org/live")
DOCUMENTS = {name: golden_documents(name) for name in FORMATS}


def is_well_formed(document: bytes) -> bool:
    try:
        return parse_xml(document, format_name="xml") is not None
    except ParseError:
        return False


TREES = {name: list(filter(is_well_formed, DOCUMENTS[name])) for name in ("rss", "atom")}
RSS = '<rss version="2.0"><channel><title>Live</title><link>https://example.org/</link>{}</channel></rss>'
ITEM = "<item><guid>tag:example.org,2024:{0}</guid><title>{1}</title><description>{2}</description></item>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:example.org,2024:f</id><title>Live</title>{}</feed>'
STYLE = BodyStyle(html=HtmlSubset.PLAIN, media=MediaRule(), labels=labels_for("en"))


def read(format_name: str, data: bytes) -> Parsed:
    return find_parser(format_name).read(data, OPTIONS)


def read_or_refused(format_name: str, data: bytes) -> None:
    with suppress(ParseError):
        check_result(read(format_name, data))


@pytest.mark.parametrize("format_name", ["rss", "atom"])
@settings(max_examples=120)
@given(data=st.data())
def test_document_with_parts_gone_or_out_of_place_is_read_or_refused(format_name, data):
    read_or_refused(format_name, data.draw(mangled_xml(TREES[format_name])))


@settings(max_examples=120)
@given(data=mangled_json(DOCUMENTS["json"]))
def test_document_with_values_of_any_type_is_read_or_refused(data):
    read_or_refused("json", data)


@pytest.mark.parametrize("format_name", FORMATS)
@settings(max_examples=80)
@given(data=st.data())
def test_document_of_broken_bytes_is_read_or_refused(format_name, data):
    read_or_refused(format_name, data.draw(mangled_bytes(DOCUMENTS[format_name])))


@pytest.mark.parametrize("format_name", FORMATS)
@settings(max_examples=40)
@given(text=any_text(60), whole=st.binary(max_size=60))
def test_text_and_bytes_of_any_kind_are_read_or_refused(format_name, text, whole):
    for data in (text.encode("utf-8", "surrogatepass"), whole, b"<rss>" + whole, b"{" + whole):
        read_or_refused(format_name, data)


BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
EMPTY = RSS.format("<item><title>x</title></item>")
FILE = '<!ENTITY x SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (f"<!DOCTYPE rss [{BOMB}]>{EMPTY.replace('Live', '&e11;')}", "entity declarations"),
        (f"<!DOCTYPE rss [{FILE}]>{EMPTY.replace('Live', '&x;')}", "entity declarations"),
        (f'<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://example.org/x.dtd"> %x;]>{EMPTY}', "entity declarations"),
        (f"<!DOCTYPE rss [<!ENTITY nbsp 'x'>]>{EMPTY.replace('Live', '&nbsp;&unheard;')}", "entity declarations"),
        (RSS.format("<item>" * 400), "depth"),
        (RSS.format(f"<item><title>{'x' * 11_000_000}</title></item>"), "too long|limit"),
        (RSS.format(f'<item><enclosure url="{"x" * 11_000_000}"/></item>'), "limit"),
        (RSS.format("<item><title>" + "<![CDATA[" * 100_000), "CData"),
        (RSS.format("<item><title>" + "<!--" * 100_000), "[Cc]omment"),
        (RSS.format("".join(f"<p{n}:x/>" for n in range(200))), "prefix"),
        (RSS.format("<item></iten>"), "line 1: Opening and ending tag mismatch"),
        ("<rss><channel/></rss>", "no title"),
        ("<rss/>", "no channel"),
        ("", "empty|Document"),
    ],
    ids=range(14),
)
def test_hostile_rss_is_refused_in_one_sentence(data, said):
    with pytest.raises(ParseError, match=said) as caught:
        read("rss", data.encode())
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[]", "expected an object"),
        (b"null", "expected an object"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', "line 1"),
        (b'{"title": "x", "items": {"a": 1}}', "items: expected a list"),
        (b'{"title": ["x"], "items": []}', "title: expected a text"),
        (b'{"title": "x", "items": [1, 2]}', "none of its 2 entries"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"title": "x", "items": [' + b"[" * 100_000, "nested too deeply"),
        (b"\xff\xfe\x00\xd8", "UTF-8|JSON"),
        (b'{"title": "x", "_syndication": 5, "items": []}', "_syndication: expected an object"),
    ],
)
def test_hostile_json_is_refused_in_one_sentence(data, said):
    with pytest.raises(ParseError, match=said):
        read("json", data)


def test_an_external_document_type_and_xinclude_are_not_followed():
    document = RSS.format(
        '<item><title>x</title><description><include xmlns="http://www.w3.org/2001/XInclude" parse="text" '
        'href="file:///etc/passwd"/>text</description></item>'
    )
    doctype = '<!DOCTYPE rss SYSTEM "file:///nowhere/rss.dtd">'

    [entry] = read("rss", f"{doctype}{document}".encode()).blog.entries

    assert body_text(entry.blocks, STYLE) == "text"


@pytest.mark.parametrize("part", ["&", "&#", "&x", "<![CDATA[]]>", "<!---->", "&nbsp;", "\x0b", "&#x1F;", "<p:a/>"])
def test_what_has_to_be_mended_everywhere_is_mended_in_no_time(part):
    read_or_refused("rss", RSS.format(f"<item><title>x</title>&nbsp;{part * 200_000}</item>").encode())


@pytest.mark.parametrize(
    "part",
    ["<table><tr><td>x", "<div>", "<b>", "&amp;", "<li>", "<blockquote>", '<a href="x', "<p><b>", "<", "&lt;p&gt;"],
)
def test_a_body_without_end_is_read_in_no_time(part):
    body = part * (30_000 // len(part))
    read_or_refused("rss", RSS.format(ITEM.format(1, "x", escape(body))).encode())
    item = {"id": "1", "content_html": body, "title": body}
    read_or_refused("json", json.dumps({"title": "x", "items": [item]}).encode())


def test_one_body_that_is_too_long_costs_only_its_entry():
    items = ITEM.format(1, "x", "word " * 120_000) + ITEM.format(2, "x", "word")

    parsed = read("rss", RSS.format(items).encode())

    assert [entry.guid for entry in parsed.blog.entries] == ["tag:example.org,2024:2"]
    assert any("more than 500,000 characters" in remark.reason for remark in parsed.remarks)


def test_more_entries_than_a_live_blog_may_have_are_refused():
    with pytest.raises(ParseError, match="more than 20,000 entries"):
        read("rss", RSS.format("<item><title>x</title></item>" * 20_001).encode())


def test_naughty_strings_are_read_as_they_are(naughty_strings):
    texts = [" ".join(text.split()) for text in naughty_strings]
    texts = [text for text in texts if text and text.isprintable()]
    items = [
        {"id": f"tag:example.org,2024:{n}", "title": "Headline", "content_text": text} for n, text in enumerate(texts)
    ]
    entries = "".join(
        f"<entry><id>{item['id']}</id><title>Headline</title><content>{escape(item['content_text'])}</content></entry>"
        for item in items
    )

    for name, data in (
        ("json", json.dumps({"title": "x", "items": items})),
        ("atom", ATOM.format(entries)),
    ):
        read_texts = {e.guid: body_text(e.blocks, STYLE) for e in read(name, data.encode()).blog.entries}
        for item in items:
            assert item["content_text"] == read_texts[item["id"]]


@pytest.mark.parametrize("format_name", FORMATS)
@settings(max_examples=40)
@given(body=HTML)
def test_no_word_of_a_body_is_lost(format_name, body):
    body = "word " + body.replace("<!--", "").replace("-->", "")
    content = f'<content type="html">{escape(body)}</content>'
    documents = {
        "rss": RSS.format(ITEM.format(1, "Headline", escape(body))),
        "atom": ATOM.format(f"<entry><id>tag:example.org,2024:1</id><title>x</title>{content}</entry>"),
        "json": json.dumps({"title": "x", "items": [{"id": "1", "content_html": body}]}),
    }

    [entry] = read(format_name, documents[format_name].encode()).blog.entries

    said = body_text(entry.blocks, STYLE) + repr(entry)
    assert said.count("word") >= body.count("word")
