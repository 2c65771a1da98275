"""Foreign HTML as blocks: each kind, what we print ourselves, and whatever anybody sends."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.body import BodyStyle, body_html, body_text
from feeds.html import clean_inline, plain_text
from feeds.locales import labels_for
from feeds.model import Embed, Heading, ListBlock, Media, MediaBlock, MediaKind, Paragraph, Quote, Rendition, Table
from feeds.profile import HtmlSubset, MediaRule
from feeds.reading.html_blocks import blocks_from_html, text_blocks
from feeds.reading.html_tree import plain_words
from feeds.sanitise import clean_blocks
from tests.strategies import any_text

BASE = "https://example.org/live/page"


def picture(href: str | None = "https://example.org/1.jpg", **said) -> MediaBlock:
    sizes = {name: said.pop(name) for name in ("width", "height") if name in said}
    renditions = (Rendition(href=href, **sizes),) if href else ()
    return MediaBlock(media=Media(kind=MediaKind.PICTURE, renditions=renditions, **said))


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("plain words", [Paragraph(html="plain words")]),
        ("<p>one</p>\n<p> two\n lines </p>", [Paragraph(html="one"), Paragraph(html="two lines")]),
        ("<div>one<div>two</div>three</div>", [Paragraph(html=word) for word in ("one", "two", "three")]),
        ("one<br>two<br/><br>three", [Paragraph(html="one<br/>two"), Paragraph(html="three")]),
        ("<p>a <b>b</b> <u>c</u> <kbd>d</kbd></p>", [Paragraph(html="a <b>b</b> c <code>d</code>")]),
        ("<h2>Dinner</h2>text", [Heading(html="Dinner"), Paragraph(html="text")]),
        ('<p><a href="/x?a=1&amp;b">x</a></p>', [Paragraph(html='<a href="https://example.org/x?a=1&amp;b">x</a>')]),
        ('<a href="https://e.org/"><p>x</p></a>', [Paragraph(html="x")]),
        ('<p><a href="javascript:alert(1)">x</a></p>', [Paragraph(html="x")]),
        (
            "<blockquote><p>We'll see.</p><footer>Donald Trump</footer></blockquote>",
            [Quote(html="We'll see.", attribution="Donald Trump")],
        ),
        ("<blockquote>One<p>Two</p></blockquote>", [Quote(html="One<br/>Two")]),
        ("<ol><li>One</li><li><p>Two</p></li></ol>", [ListBlock(items=("One", "Two"), ordered=True)]),
        ("<ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul>", [ListBlock(items=("One", "Inner", "Two"))]),
        ("<table><tr><td>a</td><td>b<br>c</td></tr></table>", [Table(rows=(("a", "b<br/>c"),))]),
        (
            "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td></tr></table>",
            [Table(rows=(("a<br/>b | c",),))],
        ),
        (
            "<ul><li>One<table><tr><td>a</td></tr></table></li></ul>",
            [ListBlock(items=("One",)), Table(rows=(("a",),))],
        ),
        (
            "<table><caption>Votes</caption><tr><th>a</th></tr><tr><td>1</td></tr></table>",
            [Paragraph(html="Votes"), Table(rows=(("a",), ("1",)), header=True)],
        ),
        ("<pre>a\n  b</pre>", [Paragraph(html="a<br/>  b")]),
        ('<p>before <img src="/1.jpg"> after</p>', [Paragraph(html="before after"), picture()]),
        ('<img src="/1.jpg" alt="A hotel" width="1200px" height="8">', [picture(alt="A hotel", width=1200, height=8)]),
        ('<p>Fine <img class="emoji" alt="🙂" src="x.png"></p>', [Paragraph(html="Fine 🙂")]),
        ('<p><img class="liveblog-emoji emoji-1" alt="clap" src="//s.w.org/72/1f44f.png"></p>', [Paragraph(html="👏")]),
        ("<figure><pre>a  b</pre></figure>", [Paragraph(html="a  b")]),
        (
            "<figure><figure><img src='/1.jpg'><figcaption>One</figcaption></figure><figure><img src='/1.jpg'>\
             <figcaption>Two</figcaption></figure><figcaption>Both</figcaption></figure>",
            [picture(caption="One"), picture(caption="Two"), Paragraph(html="Both")],
        ),
        ('<p>text</p><img src="https://count.example/p.gif" width="1" height="1">', [Paragraph(html="text")]),
        (
            '<iframe src="https://v.example/1" title="Film"></iframe>',
            [Embed(href="https://v.example/1", html="Film")],
        ),
        (
            '<blockquote class="twitter-tweet"><p>Hi</p><a href="https://x.example/1">May 1</a></blockquote>',
            [Embed(href="https://x.example/1", html="Hi May 1")],
        ),
        ("<figure><img src='/1.jpg'><figcaption>The hotel</figcaption></figure>", [picture(caption="The hotel")]),
        (
            "<figure><img src='/1.jpg'><figcaption>The hotel. Photo: Giang Huy</figcaption></figure>",
            [picture(caption="The hotel.", credit="Giang Huy")],
        ),
        (
            '<figure><figcaption>Khách sạn <span class="credit">Ảnh: Giang Huy</span></figcaption></figure>',
            [picture(None, caption="Khách sạn", credit="Giang Huy")],
        ),
        (
            '<figure><img src="/1.jpg"><div class="byline">Giang Huy/TT</div><figcaption>A</figcaption></figure>',
            [picture(caption="A", credit="Giang Huy/TT")],
        ),
        ("<figure><img src='/1.jpg'><p>The hotel</p><p>at night</p></figure>", [picture(caption="The hotel at night")]),
        (
            '<img data-src="/1.jpg" src="data:image/gif;base64,R0" srcset="/2.jpg 800w, /3.jpg 2x">',
            [
                MediaBlock(
                    media=Media(
                        kind=MediaKind.PICTURE,
                        renditions=(
                            Rendition(href="https://example.org/1.jpg"),
                            Rendition(href="https://example.org/2.jpg", width=800),
                        ),
                    )
                )
            ],
        ),
        (
            '<video width="640"><source src="/1.mp4" type="video/mp4"></video>',
            [
                MediaBlock(
                    media=Media(
                        kind=MediaKind.VIDEO,
                        renditions=(Rendition(href="https://example.org/1.mp4", mimetype="video/mp4", width=640),),
                    )
                )
            ],
        ),
        ("<html><head><title>no</title></head><body><p>x</p></body></html>", [Paragraph(html="x")]),
        ("<script>alert(1)</script><style>p{}</style><!-- no --><form>no</form>", []),
        ("<p></p><ul></ul><table></table><p>&nbsp;</p>", []),
    ],
)
def test_html_is_read_as_a_reader_sees_it(html, blocks):
    assert list(blocks_from_html(html, base_url=BASE)) == blocks


def test_nesting_without_end_and_characters_xml_forbids_lose_no_word():
    html = "<div>" * 5000 + "deep\x00\x0b" + "</div>" * 5000 + "<i>" * 5000 + "italic"

    assert [plain_text(block.html) for block in blocks_from_html(html)] == ["deep", "italic"]


def test_tables_in_tables_without_end_are_read_once_each():
    [table] = blocks_from_html("<table><tr><td>x" * 500)

    assert plain_text(table.rows[0][0]).count("x") == 500


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(html='They <b>shook</b> <a href="https://e.org/?a=1&amp;b=2">hands</a> &lt;there&gt;.'),
        Paragraph(html="x<sup>2</sup> <q>said</q><br/>she"),
        Heading(html="Dinner <em>now</em>"),
        Quote(html="We'll <i>see</i>.", attribution="Donald Trump"),
        Quote(html="Nothing."),
        ListBlock(items=("One", "Two <b>2</b>"), ordered=True),
        Table(rows=(("a", "b"), ("1", "<b>2</b>")), header=True),
        Table(rows=(("a",),)),
        picture(caption="The hotel", credit="Giang Huy", alt="White", width=1200, height=800),
        picture(None, caption="The hotel", credit="AFP"),
        picture(None, credit="Reuters"),
        picture(caption="A line", credit="AFP", width=1200, height=1),
        picture(caption="The hotel", credit="our reporter, on the roof. Again?"),
        Embed(href="https://example.org/post/1", html="Words of <b>it</b>"),
        Embed(href="https://example.org/post/1"),
    ],
)
def test_what_we_print_is_read_back(block):
    style = BodyStyle(html=HtmlSubset.FULL, media=MediaRule(), labels=labels_for("en"))

    read = blocks_from_html(body_html([block], style))

    if isinstance(block, Embed) and block.html:
        block = replace(block, html="Words of it")
    assert list(read) == [block]


@given(html=any_text(200) | st.lists(st.sampled_from(("<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "word ",
    "<blockquote>", "</blockquote>", "<table>", "<tr>", "<td>", "</table>", "<br>", "<figure>", "<figcaption>",
    "</figure>", '<img src="https://e.org/1.jpg">', '<a href="https://e.org/">', "</a>", "&amp;", "<pre>", "</pre>",
    "<h2>", "</h2>", "<cite>", "</cite>", "&lt;script&gt;")), max_size=30).map("".join))  # fmt: skip
def test_whatever_comes_is_clean_and_loses_no_word(html):
    blocks = blocks_from_html(html, base_url=BASE)

    style = BodyStyle(html=HtmlSubset.PLAIN, media=MediaRule(), labels=labels_for("en"))
    assert clean_blocks(blocks) == blocks
    assert html.count("word ") <= body_text(blocks, style).count("word")


@given(text=any_text(100))
def test_plain_text_is_never_taken_for_markup(text):
    for block in text_blocks(text):
        assert clean_inline(block.html) == block.html


def test_plain_text_keeps_paragraphs_and_lines():
    assert text_blocks("One\r\ntwo\n\n\n<b>three</b>") == (
        Paragraph(html="One<br/>two"),
        Paragraph(html="&lt;b&gt;three&lt;/b&gt;"),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Palace <em>v</em> United", "Palace v United"),
        ("AT&amp;T &#8211; 5 < 6", "AT&T – 5 < 6"),
        ("a <word> in angles", "a <word> in angles"),
        ("one<br>two<p>three", "one two three"),
        (" two\n lines ", "two lines"),
    ],
)
def test_text_that_may_hold_html_is_read_as_plain_words(text, words):
    assert plain_words(text) == words
