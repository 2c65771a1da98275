"""What our own writer writes is read back, as far as the format carries it."""

import pytest
from hypothesis import given, settings

from feeds.identity import variant_guid
from feeds.model import LiveBlog, MediaBlock, PubStatus, TranslationState
from feeds.parsers import ParseOptions
from feeds.parsers.newsmlg2 import parse_newsmlg2
from feeds.profile import HtmlSubset, LabelPlace, MediaMode, MediaRule, NewsMLText, OutputProfile
from tests.factories import make_blog, make_entry, make_picture, make_translation
from tests.feeds.parsers.carried import LONG_AFTER, carried, printable_live_blogs, profile_for, written

XHTML = profile_for("newsmlg2")
NITF = profile_for("newsmlg2", newsml_text=NewsMLText.NITF)


def read(blog: LiveBlog, profile: OutputProfile, **options: str) -> LiveBlog:
    return parse_newsmlg2(written(blog, profile), ParseOptions(now=LONG_AFTER, **options)).blog


@settings(max_examples=60)
@given(printable_live_blogs())
def test_live_blog_in_xhtml_is_read_back(blog: LiveBlog) -> None:
    assert read(blog, XHTML) == carried(blog, XHTML)


@settings(max_examples=40)
@given(printable_live_blogs())
def test_live_blog_in_nitf_is_read_back(blog: LiveBlog) -> None:
    assert read(blog, NITF) == carried(blog, NITF)


@pytest.mark.parametrize("subset", [HtmlSubset.FULL, HtmlSubset.BASIC])
@pytest.mark.parametrize("place", LabelPlace)
def test_lines_that_our_profiles_add_are_no_part_of_the_text(subset, place):
    note = make_translation(state=TranslationState.MIXED, is_stale=True)
    entry = make_entry(correction_note="The hotel.", translation=note, blocks=(MediaBlock(media=make_picture()),))
    profile = profile_for("newsmlg2", html=subset, machine_label=place, media=MediaRule(mode=MediaMode.LINK))

    (found,) = read(make_blog(language="vi", entries=(entry,)), profile).entries

    assert (found.correction_note, found.translation) == ("The hotel.", note)
    assert found.blocks == (MediaBlock(media=make_picture(), id="b1"),)


def test_title_that_was_made_for_an_entry_is_not_its_headline():
    (found,) = read(make_blog(entries=(make_entry(headline=None),)), XHTML).entries
    assert found.headline is None


@pytest.mark.parametrize("reason", ["The quote was made up.", None])
def test_kill_is_read_with_its_reason_and_the_general_order_is_none(reason):
    killed = make_entry(
        version=2, pub_status=PubStatus.CANCELED, kill_reason=reason, headline=None, blocks=(), updated_at=LONG_AFTER
    )
    (found,) = read(make_blog(entries=(killed,)), XHTML).entries
    assert (found.pub_status, found.kill_reason) == (PubStatus.CANCELED, reason)


def test_translation_has_a_slug_of_its_own_and_is_remarked_on():
    note = make_translation()
    entry = make_entry(guid=variant_guid("tag:example.org,2019:1", "vi"), translation=note)
    blog = make_blog(title="Thượng đỉnh", language="vi", translation=note, entries=(entry,))

    parsed = parse_newsmlg2(written(blog, XHTML), ParseOptions(now=LONG_AFTER))

    assert parsed.blog.slug == "thuong-dinh"
    assert parsed.blog.entries[0].guid.startswith("urn:uuid:")
    assert [remark.reason for remark in parsed.remarks] == [
        "it is a translation of another item; it becomes a text of its own here"
    ]


def test_one_of_several_live_blogs_of_ours_is_found_by_its_slug():
    other = make_blog(slug="seoul", guid="tag:example.org,2019:seoul", title="Seoul", entries=())
    document = written(make_blog(), XHTML, other)
    assert parse_newsmlg2(document, ParseOptions(now=LONG_AFTER, slug="seoul")).blog.title == "Seoul"
    assert parse_newsmlg2(document, ParseOptions(now=LONG_AFTER, slug="hanoi")).blog.slug == "hanoi"
