"""Previews: the very bytes the partner would get, nothing before its time, and the difference to today."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.identity import IdScheme
from feeds.profile import HtmlSubset, LanguageRule, OutputProfile, PublishPolicy
from feeds.writers import WRITERS
from syndication.documents import fetch, plan_partner
from syndication.shaping.differences import Fate, difference
from syndication.shaping.errors import NothingToPreview
from syndication.shaping.partners import PartnerFacts, add_partner, require_partner
from syndication.shaping.pretty import pretty
from syndication.shaping.previews import Preview, Wanted, preview
from syndication.shaping.profiles import put_profile, require_profile
from syndication.shaping.word_difference import Side, compare, compare_words
from syndication.site import site_of
from syndication.storage.database import Database
from tests.factories import NOW
from tests.syndication.kept import SLUG, defaults, keep_blog, raw_entry

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def daily(database: Database) -> None:
    with database.writing() as session:
        add_partner(session, "daily", PartnerFacts(name="The Daily"), actor="Linh", now=NOW)
        for name in WRITERS:
            profile = OutputProfile(name=name, format=name)
            put_profile(session, "daily", profile, expected=0, actor="Linh", now=NOW)


def made(
    database: Database, name: str = "rss", *, slug: str | None = SLUG, language: str | None = None, **changes: object
) -> Preview:
    with database.reading() as session:
        profile = replace(require_profile(session, "daily", name).profile, **changes)  # type: ignore[arg-type]
        wanted = Wanted(partner=require_partner(session, "daily"), profile=profile, slug=slug, language=language)
        return preview(session, site_of(defaults(), session), wanted, now=LATER)


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("slug", [SLUG, None])
def test_the_bytes_are_those_the_partner_gets_once_the_profile_is_kept(
    database: Database, name: str, slug: str | None
) -> None:
    keep_blog(database, raw_entry("One, two.", headline="Numbers"), raw_entry("Three.", headline="More"))
    shown = made(database, name, slug=slug, html=HtmlSubset.PLAIN, timezone="Asia/Seoul")
    with database.writing() as session:
        profile = replace(require_profile(session, "daily", name).profile, html=HtmlSubset.PLAIN, timezone="Asia/Seoul")
        put_profile(session, "daily", profile, expected=1, actor="Linh", now=NOW)
    with database.reading() as session:
        plan = plan_partner(session, site_of(defaults(), session), "daily", name, slug, language=None)
        assert plan is not None
        served = fetch(session, plan, now=LATER)
    assert served is not None
    assert served.body == shown.made.body
    assert shown.report.is_valid


@pytest.mark.parametrize("name", WRITERS)
def test_nothing_of_an_entry_leaves_before_its_time(database: Database, name: str) -> None:
    secret = raw_entry("Nobody knows of the heron.", headline="Heron", embargoed_until=NOW + timedelta(days=1))
    planned = raw_entry("Nobody knows of the stork.", headline="Stork", published_at=NOW + timedelta(days=1))
    keep_blog(database, raw_entry(headline="Out"), secret, planned)
    shown = made(database, name)
    assert [item.title for item in shown.made.items] == ["Out"]
    for word in (b"eron", b"tork"):
        assert word not in shown.made.body


def test_a_profile_that_delivers_nothing_says_so(database: Database) -> None:
    keep_blog(database, raw_entry())
    with pytest.raises(NothingToPreview, match="in xx"):
        made(database, language="xx")
    with pytest.raises(NothingToPreview, match="nowhere"):
        made(database, slug="nowhere")
    with pytest.raises(NothingToPreview):
        made(database, languages=(LanguageRule(tag="en", policy=PublishPolicy.OFF),))


def test_an_unchanged_profile_makes_no_difference(database: Database) -> None:
    keep_blog(database, raw_entry())
    shown = made(database)
    assert shown.today is not None
    found = difference(shown.today, shown.made)
    assert (found.is_same_document, found.items, found.same_items) == (True, (), 1)


def test_items_that_come_go_and_change_are_told_apart(database: Database) -> None:
    old = raw_entry("Ends.", headline="Old", published_at=NOW - timedelta(hours=1))
    new = raw_entry("Begins now.", headline="New and very long indeed, for a title", published_at=NOW)
    keep_blog(database, new, old)
    profile = OutputProfile(name="rss", format="rss")
    shorter = replace(profile.titles, max_characters=20)
    shown = made(database, window=replace(profile.window, max_entries=1), titles=shorter)
    assert shown.today is not None
    found = difference(shown.today, shown.made)
    assert (found.added, found.gone, found.changed) == (0, 1, 1)
    by_fate = {one.fate: one for one in found.items}
    assert by_fate[Fate.GONE].title == "Old"
    (title,) = by_fate[Fate.CHANGED].texts
    assert title.label == "Title"
    was = "".join(run.text for run in title.runs if run.side is not Side.NEW)
    assert was == "New and very long indeed, for a title"


def test_times_in_another_zone_are_a_difference(database: Database) -> None:
    keep_blog(database, raw_entry())
    shown = made(database, timezone="Asia/Seoul")
    assert shown.today is not None
    (one,) = difference(shown.today, shown.made).items
    assert [said.partition(":")[0] for said in one.also] == ["Published", "Updated"]


def test_other_ids_are_told_since_receivers_take_every_item_for_a_new_one(database: Database) -> None:
    keep_blog(database, raw_entry())
    shown = made(database, id_scheme=IdScheme.UUID)
    assert shown.today is not None
    found = difference(shown.today, shown.made)
    assert (found.all_ids_change, found.added, found.gone) == (True, 1, 1)


def test_words_are_compared_and_what_is_gone_stands_before_what_comes() -> None:
    runs = compare_words("The two leaders met.", "The three leaders met!")
    assert [(run.side, run.text) for run in runs] == [
        (Side.BOTH, "The "),
        (Side.OLD, "two"),
        (Side.NEW, "three"),
        (Side.BOTH, " leaders met"),
        (Side.OLD, "."),
        (Side.NEW, "!"),
    ]
    assert compare_words("", "") == ()
    assert [run.side for run in compare_words("a " * 5000, "b " * 5000)] == [Side.OLD, Side.NEW]


def test_texts_put_together_again_are_the_old_and_the_new() -> None:
    old, new = ["a", "b", "c", "d", "e", "f"], ["a", "c", "x", "d", "f", "g"]
    runs = list(compare(old, new))
    assert [text for run in runs if run.side is not Side.NEW for text in run.texts] == old
    assert [text for run in runs if run.side is not Side.OLD for text in run.texts] == new


def test_a_document_is_shown_in_lines_and_one_that_cannot_be_parsed_as_it_is() -> None:
    assert pretty(b"<a><b>x</b><b/></a>", "application/xml") == "<a>\n  <b>x</b>\n  <b/>\n</a>"
    assert pretty('{"a":["ổ"]}'.encode(), "application/json") == '{\n  "a": [\n    "ổ"\n  ]\n}'
    assert pretty(b"<a>", "application/xml") == "<a>"
    assert pretty(b"{", "application/feed+json") == "{"
