"""Texts laid out for a teleprinter."""

import pytest
from hypothesis import given

from feeds.reading.wire_text import wire_paragraphs
from tests.strategies import any_text


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("HANOI - They met\nin a hotel.\n   Then they\nleft.", ["HANOI - They met in a hotel.", "Then they left."]),
        ("One\ntwo\n\n\tThree\r\nfour", ["One two", "Three four"]),
        (
            "(Adds menu)\n    * Steak\n    * Kimchi\n\n    By A.\nReporter",
            ["(Adds menu)", "* Steak", "* Kimchi", "By A. Reporter"],
        ),
        # An indent of one is a slip of the hand.
        ("One\n two\n\n   Three\nfour", ["One two", "Three four"]),
    ],
)
def test_paragraphs_begin_indented_or_behind_a_blank_line(text, paragraphs):
    assert wire_paragraphs(text) == tuple(paragraphs)


@pytest.mark.parametrize(
    "text",
    [
        "They met.",
        "They met\nin a hotel\nand left.",
        "Ladies and gentlemen,\n\nI thank you.\nAll of you.",
        "\n        printed for\n        people as XML is\n        ",
    ],
)
def test_text_whose_lines_tell_nothing_is_left_as_it_is(text):
    assert wire_paragraphs(text) == (text,)


@given(any_text(60))
def test_no_word_is_lost(text):
    assert "".join(wire_paragraphs(text)).split() == text.split() or len(wire_paragraphs(text)) > 1
    assert "".join("".join(wire_paragraphs(text)).split()) == "".join(text.split())
