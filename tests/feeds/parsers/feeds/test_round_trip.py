"""What our own writers write is read back, as far as the format carries it."""

from dataclasses import replace

import pytest
from hypothesis import example, given, settings

from feeds.model import LiveBlog, Media, MediaBlock, MediaKind, PubStatus, Rendition
from feeds.parsers import ParseOptions, find_parser
from feeds.profile import Granularity, OutputProfile
from tests.factories import make_blog, make_entry
from tests.feeds.parsers.carried import LONG_AFTER, printable_live_blogs, profile_for
from tests.feeds.parsers.feeds.carried import carried, is_carried, written
from tests.strategies import profiles

_PICTURE = Media(
    kind=MediaKind.PICTURE,
    caption="The hall",
    renditions=(
        Rendition(href="https://example.org/small.png", role="rnd:thumbnail", mimetype="image/png", width=80, bytes=7),
        Rendition(href="https://example.org/hall.png", mimetype="image/png", width=800),
    ),
)
WITH_THUMBNAILS = make_blog(entries=(make_entry(headline="Dinner", blocks=(MediaBlock(id="b1", media=_PICTURE),)),))


@pytest.mark.parametrize("format_name", ["rss", "atom", "json"])
@settings(max_examples=120)
@example(blog=WITH_THUMBNAILS)
@given(blog=printable_live_blogs())
def test_what_is_written_is_read_back(format_name: str, blog: LiveBlog) -> None:
    blog = replace(blog, entries=tuple(filter(is_carried, blog.entries)))
    document = written(blog, profile_for(format_name))

    parsed = find_parser(format_name).read(document, ParseOptions(now=LONG_AFTER))

    assert parsed.blog == carried(blog, format_name)
    assert parsed.remarks == ()


@pytest.mark.parametrize("format_name", ["rss", "atom", "json"])
@settings(max_examples=60)
@given(blog=printable_live_blogs(), profile=profiles())
def test_whatever_a_partner_wishes_withdrawals_are_read_back(
    format_name: str, blog: LiveBlog, profile: OutputProfile
) -> None:
    killed = replace(blog, entries=tuple(entry for entry in blog.entries if entry.pub_status is not PubStatus.USABLE))
    everything = profile_for(format_name).window
    profile = replace(profile, format=format_name, granularity=Granularity.ENTRY, window=everything)

    parsed = find_parser(format_name).read(written(killed, profile), ParseOptions(now=LONG_AFTER))

    expected = carried(killed, format_name).entries
    assert [entry.pub_status for entry in parsed.blog.entries] == [entry.pub_status for entry in expected]
    assert [entry.kill_reason for entry in parsed.blog.entries] == [entry.kill_reason for entry in expected]
    assert not any(entry.headline or entry.blocks for entry in parsed.blog.entries)
