"""NITF as blocks."""

import pytest
from lxml import etree

from feeds.errors import ParseError
from feeds.model import Heading, ListBlock, Media, MediaBlock, MediaKind, Paragraph, Quote, Rendition, Table
from feeds.reading.nitf_blocks import is_nitf, nitf_from_string, read_nitf

NITF = "http://iptc.org/std/NITF/2006-10-18/"


def content(inside: str) -> list[object]:
    """Return what is read of a ``body.content``, the same with the namespace and without it."""
    bare = f"<nitf><head><title>no</title></head><body><body.content>{inside}</body.content></body></nitf>"
    read = [
        read_nitf(etree.fromstring(text)).blocks for text in (bare, bare.replace("<nitf>", f'<nitf xmlns="{NITF}">'))
    ]
    assert read[0] == read[1]
    return list(read[0])


@pytest.mark.parametrize(
    ("nitf", "blocks"),
    [
        ("loose <p>words</p> between", [Paragraph(html=word) for word in ("loose", "words", "between")]),
        ('<p lede="true">a <em class="bold">b</em> <em>c</em></p>', [Paragraph(html="a <b>b</b> <em>c</em>")]),
        ('<p>H<em class="sub">2</em>O <q>wet</q><br/>x</p>', [Paragraph(html="H<sub>2</sub>O <q>wet</q><br/>x")]),
        (
            '<p><person>Kim</person> (<org>KCNA</org>) <a href="https://e.org/">here</a> <a href="x:1">there</a></p>',
            [Paragraph(html='Kim (KCNA) <a href="https://e.org/">here</a> there')],
        ),
        ("<hl2>Menu</hl2><block><hl2>Wine</hl2></block>", [Heading(html="Menu"), Heading(html="Wine")]),
        (
            "<bq><block><p>We'll see.</p></block><credit>— Donald Trump</credit></bq>",
            [Quote(html="We'll see.", attribution="Donald Trump")],
        ),
        ("<bq><p>One</p></bq><bq><p>Two</p></bq>", [Quote(html="One"), Quote(html="Two")]),
        ("<ol><li>a</li><li>b</li></ol>", [ListBlock(items=("a", "b"), ordered=True)]),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", [Paragraph(html="Term"), Paragraph(html="Meaning")]),
        (
            "<table><caption>Votes</caption><col/><tr><th>a</th></tr><tr><td>1</td></tr></table>",
            [Paragraph(html="Votes"), Table(rows=(("a",), ("1",)), header=True)],
        ),
        ("<pre>a\n  b</pre>", [Paragraph(html="a<br/>  b")]),
        ("<note><body.content><p>See below.</p></body.content></note>", [Paragraph(html="See below.")]),
        ("<p/><block/><ul/>", []),
    ],
)
def test_element_is_read_as_what_it_means(nitf, blocks):
    assert content(nitf) == blocks


def test_media_is_shown_by_its_widest_file_and_keeps_its_words():
    nitf = (
        '<media media-type="image"><media-reference source="small.jpg" width="100"/>'
        '<media-reference source="https://e.org/1.jpg" width="1200" height="800" alternate-text="White"/>'
        '<media-reference source="https://e.org/2.jpg" width="300"/>'
        "<media-caption><p>The <location>hotel</location>.</p></media-caption>"
        '<media-producer>Giang Huy</media-producer><media-object encoding="base64">AAAA</media-object></media>'
    )
    assert content(nitf) == [
        MediaBlock(
            media=Media(
                kind=MediaKind.PICTURE,
                caption="The hotel.",
                alt="White",
                credit="Giang Huy",
                renditions=(
                    Rendition(href="https://e.org/1.jpg", width=1200, height=800),
                    Rendition(href="https://e.org/2.jpg", width=300),
                ),
            )
        )
    ]


@pytest.mark.parametrize(
    ("nitf", "kind"),
    [
        ('<media media-type="video"><media-reference source="https://e.org/1"/></media>', MediaKind.VIDEO),
        ('<media><media-reference mime-type="audio/mpeg" source="https://e.org/1"/></media>', MediaKind.AUDIO),
    ],
)
def test_video_and_sound_are_told_by_type(nitf, kind):
    (block,) = content(nitf)
    assert (block.media.kind, block.media.renditions) == (kind, (Rendition(href="https://e.org/1"),))


def test_size_in_other_units_than_pixels_is_none():
    (block,) = content('<media><media-reference source="https://e.org/1" width="9" height="6" units="cm"/></media>')
    assert block.media.renditions == (Rendition(href="https://e.org/1"),)


def test_head_of_the_body_is_no_part_of_the_text():
    read = read_nitf(
        etree.fromstring(
            "<nitf><body><body.head><hedline><hl1>They<br/>met</hl1><hl2>In Hanoi</hl2></hedline>"
            "<byline>By<person>Mai Anh</person><byttl>Press Writer</byttl></byline>"
            "<dateline><location>HANOI</location></dateline><abstract><p>The lead.</p></abstract></body.head>"
            "<body.content><p>Text.</p></body.content>"
            "<body.end><tagline>Kim reported.</tagline></body.end></body></nitf>"
        )
    )
    assert (read.headline, read.subheadline, read.dateline) == ("They met", "In Hanoi", "HANOI")
    assert read.byline == "By Mai Anh, Press Writer"
    assert read.abstract == (Paragraph(html="The lead."),)
    assert read.blocks == (Paragraph(html="Text."), Paragraph(html="Kim reported."))


def test_text_without_a_content_of_its_own_is_read_where_it_stands():
    assert read_nitf(etree.fromstring("<nitf><body><body.head/><p>Text.</p></body></nitf>")).blocks == (
        Paragraph(html="Text."),
    )


def test_input_is_left_as_it_was():
    text = b"<nitf><body><body.head><byline>x</byline></body.head><body.content><p>y</p></body.content></body></nitf>"
    root = etree.fromstring(text)
    read_nitf(root)
    assert etree.tostring(root) == text


@pytest.mark.parametrize(
    ("xml", "is_it"),
    [
        ("<nitf/>", True),
        (f'<nitf xmlns="{NITF}"/>', True),
        ("<body.content/>", True),
        ("<body><body.content/></body>", True),
        ("<body><p/></body>", False),
        ("<html/>", False),
    ],
)
def test_nitf_is_told_from_html(xml, is_it):
    assert is_nitf(etree.fromstring(xml)) is is_it


@pytest.mark.parametrize(
    "text",
    [
        "<nitf/>",
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">\n<NITF>é</NITF>',
        f'<n:nitf xmlns:n="{NITF}"/>',
    ],
)
def test_nitf_in_a_string_is_recognised(text):
    assert nitf_from_string(text, format_name="x") is not None


@pytest.mark.parametrize("text", ["", "<p>x</p>", "nitf", "<nitfish/>", "<html><nitf/></html>"])
def test_other_strings_are_no_nitf(text):
    assert nitf_from_string(text, format_name="x") is None


@pytest.mark.parametrize(
    "text",
    ["<nitf><p></nitf>", "<!DOCTYPE nitf SYSTEM 'x'><nitf>&a;</nitf>", "<nitf>&a;</nitf>", "<nitf a='\x00'/>"],
)
def test_broken_nitf_is_refused(text):
    with pytest.raises(ParseError, match=r"^x"):
        nitf_from_string(text, format_name="x")


def test_declared_entities_make_it_no_nitf_that_is_read():
    assert nitf_from_string("<!DOCTYPE nitf [<!ENTITY a 'x'>]><nitf>&a;</nitf>", format_name="x") is None
