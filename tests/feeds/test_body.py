"""Bodies in the three HTML subsets."""

import pytest

from feeds.body import BodyStyle, body_html, body_text, opening, pick_rendition
from feeds.locales import labels_for
from feeds.model import Embed, Heading, ListBlock, Media, MediaBlock, MediaKind, Paragraph, Quote, Rendition, Table
from feeds.profile import EmbedMode, HtmlSubset, MediaMode, MediaRule
from tests.factories import make_picture, make_rendition


def style(html=HtmlSubset.FULL, *, mode=MediaMode.INLINE, width=None, language="en"):
    return BodyStyle(html=html, media=MediaRule(mode=mode, largest_width=width), labels=labels_for(language))


INLINE = "<i>one</i> &amp; <code>two</code> <q>three</q>"
BLOCKS = {
    "paragraph": Paragraph(html=INLINE),
    "heading": Heading(html="Dinner"),
    "quote": Quote(html="We'll see.", attribution="Trump & Kim"),
    "list": ListBlock(items=("a", "<b>b</b>"), ordered=True),
    "table": Table(rows=(("h1", "h2"), ("1", "2")), header=True),
    "embed": Embed(href="https://example.org/?a=1&b=2", html="A post"),
}
EXPECTED = {
    ("paragraph", HtmlSubset.FULL): f"<p>{INLINE}</p>",
    ("paragraph", HtmlSubset.BASIC): "<p><em>one</em> &amp; two “three”</p>",
    ("paragraph", HtmlSubset.PLAIN): "<p>one &amp; two “three”</p>",
    ("heading", HtmlSubset.FULL): "<h3>Dinner</h3>",
    ("heading", HtmlSubset.BASIC): "<p><strong>Dinner</strong></p>",
    ("heading", HtmlSubset.PLAIN): "<p>Dinner</p>",
    ("quote", HtmlSubset.FULL): "<blockquote><p>We'll see.</p><p>— Trump &amp; Kim</p></blockquote>",
    ("quote", HtmlSubset.BASIC): "<blockquote><p>We'll see.</p><p>— Trump &amp; Kim</p></blockquote>",
    ("quote", HtmlSubset.PLAIN): "<p>We'll see.</p><p>— Trump &amp; Kim</p>",
    ("list", HtmlSubset.FULL): "<ol><li>a</li><li><b>b</b></li></ol>",
    ("list", HtmlSubset.BASIC): "<ol><li>a</li><li><strong>b</strong></li></ol>",
    ("list", HtmlSubset.PLAIN): "<p>1. a</p><p>2. b</p>",
    ("table", HtmlSubset.FULL): (
        "<table><thead><tr><th>h1</th><th>h2</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    ),
    ("table", HtmlSubset.BASIC): "<p>h1 | h2</p><p>1 | 2</p>",
    ("table", HtmlSubset.PLAIN): "<p>h1 | h2</p><p>1 | 2</p>",
    ("embed", HtmlSubset.FULL): (
        '<blockquote><p>A post</p><p><a href="https://example.org/?a=1&amp;b=2">https://example.org/?a=1&amp;b=2</a>'
        "</p></blockquote>"
    ),
    ("embed", HtmlSubset.BASIC): (
        '<p>A post<br/><a href="https://example.org/?a=1&amp;b=2">https://example.org/?a=1&amp;b=2</a></p>'
    ),
    ("embed", HtmlSubset.PLAIN): "<p>A post</p><p>https://example.org/?a=1&amp;b=2</p>",
}


@pytest.mark.parametrize(("name", "subset"), EXPECTED, ids=str)
def test_each_block_in_each_subset(name, subset):
    assert body_html([BLOCKS[name]], style(subset)) == EXPECTED[name, subset]


def test_picture_is_shown_with_caption_and_credit():
    html = body_html([MediaBlock(media=make_picture())], style())
    assert html == (
        '<figure><img src="https://example.org/media/hotel-1200.jpg" alt="A white hotel behind trees" width="1200" '
        'height="800"/><figcaption>The hotel on Wednesday <small>Photo: Giang Huy</small></figcaption></figure>'
    )


def test_picture_without_any_rendition_keeps_its_caption_and_credit():
    media = Media(kind=MediaKind.PICTURE, caption="The hotel", credit="Giang Huy")
    assert body_html([MediaBlock(media=media)], style(language="vi")) == (
        "<figure><figcaption>The hotel <small>Ảnh: Giang Huy</small></figcaption></figure>"
    )


def test_basic_subset_gives_a_picture_as_a_paragraph_with_a_link():
    assert body_html([MediaBlock(media=make_picture())], style(HtmlSubset.BASIC)) == (
        '<p>The hotel on Wednesday (Photo: Giang Huy) <a href="https://example.org/media/hotel-1200.jpg">Photo</a></p>'
    )


@pytest.mark.parametrize("subset", HtmlSubset)
def test_mode_none_leaves_nothing_of_a_picture(subset):
    blocks = [MediaBlock(media=make_picture())]
    assert body_html(blocks, style(subset, mode=MediaMode.NONE)) == ""
    assert body_text(blocks, style(subset, mode=MediaMode.NONE)) == ""


def test_quotation_marks_in_a_credit_cannot_leave_an_attribute():
    media = make_picture(alt='"><script>alert(1)</script>')
    assert "<script>" not in body_html([MediaBlock(media=media)], style())


def test_the_widest_rendition_within_the_limit_is_taken():
    sizes = tuple(make_rendition(href=f"https://example.org/{w}.jpg", width=w) for w in (2000, 800, 400))
    media = make_picture(renditions=(*sizes, Rendition(href="https://example.org/unknown.jpg")))
    assert pick_rendition(media, MediaRule()).width == 2000
    assert pick_rendition(media, MediaRule(largest_width=1000)).width == 800
    assert pick_rendition(media, MediaRule(largest_width=100)).href == "https://example.org/unknown.jpg"
    assert pick_rendition(media, MediaRule(largest_width=100, unknown_width=False)) is None


def test_the_preferred_rendition_is_taken_if_it_is_there_and_fits():
    small = make_rendition(href="https://example.org/s.jpg", width=640, role="rnd:web")
    media = make_picture(renditions=(make_rendition(width=2000), small, make_rendition(width=150, role="thumbnail")))
    assert pick_rendition(media, MediaRule(rendition="web")) == small
    assert pick_rendition(media, MediaRule(rendition="RND:Web")) == small
    assert pick_rendition(media, MediaRule(rendition="thumbnail")).width == 150
    assert pick_rendition(media, MediaRule(rendition="highRes")).width == 2000
    assert pick_rendition(media, MediaRule(rendition="web", largest_width=320)).width == 150


@pytest.mark.parametrize("subset", HtmlSubset)
def test_embeds_are_printed_as_the_partner_wants_them(subset):
    embed = Embed(href="https://social.example.org/1", html="<b>Said</b> so")

    def printed(mode):
        how = BodyStyle(html=subset, media=MediaRule(), labels=labels_for("en"), embeds=mode)
        return body_html([embed], how), body_text([embed], how), opening([embed], how)

    html, text, words = printed(EmbedMode.INLINE)
    assert ("Said" in html, embed.href in html, text, words) == (True, True, f"Said so\n\n{embed.href}", "Said so")
    html, text, words = printed(EmbedMode.LINK)
    assert ("Said" in html, embed.href in html, text, words) == (False, True, embed.href, "")
    assert printed(EmbedMode.NONE) == ("", "", "")


def test_a_thumbnail_is_not_taken_for_the_video_it_stands_for():
    film = Rendition(href="https://example.org/film.mp4", mimetype="video/mp4")
    still = Rendition(href="https://example.org/still.jpg", mimetype="image/jpeg", width=320, role="thumbnail")
    video = Media(kind=MediaKind.VIDEO, renditions=(still, film))
    assert pick_rendition(video, MediaRule()) == film
    assert pick_rendition(video, MediaRule(largest_width=640)) == film
    assert pick_rendition(video, MediaRule(largest_width=640, unknown_width=False)) is None
    assert pick_rendition(video, MediaRule(rendition="thumbnail")) == film


def test_a_thumbnail_stands_for_a_picture_that_is_too_wide():
    thumbnail = make_rendition(href="https://example.org/small.jpg", width=320, role="rnd:thumbnail")
    media = make_picture(renditions=(thumbnail, make_rendition(width=1200)))
    assert pick_rendition(media, MediaRule()).width == 1200
    assert pick_rendition(media, MediaRule(largest_width=640)) == thumbnail


def test_plain_text_has_blank_lines_between_paragraphs():
    blocks = [Paragraph(html="a<br/>b &lt;c&gt;"), *BLOCKS.values()]
    assert body_text(blocks, style()).startswith(
        "a b <c>\n\none & two “three”\n\nDinner\n\nWe'll see.\n\n— Trump & Kim\n\n1. a"
    )


def test_width_that_a_partner_bears_does_not_matter_to_sounds():
    sound = Media(kind=MediaKind.AUDIO, renditions=(Rendition(href="https://example.org/1.mp3"),))
    assert pick_rendition(sound, MediaRule(largest_width=800)) == sound.renditions[0]


def test_plain_text_tells_a_caption_from_its_credit():
    picture, uncaptioned = make_picture(), make_picture(caption=None)
    assert body_text([MediaBlock(media=picture)], style()) == "The hotel on Wednesday (Photo: Giang Huy)"
    assert body_text([MediaBlock(media=uncaptioned)], style()) == "Photo: Giang Huy"


PICTURE = MediaBlock(media=make_picture())
POST = Embed(href="https://example.org/post/1", html=None)


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ((), ""),
        ((Paragraph(html="One <b>two</b>."), Paragraph(html="Three.")), "One two."),
        ((PICTURE, Paragraph(html="One.")), "One."),
        ((Heading(html="Dinner"), POST, ListBlock(items=("", "First", "Second"))), "First"),
        ((Table(rows=(("", ""), ("a", "b"))),), "a | b"),
        ((Quote(html="", attribution="Kim"), Quote(html="We'll see.")), "We'll see."),
        ((Embed(href="https://example.org/post/1", html="A post"),), "A post"),
        ((PICTURE, Heading(html="Dinner")), "Dinner"),
        ((PICTURE,), "The hotel on Wednesday"),
        ((MediaBlock(media=make_picture(caption=None)), POST), ""),
    ],
)
def test_entry_opens_with_its_first_words_and_with_a_caption_only_for_want_of_any(blocks, expected):
    assert opening(blocks, style()) == expected


def test_captions_that_a_partner_does_not_take_open_nothing():
    assert opening([PICTURE], style(mode=MediaMode.NONE)) == ""
