"""Texts as NITF, and receivers that keep less of a text than they are given."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from lxml import etree

from feeds.html import parse_fragment
from feeds.item import Item
from feeds.model import PubStatus
from feeds.namespaces import XML_LANG
from feeds.nitf import NITF
from feeds.present import Presenter
from feeds.profile import HtmlSubset, NewsMLText
from feeds.whole import whole_item
from tests.factories import make_feed, make_item, make_links, make_picture, make_site, make_withdrawn_item
from tests.feeds.writers.cases import full_item, translated_item
from tests.feeds.writers.newsmlg2.reading import NS, read_item, texts, write
from tests.strategies import clean_live_blogs, profiles

NITF_NS = {**NS, "n": NITF}


def as_nitf(item: Item) -> Item:
    return replace(item, newsml_text=NewsMLText.NITF)


def inline_xml(item: Item) -> etree._Element:
    return read_item(item).find(".//g2:inlineXML", NS)


def items_of(blog, profile) -> Iterator[Item]:
    presenter = Presenter(profile=profile, site=make_site(), links=make_links(), partner="public")
    items = [presenter.item(blog, entry) for entry in blog.entries]
    yield from (item for item in (*items, whole_item(presenter, blog, items)) if item.pub_status is PubStatus.USABLE)


def words_of(item: Item) -> list[str]:
    return [word for text in parse_fragment(item.body_html).itertext() for word in str(text).split()]


def kept_by_a_naive_receiver(inline: etree._Element) -> list[str]:
    """Return the words that are left where a widely used editorial system reads texts.

    Of XHTML it keeps the text of each direct child of the body up to the first mark inside it; of NITF everything in
    the elements that stand directly in blocks.
    """
    if inline.get("contenttype") == "application/nitf+xml":
        parts = inline.xpath(".//n:body.content/n:block/*//text()", namespaces=NITF_NS)
    else:
        parts = [child.text for child in inline.find("h:html/h:body", NS) if child.text]
    return [word for part in parts for word in str(part).split()]


def test_text_is_a_document_in_nitfs_own_namespace():
    inline = inline_xml(as_nitf(make_item(title="Dinner", body_text="Two words")))

    assert dict(inline.attrib) == {"contenttype": "application/nitf+xml", "wordcount": "2"}
    assert {etree.QName(element).namespace for element in inline.iterdescendants()} == {NITF}
    assert inline.findtext("n:nitf/n:body/n:body.head/n:hedline/n:hl1", namespaces=NITF_NS) == "Dinner"


def test_text_says_its_language_and_direction():
    body = inline_xml(as_nitf(make_item(language_tag="ar", is_right_to_left=True))).find("n:nitf/n:body", NITF_NS)

    assert (body.get(XML_LANG), body.get("style")) == ("ar", "direction: rtl")


def test_text_is_xhtml_unless_the_profile_says_nitf():
    assert inline_xml(make_item()).get("contenttype") == "application/xhtml+xml"


def test_all_the_rest_of_the_item_is_the_same():
    as_xhtml, other = read_item(full_item()), read_item(as_nitf(full_item()))
    for item in (as_xhtml, other):
        inline = item.find(".//g2:inlineXML", NS)
        inline.getparent().remove(inline)

    assert etree.tostring(as_xhtml) == etree.tostring(other)


def test_order_not_to_use_an_entry_has_no_text():
    assert texts(read_item(as_nitf(make_withdrawn_item())), ".//g2:inlineXML") == []


@pytest.mark.parametrize("item", [full_item(), translated_item(media=(make_picture(),))], ids=["all", "translated"])
def test_message_and_text_are_valid(check_schema, check_nitf, item):
    check_schema(write(make_feed(items=(as_nitf(item),))))
    check_nitf(inline_xml(as_nitf(item))[0])


@given(blog=clean_live_blogs(), profile=profiles())
def test_any_text_is_valid_and_a_naive_receiver_keeps_every_word_of_it(check_nitf, blog, profile):
    for item in items_of(blog, replace(profile, newsml_text=NewsMLText.NITF)):
        inline = inline_xml(item)
        check_nitf(inline[0])
        assert kept_by_a_naive_receiver(inline) == words_of(item)


@given(blog=clean_live_blogs(), profile=profiles())
def test_a_naive_receiver_keeps_every_word_of_plain_xhtml(blog, profile):
    plain = replace(profile, html=HtmlSubset.PLAIN, newsml_text=NewsMLText.XHTML)
    for item in items_of(blog, plain):
        assert kept_by_a_naive_receiver(inline_xml(item)) == item.body_text.split()


def test_a_naive_receiver_loses_words_of_full_xhtml():
    item = make_item(body_html="<p>They <b>shook</b> hands.</p><ul><li>One</li></ul>")

    assert kept_by_a_naive_receiver(inline_xml(item)) == ["They"]
