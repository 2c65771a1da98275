"""Shortcodes of WordPress as HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.model import Media, MediaKind, Rendition
from feeds.reading.shortcodes import expand_shortcodes
from tests.strategies import any_text

PICTURE = Media(
    kind=MediaKind.PICTURE,
    caption="A & B",
    alt="x",
    credit="AFP",
    renditions=(Rendition(href="https://e.org/1.jpg", width=9),),
)
IMAGE = '<img src="https://e.org/1.jpg" alt="x" width="9">'
SHOWN = f"<figure>{IMAGE}<figcaption>A &amp; B <small>AFP</small></figcaption></figure>"
FRAME = '<div><iframe src="https://e.org/v"></iframe></div>'


def expand(text: str) -> tuple[str, list[str]]:
    said: list[str] = []
    attached = {"5": PICTURE}
    html = expand_shortcodes(
        text, attached=lambda ids: [attached[n] for n in ids or ("5",) if n in attached], remark=said.append
    )
    return html, said


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("no [Update] here [1] [ ]", "no [Update] here [1] [ ]"),
        (
            '[caption id="a"]<img src="1"> Words[/caption]',
            '<figure><img src="1"><figcaption>Words</figcaption></figure>',
        ),
        (
            '[caption caption="Old words"]<a href="2"><img src="1"/></a>[/caption]',
            '<figure><a href="2"><img src="1"/></a><figcaption>Old words</figcaption></figure>',
        ),
        ("[wp_caption]no picture[/wp_caption]", "<figure><figcaption>no picture</figcaption></figure>"),
        ('[gallery ids="5"]', SHOWN),
        ("[gallery]", SHOWN),
        ("[gallery columns=2 include='5' /]", SHOWN),
        ("[embed width=3]https://e.org/v[/embed]", FRAME),
        ("[youtube https://e.org/v]", FRAME),
        ("[youtube=https://e.org/v&amp;w=1]", '<div><iframe src="https://e.org/v&amp;w=1"></iframe></div>'),
        ("[tweet 1100000000]", '<div><iframe src="https://twitter.com/i/status/1100000000"></iframe></div>'),
        ('[audio src="https://e.org/1.mp3"]', '<div><audio><source src="https://e.org/1.mp3"></audio></div>'),
        ('[liveblog_key_events title="Key"]', ""),
        ("[[gallery]] and [x]", "[gallery] and [x]"),
        ("[caption]never closed", "[caption]never closed"),
        ("[/caption] never opened", "[/caption] never opened"),
        ("[aa][bb]x[/aa][/bb]", "x[/bb]"),
    ],
)
def test_shortcode_becomes_what_wordpress_makes_of_it(text, html):
    assert expand(text)[0] == html


@pytest.mark.parametrize(
    ("text", "html", "said"),
    [
        ('[weather city="Hanoi"]', "", "[weather]"),
        ("[box]kept <b>words</b>[/box]", "kept <b>words</b>", "[box]"),
        ('[gallery ids="5,6"]', SHOWN, "1 of 2"),
        ("[embed]no address[/embed]", "no address", "[embed]"),
    ],
)
def test_what_cannot_be_known_is_said_and_its_words_stay(text, html, said):
    expanded, remarks = expand(text)

    assert expanded == html
    assert said in " ".join(remarks)


@given(
    st.lists(any_text(6) | st.sampled_from(("[aa]", "[/aa]", "[caption]", "[/caption]", "word")), max_size=12).map(
        "".join
    )
)
def test_no_word_is_lost_whatever_is_opened_and_closed(text):
    assert expand(text)[0].count("word") >= text.count("word")
