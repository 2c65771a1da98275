"""Text in XML as HTML."""

import pytest
from lxml import etree

from feeds.reading.html_tree import read_html
from feeds.reading.xml_html import html_of, words_of


@pytest.mark.parametrize(
    ("xml", "html"),
    [
        ('<p xmlns="http://www.w3.org/1999/xhtml">a<br/>b</p>', "<p>a<br>b</p>"),
        ('<x:p xmlns:x="http://www.w3.org/1999/xhtml" x:y="1" class="z">&lt;a&gt;</x:p>', '<p class="z">&lt;a&gt;</p>'),
        ("<P>a<empty/>b</P>", "<p>a<empty></empty>b</p>"),
        ("<p><é>a</é></p>", "<p><span>a</span></p>"),
    ],
)
def test_elements_lose_their_namespace_and_nothing_else(xml, html):
    assert html_of(etree.fromstring(xml)) == html


def test_names_are_changed_and_the_input_is_not():
    root = etree.fromstring("<block><hl2>a</hl2></block>")
    assert html_of(root, lambda _element, name: {"hl2": "h3"}.get(name, "div")) == "<div><h3>a</h3></div>"
    assert root[0].tag == "hl2"


def test_hard_lines_are_paragraphs_unless_they_are_known_to_mean_nothing():
    root = etree.fromstring("<p>One\ntwo\n   three</p>")
    assert html_of(root) == "<p>One two<br><br>three</p>"
    assert html_of(root, has_hard_lines=False) == "<p>One\ntwo\n   three</p>"


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        ("<a>  one\n two </a>", "one two"),
        ("<a>o<b>n</b>e<br/>two</a>", "one two"),
        ("<a><p>one</p><p>two</p></a>", "one two"),
        ("<title>one <b>two</b></title>", "one two"),
        ("<a/>", None),
        ("<a><b> </b></a>", None),
    ],
)
def test_words_stand_on_one_line_with_blocks_apart(xml, words):
    assert words_of(etree.fromstring(xml)) == words


def test_what_is_said_is_not_what_runs():
    xml = '<p xmlns="http://www.w3.org/1999/xhtml">a<script>&lt;/script&gt;&lt;p&gt;b</script></p>'
    assert "script" not in read_html(html_of(etree.fromstring(xml))).plain()
