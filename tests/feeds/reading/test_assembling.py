"""A live blog put together from what a parser found."""

from datetime import UTC, datetime, timedelta

import pytest

from feeds.errors import ParseError
from feeds.model import Paragraph, PubStatus, Rights
from feeds.reading.assembling import BrokenEntry, Head, Report, assemble, make_entry
from feeds.reading.parsed import ParseOptions

NOON = datetime(2019, 2, 27, 12, tzinfo=UTC)
OPTIONS = ParseOptions(now=NOON)
HEAD = Head(title="Leaders meet", language="en")


def entry(guid: str = "", minutes: int = 0, **fields):
    return make_entry(published_at=NOON + timedelta(minutes=minutes), guid=guid, headline="They met", **fields)


def test_entries_come_newest_first_and_the_live_blog_begins_with_the_first():
    blog = assemble(HEAD, [entry("a:1", 1), entry("a:3", 3), entry("a:2", 2)], OPTIONS, Report("rss")).blog

    assert [one.guid for one in blog.entries] == ["a:3", "a:2", "a:1"]
    assert (blog.published_at, blog.slug, blog.timezone) == (NOON + timedelta(minutes=1), "leaders-meet", "UTC")


def test_where_each_entry_stood_in_its_document_is_kept():
    given = [entry("a:1", 1), entry("", 3), entry("a:2", 2), entry("a:2", 2)]
    parsed = assemble(HEAD, given, OPTIONS, Report("rss"))

    assert [one.guid for one in parsed.blog.entries] == ["", "a:2", "a:1"]
    assert parsed.places == (1, 2, 0)


def test_of_two_entries_with_one_id_the_later_version_stands_and_it_is_said():
    older, newer = entry("a:1"), entry("a:1", updated_at=NOON + timedelta(hours=1))
    parsed = assemble(HEAD, [newer, older], OPTIONS, Report("rss"))

    assert parsed.blog.entries == (newer,)
    assert [remark.location for remark in parsed.remarks] == ["a:1"]


@pytest.mark.parametrize(
    ("head", "options", "said"),
    [
        (Head(language="en"), {}, "no title"),
        (Head(title="x"), {}, "--language"),
        (HEAD, {"timezone": "Hanoi"}, "time zone"),
        (HEAD, {"language": "english"}, "language tag"),
    ],
)
def test_what_is_missing_stops_the_reading_with_one_sentence(head, options, said):
    with pytest.raises(ParseError, match=said):
        assemble(head, [], ParseOptions(now=NOON, **options), Report("rss"))


def test_document_wins_over_the_options():
    options = ParseOptions(now=NOON, language="ko", slug="seoul", timezone="Asia/Seoul")

    own = Head(title="x", language="en", slug="hanoi", timezone="Asia/Ho_Chi_Minh")
    blog = assemble(own, [], options, Report("rss")).blog
    assert (blog.language, blog.slug, blog.timezone) == ("en", "hanoi", "Asia/Ho_Chi_Minh")
    blog = assemble(Head(title="x"), [], options, Report("rss")).blog
    assert (blog.language, blog.slug, blog.timezone) == ("ko", "seoul", "Asia/Seoul")


def test_broken_entry_is_skipped_with_its_place_and_the_others_stand():
    def read(text: str):
        return make_entry(published_at=datetime.fromisoformat(text), headline=text)

    report = Report("rss")
    entries = report.read_each(
        ["2019-02-27T12:00:00+00:00", "soon"], read=read, place=lambda number, _: f"item {number}"
    )

    assert len(entries) == 1
    assert report.remarks()[0].location == "item 1"
    assert assemble(HEAD, entries, OPTIONS, report).skipped == 1


def test_document_of_nothing_but_broken_entries_is_refused():
    with pytest.raises(ParseError, match="none of its 2 entries"):
        Report("rss").read_each(["a", "b"], read=datetime.fromisoformat, place=lambda number, _: str(number))


def test_entry_needs_a_time_and_something_to_show_unless_it_is_withdrawn():
    with pytest.raises(BrokenEntry):
        make_entry(published_at=None, headline="x")
    with pytest.raises(BrokenEntry):
        make_entry(published_at=NOON, blocks=[Paragraph(html=" ")])
    killed = make_entry(published_at=NOON, headline="x", guid="a:1", pub_status=PubStatus.CANCELED, kill_reason="wrong")
    assert (killed.headline, killed.blocks, killed.kill_reason) == (None, (), "wrong")


def test_withheld_entry_may_have_nothing_to_show_and_keeps_what_it_has():
    assert make_entry(published_at=NOON, guid="a:1", pub_status=PubStatus.WITHHELD).blocks == ()
    assert make_entry(published_at=NOON, headline="x", pub_status=PubStatus.WITHHELD).headline == "x"


def test_entry_can_have_been_made_before_it_was_published():
    early = NOON - timedelta(hours=1)
    assert make_entry(published_at=NOON, created_at=early, headline="x").created_at == early


def test_all_texts_are_cleaned_wherever_a_parser_took_them_from():
    loose = "Vie\u0323\u0302t\n Nam\x00"
    rights = Rights(holder=loose)
    made = make_entry(published_at=NOON, headline=loose, byline=loose, correction_note=loose, rights=rights)
    assert (made.headline, made.byline, made.correction_note) == ("Việt Nam",) * 3
    assert made.rights == Rights(holder="Việt Nam")
    blog = assemble(Head(title="x", language="en", byline=loose, standfirst=loose), [], OPTIONS, Report("rss")).blog
    assert (blog.byline, blog.standfirst) == ("Việt Nam", "Việt Nam")


def test_times_and_block_ids_are_settled():
    made = make_entry(
        published_at=NOON, updated_at=NOON - timedelta(hours=1), blocks=[Paragraph(html="a"), Paragraph(html="b")]
    )

    assert made.updated_at == NOON
    assert [block.id for block in made.blocks] == ["b1", "b2"]
