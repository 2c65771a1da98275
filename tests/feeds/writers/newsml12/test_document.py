"""The document as a whole: valid in every state, the same bytes as the whole tree, one bad entry fails alone."""

import copy
from dataclasses import replace

import pytest
from hypothesis import given
from lxml import etree

from feeds.packages import transmission_id
from feeds.render import render
from feeds.writers.newsml12.entry_item import entry_item
from feeds.writers.newsml12.writer import document
from tests.factories import NOW, make_feed, make_item, make_items, make_links, make_picture, make_site
from tests.feeds.writers.cases import FEEDS, LATER, full_item, translated_item
from tests.feeds.writers.newsml12.reading import WRITER, line, nitf_texts, read, texts
from tests.feeds.writers.writing import write
from tests.strategies import clean_live_blogs, item_feeds, printable_text, profiles


def write_at_once(feed) -> bytes:
    root = document(feed)
    root.extend(entry_item(item) for item in feed.items)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def test_envelope_names_transmission_sender_and_newest_change():
    feed = make_feed(items=(make_item(updated_at=LATER),))
    envelope = read(feed).find("NewsEnvelope")

    assert texts(envelope, "TransmissionId") == [transmission_id(feed)]
    assert texts(envelope, "SentFrom/Party/@FormalName") == ["example.org"]
    assert texts(envelope, "DateAndTime") == ["20190227T120500+0000"]


@pytest.mark.parametrize("state", FEEDS)
def test_document_in_every_state_is_valid(check_newsml12, check_nitf, state):
    found = read(FEEDS[state]())

    check_newsml12(found)
    for nitf in nitf_texts(found):
        check_nitf(nitf)


@given(blog=clean_live_blogs(), profile=profiles())
def test_any_live_blog_under_any_profile_is_valid(check_newsml12, check_nitf, blog, profile):
    result = render((blog,), replace(profile, format="newsml12"), now=NOW, site=make_site(), links=make_links())

    found = etree.fromstring(result.body)
    check_newsml12(found)
    for nitf in nitf_texts(found):
        check_nitf(nitf)
    assert result.left_out == ()


@given(feed=item_feeds())
def test_any_items_are_valid_and_joined_fragments_are_the_bytes_of_the_whole_tree(check_newsml12, feed):
    check_newsml12(read(feed))
    assert write(WRITER, feed) == write_at_once(feed)


def test_joined_fragments_are_the_bytes_of_the_whole_tree_with_everything_in_them():
    feed = make_feed(items=(full_item(), translated_item()))

    assert write(WRITER, feed) == write_at_once(feed)


def test_fragment_depends_on_its_item_alone():
    feed = make_feed(items=make_items(2))

    assert write(WRITER, replace(feed, language_tag="ar", title="x")).count(WRITER.fragment(feed.items[0])) == 1


@given(text=printable_text())
def test_any_text_is_valid_and_whole_in_every_place(check_newsml12, text):
    item = translated_item(
        title=text,
        byline=text,
        credit_line=text,
        summary=text,
        correction_note=text,
        engines=(text,),
        media=(make_picture(caption=text, alt=text, credit=text),),
    )
    found = read(make_feed(items=(item,)))

    check_newsml12(found)
    lines = found.find("NewsItem[2]/NewsComponent/NewsLines")
    assert texts(lines, "HeadLine|ByLine|CreditLine") == [text] * 3
    assert line(lines, "summary") == line(lines, "correction") == [text]
    assert line(found, "caption") == line(found, "alt-text") == [text]
    assert texts(found, "//Property[@FormalName='translation-engine']/@Value") == [text]


def test_document_is_in_no_namespace():
    assert {etree.QName(element).namespace for element in read(make_feed(items=(full_item(),))).iter()} == {None}


def swapped(path):
    def spoil(root):
        first = root.find(path)
        first.addprevious(first.getnext())

    return spoil


def without(path):
    def spoil(root):
        gone = root.find(path)
        gone.getparent().remove(gone)

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        swapped("NewsItem/Identification"),
        swapped("NewsItem/NewsManagement/FirstCreated"),
        swapped("NewsItem[2]/NewsComponent/NewsLines/HeadLine"),
        swapped("NewsItem[2]/NewsComponent/AdministrativeMetadata"),
        swapped("NewsItem[2]/NewsComponent/NewsComponent/ContentItem/MediaType"),
        without("NewsEnvelope/DateAndTime"),
        without("NewsItem/Identification/NewsIdentifier/PublicIdentifier"),
        without("NewsItem[2]/NewsManagement/Status"),
        lambda root: root.find("NewsItem/NewsManagement/Status").set("FormalName", "usable"),
        lambda root: root.find(".//FirstCreated").__setattr__("text", "2019-02-27T11:33:00Z"),
        lambda root: root.find(".//PublicIdentifier").__setattr__("text", "tag:example.org,2019:x"),
        lambda root: etree.SubElement(root.find("NewsItem[2]/NewsComponent"), "NewsItemRef", NewsItem="x"),
    ],
)
def test_grammar_that_documents_are_checked_with_refuses_wrong_orders_numbers_and_values(check_newsml12, spoil):
    root = read(make_feed(items=(full_item(),)))
    spoilt = copy.deepcopy(root)
    spoil(spoilt)

    check_newsml12(root)
    with pytest.raises(pytest.fail.Exception):
        check_newsml12(spoilt)
