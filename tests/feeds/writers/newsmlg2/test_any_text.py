"""Whatever people write arrives, or harms its own entry only."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feeds.errors import WriteError
from feeds.html import clean_inline, escape
from feeds.model import Subject
from feeds.render import render
from feeds.xml import clean_text
from tests.factories import ENTRY_GUID, NOW, make_feed, make_item, make_links, make_picture, make_site
from tests.feeds.writers.cases import translated_item
from tests.feeds.writers.newsmlg2.reading import NS, WRITER, read, read_item, read_items, texts, write
from tests.strategies import any_text, clean_live_blogs, inline_html, item_feeds, printable_text, profiles

# Tab, line feed, carriage return, DEL and the C1 controls are legal in XML 1.0 (§2.2), though discouraged.
ALLOWED = "\t\n\r" + "".join(map(chr, range(0x7F, 0xA0)))


def outline(element: etree._Element) -> list[tuple[str, dict[str, str], str | None, str | None]]:
    """Return all there is to an element and what is in it, but for namespaces."""
    return [(etree.QName(e).localname, dict(e.attrib), e.text, e.tail) for e in element.iter()]


@given(feed=item_feeds())
def test_document_of_any_items_is_valid(check_schema, feed):
    check_schema(write(feed))


@given(feed=item_feeds())
def test_what_is_read_back_is_what_was_written(feed):
    document = read(feed)
    entries = "//g2:newsItem[g2:itemMeta/g2:itemClass/@qcode='ninat:text']"

    assert texts(document, f"{entries}/@guid") == [item.guid for item in feed.items]
    assert texts(document, f"{entries}/@version") == [str(item.version) for item in feed.items]
    assert texts(document, f"{entries}/g2:itemMeta/g2:title") == [item.title for item in feed.items]
    usable = [item for item in feed.items if item.pub_status == "usable"]
    assert texts(document, f"{entries}//h:body") == [item.body_text for item in usable]


@given(text=printable_text())
def test_any_text_is_valid_and_whole_in_every_place(check_schema, text):
    item = translated_item(
        title=text,
        byline=text,
        credit_line=text,
        summary=text,
        correction_note=text,
        blog_title=text,
        engines=(text,),
        reviewers=(text,),
        subjects=(Subject(qcode=f"house:{text}", name=text),),
        media=(make_picture(caption=text, alt=text, credit=text),),
        body_html=f"<p>{escape(text)}</p>",
    )

    check_schema(write(make_feed(items=(item,))))
    entry, picture = read_items(item)
    for path in ("itemMeta/g2:title", "itemMeta/g2:edNote", "itemMeta/g2:memberOf/g2:name", "contentMeta/g2:headline"):
        assert texts(entry, f"g2:{path}") == [text]
    for path in ("by", "creditline", "description", "creator/g2:name", "subject/g2:name"):
        assert texts(entry, f"g2:contentMeta/g2:{path}") == [text]
    assert texts(entry, "g2:contentMeta/g2:subject/@literal") == [f"house:{text}"]
    assert texts(entry, "g2:contentMeta/g2:contributor/g2:name") == [text, text]
    assert texts(entry, ".//h:title|.//h:body") == [text, text]
    assert texts(picture, "g2:contentMeta/g2:description") == [text, text]
    assert texts(picture, "g2:contentMeta/g2:creditline") == [text]


@given(text=any_text())
def test_line_breaks_are_valid_where_the_schema_wants_one_line(check_schema, text):
    text = f"a\n{clean_text(text)}\r\n\tb"
    item = make_item(
        title=text, byline=text, credit_line=text, summary=text, subjects=(Subject(qcode=text, name=text),)
    )

    check_schema(write(make_feed(items=(item,))))
    assert texts(read_item(item), ".//g2:creditline") == [text.translate(str.maketrans("\t\n\r", "   "))]


@given(blog=clean_live_blogs(), profile=profiles())
def test_any_live_blog_under_any_profile_is_a_valid_message(check_schema, blog, profile):
    """From the model on, through everything a profile can do to it; nothing is left out."""
    document = render((blog,), replace(profile, format="newsmlg2"), now=NOW, site=make_site(), links=make_links())

    check_schema(document.body)
    assert document.left_out == ()


@given(fragment=inline_html())
def test_body_keeps_every_text_mark_and_address(fragment):
    body_html = f"<p>{clean_inline(fragment)}</p>"

    body = read_item(make_item(body_html=body_html)).find(".//h:body", NS)

    assert outline(body[0]) == outline(etree.fromstring(body_html))


@given(
    before=any_text(), after=any_text(), character=st.characters(categories=["Cc", "Cs"], exclude_characters=ALLOWED)
)
def test_text_that_xml_cannot_carry_is_an_error_of_its_item(before, after, character):
    text = before + character + after

    with pytest.raises(WriteError) as caught:
        WRITER.fragment(make_item(title=text))

    assert caught.value.guid == ENTRY_GUID
    assert caught.value.reason


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1))
def test_emoji_and_every_script_survive(text):
    item = make_item(title=f"👩‍👩‍👧‍👦 {text} Việt 한국어")

    assert texts(read_item(item), ".//g2:headline") == [f"👩‍👩‍👧‍👦 {text} Việt 한국어"]
