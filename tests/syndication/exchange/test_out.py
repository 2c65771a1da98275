"""Work that goes out: what is in it, and in which order."""

from dataclasses import replace

import pytest
from lxml import etree

from feeds.errors import UnknownFormat
from syndication.errors import UnknownBlog, UnknownEntry, UnknownLanguage
from syndication.exchange.out import Wanted, export_work
from syndication.ingest import kill_entry
from syndication.storage.comments import add_comment, resolve_comment
from syndication.storage.database import Database
from tests.factories import NOW
from tests.syndication.exchange.desk import FIRST, SECOND, THIRD, approve_here, exported, keep_work, sentence
from tests.syndication.kept import SLUG, keep_blog, kept_blog, raw_entry


def sources(data: bytes) -> list[str]:
    return ["".join(one.itertext("{*}source")) for one in etree.fromstring(data).iter("{*}trans-unit")]


def texts(data: bytes) -> list[str]:
    return [file.get("original", "") for file in etree.fromstring(data).iter("{*}file")]


def test_the_head_comes_first_then_the_entries_newest_first(database: Database) -> None:
    result = keep_blog(database, raw_entry("New one.", headline=None), raw_entry("Old one.", headline=None))
    assert texts(exported(database)) == [kept_blog(database).guid, *(entry.guid for entry in result.entries)]


def test_one_entry_or_the_head_alone_can_be_taken_along(database: Database) -> None:
    guid = keep_work(database)
    assert texts(exported(database, guid=guid)) == [guid]
    head = kept_blog(database).guid
    assert texts(exported(database, guid=head)) == [head]


def test_only_what_nobody_has_approved_can_be_taken_along(database: Database) -> None:
    guid = keep_work(database)
    approve_here(database, sentence(database, guid, FIRST))
    units = etree.fromstring(exported(database, guid=guid, needs_work=True)).iter("{*}trans-unit")
    assert [unit.get("id") for unit in units] == [
        f"s{sentence(database, guid, source).id}" for source in (SECOND, THIRD)
    ]
    for source in (SECOND, THIRD):
        segment = sentence(database, guid, source)
        if segment.current is not None:
            approve_here(database, segment)


def test_a_withdrawn_entry_stays_at_home(database: Database) -> None:
    guid = keep_work(database)
    with database.writing() as session:
        kill_entry(session, guid, reason="Wrong.", actor="Linh", now=NOW)
    assert guid not in texts(exported(database))


def test_open_remarks_of_people_go_along(database: Database) -> None:
    guid = keep_work(database)
    segment_id = sentence(database, guid, FIRST).id
    assert segment_id is not None
    with database.writing() as session:
        add_comment(session, segment_id, text="Which streets?", actor="Minh", now=NOW)
        settled = add_comment(session, segment_id, text="Settled.", actor="Minh", now=NOW)
        resolve_comment(session, settled.id, actor="Linh", now=NOW)
    data = exported(database).decode()
    assert '<note from="Minh" priority="1">Which streets?</note>' in data
    assert "Settled." not in data


def test_texts_in_another_language_are_told_of_where_a_format_cannot_hold_them(database: Database) -> None:
    entry = replace(raw_entry("Ils se sont serré la main.", headline=None), language="fr")
    guid = keep_blog(database, entry).entries[0].guid
    assert b'source-language="fr"' in exported(database, guid=guid)
    with database.reading() as session:
        work = export_work(session, SLUG, Wanted(format_name="xliff2", language="vi"), now=NOW)
    assert (work.texts, work.left_out) == (1, 1)


def test_the_same_work_is_the_same_file(database: Database) -> None:
    keep_work(database)
    for format_name in ("xliff", "xliff2", "tmx"):
        assert exported(database, format_name) == exported(database, format_name)


def test_what_does_not_exist_is_named(database: Database) -> None:
    keep_work(database)
    other = keep_blog(database, raw_entry("x"), slug="other", title="Other").entries[0].guid
    with pytest.raises(UnknownBlog):
        exported(database, slug="nowhere")
    with pytest.raises(UnknownEntry):
        exported(database, guid=other)
    with pytest.raises(UnknownFormat):
        exported(database, "csv")
    with database.reading() as session, pytest.raises(UnknownLanguage, match="known: ko, vi"):
        export_work(session, SLUG, Wanted(format_name="xliff", language="en"), now=NOW)


def test_a_file_is_named_after_the_live_blog_and_the_language(database: Database) -> None:
    keep_work(database)
    with database.reading() as session:
        work = export_work(session, SLUG, Wanted(format_name="tmx", language="vi"), now=NOW)
    assert (work.file_name, work.media_type) == ("hanoi.vi.tmx", "application/x-tmx+xml")
