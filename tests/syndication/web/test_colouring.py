"""Documents in colours: every character is there, escaped."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.web.colouring import coloured


def bare(lines: tuple[str, ...]) -> str:
    return unescape(re.sub(r"</?span[^>]*>", "", "\n".join(lines)))


@pytest.mark.parametrize("media_type", ["application/rss+xml", "application/feed+json"])
@given(text=st.text(alphabet="<>&\"'=/!-[]{}:,\\ \nab1CDATA?", max_size=200))
def test_whatever_it_is_nothing_is_lost_and_nothing_can_be_run(media_type: str, text: str) -> None:
    lines = coloured(text, media_type)
    assert bare(lines) == text
    assert not re.search(r"<(?!/?span\b)", "\n".join(lines))


def test_each_line_stands_by_itself() -> None:
    for line in coloured('<a b="1\n2"><![CDATA[x\ny]]></a>', "application/xml"):
        assert line.count("<span") == line.count("</span")


def test_names_values_and_texts_are_told_apart() -> None:
    (line,) = coloured('<link rel="self">a "word"</link>', "application/xml")
    assert '<span class="code-tag">&lt;link</span>' in line
    assert '<span class="code-name">rel</span>' in line
    assert '<span class="code-text">&#34;self&#34;</span>' in line
    assert "a &#34;word&#34;<span" in line
    (line,) = coloured('{"a": "b", "c": 1}', "application/json")
    assert '<span class="code-name">&#34;a&#34;</span>: <span class="code-text">&#34;b&#34;</span>' in line
    assert '<span class="code-number">1</span>' in line
