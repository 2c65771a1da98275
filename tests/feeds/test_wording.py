"""What entries and blocks say in plain words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.model import Block, Embed, Heading, ListBlock, MediaBlock, Paragraph, Quote, Table
from feeds.wording import block_wording, fingerprint
from tests.factories import make_entry, make_picture


@pytest.mark.parametrize(
    ("block", "wording"),
    [
        (Paragraph(html="They <b>met</b> &amp;  left."), ("paragraph", "They met & left.")),
        (Heading(html="Dinner"), ("heading", "Dinner")),
        (Quote(html="We'll see.", attribution="Trump"), ("quote", "We'll see.", "Trump")),
        (ListBlock(items=("<i>one</i>", "two")), ("list", "one", "two")),
        (Table(rows=(("a", "b"), ("c",))), ("table", "a", "b", "c")),
        (MediaBlock(media=make_picture()), ("media", "picture", "The hotel on Wednesday", "Giang Huy")),
        (Embed(href="https://example.org/1", html="<b>x</b>"), ("embed", "https://example.org/1", "x")),
    ],
)
def test_wording_is_the_kind_and_the_plain_texts(block: Block, wording: tuple[str, ...]) -> None:
    assert block_wording(block) == wording


def test_fingerprint_is_that_of_the_words_alone() -> None:
    entry = make_entry(blocks=(Paragraph(id="b1", html="They <b>met</b>."), MediaBlock(media=make_picture())))
    copy = replace(
        entry,
        guid="",
        version=9,
        published_at=entry.published_at + timedelta(minutes=3),
        time_is_exact=False,
        pinned=True,
        blocks=(Paragraph(id="x", html="They met."), MediaBlock(media=make_picture(renditions=(), alt=None))),
    )
    assert fingerprint(copy) == fingerprint(entry)


@pytest.mark.parametrize(
    "changes",
    [
        {"headline": "Another headline"},
        {"headline": None},
        {"blocks": ()},
        {"blocks": (Heading(html="The two leaders <b>shook hands</b> before dinner."),)},
        {"blocks": (Paragraph(html="The two leaders shook hands after dinner."),)},
    ],
)
def test_fingerprint_changes_with_the_words(changes: dict[str, object]) -> None:
    assert fingerprint(make_entry(**changes)) != fingerprint(make_entry())
