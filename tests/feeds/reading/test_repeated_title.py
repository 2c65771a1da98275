"""A title that stands at the top of its text once more."""

import pytest

from feeds.reading.html_tree import read_html
from feeds.reading.repeated_title import split_title


@pytest.mark.parametrize(
    ("html", "title", "read", "words"),
    [
        ("<h1>They  met</h1><p>In Hanoi.</p>", "They met", "They met", "In Hanoi."),
        ("<div><section><h2>THEY MET</h2>In Hanoi.</section></div>", "They met", "They met", "In Hanoi."),
        ("<header><ul><li>Politics</li></ul><h1>They met</h1></header><p>x</p>", "They met", "They met", "x"),
        ('<figure><img src="https://e.org/1.jpg"></figure><h1>They met</h1><p>x</p>', "They met", "They met", "x"),
        ("<h1>They met</h1><p>x</p>", None, "They met", "x"),
        ("<h2>Below</h2><p>x</p>", None, None, "Below x"),
        ("<h2>Another</h2><h2>They met</h2>", "They met", "They met", "Another They met"),
        ("<p>They met</p><h1>They met</h1>", "They met", "They met", "They met They met"),
        ("<header><p>Politics</p></header><p>x</p>", "They met", "They met", "Politics x"),
        ("", None, None, ""),
    ],
)
def test_heading_that_is_the_title_is_taken_off_and_no_other(html, title, read, words):
    found, rest = split_title(read_html(html), title)
    assert (found, rest.plain()) == (read, words)
