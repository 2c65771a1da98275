"""The message around the items, and that fragments join to exactly the bytes of the whole tree."""

import copy
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from lxml import etree

from feeds.item import Feed
from feeds.writers import find_writer
from feeds.writers.newsmlg2 import NewsMLG2Writer
from feeds.writers.newsmlg2.entry_item import entry_items
from feeds.writers.newsmlg2.writer import message
from tests.factories import make_feed, make_item, make_items, make_withdrawn_item
from tests.feeds.writers.cases import FEEDS, full_item
from tests.feeds.writers.newsmlg2.reading import NS, WRITER, names, read, texts, write
from tests.strategies import item_feeds


def write_at_once(feed: Feed) -> bytes:
    """Serialise the whole tree of the same elements."""
    root = message(feed)
    item_set = root.find("g2:itemSet", NS)
    for item in feed.items:
        item_set.extend(entry_items(item))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


@pytest.mark.parametrize("state", FEEDS)
def test_joined_fragments_are_the_bytes_of_the_whole_tree(state):
    assert write(FEEDS[state]()) == write_at_once(FEEDS[state]())


@given(feed=item_feeds())
def test_joined_fragments_are_the_bytes_of_the_whole_tree_for_any_items(feed):
    assert write(feed) == write_at_once(feed)


@pytest.mark.parametrize("state", FEEDS)
def test_document_declares_each_namespace_once_where_it_starts(state):
    """What a parser reads and writes again is the same, so no fragment repeats what the document has said."""
    document = write(FEEDS[state]())

    assert etree.tostring(etree.fromstring(document), encoding="UTF-8", xml_declaration=True) == document


def test_the_registry_has_the_writer():
    assert isinstance(find_writer("newsmlg2"), NewsMLG2Writer)


def test_message_holds_the_package_then_the_entries_in_the_order_of_the_feed():
    feed = make_feed(items=make_items(3))

    items = read(feed).find("g2:itemSet", NS)

    assert names(items) == ["packageItem", "newsItem", "newsItem", "newsItem"]
    assert texts(items, "g2:newsItem/@guid") == [item.guid for item in feed.items]


def test_fragment_depends_on_its_item_alone():
    item = full_item()
    lonely = WRITER.fragment(item)

    write(make_feed(items=(make_item(), item, make_withdrawn_item())))

    assert NewsMLG2Writer().fragment(item) == lonely


def test_fragments_made_in_many_threads_are_the_same_bytes():
    items = [copy.copy(full_item()) for _ in range(50)]
    expected = WRITER.fragment(full_item())

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(WRITER.fragment, items))

    assert set(made) == {expected}


def test_message_was_sent_when_something_last_changed_not_when_it_was_made():
    feed = make_feed(updated_at=datetime(2019, 2, 27, 13, 54, 30, 123456, tzinfo=UTC))

    assert texts(read(feed), "g2:header/g2:sent") == ["2019-02-27T13:54:30Z"]
    assert write(feed) == write(feed)


def test_header_says_who_sends_and_with_what_priority():
    header = read(make_feed()).find("g2:header", NS)

    assert names(header) == ["sent", "sender", "transmitId", "priority"]
    assert texts(header, "g2:sender|g2:priority") == ["example.org", "5"]


def test_transmission_has_a_new_id_exactly_when_a_version_in_it_is_new():
    feed = make_feed(items=make_items(2))
    newer = replace(feed.items[0], version=2)

    same = texts(read(replace(feed, ttl_min=9)), "g2:header/g2:transmitId")
    edited = texts(read(replace(feed, items=(newer, feed.items[1]))), "g2:header/g2:transmitId")
    shorter = texts(read(replace(feed, items=feed.items[:1])), "g2:header/g2:transmitId")

    first = texts(read(feed), "g2:header/g2:transmitId")
    assert same == first
    assert len({*first, *edited, *shorter}) == 3
    assert first[0].startswith(feed.guid)


def test_changed_live_blog_is_a_new_transmission():
    feed = make_feed()
    renamed = replace(feed, packages=(replace(feed.packages[0], version=2),))

    assert texts(read(feed), "g2:header/g2:transmitId") != texts(read(renamed), "g2:header/g2:transmitId")
