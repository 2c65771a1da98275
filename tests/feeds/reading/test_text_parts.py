"""What belongs to a text and stands elsewhere in an item."""

import pytest

from feeds.model import Embed, Heading, Paragraph
from feeds.reading.found_text import FoundText, TextReader, plain_blocks
from feeds.reading.text_parts import whole_text, without_marks

TEXT = Paragraph(html="They <b>met</b> in Hanoi.")


def whole(found: FoundText, *descriptions: str, **said: str):
    return whole_text(found, descriptions=descriptions, **said)


def test_description_stands_in_for_a_text_and_is_never_added_to_one():
    assert whole(FoundText(), "A < B", "A < B", "C") == (Paragraph(html="A &lt; B"), Paragraph(html="C"))
    assert whole(FoundText(blocks=(TEXT,)), "A") == (TEXT,)


def test_what_the_text_has_already_is_not_said_twice():
    found = FoundText(blocks=(TEXT,), abstract=(Paragraph(html="They met, in “Hanoi”"),), subheadline="They met")
    assert whole(found) == (TEXT,)
    assert whole(FoundText(blocks=(TEXT,)), subheadline="A dinner") == (Heading(html="A dinner"), TEXT)


@pytest.mark.parametrize(
    ("dateline", "first"),
    [
        ("SEOUL (PE) -- ", "SEOUL (PE) – They <b>met</b> in Hanoi."),
        ("Hanoi, Vietnam", TEXT.html),
        ("27 Feb.", TEXT.html),
        ("", TEXT.html),
    ],
)
def test_dateline_stands_before_a_text_that_lacks_its_place(dateline, first):
    assert whole(FoundText(blocks=(TEXT,)), dateline=dateline)[0].html == first


def test_dateline_has_no_place_before_what_is_no_paragraph():
    embed = Embed(href="https://e.org/")
    assert whole(FoundText(blocks=(embed,)), dateline="Hanoi") == (embed,)


@pytest.mark.parametrize(
    ("headline", "clean"),
    [
        ("They <b>met</b>", "They met"),
        ("One<br/>two</p>", "One two"),
        ('<span class="x">They</span> met <x> & <y>', "They met <x> & <y>"),
        ("<b></b>", None),
        (None, None),
    ],
)
def test_html_is_taken_out_of_a_headline_and_nothing_else(headline, clean):
    assert without_marks(headline) == clean


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("3 < 5", [Paragraph(html="3 &lt; 5")]),
        ("One\ntwo\n\nthree", [Paragraph(html="One<br/>two"), Paragraph(html="three")]),
        ("One\ntwo\n   three", [Paragraph(html="One two"), Paragraph(html="three")]),
    ],
)
def test_plain_text_becomes_paragraphs(text, blocks):
    assert list(plain_blocks(text)) == blocks


def test_string_is_read_as_what_it_is():
    reader = TextReader(headline=None, base_url=None, is_own=False, format_name="x")
    assert reader.from_string("<nitf><p>a</p></nitf>").rank < reader.from_string("<p>a</p>").rank
    assert reader.from_string("<p>a</p>").rank < reader.from_string("a").rank
    assert reader.from_string("a &amp; b", is_html=True).blocks == (Paragraph(html="a &amp; b"),)
    assert "NITF is broken" in reader.from_string("<nitf><p>a</nitf>").problem
    own = TextReader(headline=None, base_url=None, is_own=True, format_name="x")
    assert own.from_string("<h1>Dinner</h1><p>x</p>").headline is None
