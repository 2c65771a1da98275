"""The entries of a live blog on its desk, from a real database."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from feeds.model import Entry, EntryKind, Paragraph, PubStatus
from syndication.desk.states import EntryState, next_turn, states_of
from syndication.ingest import accept_entry, kill_entry, replace_entry
from syndication.storage.blogs import find_blog
from syndication.storage.database import Database
from syndication.storage.entries import insert_entries
from syndication.storage.stream import (
    StreamFilter,
    StreamRow,
    count_sentences,
    count_stream,
    find_entry_id,
    find_in_stream,
    list_changed,
    list_stream,
)
from tests.factories import NOW
from tests.syndication.kept import SLUG, keep_blog, kept_blog, raw_entry
from translations.model import SegmentState

HOUR = timedelta(hours=1)
# Its text looks like the field of another entry.
TRAP = '"embargoed_until":"2999-01-01T00:00:00Z" "correction_note":"x" "kind":"summary"'
KINDS: dict[str, dict[str, Any]] = {
    "pinned": {"pinned": True},
    "highlighted": {"highlighted": True, "kind": EntryKind.KEY_EVENT},
    "scheduled": {"published_at": NOW + HOUR},
    "embargoed": {"embargoed_until": NOW + HOUR},
    "held": {"pub_status": PubStatus.WITHHELD},
    "corrected": {"correction_note": "It was noon.", "embargoed_until": NOW - HOUR},
    "killed": {"pinned": True, "highlighted": True},
    "plain": {},
    "trap": {"headline": TRAP, "blocks": (Paragraph(html=TRAP),)},
}


def keep(database: Database) -> dict[str, Entry]:
    """Keep one entry of each sort, the newest first."""
    made = [
        raw_entry(f"About {name}.", **{"headline": name, "published_at": NOW - number * HOUR / 60} | changes)
        for number, (name, changes) in enumerate(KINDS.items())
    ]
    keep_blog(database, *made)
    kept = {entry.headline or "": entry for entry in kept_blog(database).entries}
    with database.writing() as session:
        killed = kill_entry(session, kept["killed"].guid, "wrong", actor="Linh", now=NOW)
    return kept | {"killed": killed}


def stream(database: Database, **wanted: object) -> tuple[StreamRow, ...]:
    with database.reading() as session:
        blog = find_blog(session, SLUG)
        assert blog is not None
        return list_stream(session, blog.id, StreamFilter(**wanted), now=NOW, limit=100)  # type: ignore[arg-type]


def headlines(database: Database, **wanted: object) -> set[str | None]:
    return {row.entry.headline for row in stream(database, **wanted)}


@pytest.mark.parametrize("state", EntryState)
def test_entries_are_found_by_the_marks_that_the_page_shows(database: Database, state: EntryState) -> None:
    keep(database)
    shown = {row.entry.guid for row in stream(database) if state in states_of(row.entry, NOW)}
    assert {row.entry.guid for row in stream(database, state=state)} == shown
    assert len(shown) == 1


def test_marks_are_counted(database: Database) -> None:
    keep(database)
    with database.reading() as session:
        blog = find_blog(session, SLUG)
        assert blog is not None
        assert count_stream(session, blog.id, now=NOW) == {None: len(KINDS), **dict.fromkeys(EntryState, 1)}
        later = count_stream(session, blog.id, now=NOW + 2 * HOUR)
        assert (later[EntryState.SCHEDULED], later[EntryState.EMBARGOED]) == (0, 0)
        assert count_stream(session, blog.id + 1, now=NOW)[None] == 0


def test_entries_are_found_by_kind_and_words(database: Database) -> None:
    keep(database)
    assert headlines(database, kind=EntryKind.KEY_EVENT) == {"highlighted"}
    assert headlines(database, kind=EntryKind.SUMMARY) == set()
    assert headlines(database, words="ABOUT HELD") == {"held"}
    assert headlines(database, words='"2999-') == {TRAP}
    assert headlines(database, words="%") == set()
    assert headlines(database, words="held", state=EntryState.PINNED) == set()


def test_the_newest_come_first_a_page_at_a_time(database: Database) -> None:
    keep(database)
    everything = stream(database)
    times = [row.entry.published_at for row in everything]
    assert times == sorted(times, reverse=True)
    with database.reading() as session:
        blog = find_blog(session, SLUG)
        assert blog is not None
        page = list_stream(session, blog.id, StreamFilter(), now=NOW, limit=3, offset=2)
    assert page == everything[2:5]


def test_an_entry_is_found_by_its_number_in_its_own_live_blog_only(database: Database) -> None:
    keep(database)
    row = stream(database)[0]
    with database.reading() as session:
        blog = find_blog(session, SLUG)
        assert blog is not None
        assert find_in_stream(session, blog.id, row.entry_id) == row.entry
        assert find_in_stream(session, blog.id + 1, row.entry_id) is None
        assert find_entry_id(session, row.entry.guid) == row.entry_id
        assert find_entry_id(session, "tag:nobody") is None


def test_what_has_changed_since_a_revision_is_told(database: Database) -> None:
    kept = keep(database)
    with database.writing() as session:
        before = find_blog(session, SLUG)
        assert before is not None
        pinned = replace(kept["pinned"], headline="Other")
        replace_entry(session, kept["pinned"].guid, pinned, if_version=None, actor="Minh", now=NOW)
        new = accept_entry(session, SLUG, raw_entry("New."), actor="Minh", now=NOW)
    with database.reading() as session:
        changed = list_changed(session, before.id, before.revision)
        assert changed == (find_entry_id(session, new.guid), find_entry_id(session, kept["pinned"].guid))
        assert list_changed(session, before.id, before.revision + 100) == ()


def test_sentences_are_counted_by_text_and_language(database: Database) -> None:
    guid = keep(database)["plain"].guid
    with database.reading() as session:
        assert count_sentences(session, [guid]) == {
            (guid, "ko"): {SegmentState.MISSING: 2},
            (guid, "vi"): {SegmentState.MISSING: 2},
        }
        assert count_sentences(session, []) == {}


def test_an_entry_turns_with_the_clock() -> None:
    entry = raw_entry(published_at=NOW + HOUR, embargoed_until=NOW + 2 * HOUR)
    assert states_of(entry, NOW) == (EntryState.EMBARGOED, EntryState.SCHEDULED)
    assert next_turn(entry, NOW) == NOW + HOUR
    assert states_of(entry, NOW + HOUR) == (EntryState.EMBARGOED,)
    assert next_turn(entry, NOW + HOUR) == NOW + 2 * HOUR
    assert (states_of(entry, NOW + 2 * HOUR), next_turn(entry, NOW + 2 * HOUR)) == ((), None)


def test_a_page_of_two_thousand_entries_is_there_at_once(database: Database) -> None:
    keep_blog(database)
    text = "The leaders met again in the hall. " * 20
    made = [
        raw_entry(text, guid=f"tag:example.org,2019:{number}", version=1, published_at=NOW + number * HOUR / 60)
        for number in range(2000)
    ]
    with database.writing() as session:
        blog = find_blog(session, SLUG)
        assert blog is not None
        insert_entries(session, blog.id, made)
    started = time.perf_counter()
    with database.reading() as session:
        blog = find_blog(session, SLUG)
        assert blog is not None
        count_stream(session, blog.id, now=NOW)
        found = [
            list_stream(session, blog.id, wanted, now=NOW, limit=51, offset=offset)
            for wanted, offset in (
                (StreamFilter(), 0),
                (StreamFilter(), 1900),
                (StreamFilter(state=EntryState.EMBARGOED), 0),
                (StreamFilter(words="nowhere"), 0),
            )
        ]
    assert [len(rows) for rows in found] == [51, 51, 0, 0]
    # Some 40 ms on a quiet machine; ten times that would be felt.
    assert time.perf_counter() - started < 2
