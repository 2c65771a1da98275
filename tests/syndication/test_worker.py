import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from feeds.model import TranslationState
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.drafting import read_works, store_drafts
from syndication.ingest import accept_entry, kill_entry, replace_entry
from syndication.memory import StoredRecall, import_memory
from syndication.storage.changes import LogKind
from syndication.storage.database import Database
from syndication.storage.jobs import (
    MOST_ATTEMPTS,
    claim_drafts,
    count_jobs,
    enqueue_missing,
    list_jobs,
    list_missing_pairs,
)
from syndication.storage.revisions import feed_revision
from syndication.storage.tables import jobs, segments
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.kept import (
    SLUG,
    approve_all,
    keep_blog,
    kept_blog,
    log_of,
    memory_of,
    raw_entry,
    variant_of,
    wait_for,
    work_on,
)
from tests.wordlist_package import build_wordlist_package
from translations.drafts import draft_texts
from translations.engines import EngineSettings, find_engine
from translations.engines.packages import PackageStore
from translations.model import SegmentState

WORDS = {"Leaders": "Lãnh đạo", "arrive": "đến nơi", "Police": "Cảnh sát", "close": "đóng", "streets": "đường phố"}
HEAD = {"title": "Leaders arrive", "standfirst": None, "byline": None}
ARRIVAL = raw_entry("Police close streets.", headline=None)


@pytest.fixture(scope="session")
def vietnamese(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wordlist_package(WORDS, out=tmp_path_factory.mktemp("archives") / "en_vi.argosmodel")


@pytest.fixture(scope="session")
def packages_dir(tmp_path_factory: pytest.TempPathFactory, vietnamese: Path) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    PackageStore(folder).install_file(vietnamese)
    return folder


@pytest.fixture
def with_engine(settings: Settings, packages_dir: Path) -> Settings:
    return replace(settings, packages_dir=packages_dir)


def test_a_draft_comes_from_the_engine_and_says_so(database: Database, with_engine: Settings) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    Worker(with_engine, database=database).run_once()
    (segment,) = work_on(database, guid).segments
    assert segment.state is SegmentState.MACHINE
    assert segment.current is not None
    assert segment.current.text == "Cảnh sát đóng đường phố."
    assert segment.current.provenance.engine == "argos"
    assert segment.current.provenance.package_sha256


def test_a_draft_comes_from_the_memory_before_the_engine_is_asked(database: Database, with_engine: Settings) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    with database.writing() as session:
        tmx = memory_of({"Police close streets.": "Cảnh sát phong tỏa các ngả đường."})
        assert import_memory(session, tmx, name="desk.tmx", now=NOW).units_added == 1
    Worker(with_engine, database=database).run_once()
    (segment,) = work_on(database, guid).segments
    assert segment.state is SegmentState.MEMORY
    assert segment.current is not None
    assert segment.current.text == "Cảnh sát phong tỏa các ngả đường."
    assert segment.current.provenance.memory == "desk.tmx"


def test_the_head_is_drafted_like_an_entry(database: Database, with_engine: Settings) -> None:
    keep_blog(database, **HEAD)
    Worker(with_engine, database=database).run_once()
    variant = variant_of(database)
    assert variant.title == "Lãnh đạo đến nơi"
    assert variant.translation is not None
    assert variant.translation.state is TranslationState.MACHINE


def test_finished_work_leaves_no_job_behind(database: Database, with_engine: Settings) -> None:
    keep_blog(database, ARRIVAL, **HEAD)
    assert Worker(with_engine, database=database).run_once() == 4
    with database.reading() as session:
        assert list_jobs(session) == ()
    assert Worker(with_engine, database=database).run_once() == 0


def test_a_pair_without_an_engine_is_a_normal_state(database: Database, with_engine: Settings) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    Worker(with_engine, database=database).run_once()
    (segment,) = work_on(database, guid, "ko").segments
    assert (segment.state, segment.current) == (SegmentState.MISSING, None)
    with database.reading() as session:
        assert [(pair.source, pair.target, pair.segments) for pair in list_missing_pairs(session)] == [("en", "ko", 2)]
    variant = variant_of(database, "ko")
    assert variant.entries[0].translation is not None
    assert variant.entries[0].translation.state is TranslationState.UNTRANSLATED


def test_what_was_missing_is_drafted_once_the_pair_can_be(
    database: Database, settings: Settings, vietnamese: Path
) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    worker = Worker(settings, database=database)
    worker.run_once()
    PackageStore(settings.packages_dir).install_file(vietnamese)
    with database.writing() as session:
        assert enqueue_missing(session, "en", "vi", now=utc_now()) == 2
        assert enqueue_missing(session, "en", "fr", now=utc_now()) == 0
    worker.run_once()
    assert [segment.state for segment in work_on(database, guid).segments] == [SegmentState.MACHINE]


def test_a_memory_that_comes_later_is_looked_up_at_once(database: Database, settings: Settings) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    worker = Worker(settings, database=database)
    worker.run_once()
    with database.writing() as session:
        import_memory(session, memory_of({"Police close streets.": "Đường phố bị chặn."}), name="later", now=NOW)
    worker.run_once()
    assert [segment.state for segment in work_on(database, guid).segments] == [SegmentState.MEMORY]


def test_a_draft_can_be_seen_in_its_own_language_only(database: Database, with_engine: Settings) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    source = kept_blog(database)
    Worker(with_engine, database=database).run_once()
    with database.reading() as session:
        revisions = [feed_revision(session, SLUG, tag) for tag in ("en", "ko", "vi")]
    assert revisions == [2, 2, 4]
    assert kept_blog(database) == source
    assert work_on(database, guid).version == 2
    assert work_on(database, guid, "ko").version == 1
    drafts = [change for change in log_of(database) if change.kind is LogKind.DRAFT]
    assert {(change.language, change.version) for change in drafts} == {("vi", 2)}
    assert [change.revision for change in log_of(database)] == [1, 2, 3, 4]


def test_texts_of_several_live_blogs_are_drafted_in_one_batch(database: Database, with_engine: Settings) -> None:
    keep_blog(database, ARRIVAL, **HEAD)
    keep_blog(database, ARRIVAL, slug="second", **HEAD)
    Worker(with_engine, database=database).run_once()
    assert [variant_of(database, slug=slug).title for slug in (SLUG, "second")] == ["Lãnh đạo đến nơi"] * 2
    assert [change.revision for change in log_of(database, "second")] == [1, 2, 3, 4]


def test_an_edit_makes_the_old_translation_stale_and_drafts_the_new_sentence(
    database: Database, with_engine: Settings
) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    worker = Worker(with_engine, database=database)
    worker.run_once()
    approve_all(database, guid)
    with database.writing() as session:
        edited = raw_entry("Police close three streets.", headline=None)
        replace_entry(session, guid, edited, if_version=1, actor="Minh", now=utc_now())
    (stale,) = work_on(database, guid).segments
    assert stale.state is SegmentState.STALE
    assert variant_of(database).entries[0].translation is not None
    worker.run_once()
    (segment,) = work_on(database, guid).segments
    assert segment.state is SegmentState.STALE
    assert segment.current == stale.current
    assert segment.suggestion is not None
    assert segment.suggestion.source_text == "Police close three streets."


def test_a_draft_of_a_source_that_changed_meanwhile_is_dropped_and_made_again(
    database: Database, with_engine: Settings
) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid

    def edit_source() -> None:
        with database.writing() as session:
            edited = raw_entry("Leaders arrive.", headline=None)
            replace_entry(session, guid, edited, if_version=1, actor="Minh", now=utc_now())

    draft_with_something_in_between(database, with_engine, edit_source)
    assert [segment.state for segment in work_on(database, guid).segments] == [SegmentState.MISSING]
    Worker(with_engine, database=database).run_once()
    (segment,) = work_on(database, guid).segments
    assert segment.current is not None
    assert segment.current.text == "Lãnh đạo đến nơi."


def test_a_draft_of_an_entry_that_was_killed_meanwhile_is_dropped(database: Database, with_engine: Settings) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid

    def kill() -> None:
        with database.writing() as session:
            kill_entry(session, guid, "wrong", actor="Linh", now=utc_now())

    draft_with_something_in_between(database, with_engine, kill)
    work = work_on(database, guid)
    assert (work.version, work.segments) == (2, ())
    assert variant_of(database).entries[0].blocks == ()


def test_a_worker_whose_lease_ran_out_stores_nothing(database: Database, with_engine: Settings) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid

    def take_over() -> None:
        later = utc_now() + timedelta(hours=1)
        with database.writing() as session:
            while claim_drafts(session, worker="other", now=later, lease=timedelta(hours=1), limit=50):
                pass

    draft_with_something_in_between(database, with_engine, take_over)
    assert [segment.state for segment in work_on(database, guid).segments] == [SegmentState.MISSING]


def test_a_text_that_cannot_be_worked_on_harms_only_itself(database: Database, with_engine: Settings) -> None:
    broken, sound = (entry.guid for entry in keep_blog(database, ARRIVAL, raw_entry("Leaders arrive."), **HEAD).entries)
    with database.writing() as session:
        session.execute(update(segments).where(segments.c.guid == broken).values(marks="no JSON"))
    Worker(with_engine, database=database).run_once()
    assert all(segment.state is SegmentState.MACHINE for segment in work_on(database, sound).segments)
    with database.reading() as session:
        left = list_jobs(session)
    assert {job.guid for job in left} == {broken}
    assert all("ValidationError" in (job.last_error or "") for job in left)


def test_a_job_that_always_fails_is_set_aside_and_a_new_version_gives_it_another_chance(
    database: Database, with_engine: Settings
) -> None:
    broken = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    with database.writing() as session:
        session.execute(update(segments).where(segments.c.guid == broken).values(marks="no JSON"))
    worker = Worker(with_engine, database=database)
    for _ in range(MOST_ATTEMPTS + 1):
        worker.run_once()
        with database.writing() as session:
            session.execute(update(jobs).values(run_after=NOW))
    with database.reading() as session:
        assert count_jobs(session).set_aside == 2
        assert {job.attempts for job in list_jobs(session)} == {MOST_ATTEMPTS}
    with database.writing() as session:
        session.execute(update(segments).values(marks="[]"))
        edited = raw_entry("Leaders arrive.", headline=None)
        replace_entry(session, broken, edited, if_version=1, actor="Minh", now=utc_now())
    worker.run_once()
    assert [segment.state for segment in work_on(database, broken).segments] == [SegmentState.MACHINE]


def test_a_failed_job_waits_longer_each_time(database: Database, with_engine: Settings) -> None:
    broken = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    with database.writing() as session:
        session.execute(update(segments).where(segments.c.guid == broken).values(marks="no JSON"))
    worker = Worker(with_engine, database=database)
    waits = []
    for _ in range(3):
        worker.run_once()
        with database.writing() as session:
            waits.append(min(job.run_after for job in list_jobs(session)) - utc_now())
            session.execute(update(jobs).values(run_after=NOW))
    assert waits == sorted(waits)
    assert waits[-1] > 3 * waits[0]


def test_a_job_that_was_tried_before_is_worked_on_alone(database: Database) -> None:
    keep_blog(database, *(raw_entry(f"Line {n}") for n in range(3)))
    later = utc_now()
    with database.writing() as session:
        first = claim_drafts(session, worker="killed", now=later, lease=timedelta(seconds=1), limit=50)
        batches = []
        while claimed := claim_drafts(
            session, worker="next", now=later + timedelta(minutes=1), lease=timedelta(hours=1), limit=50
        ):
            batches.append(len(claimed))
    assert len(first) == 4
    assert batches == [4, 1, 1, 1, 1]


def test_a_job_that_kills_every_worker_is_set_aside_and_the_others_are_done(
    database: Database, with_engine: Settings
) -> None:
    deadly = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    now = utc_now() - timedelta(hours=1)
    for attempt in range(MOST_ATTEMPTS):
        with database.writing() as session:
            session.execute(update(jobs).where(jobs.c.guid != deadly).values(run_after=utc_now()))
            session.execute(update(jobs).where(jobs.c.language == "ko").values(run_after=utc_now()))
            tried = claim_drafts(
                session, worker="killed", now=now + timedelta(minutes=attempt), lease=timedelta(seconds=1), limit=50
            )
        assert [job.guid for job in tried] == [deadly]
    Worker(with_engine, database=database).run_once()
    with database.reading() as session:
        (left,) = list_jobs(session)
    assert (left.guid, left.is_set_aside) == (deadly, True)
    assert left.last_error
    assert variant_of(database).title == "Lãnh đạo đến nơi"


def test_workers_never_get_the_same_job(database: Database) -> None:
    keep_blog(database, *(raw_entry(f"Line {n}") for n in range(20)))
    now = utc_now()
    claimed: list[int] = []

    def claim() -> None:
        while True:
            with database.writing() as session:
                got = claim_drafts(session, worker="w", now=now, lease=timedelta(hours=1), limit=3)
            if not got:
                return
            claimed.extend(job.id for job in got)

    workers = [threading.Thread(target=claim) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(claimed) == len(set(claimed)) == 42


def test_a_language_that_is_newly_wanted_begins_in_every_live_blog(database: Database, with_engine: Settings) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    with database.writing() as session:
        replace_entry(session, guid, raw_entry("Leaders arrive."), if_version=1, actor="Minh", now=utc_now())
    Worker(replace(with_engine, languages=("vi", "fr", "en")), database=database).run_once()
    with database.reading() as session:
        assert feed_revision(session, SLUG, "fr") == 3
        assert [pair.target for pair in list_missing_pairs(session)] == ["fr", "ko"]
    french = work_on(database, guid, "fr")
    assert (french.version, french.source_version) == (1, 2)
    assert [change.revision for change in log_of(database)] == [1, 2, 3, 4, 5]


def test_a_running_worker_drafts_what_is_posted_and_stops_when_told(database: Database, with_engine: Settings) -> None:
    keep_blog(database, **HEAD)
    with running(Worker(with_engine, database=database)):
        with database.writing() as session:
            entry = accept_entry(session, SLUG, ARRIVAL, actor="Linh", now=utc_now())
        wait_for(lambda: work_on(database, entry.guid).segments[0].state is SegmentState.MACHINE)
    with database.reading() as session:
        # What waits for the other language may wait on; nobody holds it.
        assert set(session.scalars(select(jobs.c.claimed_by))) <= {None}


# SQLite has one lock for all writers: while it is held nobody else could claim anything.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_that_is_busy_renews_its_lease(database: Database, with_engine: Settings) -> None:
    keep_blog(database, ARRIVAL, **HEAD)
    lease = timedelta(seconds=0.3)
    with database.writing() as session:
        # Storing the drafts needs this row, so the worker is kept busy for as long as it is held.
        session.execute(text("SELECT id FROM blogs FOR UPDATE"))
        with running(Worker(with_engine, database=database, lease=lease)):
            wait_for(lambda: len(leases(database)) == 2)
            first = max(leases(database))
            wait_for(lambda: min(leases(database)) > first + lease)
            session.rollback()
            wait_for(lambda: leases(database) == [])


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_whose_connections_are_cut_goes_on(database: Database, with_engine: Settings) -> None:
    guid = keep_blog(database, **HEAD).guid
    own = Database(with_engine.database_url)
    with running(Worker(with_engine, database=own)):
        wait_for(lambda: work_on(database, guid).segments[0].state is SegmentState.MACHINE)
        with database.writing() as session:
            cut = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
            )
            session.execute(text(cut + "pg_backend_pid()"))
        with database.writing() as session:
            entry = accept_entry(session, SLUG, ARRIVAL, actor="Linh", now=utc_now())
        wait_for(lambda: work_on(database, entry.guid).segments[0].state is SegmentState.MACHINE)
    own.close()


@contextmanager
def running(worker: Worker) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def draft_with_something_in_between(database: Database, settings: Settings, happen: Callable[[], None]) -> None:
    """Do what a worker does with its first batch, and let something happen while the engine is working."""
    with database.writing() as session:
        claimed = claim_drafts(session, worker="slow", now=utc_now(), lease=timedelta(minutes=1), limit=50)
        if claimed[0].target != "vi":
            claimed = claim_drafts(session, worker="slow", now=utc_now(), lease=timedelta(minutes=1), limit=50)
    with database.reading() as session:
        works = read_works(session, claimed)
    engine = find_engine("en", "vi", EngineSettings(packages_dir=settings.packages_dir))
    result = draft_texts(works, memory=StoredRecall(database, "en", "vi"), engine=engine, now=utc_now())
    happen()
    with database.writing() as session:
        store_drafts(session, claimed, works, result, worker="slow", now=utc_now())


def leases(database: Database) -> list[datetime]:
    """Return until when the claimed jobs are claimed."""
    with database.reading() as session:
        return [until for until in session.scalars(select(jobs.c.claimed_until)) if until is not None]
