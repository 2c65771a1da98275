"""Inline HTML to text and marks, and back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.html import clean_inline
from tests.strategies import inline_html
from translations.inline import addresses, read_inline, write_inline
from translations.model import Mark


def test_tags_become_marks_over_plain_text_in_document_order() -> None:
    text, marks = read_inline(
        'They <b>shook <i>hands</i></b> &amp; <a href="https://example.org/?a=1&amp;b=2">left</a>.'
    )
    assert text == "They shook hands & left."
    assert marks == (
        Mark(start=5, end=16, tag="b"),
        Mark(start=11, end=16, tag="i"),
        Mark(start=19, end=23, tag="a", href="https://example.org/?a=1&b=2"),
    )


def test_a_line_break_is_an_empty_mark_and_no_character() -> None:
    assert read_inline("one<br/>two") == ("onetwo", (Mark(start=3, end=3, tag="br"),))


def test_a_link_without_text_keeps_its_address() -> None:
    text, marks = read_inline('<a href="https://example.org/"/>one')
    assert addresses(marks) == {"https://example.org/": 1}
    assert write_inline(text, marks) == '<a href="https://example.org/"></a>one'


def test_written_text_shows_special_characters_as_they_are() -> None:
    assert write_inline("<img onerror> & co", ()) == "&lt;img onerror&gt; &amp; co"


CROSSING = [
    # One that is not a link is closed and opened again, whichever began first.
    ([Mark(start=0, end=4, tag="b"), Mark(start=2, end=6, tag="i")], "<b>ab<i>cd</i></b><i>ef</i>"),
    ([Mark(start=0, end=4, tag="b"), Mark(start=2, end=6, tag="a", href="x")], '<b>ab</b><a href="x"><b>cd</b>ef</a>'),
    ([Mark(start=0, end=4, tag="a", href="x"), Mark(start=2, end=6, tag="b")], '<a href="x">ab<b>cd</b></a><b>ef</b>'),
    # The longer of two that begin together is outside, in whatever order they are given.
    ([Mark(start=0, end=2, tag="b"), Mark(start=0, end=6, tag="i")], "<i><b>ab</b>cdef</i>"),
    # Of two over the same text the first is outside.
    ([Mark(start=0, end=6, tag="b"), Mark(start=0, end=6, tag="i")], "<b><i>abcdef</i></b>"),
    # What ends is closed before what begins.
    ([Mark(start=0, end=3, tag="b"), Mark(start=3, end=6, tag="b")], "<b>abc</b><b>def</b>"),
    ([Mark(start=0, end=6, tag="b"), Mark(start=3, end=3, tag="br")], "<b>abc<br/>def</b>"),
]


@pytest.mark.parametrize(("marks", "written"), CROSSING)
def test_marks_that_overlap_are_written_well_formed(marks: list[Mark], written: str) -> None:
    assert write_inline("abcdef", marks) == written


# A line break at the end of an element looks like one behind it, and is written there.
_AT_AN_END = re.compile(r"<br/></")


@given(inline_html())
def test_clean_fragments_come_back_as_they_were(fragment: str) -> None:
    clean = clean_inline(fragment)
    text, marks = read_inline(clean)
    written = write_inline(text, marks)
    assert read_inline(written) == (text, marks)
    assert written == clean or _AT_AN_END.search(clean)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(st.text("ab <>&\"'é한🙂\u00a0\n", max_size=12))
    places = st.integers(0, len(text))
    tags = st.sampled_from(("b", "i", "q", "code", "br"))
    spans = draw(st.lists(st.tuples(places, places, tags), max_size=6))
    return text, [Mark(start=min(a, b), end=min(a, b) if tag == "br" else max(a, b), tag=tag) for a, b, tag in spans]


@given(marked_texts())
def test_any_marks_are_written_so_that_each_character_keeps_its_tags(marked: tuple[str, list[Mark]]) -> None:
    text, marks = marked
    read_text, read_marks = read_inline(write_inline(text, marks))
    assert read_text == text
    for place in range(len(text)):
        assert _tags_at(place, read_marks) == _tags_at(place, marks)


def _tags_at(place: int, marks: tuple[Mark, ...] | list[Mark]) -> list[str]:
    return sorted(mark.tag for mark in marks if mark.start <= place < mark.end)
