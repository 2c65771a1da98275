"""Texts that are HTML or plain, and do not say which."""

import pytest
from hypothesis import given

from feeds.html import plain_text
from feeds.reading.loose_text import is_html, loose_blocks, loose_line
from feeds.xml import without_forbidden
from tests.strategies import any_text


def htmls(text: str) -> list[str]:
    return [block.html for block in loose_blocks(text, base_url="https://example.org/live/")]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("5 < 6 and 7 > 3", ["5 &lt; 6 and 7 &gt; 3"]),
        ("if a<b and c>d", ["if a&lt;b and c&gt;d"]),
        ("x <y> z", ["x &lt;y&gt; z"]),
        ("AT&T; R&D", ["AT&amp;T; R&amp;D"]),
        ("one\ntwo\n\nthree\r\n \r\nfour", ["one two", "three", "four"]),
        ("<p>one</p><p>two &lt;b&gt;</p>", ["one", "two &lt;b&gt;"]),
        ("one<br/><br>two", ["one", "two"]),
        ("AT&amp;T", ["AT&amp;T"]),
        ("&lt;b&gt; &#8217;", ["&lt;b&gt; ’"]),
        ("see <a href='1'>one</a>", ['see <a href="https://example.org/live/1">one</a>']),
        ("&lt;p&gt;twice &lt;b&gt;escaped&lt;/b&gt;&lt;/p&gt;", ["twice <b>escaped</b>"]),
        ("about &lt;p&gt; and &lt;b&gt;", ["about &lt;p&gt; and &lt;b&gt;"]),
        ("<!-- nothing -->words", ["words"]),
        ("  ", []),
    ],
)
def test_text_is_html_if_a_browser_would_see_more_in_it(text, blocks):
    assert htmls(text) == blocks


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Caf&eacute; &amp; bar", "Café & bar"),
        ("It&#8217;s <i>live</i>:<br>now", "It’s live: now"),
        ("5 < 6", "5 < 6"),
        ("AT&T\n  today", "AT&T today"),
        ("a <y> b &amp; c", "a <y> b & c"),
        ("<b></b>", ""),
    ],
)
def test_line_has_no_marks(text, line):
    assert loose_line(text) == line


@given(any_text(60))
def test_whatever_is_there_no_word_of_a_plain_text_is_lost(text):
    text = without_forbidden(text)
    if not is_html(text):
        said = " ".join(" ".join(plain_text(html) for html in htmls(text)).split())
        assert said.replace("\ufeff", "") == loose_line(text).replace("\ufeff", "").strip()
