"""Workers in processes of their own, killed in the middle of drafting."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from syndication.config import Settings
from syndication.storage.database import Database
from syndication.storage.jobs import count_jobs
from syndication.storage.tables import jobs, segment_translations
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.kept import SLUG, keep_blog, log_of, raw_entry, wait_for, work_on
from tests.wordlist_package import build_wordlist_package
from translations.engines.packages import PackageStore
from translations.model import SegmentState

ENTRIES = 30
LEASE = timedelta(seconds=1)
PROGRAM = """
import os, signal, threading
from datetime import timedelta
from syndication.config import read_settings
from syndication.worker import Worker

stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
print("ready", flush=True)
Worker(read_settings(os.environ), lease=timedelta(seconds=1)).run(stop)
"""


@pytest.fixture
def with_engine(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    words = {"Police": "Cảnh sát", "close": "đóng", "streets": "đường phố"}
    archive = build_wordlist_package(words, out=tmp_path_factory.mktemp("archives") / "en_vi.argosmodel")
    PackageStore(settings.packages_dir).install_file(archive)
    return settings


def test_a_worker_killed_in_the_middle_of_drafting_loses_nothing(database: Database, with_engine: Settings) -> None:
    entries = [raw_entry(f"Police close streets. Police close {n} streets.", headline=None) for n in range(ENTRIES)]
    guids = [entry.guid for entry in keep_blog(database, *entries, title="Police close streets").entries]
    with storing_blocked(database, with_engine) as wait_until_claimed, worker_process(with_engine) as process:
        wait_until_claimed()
        process.kill()
        process.wait()
    with database.reading() as session:
        assert session.scalars(select(segment_translations.c.id)).all() == []
        assert count_jobs(session).waiting + count_jobs(session).running == 2 * (ENTRIES + 1)

    run_until_nothing_waits(Worker(with_engine, database=database, lease=LEASE), database)

    for guid in guids:
        segments = work_on(database, guid).segments
        assert [segment.state for segment in segments] == [SegmentState.MACHINE] * 2
        assert work_on(database, guid).version == 2
    revisions = [change.revision for change in log_of(database)]
    assert revisions == list(range(1, 2 * (ENTRIES + 1) + 1))
    with database.reading() as session:
        assert len(session.scalars(select(segment_translations.c.id)).all()) == 2 * ENTRIES + len(
            work_on(database, blog_guid(database)).segments
        )


def test_a_worker_told_to_stop_ends_well_and_leaves_no_claim(database: Database, with_engine: Settings) -> None:
    keep_blog(database, raw_entry("Police close streets.", headline=None), now=NOW)
    with worker_process(with_engine) as process:
        wait_for(lambda: open_jobs(database) == [])
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert open_jobs(database) == []


@contextmanager
def worker_process(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    environ = os.environ | {
        "SYNDICATION_DATA": str(settings.data_dir),
        "SYNDICATION_DATABASE_URL": settings.database_url,
    }
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env=environ,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.kill()


@contextmanager
def storing_blocked(database: Database, settings: Settings) -> Iterator[Callable[[], None]]:
    """Keep workers from storing drafts; yield what waits until one has claimed jobs.

    PostgreSQL locks the row that storing needs. SQLite has one lock for claiming and storing, which is therefore taken
    as soon as something is claimed, long before thirty texts can be drafted.
    """
    if database.is_sqlite:
        path = make_url(settings.database_url).database or ""
        with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as lock:

            def wait() -> None:
                wait_for(lambda: any(open_jobs(database)))
                lock.execute("BEGIN IMMEDIATE")

            yield wait
        return
    with database.writing() as session:
        session.execute(text("SELECT id FROM blogs FOR UPDATE"))
        yield lambda: wait_for(lambda: any(open_jobs(database)))
        session.rollback()


def run_until_nothing_waits(worker: Worker, database: Database) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        wait_for(lambda: open_jobs(database) == [])
    finally:
        stop.set()
        thread.join()


def open_jobs(database: Database) -> list[str | None]:
    """Return who has claimed each job, ``None`` where nobody has."""
    with database.reading() as session:
        return list(session.scalars(select(jobs.c.claimed_by)))


def blog_guid(database: Database) -> str:
    with database.reading() as session:
        return session.execute(text("SELECT guid FROM blogs WHERE slug = :slug"), {"slug": SLUG}).scalar_one()
