"""The text of a newsItem: which of several, in which mark-up, and what belongs to it though it stands elsewhere."""

import pytest

from feeds.errors import ParseError
from feeds.model import Heading, Paragraph
from tests.feeds.parsers.newsmlg2.documents import NITF, XHTML, entry, news_item, read

XHTML_TEXT = f'<inlineXML><html xmlns="{XHTML}"><body><p>XHTML.</p></body></html></inlineXML>'
NITF_TEXT = f'<inlineXML><nitf xmlns="{NITF}"><body><body.content><p>NITF.</p></body.content></body></nitf></inlineXML>'
HTML_TEXT = "<inlineData>&lt;p&gt;HTML.&lt;/p&gt;</inlineData>"
PLAIN_TEXT = "<inlineData>Plain.</inlineData>"


def words(document: str) -> list[str]:
    return [block.html for block in entry(document).blocks]


@pytest.mark.parametrize(
    ("contents", "chosen"),
    [
        ((PLAIN_TEXT, HTML_TEXT, NITF_TEXT, XHTML_TEXT), "XHTML."),
        ((PLAIN_TEXT, HTML_TEXT, NITF_TEXT), "NITF."),
        ((PLAIN_TEXT, HTML_TEXT), "HTML."),
        ((XHTML_TEXT.replace("XHTML.", " "), PLAIN_TEXT), "Plain."),
    ],
)
def test_of_several_renditions_the_richest_that_says_anything_is_taken_alone(contents, chosen):
    assert words(news_item("".join(contents))) == [chosen]


@pytest.mark.parametrize(
    "text",
    [
        f'<html xmlns="{XHTML}"><head><title>no</title></head><body><p>They <b>met</b>.</p></body></html>',
        "<html><head><title>no</title></head><body><p>They <b>met</b>.</p></body></html>",
        '<html xmlns=""><body><p>They <b>met</b>.</p></body></html>',
        f'<x:html xmlns:x="{XHTML}"><x:body><x:p>They <x:b>met</x:b>.</x:p></x:body></x:html>',
        f'<body xmlns="{XHTML}">They <b>met</b>.</body>',
        f'<div xmlns="{XHTML}"><p>They <b>met</b>.</p></div>',
        "<p>They <b>met</b>.</p>",
        f'<nitf xmlns="{NITF}"><body><body.content><p>They <em class="bold">met</em>.</p></body.content></body></nitf>',
        '<nitf><body><body.content><block><p>They <em class="bold">met</em>.</p></block></body.content></body></nitf>',
        '<body.content xmlns=""><p>They <em class="bold">met</em>.</p></body.content>',
        "<![CDATA[<nitf><body.content><p>They <em class='bold'>met</em>.</p></body.content></nitf>]]>",
        "&lt;p>They &lt;b>met&lt;/b>.&lt;/p>",
        "<![CDATA[<P CLASS=x>They <B>met</B>.]]>",
    ],
)
def test_text_is_read_in_whichever_clothes_it_comes(text):
    assert words(news_item(f"<inlineXML>{text}</inlineXML>")) == ["They <b>met</b>."]


def test_every_part_of_a_text_without_a_body_is_read():
    assert words(news_item(f'<inlineXML><p xmlns="{XHTML}">One.</p><p xmlns="{XHTML}">Two.</p></inlineXML>')) == [
        "One.",
        "Two.",
    ]


def test_broken_nitf_in_a_string_is_read_as_html_and_remarked_on():
    parsed = read(news_item("<inlineData>&lt;nitf>&lt;p>They met.&lt;/nitf></inlineData>"))

    assert parsed.blog.entries[0].blocks == (Paragraph(html="They met.", id="b1"),)
    assert "broken" in parsed.remarks[0].reason


def test_plain_text_that_looks_a_little_like_markup_stays_as_it_is():
    text = "3 &lt; 5 &amp;amp; x &lt;y&gt; z"
    assert words(news_item(f"<inlineData>{text}</inlineData>")) == [text]


@pytest.mark.parametrize(
    "content",
    [
        '<inlineData encoding="encd:b64">VGhleSBtZXQu</inlineData>',
        '<inlineData contenttype="text/csv">a,b</inlineData>',
        "<inlineXML><events><event/></events></inlineXML>",
    ],
)
def test_item_whose_content_is_no_text_is_not_reduced_to_its_headline(content):
    with pytest.raises(ParseError, match="is not read here"):
        read(news_item(content))


def test_item_without_contents_is_its_headline_and_its_description():
    assert entry(news_item()).headline == "They met"
    flash = news_item(content_meta="<headline>They met</headline><description>In Hanoi.</description>")
    assert words(flash) == ["In Hanoi."]


def test_description_is_not_added_to_a_text():
    assert words(news_item(XHTML_TEXT, content_meta="<headline>x</headline><description>In short.</description>")) == [
        "XHTML."
    ]


def test_second_headline_and_lead_stand_above_the_text_unless_they_are_in_it():
    head = "<hedline><hl1>They met</hl1><hl2>In Hanoi</hl2></hedline><abstract><p>The lead.</p></abstract>"
    text = NITF_TEXT.replace("<body.content>", f"<body.head>{head}</body.head><body.content>")
    assert entry(news_item(text)).blocks == (
        Heading(html="In Hanoi", id="b1"),
        Paragraph(html="The lead.", id="b2"),
        Paragraph(html="NITF.", id="b3"),
    )
    assert words(news_item(text.replace("NITF.", "In Hanoi – the lead!"))) == ["In Hanoi – the lead!"]


@pytest.mark.parametrize(
    ("dateline", "text", "read_as"),
    [
        ("Hanoi (pe) - ", "They met.", "Hanoi (pe) – They met."),
        ("HANOI, Vietnam (PE) _", "They met in Hanoi.", "They met in Hanoi."),
        ("2019-02-27 19:10:29 GMT+00:00", "They met.", "They met."),
        ("", "They met.", "They met."),
    ],
)
def test_dateline_stands_before_the_text_unless_the_text_has_the_place(dateline, text, read_as):
    meta = f"<headline>x</headline><dateline>{dateline}</dateline>"
    assert words(news_item(f"<inlineData>{text}</inlineData>", content_meta=meta)) == [read_as]


def test_heading_that_repeats_the_headline_is_left_out():
    text = f'<inlineXML><html xmlns="{XHTML}"><body><h1>They  met</h1><p>In Hanoi.</p></body></html></inlineXML>'
    assert words(news_item(text)) == ["In Hanoi."]
    untitled = entry(news_item(text, content_meta=""))
    assert (untitled.headline, [block.html for block in untitled.blocks]) == ("They met", ["In Hanoi."])


@pytest.mark.parametrize(
    ("headlines", "read_as"),
    [
        ("<headline>They <em>met</em></headline>", "They met"),
        ("<headline>They &lt;em&gt;met&lt;/em&gt; in a &lt;x&gt;</headline>", "They met in a <x>"),
        ('<headline role="h:sub">Below</headline><headline role="h:main">Above</headline>', "Above"),
        ('<headline xml:lang="de">Treffen</headline><headline xml:lang="en-US">They met</headline>', "They met"),
        ("<headline> \n </headline>", None),
    ],
)
def test_headline_is_the_main_one_in_the_language_of_the_text(headlines, read_as):
    assert entry(news_item(PLAIN_TEXT, content_meta=headlines)).headline == read_as


def test_text_of_hard_lines_becomes_paragraphs():
    text = "HANOI - They met\nin a hotel.\n   Then they\nleft."
    assert words(news_item(f"<inlineXML><p>{text}</p></inlineXML>")) == [
        "HANOI - They met in a hotel.",
        "Then they left.",
    ]
