"""The document as a whole: valid in every state, the same bytes as the whole tree, one bad entry fails alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from lxml import etree

from feeds.nitf import NITF
from feeds.render import render
from feeds.writers.nitf.block import entry_block
from feeds.writers.nitf.writer import document
from tests.factories import NOW, make_feed, make_item, make_items, make_links, make_site
from tests.feeds.writers.cases import FEEDS, full_item, translated_item
from tests.feeds.writers.nitf.reading import NS, WRITER, facts, read, texts
from tests.feeds.writers.writing import write
from tests.strategies import clean_live_blogs, item_feeds, printable_text, profiles


def write_at_once(feed) -> bytes:
    root = document(feed)
    content = root.find("n:body/n:body.content", NS)
    content.extend(entry_block(item) for item in feed.items)
    if not feed.items:
        content.text = ""
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


@pytest.mark.parametrize("state", FEEDS)
def test_document_in_every_state_is_valid(check_nitf, state):
    check_nitf(read(FEEDS[state]()))


@given(blog=clean_live_blogs(), profile=profiles())
def test_any_live_blog_under_any_profile_is_valid(check_nitf, blog, profile):
    result = render((blog,), replace(profile, format="nitf"), now=NOW, site=make_site(), links=make_links())

    check_nitf(etree.fromstring(result.body))
    assert result.left_out == ()


@given(feed=item_feeds())
def test_any_items_are_valid_and_joined_fragments_are_the_bytes_of_the_whole_tree(check_nitf, feed):
    check_nitf(read(feed))
    assert write(WRITER, feed) == write_at_once(feed)


def test_joined_fragments_are_the_bytes_of_the_whole_tree_with_everything_in_them():
    feed = make_feed(items=(full_item(), translated_item()))

    assert write(WRITER, feed) == write_at_once(feed)
    assert b"xmlns" not in b"".join(map(WRITER.fragment, feed.items))


def test_fragment_depends_on_its_item_alone():
    feed = make_feed(items=make_items(2))

    assert (
        write(WRITER, replace(feed, language="ar", language_tag="ar", title="x")).count(WRITER.fragment(feed.items[0]))
        == 1
    )


@given(feed=item_feeds())
def test_what_is_read_back_is_what_was_written(feed):
    blocks = read(feed).findall("n:body/n:body.content/n:block", NS)

    assert [facts(block, "guid") for block in blocks] == [[item.guid] for item in feed.items]
    assert [facts(block, "version") for block in blocks] == [[str(item.version)] for item in feed.items]
    for block, item in zip(blocks, feed.items, strict=True):
        assert " ".join(texts(block, "n:p")) == " ".join(item.body_text.split("\n\n"))


@given(text=printable_text())
def test_any_text_is_valid_and_whole_in_every_place(check_nitf, text):
    item = translated_item(title=text, byline=text, credit_line=text, correction_note=text, engines=(text,))
    feed = make_feed(items=(item,), title=text, subtitle=text)
    written = read(feed)

    check_nitf(written)
    for path in ("head/n:title", "body/n:body.head/n:hedline", "body/n:body.head/n:abstract"):
        assert texts(written, f"n:{path}") == [text]
    block = written.find(".//n:block", NS)
    assert [texts(block, f"n:{name}") for name in ("hl2", "byline", "datasource")] == [[text]] * 3
    assert facts(block, "correction") == facts(block, "translation-engine") == [text]


def test_note_that_xml_cannot_carry_does_not_break_the_head():
    feed = make_feed(items=(make_item(correction_note="bad \x00 note"),))

    assert b'info="bad  note"' in WRITER.head(feed)


def test_document_is_in_nitfs_namespace_alone():
    assert {etree.QName(element).namespace for element in read(make_feed(items=(full_item(),))).iter()} == {NITF}
