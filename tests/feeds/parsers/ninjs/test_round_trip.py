"""What our own writer writes is read back, as far as the format carries it."""

import pytest
from hypothesis import given, settings

from feeds.model import LiveBlog, MediaBlock, PubStatus, TranslationState
from feeds.parsers import ParseOptions
from feeds.parsers.ninjs import parse_ninjs
from feeds.profile import HtmlSubset, LabelPlace, MediaMode, MediaRule, OutputProfile
from tests.factories import make_blog, make_entry, make_picture, make_translation
from tests.feeds.parsers.carried import LONG_AFTER, carried, printable_live_blogs, profile_for, written

NEWEST = profile_for("ninjs")
LEGACY = profile_for("ninjs", format_version="2.2")


def read(blog: LiveBlog, profile: OutputProfile, *others: LiveBlog, **options: str) -> LiveBlog:
    return parse_ninjs(written(blog, profile, *others), ParseOptions(now=LONG_AFTER, **options)).blog


@settings(max_examples=60)
@given(printable_live_blogs())
def test_live_blog_in_the_newest_version_is_read_back(blog: LiveBlog) -> None:
    assert read(blog, NEWEST) == carried(blog, NEWEST)


@settings(max_examples=40)
@given(printable_live_blogs())
def test_live_blog_in_the_legacy_version_is_read_back(blog: LiveBlog) -> None:
    assert read(blog, LEGACY) == carried(blog, LEGACY)


@pytest.mark.parametrize("subset", [HtmlSubset.FULL, HtmlSubset.BASIC])
@pytest.mark.parametrize("place", LabelPlace)
def test_lines_that_our_profiles_add_are_no_part_of_the_text(subset, place):
    note = make_translation(state=TranslationState.MIXED, is_stale=True)
    entry = make_entry(correction_note="The hotel.", translation=note, blocks=(MediaBlock(media=make_picture()),))
    profile = profile_for("ninjs", html=subset, machine_label=place, media=MediaRule(mode=MediaMode.LINK))

    (found,) = read(make_blog(language="vi", entries=(entry,)), profile).entries

    assert (found.correction_note, found.translation) == ("The hotel.", note)
    assert found.blocks == (MediaBlock(media=make_picture(), id="b1"),)


@pytest.mark.parametrize("reason", ["The quote was made up.", None])
def test_kill_is_read_with_its_reason_and_the_general_order_is_none(reason):
    killed = make_entry(
        version=2, pub_status=PubStatus.CANCELED, kill_reason=reason, headline=None, blocks=(), updated_at=LONG_AFTER
    )
    (found,) = read(make_blog(entries=(killed,)), NEWEST).entries
    assert (found.pub_status, found.kill_reason) == (PubStatus.CANCELED, reason)


def test_one_of_several_live_blogs_of_ours_is_found_by_its_slug():
    entry = make_entry(guid="tag:example.org,2019:seoul/1", headline="Elsewhere")
    other = make_blog(slug="seoul", guid="tag:example.org,2019:seoul", title="Seoul", entries=(entry,))

    blog = read(make_blog(), NEWEST, other, slug="seoul")
    assert (blog.title, blog.guid, [one.headline for one in blog.entries]) == ("Seoul", other.guid, ["Elsewhere"])
    assert read(make_blog(), NEWEST, other, slug="hanoi").guid == make_blog().guid


def test_entry_taken_out_of_its_document_still_knows_its_live_blog():
    document = written(make_blog(), NEWEST)
    alone = document[document.index(b'{"name":"entry"') : document.rindex(b"]}")]

    blog = parse_ninjs(alone, ParseOptions(now=LONG_AFTER)).blog

    assert (blog.guid, blog.title, blog.slug) == (make_blog().guid, make_blog().title, "hanoi")
