"""Timers of publish policies, with the real worker and an explicit time."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from feeds.identity import variant_guid
from feeds.model import TranslationState
from feeds.profile import LanguageRule, PublishPolicy, WhenMissing, WhenStale
from syndication.config import Settings
from syndication.ingest import accept_entry, kill_entry, replace_entry
from syndication.memory import import_memory
from syndication.policy_keeper import PolicyKeeper
from syndication.releasing import release_due, settle_policies
from syndication.reviewing import approve_segment
from syndication.storage.changes import Change, LogKind
from syndication.storage.database import Database
from syndication.storage.jobs import count_jobs, list_jobs
from syndication.storage.revisions import feed_revision
from syndication.storage.tables import jobs, segments, variants
from syndication.storage.timers import TIMER
from tests.factories import NOW
from tests.syndication.kept import (
    SLUG,
    approve_all,
    keep_blog,
    log_of,
    memory_of,
    raw_entry,
    variant_of,
    wait_for,
    work_on,
)
from tests.syndication.long_blogs import archive_of, generation_of, keep_long_blog, state_of
from tests.syndication.policies import (
    MINUTE,
    decisions_on,
    keep_profile,
    partner_feed,
    remember_translations,
    timed,
    timer_at,
    work_at,
)
from translations.hashes import target_hash
from translations.policy import Reason, Show

HEAD = {"title": "Leaders arrive", "standfirst": None, "byline": None}
DRAFT = "Cảnh sát đóng đường phố."
SOURCE = "Police close streets."
JUST_BEFORE = timedelta(microseconds=1)


@pytest.fixture
def guid(database: Database, settings: Settings) -> str:
    """An entry with a draft in Vietnamese, which came in at NOW; one partner waits ten minutes for its review."""
    keep_profile(database, timed(10))
    remember_translations(database)
    guid = keep_blog(database, raw_entry(SOURCE, headline=None), **HEAD).entries[0].guid
    work_at(database, settings, NOW)
    return guid


def timer_rows(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).where(jobs.c.kind == TIMER)) or 0


def item_version(ninjs: bytes, guid: str) -> int:
    """Return the version of an entry in a document of many."""
    texts = [json.loads(ninjs)]
    for text in texts:
        texts += [
            item for items in text.get("associations", []) for item in ([items] if isinstance(items, dict) else [])
        ]
        if text.get("uri") == variant_guid(guid, "vi"):
            return int(text["version"])
    raise AssertionError("the entry is not in the document")


def releases(database: Database) -> list[Change]:
    return [change for change in log_of(database) if change.kind is LogKind.TIMER]


def test_a_draft_goes_out_on_the_second_and_not_before(database: Database, settings: Settings, guid: str) -> None:
    work_at(database, settings, NOW + 10 * MINUTE - JUST_BEFORE)
    assert DRAFT not in partner_feed(database).body.decode()
    assert SOURCE in partner_feed(database).body.decode()
    work_at(database, settings, NOW + 10 * MINUTE)
    assert DRAFT in partner_feed(database).body.decode()
    entry = variant_of(database, policy=PublishPolicy.REVIEWED_OR_MACHINE_AFTER, after_min=10).entries[0]
    assert entry.translation is not None
    assert entry.translation.state is TranslationState.MEMORY


def test_what_is_released_is_a_new_version_of_everything_that_names_it(
    database: Database, settings: Settings, guid: str
) -> None:
    keep_profile(database, timed(10), format_name="ninjs")
    work_at(database, settings, NOW)
    before, work = partner_feed(database), work_on(database, guid)
    work_at(database, settings, NOW + 10 * MINUTE)
    after, released = partner_feed(database), work_on(database, guid)
    versions = [item_version(served.body, guid) for served in (before, after)]
    assert versions == [work.version, released.version]
    assert (released.version, released.waited_min) == (work.version + 1, 10)
    assert released.updated_at == NOW + 10 * MINUTE
    assert after.body != before.body
    assert after.etag != before.etag
    assert after.last_modified_at > before.last_modified_at


def test_the_clock_alone_changes_nothing(database: Database, settings: Settings, guid: str) -> None:
    before = partner_feed(database, now=NOW + MINUTE)
    after = partner_feed(database, now=NOW + 30 * MINUTE)
    assert (after.body, after.etag) == (before.body, before.etag)


def test_a_release_is_a_row_of_the_change_log_and_seen_in_its_language_only(
    database: Database, settings: Settings, guid: str
) -> None:
    def revisions() -> list[int | None]:
        with database.reading() as session:
            return [feed_revision(session, SLUG, tag) for tag in ("en", "ko", "vi")]

    before = revisions()
    work_at(database, settings, NOW + 10 * MINUTE)
    english, korean, vietnamese = before
    assert revisions() == [english, korean, (vietnamese or 0) + 2]
    rows = releases(database)
    assert {(row.language, row.actor) for row in rows} == {("vi", "timer")}
    assert guid in {row.guid for row in rows}
    assert [change.revision for change in log_of(database)] == list(range(1, len(log_of(database)) + 1))


def test_readers_of_everything_see_a_new_version_with_the_same_text(
    database: Database, settings: Settings, guid: str
) -> None:
    before = variant_of(database).entries[0]
    work_at(database, settings, NOW + 10 * MINUTE)
    after = variant_of(database).entries[0]
    assert after.blocks == before.blocks
    assert after.version == before.version + 1


def test_a_worker_that_is_late_is_only_late(database: Database, settings: Settings, guid: str) -> None:
    keep_profile(database, timed(30), name="slow")
    keep_profile(database, timed(60), name="slowest")
    work_at(database, settings, NOW + 45 * MINUTE)
    assert work_on(database, guid).waited_min == 30
    assert timer_at(database) == NOW + 60 * MINUTE
    assert len([row for row in releases(database) if row.guid == guid]) == 1


def test_each_timer_runs_out_by_itself(database: Database, settings: Settings, guid: str) -> None:
    keep_profile(database, timed(30), name="slow")
    for minutes, waited in ((10, 10), (29, 10), (30, 30), (90, 30)):
        work_at(database, settings, NOW + minutes * MINUTE)
        assert work_on(database, guid).waited_min == waited
    assert timer_rows(database) == 0


def test_what_is_approved_goes_out_at_once_and_waits_for_nothing(
    database: Database, settings: Settings, guid: str
) -> None:
    approve_all(database, guid)
    assert DRAFT in partner_feed(database).body.decode()
    work = work_on(database, guid)
    assert (work.waiting_since, work.waited_min) == (None, 0)
    work_at(database, settings, NOW + 10 * MINUTE)
    assert work_on(database, guid) == work
    assert guid not in {row.guid for row in releases(database)}


def test_a_text_without_a_draft_is_held_and_gets_no_new_version(database: Database, settings: Settings) -> None:
    keep_profile(database, timed(10, when_missing=WhenMissing.HOLD))
    guid = keep_blog(database, raw_entry(SOURCE, headline=None), **HEAD).entries[0].guid
    work_at(database, settings, NOW)
    version = work_on(database, guid).version
    work_at(database, settings, NOW + 10 * MINUTE)
    work = work_on(database, guid)
    assert (work.version, work.waited_min) == (version, 10)
    assert releases(database) == []
    assert [(row.reason, row.show) for row in decisions_on(database, guid) if "after" in row.rule] == [
        (Reason.WAITING, Show.NOTHING),
        (Reason.MISSING, Show.NOTHING),
    ]
    assert timer_rows(database) == 0


def test_a_draft_that_comes_after_the_time_is_over_goes_out_at_once(database: Database, settings: Settings) -> None:
    keep_profile(database, timed(10))
    keep_blog(database, raw_entry(SOURCE, headline=None), **HEAD)
    work_at(database, settings, NOW)
    work_at(database, settings, NOW + 10 * MINUTE)
    remember_translations(database)
    work_at(database, settings, NOW + 11 * MINUTE)
    assert DRAFT in partner_feed(database).body.decode()


def test_a_kill_drops_the_timer(database: Database, settings: Settings, guid: str) -> None:
    with database.writing() as session:
        kill_entry(session, guid, "wrong photo", actor="Minh", now=NOW + 9 * MINUTE)
    with database.reading() as session:
        assert guid not in set(session.scalars(select(jobs.c.guid)))
    killed = work_on(database, guid)
    assert (killed.waiting_since, killed.waited_min) == (None, 0)
    work_at(database, settings, NOW + 10 * MINUTE)
    assert work_on(database, guid) == killed
    assert DRAFT not in partner_feed(database).body.decode()


def test_a_new_sentence_does_not_hold_up_a_text_that_waits(database: Database, settings: Settings, guid: str) -> None:
    with database.writing() as session:
        longer = raw_entry(f"{SOURCE} The talks begin.", headline=None)
        replace_entry(session, guid, longer, if_version=1, actor="Minh", now=NOW + 9 * MINUTE)
    work_at(database, settings, NOW + 9 * MINUTE)
    assert work_on(database, guid).waiting_since == NOW
    work_at(database, settings, NOW + 10 * MINUTE)
    assert "Hội đàm bắt đầu." in partner_feed(database).body.decode()


def test_an_approved_text_that_changes_waits_from_the_change(database: Database, settings: Settings, guid: str) -> None:
    approve_all(database, guid)
    edited_at = NOW + 20 * MINUTE
    with database.writing() as session:
        edited = raw_entry("The talks begin.", headline=None)
        replace_entry(session, guid, edited, if_version=1, actor="Minh", now=edited_at)
    work_at(database, settings, edited_at)
    assert work_on(database, guid).waiting_since == edited_at
    work_at(database, settings, edited_at + 10 * MINUTE - JUST_BEFORE)
    assert "Hội đàm bắt đầu." not in partner_feed(database).body.decode()
    work_at(database, settings, edited_at + 10 * MINUTE)
    assert "Hội đàm bắt đầu." in partner_feed(database).body.decode()


def test_a_material_change_of_the_source_holds_what_was_out_until_people_had_their_time_again(
    database: Database, settings: Settings
) -> None:
    keep_profile(database, timed(10, when_stale=WhenStale.MACHINE))
    with database.writing() as session:
        drafts = {"Police hold 12 men.": "Cảnh sát giữ 12 người.", "Police hold 14 men.": "Cảnh sát giữ 14 người."}
        drafts |= {"Now police hold 14 men.": "Nay cảnh sát giữ 14 người."}
        import_memory(session, memory_of(drafts), name="desk.tmx", now=NOW)
    guid = keep_blog(database, raw_entry("Police hold 12 men.", headline=None), **HEAD).entries[0].guid

    def edit(text: str, minutes: int) -> None:
        with database.writing() as session:
            edited = raw_entry(text, headline=None)
            replace_entry(session, guid, edited, if_version=None, actor="Minh", now=NOW + minutes * MINUTE)

    for minutes in (0, 10):
        work_at(database, settings, NOW + minutes * MINUTE)
    assert "giữ 12 người" in partner_feed(database).body.decode()
    edit("Police hold 14 men.", 15)
    for minutes, is_out in ((15, False), (24, False), (25, True)):
        work_at(database, settings, NOW + minutes * MINUTE)
        assert ("giữ 14 người" in partner_feed(database).body.decode()) is is_out
        assert "giữ 12 người" not in partner_feed(database).body.decode()
    # Another word touches nothing that a translation says: what is out is replaced at once.
    edit("Now police hold 14 men.", 30)
    work_at(database, settings, NOW + 30 * MINUTE)
    assert work_on(database, guid).waiting_since == NOW + 15 * MINUTE
    assert "Nay cảnh sát giữ 14 người" in partner_feed(database).body.decode()


def test_a_profile_that_comes_later_with_a_shorter_timer_is_served_at_once(
    database: Database, settings: Settings, guid: str
) -> None:
    keep_profile(database, timed(5), name="fast")
    work_at(database, settings, NOW + 7 * MINUTE)
    assert DRAFT in partner_feed(database, name="fast").body.decode()
    assert DRAFT not in partner_feed(database, name="live").body.decode()
    assert timer_at(database) == NOW + 10 * MINUTE


def test_a_timer_that_no_profile_has_any_more_releases_nothing(
    database: Database, settings: Settings, guid: str
) -> None:
    keep_profile(database, LanguageRule(tag="vi", policy=PublishPolicy.REVIEWED))
    with database.reading() as session:
        before = feed_revision(session, SLUG, "vi")
    assert release_due(database, now=NOW + 10 * MINUTE) > 0
    assert release_due(database, now=NOW + 10 * MINUTE) == 0
    with database.reading() as session:
        assert feed_revision(session, SLUG, "vi") == before
    assert work_on(database, guid).waited_min == 0


def test_a_profile_waits_for_the_live_blogs_it_takes_only(database: Database, settings: Settings) -> None:
    keep_profile(database, timed(10), blogs=("summit",))
    keep_blog(database, raw_entry(SOURCE), **HEAD)
    settle_policies(database, now=NOW)
    assert timer_rows(database) == 0
    keep_blog(database, raw_entry(SOURCE, published_at=NOW), slug="summit", **HEAD)
    assert timer_rows(database) == 2


def test_texts_from_before_there_were_timers_begin_to_wait_when_a_worker_comes(
    database: Database, settings: Settings, guid: str
) -> None:
    with database.writing() as session:
        session.execute(update(variants).values(waiting_since=None))
    keep_profile(database, timed(20), name="slow")
    work_at(database, settings, NOW + 3 * MINUTE)
    assert work_on(database, guid).waiting_since == NOW + 3 * MINUTE
    work_at(database, settings, NOW + 13 * MINUTE)
    assert DRAFT in partner_feed(database).body.decode()


def test_timers_are_no_drafts_that_wait_for_a_worker(database: Database, settings: Settings, guid: str) -> None:
    assert timer_rows(database) == 2
    with database.reading() as session:
        assert (count_jobs(session).waiting, list_jobs(session)) == (0, ())


def test_a_text_that_cannot_be_read_holds_up_no_other(database: Database, settings: Settings, guid: str) -> None:
    with database.writing() as session:
        sound = accept_entry(session, SLUG, raw_entry("The talks begin.", headline=None), actor="Minh", now=NOW)
    work_at(database, settings, NOW)
    with database.writing() as session:
        session.execute(update(segments).where(segments.c.guid == guid).values(marks="no JSON"))
    work_at(database, settings, NOW + 10 * MINUTE)
    assert work_on(database, sound.guid).waited_min == 10
    assert timer_rows(database) == 0


def test_two_workers_release_once(database: Database, settings: Settings, guid: str) -> None:
    together = threading.Barrier(2)

    def release() -> None:
        together.wait()
        release_due(database, now=NOW + 10 * MINUTE)

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(release) for _ in range(2)]:
            done.result()
    assert len([row for row in releases(database) if row.guid == guid]) == 1


def test_an_approval_in_the_second_of_the_timer_and_the_timer_both_count(
    database: Database, settings: Settings, guid: str
) -> None:
    before, at = work_on(database, guid), NOW + 10 * MINUTE
    (segment,) = before.segments
    assert segment.id is not None
    together = threading.Barrier(2)

    def release() -> None:
        together.wait()
        release_due(database, now=at)

    def approve(segment_id: int) -> None:
        together.wait()
        with database.writing() as session:
            approve_segment(
                session,
                segment_id,
                source_hash=segment.source.source_hash,
                target_hash=target_hash(segment.current),
                actor="Linh",
                now=at,
            )

    with ThreadPoolExecutor(2) as threads:
        for done in (threads.submit(release), threads.submit(approve, segment.id)):
            done.result()
    after = work_on(database, guid)
    entry = variant_of(database, policy=PublishPolicy.REVIEWED_OR_MACHINE_AFTER, after_min=10).entries[0]
    assert entry.translation is not None
    assert entry.translation.state is TranslationState.REVIEWED
    assert (after.waiting_since, after.waited_min) == (None, 0)
    of_text = [change for change in log_of(database) if change.guid == guid and change.version > before.version]
    assert [change.version for change in of_text if change.language == "vi"] == list(
        range(before.version + 1, after.version + 1)
    )
    assert [change.revision for change in log_of(database)] == list(range(1, len(log_of(database)) + 1))
    assert after.updated_at >= at


def test_a_worker_that_runs_releases_what_is_due_and_sleeps_until_then(
    database: Database, settings: Settings, guid: str
) -> None:
    time_is = [NOW + 9 * MINUTE]
    keeper, stop = PolicyKeeper(database, clock=lambda: time_is[0]), threading.Event()
    running = threading.Thread(target=keeper.run, args=(stop,))
    running.start()
    try:
        time_is[0] = NOW + 10 * MINUTE
        wait_for(lambda: work_on(database, guid).waited_min == 10)
    finally:
        stop.set()
        running.join()


def test_archive_documents_stay_as_they_are_when_their_entries_are_released(
    database: Database, settings: Settings
) -> None:
    keep_profile(database, timed(10))
    keep_long_blog(database, 250, languages="vi")
    numbers = range(1, 251)
    drafts = {f"Text {number}.": f"Bản {number}." for number in numbers}
    drafts |= {f"Headline {number}": f"Tin {number}" for number in numbers}
    with database.writing() as session:
        import_memory(session, memory_of(drafts), name="desk.tmx", now=NOW)
    work_at(database, settings, NOW)
    sealed = {number: archive_of(database, number, "vi") for number in range(1, state_of(database, "vi").archives + 1)}
    assert sealed
    work_at(database, settings, NOW + 10 * MINUTE)
    assert state_of(database, "vi").archives > len(sealed)
    for number, archive in sealed.items():
        assert archive_of(database, number, "vi") == archive
        assert generation_of(database, number, "vi") == 0
