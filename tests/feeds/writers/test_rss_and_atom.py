"""What RSS and Atom have in common: whole documents equal joined fragments, and readers get the same out of both."""

import html
import locale
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import ModuleType

import feedparser
import pytest
from hypothesis import given
from lxml import etree

from feeds.item import Feed, LanguageLink
from feeds.writers import atom, rss
from feeds.writers.writer import Writer
from tests.factories import (
    BLOG_GUID,
    make_feed,
    make_item,
    make_items,
    make_links,
    make_picture,
    make_rendition,
    make_translation,
    make_withdrawn_item,
)
from tests.feeds.writers.feed_rules import NS, broken_rules
from tests.strategies import item_feeds

ATOM, RSS = atom.AtomWriter(), rss.RssWriter()
both = pytest.mark.parametrize(("module", "writer"), [(atom, ATOM), (rss, RSS)], ids=["atom", "rss"])


def write(writer: Writer, feed: Feed) -> bytes:
    return writer.head(feed) + b"".join(map(writer.fragment, feed.items)) + writer.tail(feed)


def write_at_once(module: ModuleType, feed: Feed) -> bytes:
    """Serialise the whole tree that feedgen builds of the same elements."""
    generator = module.feed_generator(feed)
    for item in feed.items:
        generator.add_entry(module.feed_entry(item), order="append")
    return generator.atom_str() if module is atom else generator.rss_str()


def full_feed() -> Feed:
    items = (
        make_item(
            guid=f"{BLOG_GUID}/entry/1;lang=vi",
            media=(make_picture(renditions=(make_rendition(), make_rendition(width=640))),),
            translation=make_translation(),
            source_url="https://example.org/en/#1",
            alternates=(LanguageLink(language="ko", url="https://example.org/ko/#1"),),
        ),
        make_withdrawn_item(),
        *make_items(3),
    )
    return make_feed(items=items, links=make_links(sibling_feeds=(LanguageLink(language="ko", url="https://e.org/"),)))


@both
def test_joined_fragments_are_the_bytes_of_the_whole_tree(module, writer):
    feed = full_feed()

    assert write(writer, feed) == write_at_once(module, feed)


@both
@given(feed=item_feeds())
def test_joined_fragments_are_the_bytes_of_the_whole_tree_for_any_items(module, writer, feed):
    assert write(writer, feed) == write_at_once(module, feed)


@both
def test_fragment_depends_on_its_item_alone(module, writer):
    feed = full_feed()
    fragment = writer.fragment(feed.items[0])

    assert write(writer, replace(feed, language_tag="ko", title="Other")).count(fragment) == 1
    assert fragment == type(writer)().fragment(feed.items[0])


@both
def test_fragments_declare_no_namespaces_of_their_own(module, writer):
    assert b"xmlns" not in b"".join(map(writer.fragment, full_feed().items))


@both
def test_process_locale_is_untouched_by_eight_threads(module, writer, monkeypatch):
    calls: list[tuple[object, ...]] = []
    really = locale.setlocale

    def watched(*arguments):
        calls.append(arguments)
        return really(*arguments)

    monkeypatch.setattr(locale, "setlocale", watched)
    feed = full_feed()

    with ThreadPoolExecutor(8) as pool:
        documents = set(pool.map(lambda _: write(writer, feed), range(64)))

    assert calls == []
    assert documents == {write(writer, feed)}


@both
@given(feed=item_feeds())
def test_any_items_give_a_document_that_breaks_no_rule(module, writer, feed):
    assert broken_rules(write(writer, feed)) == set()


@given(feed=item_feeds())
def test_any_items_give_valid_atom(atom_schema, feed):
    assert atom_schema.validate(etree.fromstring(write(ATOM, feed))), atom_schema.error_log


@given(feed=item_feeds())
def test_any_title_comes_back_from_both_formats(feed):
    wanted = [item.title for item in feed.items]
    in_atom = etree.fromstring(write(ATOM, feed)).xpath("//atom:entry/atom:title/text()", namespaces=NS)
    in_rss = etree.fromstring(write(RSS, feed)).xpath("//item/title/text()")

    assert in_atom == wanted
    assert in_rss == wanted


@given(feed=item_feeds())
def test_feedparser_gets_any_title_and_id_back_from_atom(feed):
    parsed = feedparser.parse(write(ATOM, feed))

    assert not parsed.bozo
    assert [entry.id for entry in parsed.entries] == [item.guid for item in feed.items]
    for entry, item in zip(parsed.entries, feed.items, strict=True):
        assert entry.title == item.title or is_repaired_by_feedparser(item.title)


def is_repaired_by_feedparser(text: str) -> bool:
    """Say whether feedparser takes the text for wrongly decoded: C1 controls, or Latin-1 that could be UTF-8."""
    try:
        return text.encode("iso-8859-1").decode("utf-8") != text
    except UnicodeError:
        return any("\x80" <= character <= "\x9f" for character in text)


def test_feedparser_reads_the_same_from_both():
    feed = full_feed()
    from_atom, from_rss = feedparser.parse(write(ATOM, feed)), feedparser.parse(write(RSS, feed))

    assert (from_atom.version, from_rss.version) == ("atom10", "rss20")
    assert not from_atom.bozo
    assert not from_rss.bozo
    for name in ("title", "link", "language", "updated_parsed"):
        assert from_atom.feed[name] == from_rss.feed[name], name
    assert len(from_atom.entries) == len(feed.items)
    for ours, one, other in zip(feed.items, from_atom.entries, from_rss.entries, strict=True):
        assert one.id == other.id == ours.guid
        assert one.title == other.title == ours.title
        assert one.link == other.link == ours.url
        assert one.author == other.author == ours.byline
        assert one.published_parsed == other.published_parsed == ours.published_at.utctimetuple()
        assert one.updated_parsed == other.updated_parsed == ours.updated_at.utctimetuple()
        assert one.content[0].value == other.content[0].value == ours.body_html
        assert html.unescape(other.summary) == one.summary == ours.summary
        assert one.content[0].language == ours.language_tag
        assert other.language == ours.language_tag


def test_page_in_another_language_never_becomes_the_link_of_an_entry():
    item = make_item(alternates=tuple(LanguageLink(language=x, url=f"https://example.org/{x}/") for x in ("vi", "ko")))
    feed = make_feed(items=(item,))

    for writer in (ATOM, RSS):
        assert feedparser.parse(write(writer, feed)).entries[0].link == item.url


@both
def test_naughty_strings_come_through_as_they_are(module, writer, naughty_strings):
    clean = [text for text in naughty_strings if text.strip() and text.isprintable()]
    items = tuple(
        make_item(guid=f"{BLOG_GUID}/entry/{number}", title=text, byline=text) for number, text in enumerate(clean)
    )
    root = etree.fromstring(write(writer, make_feed(items=items)))

    names = root.xpath("//item/dc:creator/text() | //atom:entry/atom:author/atom:name/text()", namespaces=NS)
    titles = root.xpath("//item/title/text() | //atom:entry/atom:title/text()", namespaces=NS)
    assert len(clean) > 400
    assert titles == names == clean


@both
@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦 🇻🇳", "Việt Nam", "한국어", "a ]]> b", "½ ™", "<![CDATA[x]]>", "&amp;#0;"])
def test_text_survives_unchanged(module, writer, text):
    root = etree.fromstring(write(writer, make_feed(items=(make_item(title=text, body_html=html.escape(text)),))))

    assert unicodedata.normalize("NFC", text) == text
    assert root.xpath("//item/title/text() | //atom:entry/atom:title/text()", namespaces=NS) == [text]
    bodies = root.xpath("//content:encoded/text() | //atom:content/text()", namespaces=NS)
    assert [html.unescape(str(body)) for body in bodies] == [text]


@both
@pytest.mark.parametrize(
    ("byline", "shown"),
    [
        ("O'Brien & Sons <desk@example.org>", ["O'Brien & Sons"]),
        ("minh@example.org (Minh Anh)", ["(Minh Anh)"]),
        ("Minh Anh, minh@example.org", ["Minh Anh"]),
        ("desk@example.org", []),
        ("Minh @ the border", ["Minh @ the border"]),
        ("; @minh", ["; @minh"]),
    ],
)
def test_nobodys_mail_address_is_handed_to_readers_that_write_to_it(module, writer, byline, shown):
    feed = make_feed(items=(make_item(byline=byline),))

    root = etree.fromstring(write(writer, feed))

    names = root.xpath("//item/dc:creator/text() | //atom:entry/atom:author/atom:name/text()", namespaces=NS)
    assert names == shown
