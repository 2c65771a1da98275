"""One document out of live blogs, a profile and a time."""

import random
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest

from feeds.errors import UnknownFormat
from feeds.identity import IdScheme
from feeds.model import Paragraph, PubStatus
from feeds.profile import HtmlSubset, MediaMode, MediaRule, OutputProfile, Window
from feeds.render import render, render_archive, render_subscription
from feeds.writers import WRITERS
from tests.factories import BLOG_GUID, NOW, make_blog, make_entry, make_links, make_site
from tests.feeds.well_formed import check_well_formed

FORMATS = sorted(WRITERS)


def many_entries(count):
    return tuple(
        make_entry(
            guid=f"{BLOG_GUID}/entry/{number}",
            headline=f"Headline {number}",
            blocks=(Paragraph(html=f"Text number {number}."),),
            published_at=NOW - timedelta(minutes=number + 1),
        )
        for number in range(count)
    )


def document(blogs=None, *, format_name="atom", now=NOW, fragments=None, **wishes):
    profile = OutputProfile(name="p", format=format_name, **wishes)
    return render(
        blogs or [make_blog(entries=many_entries(5))],
        profile,
        now=now,
        site=make_site(),
        links=make_links(),
        fragments=fragments,
    )


@pytest.mark.parametrize("format_name", FORMATS)
def test_same_input_gives_the_same_bytes_at_any_time_and_from_kept_fragments(format_name):
    kept = {}
    first = document(format_name=format_name, fragments=kept)
    assert len(kept) == 5
    later = document(format_name=format_name, now=NOW + timedelta(days=30), fragments=kept)
    assert later.body == first.body == document(format_name=format_name).body


@pytest.mark.parametrize("format_name", FORMATS)
def test_one_changed_entry_prints_one_new_fragment(format_name):
    kept = {}
    entries = list(many_entries(5))
    document([make_blog(entries=tuple(entries))], format_name=format_name, fragments=kept)
    before = set(kept)
    entries[2] = replace(entries[2], version=2, headline="Changed", updated_at=NOW)
    after = document([make_blog(entries=tuple(entries), revision=2)], format_name=format_name, fragments=kept)
    assert len(set(kept) - before) == 1
    assert after.body == document([make_blog(entries=tuple(entries), revision=2)], format_name=format_name).body
    assert b"Changed" in after.body
    assert after.updated_at == NOW


@pytest.mark.parametrize(
    "wishes",
    [
        {"html": HtmlSubset.PLAIN},
        {"timezone": "Asia/Seoul"},
        {"id_scheme": IdScheme.UUID},
        {"media": MediaRule(mode=MediaMode.NONE)},
        {"attribution": {"en": "From {provider}"}},
        {"link_template": "{page_url}?p={partner}#{anchor}"},
    ],
    ids=lambda wishes: next(iter(wishes)),
)
def test_profiles_that_print_differently_share_no_fragment(wishes):
    kept = {}
    plain = document(fragments=kept)
    assert document(fragments=kept, **wishes).body == document(**wishes).body
    assert document(fragments=kept).body == plain.body


def test_profiles_that_differ_only_in_what_they_take_share_fragments():
    kept = {}
    document(fragments=kept)
    before = set(kept)
    document(fragments=kept, window=Window(max_entries=2))
    assert set(kept) == before


@pytest.mark.parametrize("format_name", FORMATS)
def test_entries_stand_newest_first_whatever_order_they_come_in(format_name):
    entries = list(many_entries(8))
    expected = document([make_blog(entries=tuple(entries))], format_name=format_name).body
    random.Random(4).shuffle(entries)
    assert document([make_blog(entries=tuple(entries))], format_name=format_name).body == expected


@pytest.mark.parametrize("format_name", FORMATS)
def test_an_entry_that_cannot_be_written_is_left_out_and_reported(format_name):
    broken = make_entry(guid=f"{BLOG_GUID}/entry/broken", headline="Bad \x0b character")
    result = document([make_blog(entries=(broken, *many_entries(2)))], format_name=format_name)
    assert [left.guid for left in result.left_out] == [broken.guid]
    assert b"entry/broken" not in result.body
    assert b"Headline 1" in result.body
    check_well_formed(result)


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_kill_leaves_its_id_and_nothing_of_its_content(format_name):
    entries = many_entries(3)
    killed = make_entry(
        guid=entries[1].guid,
        version=2,
        pub_status=PubStatus.CANCELED,
        headline=None,
        blocks=(),
        kill_reason="Wrong photo",
        published_at=entries[1].published_at,
        updated_at=NOW,
    )
    body = document([make_blog(entries=(entries[0], killed, entries[2]))], format_name=format_name).body
    assert entries[1].guid.encode() in body
    assert b"Wrong photo" in body
    assert b"Text number 1" not in body
    assert b"Headline 1" not in body


@pytest.mark.parametrize("format_name", FORMATS)
def test_feed_across_live_blogs_holds_the_entries_of_all(format_name):
    other = make_blog(
        guid="tag:example.org,2020-01-01:blog/other",
        slug="other",
        title="Other",
        entries=(make_entry(guid="tag:example.org,2020-01-01:blog/other/entry/1", headline="Elsewhere"),),
    )
    result = document([make_blog(entries=many_entries(2)), other], format_name=format_name)
    assert b"Elsewhere" in result.body
    assert b"Headline 1" in result.body
    assert result.body == document([make_blog(entries=many_entries(2)), other], format_name=format_name).body


@pytest.mark.parametrize("format_name", ["atom", "rss"])
def test_feed_across_live_blogs_is_the_same_feed_while_there_is_only_one(format_name):
    def head(*blogs):
        links = make_links(feed_url="https://example.org/partners/p/p", page_url="https://example.org/")
        profile = OutputProfile(name="p", format=format_name)
        body = render(blogs, profile, now=NOW, site=make_site(), links=links, partner="p").body
        feed = feedparser.parse(body).feed
        return feed.get("id"), feed.title, feed.get("subtitle"), feed.author

    other = make_blog(guid="tag:example.org,2020-01-01:blog/other", slug="other", title="Other", byline="Others")
    assert head(make_blog(byline="Desk")) == head(make_blog(byline="Desk"), other) == head(other)


def test_unknown_format_is_an_error_that_names_the_known_ones():
    with pytest.raises(UnknownFormat, match="atom, json, newsml12, newsmlg2, ninjs, nitf, rss"):
        document(format_name="gopher")


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_feed_without_archives_is_the_same_with_all_of_it_unarchived(format_name):
    blog = make_blog(entries=many_entries(5))
    profile = OutputProfile(name="public", format=format_name)
    unarchived = {entry.guid for entry in blog.entries}
    subscription = render_subscription(
        blog, profile, now=NOW, site=make_site(), links=make_links(), unarchived=unarchived
    )
    assert subscription == render([blog], profile, now=NOW, site=make_site(), links=make_links())


def test_a_subscription_document_has_what_is_unarchived_besides_the_newest():
    blog = make_blog(entries=many_entries(5))
    subscription = render_subscription(
        blog,
        OutputProfile(name="public", window=Window(max_entries=2)),
        now=NOW,
        site=make_site(),
        links=make_links(),
        unarchived={blog.entries[3].guid},
    )
    titles = [entry.title for entry in feedparser.parse(subscription.body).entries]
    assert titles == ["Headline 0", "Headline 1", "Headline 3"]


@pytest.mark.parametrize("format_name", FORMATS)
def test_an_archive_document_holds_all_it_was_given_and_no_clock_changes_it(format_name):
    gone = make_entry(
        guid=f"{BLOG_GUID}/entry/gone", version=2, pub_status=PubStatus.CANCELED, blocks=(), headline=None
    )
    blog = make_blog(entries=(*many_entries(3), gone))
    profile = OutputProfile(name="public", format=format_name, window=Window(max_entries=1, withdrawn_shown_h=1))
    document = render_archive(blog, profile, site=make_site(), links=make_links())
    assert (document.turned_at, document.valid_until, document.left_out) == (None, None, ())
    for entry in blog.entries:
        assert entry.guid.encode() in document.body


def test_an_archive_document_of_a_withheld_live_blog_has_nothing_of_its_head():
    blog = make_blog(pub_status=PubStatus.WITHHELD, title="Secret", standfirst="Secret", entries=())
    document = render_archive(blog, OutputProfile(name="public"), site=make_site(), links=make_links())
    assert b"Secret" not in document.body
