"""Stored texts of WordPress as blocks."""

import pytest

from feeds.model import Embed, Heading, ListBlock, Media, MediaBlock, MediaKind, Paragraph, Rendition
from feeds.reading.wordpress import blocks_from_wordpress, without_commands


def read(text: str) -> list[object]:
    return list(blocks_from_wordpress(text, base_url=None, attached=lambda _ids: (), remark=lambda _reason: None))


def player(kind: MediaKind, href: str) -> MediaBlock:
    return MediaBlock(media=Media(kind=kind, renditions=(Rendition(href=href),)))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("One\r\ntwo\r\n\r\nThree", [Paragraph(html="One<br/>two"), Paragraph(html="Three")]),
        ("One<br />\ntwo", [Paragraph(html="One<br/>two")]),
        ("<p>One\ntwo</p>\n<p>Three</p>", [Paragraph(html="One<br/>two"), Paragraph(html="Three")]),
        (
            "<ul>\n<li>One</li>\n\n<li>Two\n</li>\n</ul>\nText",
            [ListBlock(items=("One", "Two")), Paragraph(html="Text")],
        ),
        ("<pre>a\n\n  b</pre>", [Paragraph(html="a<br/><br/>  b")]),
        ('<a\nhref="https://e.org/">x</a>', [Paragraph(html='<a href="https://e.org/">x</a>')]),
        (
            "Before\nhttps://e.org/v\nafter",
            [Paragraph(html="Before"), Embed(href="https://e.org/v"), Paragraph(html="after")],
        ),
        ("See https://e.org/v there", [Paragraph(html="See https://e.org/v there")]),
        (
            '<a href="https://e.org/v">https://e.org/v</a>',
            [Paragraph(html='<a href="https://e.org/v">https://e.org/v</a>')],
        ),
        ("<p>https://e.org/v?a=1&amp;b</p>", [Embed(href="https://e.org/v?a=1&b")]),
        ("https://e.org/1.JPG?w=3", [player(MediaKind.PICTURE, "https://e.org/1.JPG?w=3")]),
        ("https://e.org/1.mp4", [player(MediaKind.VIDEO, "https://e.org/1.mp4")]),
        ("https://e.org/1.mp3", [player(MediaKind.AUDIO, "https://e.org/1.mp3")]),
        (
            "<!-- wp:heading -->\n<h2>Dinner</h2>\n<!-- /wp:heading -->\n\n<!-- wp:p -->\n<p>One\nline</p>",
            [Heading(html="Dinner"), Paragraph(html="One line")],
        ),
        (
            '<!-- wp:embed --><figure><div class="wp-block-embed__wrapper">\nhttps://e.org/v\n</div></figure>',
            [Embed(href="https://e.org/v")],
        ),
        ("One<!--more-->\n\nTwo<!--nextpage-->Three", [Paragraph(html="One"), Paragraph(html="TwoThree")]),
    ],
)
def test_text_is_read_as_wordpress_shows_it(text, blocks):
    assert read(text) == blocks


def test_reusable_block_is_said_to_be_missing():
    said: list[str] = []
    blocks_from_wordpress('<!-- wp:block {"ref":77} /-->', base_url=None, attached=lambda _ids: (), remark=said.append)

    assert said == ["the reusable block 77 is not part of the text"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<p>/key They met</p>", "<p>They met</p>"),
        ('<p><span class="liveblog-command type-key">key</span> They met</p>', "<p>They met</p>"),
        ("The /keyboard, the key", "The /keyboard, the key"),
        ("/keynote", "/keynote"),
    ],
)
def test_command_of_a_key_event_is_no_part_of_its_text(text, left):
    assert without_commands(text) == left
