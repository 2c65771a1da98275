"""When archive documents are made, what goes into them, and what is taken out of them again."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from feeds.identity import variant_guid
from feeds.model import Paragraph, PubStatus
from syndication.archiving import ARCHIVE_ENTRIES
from syndication.config import Settings
from syndication.ingest import accept_entry, kill_blog, replace_entry, update_head
from syndication.languages import Unbegun, begin
from syndication.reviewing import edit_segment
from syndication.storage.blogs import load_head
from syndication.storage.database import Database
from syndication.storage.tables import archive_documents, archived_entries, entries, feed_revisions, variants
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.kept import SLUG, raw_entry, work_on
from tests.syndication.long_blogs import (
    MINUTE,
    archive_of,
    entries_of,
    generation_of,
    keep_long_blog,
    kill,
    numbered,
    post,
    replace_each,
    state_of,
)

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def long_blog(tmp_path: Path, long_template: Path) -> Iterator[Database]:
    """A database of this test's own with that live blog."""
    path = tmp_path / "syndication.db"
    shutil.copyfile(long_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


def headlines(archive):
    return [entry.headline for entry in archive.entries]


def expected_headlines(numbers):
    return [f"Headline {number}" for number in numbers]


@on_sqlite
def test_a_short_live_blog_has_no_archive_documents(database: Database) -> None:
    keep_long_blog(database, 199)
    assert state_of(database).archives == 0


@on_sqlite
def test_the_two_hundredth_entry_archives_the_oldest_hundred(database: Database) -> None:
    keep_long_blog(database, 199)
    post(database, now=NOW + MINUTE)
    assert state_of(database).archives == 1
    assert headlines(archive_of(database, 1)) == expected_headlines(range(100, 200))


@pytest.mark.parametrize(("count", "archives"), [(299, 1), (450, 3)])
def test_a_live_blog_that_comes_in_at_once_is_archived_in_every_language(
    database: Database, count: int, archives: int
) -> None:
    keep_long_blog(database, count, languages="vi")
    for language in ("en", "vi"):
        assert state_of(database, language).archives == archives
        held = [entry for number in range(archives, 0, -1) for entry in archive_of(database, number, language).entries]
        first = count - archives * ARCHIVE_ENTRIES + 1
        assert [entry.headline for entry in held] == expected_headlines(range(first, count + 1))


def test_a_correction_leaves_the_archive_and_waits_to_be_archived_itself(long_blog: Database) -> None:
    before = archive_of(long_blog, 1)
    old = entries_of(long_blog)[-100:]
    replace_each(long_blog, old[:99], now=NOW + MINUTE, correction_note="Not so.")
    assert state_of(long_blog).archives == 2
    replace_each(long_blog, old[99:], now=NOW + 2 * MINUTE, correction_note="Not so.")
    assert archive_of(long_blog, 1) == before
    assert {entry.version for entry in before.entries} == {1}
    assert state_of(long_blog).archives == 3
    assert {(entry.version, entry.correction_note) for entry in archive_of(long_blog, 3).entries} == {(2, "Not so.")}


def test_those_that_changed_longest_ago_are_archived_first(long_blog: Database) -> None:
    forget_archives(long_blog)
    replace_each(long_blog, entries_of(long_blog)[-1:], now=NOW + MINUTE, correction_note="Not so.")
    assert headlines(archive_of(long_blog, 1)) == expected_headlines(range(200, 300))
    assert headlines(archive_of(long_blog, 2)) == expected_headlines([*range(101, 200), 300])


def test_an_archive_document_is_in_the_order_of_publication(long_blog: Database) -> None:
    shuffled = sorted(entries_of(long_blog)[-100:], key=lambda entry: entry.guid)
    replace_each(long_blog, shuffled, now=NOW + MINUTE, correction_note="Not so.")
    assert headlines(archive_of(long_blog, 3)) == expected_headlines(range(201, 301))


def test_each_language_is_archived_by_its_own_changes(long_blog: Database) -> None:
    segments = [work_on(long_blog, entry.guid).segments[0] for entry in entries_of(long_blog)[-100:]]
    with long_blog.writing() as session:
        for segment in segments:
            edit_segment(
                session, segment.id or 0, text_html="Tiêu đề", if_version=segment.version, actor="Linh", now=NOW
            )
    assert [state_of(long_blog, tag).archives for tag in ("en", "vi")] == [2, 3]
    assert {entry.version for entry in archive_of(long_blog, 1, "vi").entries} == {1}
    assert {entry.version for entry in archive_of(long_blog, 3, "vi").entries} == {2}


def test_a_language_that_is_begun_later_is_archived_from_the_start(long_blog: Database) -> None:
    with long_blog.writing() as session:
        begin(session, Unbegun(SLUG, "ko"), now=NOW + MINUTE)
    assert state_of(long_blog, "ko").archives == 2
    assert headlines(archive_of(long_blog, 1, "ko")) == headlines(archive_of(long_blog, 1))
    assert archive_of(long_blog, 1, "ko").language == "ko"


def test_a_kill_takes_the_text_out_of_every_archive_document_that_has_it_in_every_language(database: Database) -> None:
    keep_long_blog(database, 300, languages="vi")
    old = entries_of(database)[-100:]
    replace_each(database, old, now=NOW + MINUTE, correction_note="Not so.")
    victim = old[7]
    assert [victim.guid in {e.guid for e in archive_of(database, number).entries} for number in (1, 2, 3)] == [
        True,
        False,
        True,
    ]
    untouched = archive_of(database, 2)
    kill(database, victim, now=NOW + 2 * MINUTE)
    for language in ("en", "vi"):
        assert [generation_of(database, number, language) for number in (1, 2, 3)] == [1, 0, 1]
        assert state_of(database, language).archive_generation == 1
        for number in (1, 3):
            archive = archive_of(database, number, language)
            assert len(archive.entries) == 99
            assert victim.headline not in headlines(archive)
            assert archive.updated_at == NOW + 2 * MINUTE
    assert archive_of(database, 2) == untouched


def test_the_notice_of_a_kill_is_archived_in_its_turn(long_blog: Database) -> None:
    victim = entries_of(long_blog)[-1]
    kill(long_blog, victim)
    post(long_blog, 99, now=NOW + 2 * MINUTE)
    (notice,) = (entry for entry in archive_of(long_blog, 3).entries if entry.guid == victim.guid)
    assert (notice.pub_status, notice.kill_reason, notice.blocks) == (PubStatus.CANCELED, "wrong photo", ())


def test_what_is_withheld_goes_and_comes_back_as_a_later_version(long_blog: Database) -> None:
    held = entries_of(long_blog)[-3:]
    replace_each(long_blog, held, now=NOW + MINUTE, pub_status=PubStatus.WITHHELD)
    assert len(archive_of(long_blog, 1).entries) == 97
    replace_each(long_blog, held, now=NOW + 2 * MINUTE)
    assert len(archive_of(long_blog, 1).entries) == 97
    assert generation_of(long_blog, 1) == len(held)
    post(long_blog, 97, now=NOW + 3 * MINUTE)
    released = [entry for entry in archive_of(long_blog, 3).entries if entry.version == 3]
    assert [entry.guid for entry in released] == [entry.guid for entry in held]


@pytest.mark.parametrize("changes", [{"embargoed_until": NOW + timedelta(days=1)}, {"published_at": NOW + 9 * MINUTE}])
def test_what_must_not_be_read_yet_after_all_is_taken_out(long_blog: Database, changes: dict[str, object]) -> None:
    entry = entries_of(long_blog)[-1]
    new = raw_entry(**({"published_at": entry.published_at} | changes))
    with long_blog.writing() as session:
        replace_entry(session, entry.guid, new, if_version=None, actor="Linh", now=NOW + MINUTE)
    assert len(archive_of(long_blog, 1).entries) == 99


def test_what_nobody_may_see_yet_is_not_archived(long_blog: Database) -> None:
    with long_blog.writing() as session:
        secret = numbered(500, embargoed_until=NOW + timedelta(hours=1))
        accept_entry(session, SLUG, secret, actor="Linh", now=NOW)
    post(long_blog, 99, now=NOW + MINUTE)
    assert state_of(long_blog).archives == 2
    post(long_blog, now=NOW + 2 * MINUTE)
    assert "Headline 500" not in headlines(archive_of(long_blog, 3))
    post(long_blog, 99, now=NOW + timedelta(hours=2))
    assert "Headline 500" in headlines(archive_of(long_blog, 4))


def test_what_was_withdrawn_before_anyone_saw_it_is_never_archived(long_blog: Database) -> None:
    with long_blog.writing() as session:
        for number in range(400, 510):
            dead = numbered(number, pub_status=PubStatus.CANCELED)
            accept_entry(session, SLUG, dead, actor="Linh", now=NOW)
    assert state_of(long_blog).archives == 2
    post(long_blog, 100, now=NOW + MINUTE)
    assert headlines(archive_of(long_blog, 3)) == expected_headlines(range(1, 101))


def change_head(database: Database, *, minutes: int, **changes: object) -> None:
    with database.writing() as session:
        head = load_head(session, SLUG)
        assert head is not None
        update_head(session, SLUG, replace(head, **changes), if_version=None, actor="Linh", now=NOW + minutes * MINUTE)


def test_a_new_title_leaves_what_is_archived(long_blog: Database) -> None:
    before = archive_of(long_blog, 1), archive_of(long_blog, 1, "vi")
    change_head(long_blog, minutes=1, title="Another title")
    assert (archive_of(long_blog, 1), archive_of(long_blog, 1, "vi")) == before


@on_sqlite
def test_nothing_of_a_withheld_live_blog_is_left_and_its_release_archives_it_anew(database: Database) -> None:
    keep_long_blog(database, 300, languages="vi")
    change_head(database, minutes=1, pub_status=PubStatus.WITHHELD)
    for language in ("en", "vi"):
        for number in (1, 2):
            archive = archive_of(database, number, language)
            assert archive.entries == ()
            assert archive.pub_status is PubStatus.WITHHELD
            assert "Hanoi" not in archive.title
            assert archive.standfirst is None
        assert state_of(database, language).archives == 2
    change_head(database, minutes=2, pub_status=PubStatus.USABLE)
    for language in ("en", "vi"):
        assert state_of(database, language).archives == 4
        assert archive_of(database, 1, language).entries == ()
        assert headlines(archive_of(database, 3, language)) == expected_headlines(range(201, 301))


def test_of_a_killed_live_blog_its_notices_are_archived_and_nothing_else(long_blog: Database) -> None:
    with long_blog.writing() as session:
        kill_blog(session, SLUG, "staged", actor="Linh", now=NOW + MINUTE)
    for language in ("en", "vi"):
        assert state_of(long_blog, language).archives == 4
        for number in (1, 2):
            assert archive_of(long_blog, number, language).entries == ()
        for number in (1, 2, 3, 4):
            archive = archive_of(long_blog, number, language)
            assert "Hanoi" not in archive.title
            assert {entry.pub_status for entry in archive.entries} <= {PubStatus.CANCELED}
        assert len(archive_of(long_blog, 3, language).entries) == ARCHIVE_ENTRIES


def test_an_archive_document_keeps_the_languages_and_guids_of_its_time(long_blog: Database) -> None:
    source, variant = archive_of(long_blog, 1), archive_of(long_blog, 1, "vi")
    assert [entry.guid for entry in variant.entries] == [variant_guid(entry.guid, "vi") for entry in source.entries]
    assert {entry.translation.source_version for entry in variant.entries if entry.translation} == {1}


def forget_archives(database: Database) -> None:
    """Put a database into the state in which the migration leaves one from before there were archive documents."""
    with database.writing() as session:
        session.execute(delete(archived_entries))
        session.execute(delete(archive_documents))
        session.execute(update(feed_revisions).values(archives=0, archive_generation=0))
        for table in (entries, variants):
            session.execute(update(table).values(archived_version=0))


def test_the_next_change_archives_a_live_blog_from_before_there_were_archives(long_blog: Database) -> None:
    forget_archives(long_blog)
    post(long_blog, now=NOW + MINUTE)
    assert [state_of(long_blog, tag).archives for tag in ("en", "vi")] == [2, 2]


@on_sqlite
def test_a_worker_archives_what_is_left_from_before_there_were_archives(database: Database, settings: Settings) -> None:
    keep_long_blog(database, 300, languages="vi")
    forget_archives(database)
    quiet = replace(settings, languages=("vi",))
    Worker(quiet, database=database).run_once()
    assert [state_of(database, tag).archives for tag in ("en", "vi")] == [2, 2]
    Worker(quiet, database=database).run_once()
    assert [state_of(database, tag).archives for tag in ("en", "vi")] == [2, 2]


def test_the_text_of_an_archived_entry_is_the_one_of_then(long_blog: Database) -> None:
    replace_each(long_blog, entries_of(long_blog)[-1:], now=NOW + MINUTE, blocks=(Paragraph(html="Changed."),))
    (oldest,) = (entry for entry in archive_of(long_blog, 1).entries if entry.headline == "Headline 300")
    assert [block.html for block in oldest.blocks if isinstance(block, Paragraph)] == ["Text 300."]
