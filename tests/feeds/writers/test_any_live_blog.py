"""From any live blog and any profile, through the cleaning at the border, to documents that break no rule."""

from dataclasses import replace
from datetime import UTC, datetime

import feedparser
from hypothesis import given, settings
from lxml import etree

from feeds.profile import Window
from feeds.render import render
from tests.factories import make_links, make_site
from tests.feeds.writers.feed_rules import broken_rules
from tests.strategies import clean_live_blogs, profiles

AFTER_ALL = datetime(2095, 1, 1, tzinfo=UTC)


def produce(blog, profile, format_name):
    showing_all = Window(withdrawn_shown_h=24 * 366 * 110)
    profile = replace(profile, format=format_name, window=showing_all)
    return render([blog], profile, now=AFTER_ALL, site=make_site(), links=make_links())


@settings(max_examples=settings().max_examples // 2)
@given(blog=clean_live_blogs(), profile=profiles())
def test_any_live_blog_is_valid_and_breaks_no_rule(atom_schema, blog, profile):
    atom, rss = (produce(blog, profile, format_name) for format_name in ("atom", "rss"))

    assert atom.left_out == rss.left_out == ()
    assert atom_schema.validate(etree.fromstring(atom.body)), atom_schema.error_log
    assert broken_rules(atom.body) == broken_rules(rss.body) == set()


@settings(max_examples=settings().max_examples // 2)
@given(blog=clean_live_blogs(), profile=profiles())
def test_feedparser_reads_the_same_identities_languages_and_times_from_both(blog, profile):
    from_atom, from_rss = (feedparser.parse(produce(blog, profile, name).body) for name in ("atom", "rss"))

    for one, other in zip(from_atom.entries, from_rss.entries, strict=True):
        assert one.id == other.id
        assert one.link == other.link
        assert one.content[0].language == other.language
        assert one.published_parsed == other.published_parsed
        assert one.updated_parsed == other.updated_parsed
