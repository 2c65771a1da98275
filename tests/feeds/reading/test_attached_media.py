"""Media that are described apart from the text in which they are shown."""

from datetime import timedelta

import pytest

from feeds.body import BodyStyle, body_html, body_text
from feeds.locales import labels_for
from feeds.model import Media, MediaBlock, MediaKind, Paragraph, PubStatus, Rendition
from feeds.profile import HtmlSubset, MediaMode, MediaRule
from feeds.reading.attached_media import place_media, stand_ins, why_left_out, with_own_captions
from feeds.reading.html_blocks import blocks_from_html, text_blocks
from tests.factories import NOW, make_picture, make_rendition

BEFORE, AFTER = Paragraph(html="Before."), Paragraph(html="After.")
PICTURE = make_picture()


def test_description_wins_in_the_place_where_the_text_shows_it():
    shown = Media(kind=MediaKind.PICTURE, caption="Old", renditions=(Rendition(href=PICTURE.renditions[0].href),))

    assert place_media([BEFORE, MediaBlock(media=shown), AFTER], [PICTURE]) == (
        BEFORE,
        MediaBlock(media=PICTURE),
        AFTER,
    )


def test_what_only_the_text_says_is_added():
    shown = make_picture(renditions=(make_rendition(mimetype=None, bytes=None), make_rendition(href="https://e.org/2")))
    bare = Media(kind=MediaKind.PICTURE, renditions=(make_rendition(width=None, height=None),))

    (placed,) = place_media([MediaBlock(media=shown)], [bare])

    assert placed.media == make_picture(renditions=(make_rendition(), make_rendition(href="https://e.org/2")))


def test_media_that_the_text_does_not_show_stand_at_its_end():
    assert place_media([BEFORE], [PICTURE]) == (BEFORE, MediaBlock(media=PICTURE))
    assert place_media([MediaBlock(media=PICTURE)], [PICTURE, PICTURE]) == (MediaBlock(media=PICTURE),) * 2


def test_address_stays_as_the_text_spells_it():
    shown = make_picture(renditions=(make_rendition(href="https://e.org/a[1].jpg"),))
    described = make_picture(renditions=(make_rendition(href="https://e.org/a%5B1%5D.jpg"),))

    assert place_media([MediaBlock(media=shown)], [described]) == (MediaBlock(media=shown),)


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
@pytest.mark.parametrize("said", [{}, {"caption": None}, {"credit": None}, {"caption": None, "credit": None}])
@pytest.mark.parametrize("subset", [HtmlSubset.FULL, HtmlSubset.BASIC])
def test_caption_paragraph_with_a_link_becomes_the_media_object(language, said, subset):
    picture = make_picture(**said)
    rule = MediaRule(mode=MediaMode.LINK)
    html = body_html([MediaBlock(media=picture)], BodyStyle(html=subset, media=rule, labels=labels_for(language)))

    assert place_media(blocks_from_html(html), [picture]) == (MediaBlock(media=picture),)


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
@pytest.mark.parametrize("said", [{}, {"caption": None}, {"caption": "Hotel (left)"}])
def test_caption_as_plain_text_prints_it_becomes_the_media_object(language, said):
    picture = make_picture(**said)
    style = BodyStyle(html=HtmlSubset.FULL, media=MediaRule(), labels=labels_for(language))
    lines = text_blocks(body_text([BEFORE, MediaBlock(media=picture)], style))

    assert place_media(lines, [picture]) == (BEFORE, MediaBlock(media=picture))
    bare = Media(kind=picture.kind, caption=picture.caption, credit=picture.credit)
    assert with_own_captions(lines) == (BEFORE, MediaBlock(media=bare))


@pytest.mark.parametrize("html", ["The hotel (left)", "Nothing", "(Photo: )", "<b>x</b> (Photo: Giang Huy)"])
def test_other_paragraphs_are_no_captions_of_ours(html):
    assert with_own_captions([Paragraph(html=html)]) == (Paragraph(html=html),)


def test_sentence_that_links_a_picture_is_kept():
    sentence = Paragraph(html=f'Guests see <a href="{PICTURE.renditions[0].href}">the hotel</a>')

    assert place_media([sentence], [PICTURE]) == (sentence, MediaBlock(media=PICTURE))


@pytest.mark.parametrize(
    ("status", "embargo", "until", "said"),
    [
        (PubStatus.USABLE, None, None, None),
        (PubStatus.USABLE, NOW, NOW, None),
        (PubStatus.USABLE, NOW, None, "embargoed for longer"),
        (PubStatus.USABLE, NOW + timedelta(hours=1), NOW, "embargoed for longer"),
        (PubStatus.WITHHELD, None, None, "must not be used"),
        (PubStatus.CANCELED, None, NOW, "must not be used"),
    ],
)
def test_media_object_is_never_shown_before_it_may_be(status, embargo, until, said):
    reason = why_left_out(status, embargo, until=until)
    assert reason is None if said is None else said in reason


def test_pictures_among_the_files_of_a_video_only_stand_for_it():
    files = (make_rendition(mimetype="video/mp4"), make_rendition(), make_rendition(mimetype=None))
    assert [file.role for file in stand_ins(MediaKind.VIDEO, files)] == [None, "thumbnail", None]
    assert stand_ins(MediaKind.PICTURE, files) == files
