"""What a partner may not use is not in its documents, in no format and at no place, and that is told."""

import hashlib
from dataclasses import replace

import pytest

from feeds.model import Heading, MediaBlock, MediaKind, Paragraph, PubStatus, Rights
from feeds.profile import (
    BodyAmount,
    Granularity,
    HtmlSubset,
    MediaMode,
    MediaRule,
    OutputProfile,
    RefusedMedia,
    Selection,
    Window,
)
from feeds.render import render
from feeds.writers import WRITERS
from tests.factories import NOW, make_blog, make_entry, make_links, make_picture, make_rendition, make_site

ADDRESS = "https://example.org/barred.jpg"
SMALL = "https://example.org/barred-small.jpg"
STAND_IN = "https://partner.example.com/none.png"
NOT_KOREA = Rights(holder="Somebody Else", notice="© Somebody Else", denied_territories=("KR",))
RENDITIONS = (make_rendition(href=ADDRESS), make_rendition(href=SMALL, role="thumbnail", width=150))
BARRED = make_picture(
    caption="The hotel", credit="Somebody Else", alt="A hotel", rights=NOT_KOREA, renditions=RENDITIONS
)
FREE = make_picture(
    caption="The river", credit="Own", renditions=(make_rendition(href="https://example.org/free.jpg"),)
)
ENTRY = make_entry(
    blocks=(
        Paragraph(html="Text.", id="b1"),
        MediaBlock(media=BARRED, id="b2"),
        MediaBlock(media=FREE, id="b3"),
    )
)
HASH = hashlib.sha256(ADDRESS.encode()).hexdigest()


def shown(*entries, format_name="atom", fragments=None, blog=None, **wishes):
    profile = OutputProfile(**{"name": "p", "format": format_name, "territories": ("VN", "KR")} | wishes)
    blogs = [replace(blog or make_blog(), entries=entries)]
    return render(blogs, profile, now=NOW, site=make_site(), links=make_links(), fragments=fragments)


@pytest.mark.parametrize("mode", [MediaMode.INLINE, MediaMode.LINK])
@pytest.mark.parametrize("subset", HtmlSubset)
@pytest.mark.parametrize("granularity", Granularity)
@pytest.mark.parametrize("refused", RefusedMedia)
@pytest.mark.parametrize("format_name", WRITERS)
def test_of_a_picture_that_is_barred_nothing_is_left_but_its_caption(format_name, refused, granularity, subset, mode):
    rule = MediaRule(mode=mode, refused=refused, replacement_url=STAND_IN, replacement_alt="Not for use here")
    document = shown(ENTRY, format_name=format_name, granularity=granularity, html=subset, media=rule)
    for trace in (ADDRESS, SMALL, "Somebody Else", "A hotel"):
        assert trace.encode() not in document.body
    assert b"The hotel" in document.body
    assert b"https://example.org/free.jpg" in document.body or (
        subset is HtmlSubset.PLAIN and b"jpg" not in document.body
    )
    assert (STAND_IN.encode() in document.body) == (
        refused is RefusedMedia.REPLACE and b"https://example.org/free.jpg" in document.body
    )
    (told,) = document.withheld_media
    assert (told.guid, told.block_id, told.address_hash, told.reason) == (ENTRY.guid, "b2", HASH, "not for use in KR")


def test_a_partner_whose_territories_are_allowed_or_not_known_gets_the_picture():
    for territories in ((), ("VN",)):
        document = shown(ENTRY, territories=territories)
        assert ADDRESS.encode() in document.body
        assert document.withheld_media == ()


def test_what_was_withheld_is_told_of_kept_fragments_too_and_they_are_not_given_to_those_who_may_have_it():
    kept = {}
    first, second = (shown(ENTRY, fragments=kept) for _ in range(2))
    other = shown(ENTRY, fragments=kept, territories=("VN",))
    assert first.withheld_media == second.withheld_media != ()
    assert ADDRESS.encode() in other.body


@pytest.mark.parametrize("kind", [MediaKind.VIDEO, MediaKind.AUDIO])
def test_videos_and_sounds_are_not_replaced_by_a_picture(kind):
    entry = make_entry(blocks=(MediaBlock(media=replace(BARRED, kind=kind), id="b1"),))
    document = shown(entry, media=MediaRule(refused=RefusedMedia.REPLACE, replacement_url=STAND_IN))
    assert STAND_IN.encode() not in document.body
    assert len(document.withheld_media) == 1


@pytest.mark.parametrize(
    ("denied", "credit", "is_denied"),
    [
        ("AP", "Jane Doe/AP", True),
        ("AP", "Jane Doe / ap photo", True),
        ("AP", "Japan Times", False),
        ("연합뉴스", "사진=연합뉴스제공", True),
        ("A.F.P.", "AxFxP", False),
    ],
)
def test_credits_can_be_barred_by_name(denied, credit, is_denied):
    picture = make_picture(credit=credit, renditions=RENDITIONS)
    document = shown(make_entry(blocks=(MediaBlock(media=picture),)), media=MediaRule(denied_credits=(denied,)))
    assert (ADDRESS.encode() not in document.body) == is_denied
    assert [one.reason for one in document.withheld_media] == ([f"credited to {denied}"] if is_denied else [])


def test_the_holder_of_rights_counts_as_a_credit():
    picture = make_picture(credit="Jane Doe", rights=Rights(holder="Agence Example"), renditions=RENDITIONS)
    document = shown(
        make_entry(blocks=(MediaBlock(media=picture),)), media=MediaRule(denied_credits=("agence example",))
    )
    assert ADDRESS.encode() not in document.body


def test_pictures_of_the_live_blogs_own_texts_are_withheld_too():
    blog = make_blog(summary=(MediaBlock(media=BARRED, id="s1"),), body=(MediaBlock(media=BARRED, id="b1"),))
    document = shown(ENTRY, blog=blog, granularity=Granularity.LIVE_BLOG, body=BodyAmount.FULL)
    assert ADDRESS.encode() not in document.body
    told = [(one.guid, one.block_id) for one in document.withheld_media]
    assert told == [(blog.guid, "s1"), (blog.guid, "b1"), (ENTRY.guid, "b2")]


@pytest.mark.parametrize("format_name", WRITERS)
def test_entries_that_are_not_for_the_partner_are_left_out_and_that_is_told(format_name):
    barred = make_entry(guid="tag:example.org,2019:barred", headline="Barred text", rights=NOT_KOREA)
    document = shown(barred, ENTRY, format_name=format_name)
    assert b"Barred text" not in document.body
    assert [(one.guid, one.reason) for one in document.refused] == [(barred.guid, "not for use in KR")]


def test_an_entry_without_rights_of_its_own_has_those_of_its_live_blog():
    blog = make_blog(rights=NOT_KOREA, summary=(Heading(html="Barred summary"),))
    own = make_entry(guid="tag:example.org,2019:own", headline="Own rights", rights=Rights(holder="Us"))
    document = shown(ENTRY, own, blog=blog, granularity=Granularity.LIVE_BLOG)
    assert [one.guid for one in document.refused] == [ENTRY.guid]
    assert b"Own rights" in document.body
    assert b"Barred summary" not in document.body


def test_what_is_left_out_takes_no_place_in_the_window_and_what_was_not_wanted_is_not_told():
    barred = make_entry(guid="tag:example.org,2019:barred", rights=NOT_KOREA, pinned=True)
    one = shown(barred, ENTRY, window=Window(max_entries=1))
    assert b"Text." in one.body
    assert len(one.refused) == 1
    assert shown(barred, selection=Selection(only_highlighted=True)).refused == ()


def test_a_kill_of_an_entry_that_is_not_for_the_partner_is_told_all_the_same():
    killed = make_entry(
        guid="tag:example.org,2019:barred",
        version=2,
        pub_status=PubStatus.CANCELED,
        headline=None,
        blocks=(),
        rights=NOT_KOREA,
        kill_reason="Wrong",
    )
    assert b"Wrong" in shown(killed).body
