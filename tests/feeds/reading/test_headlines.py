"""Titles that somebody wrote, and titles that were made up."""

import pytest

from feeds.model import Heading, MediaBlock, Paragraph
from feeds.reading.headlines import headline_of
from tests.factories import make_picture

TEXT = (Paragraph(html="Leaders <b>meet</b>. They shook hands."), Paragraph(html="More."))


def headline(title: str | None, blocks=TEXT, *, is_own: bool = False) -> str | None:
    return headline_of(title, blocks, blog_title="Hanoi", language="en", is_own=is_own)


@pytest.mark.parametrize(
    "title",
    [
        None,
        " ",
        "Leaders meet. They shook hands.",
        "Leaders meet.",
        "Leaders meet. They…",
        "Leaders meet...",
        "Leaders meet. They shook […]",
    ],
)
def test_beginning_of_the_text_is_no_headline(title):
    assert headline(title) is None


@pytest.mark.parametrize(
    "title", ["Leaders", "Leaders meet", "They shook hands.", "Leaders part…", "…", "A summit", "12:33", "Hanoi, 12:33"]
)
def test_anything_else_is(title):
    assert headline(title) == title


def test_a_heading_or_a_caption_at_the_top_does_not_make_a_title_of_its_words_none():
    assert headline("Dinner", (Heading(html="Dinner"), Paragraph(html="They eat."))) == "Dinner"
    assert headline("The hotel", (MediaBlock(media=make_picture(caption="The hotel")), *TEXT)) == "The hotel"


def test_a_time_is_no_headline_in_our_own_documents():
    assert headline("12:33", is_own=True) is None
    assert headline("Hanoi, 12:33", (), is_own=True) is None
    assert headline("Saigon, 12:33", is_own=True) == "Saigon, 12:33"
