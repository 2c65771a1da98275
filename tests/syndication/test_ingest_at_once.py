"""Several writers at one live blog at once, in threads and processes: every change is kept, none is numbered twice."""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from syndication.errors import EntryKilled, VersionConflict
from syndication.ingest import accept_entry, kill_entry, replace_entry
from syndication.storage.database import Database
from syndication.storage.revisions import feed_revision
from tests.factories import NOW
from tests.syndication.kept import SLUG, keep_blog, kept_blog, kept_entry, log_of, raw_entry

PROGRAM = """
import sys
from syndication.ingest import accept_entry
from syndication.storage.database import Database
from tests.factories import NOW
from tests.syndication.kept import SLUG, raw_entry

database = Database(sys.argv[1])
for number in range(10):
    with database.writing() as session:
        accept_entry(session, SLUG, raw_entry(f"{sys.argv[2]} {number}"), actor=sys.argv[2], now=NOW)
"""


def test_entries_posted_by_several_threads_are_numbered_without_gaps(database: Database) -> None:
    keep_blog(database)

    def post(actor: str) -> None:
        for number in range(10):
            with database.writing() as session:
                accept_entry(session, SLUG, raw_entry(f"{actor} {number}"), actor=actor, now=NOW)

    threads = [threading.Thread(target=post, args=(actor,)) for actor in ("Linh", "Minh", "Hoa", "An")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [change.revision for change in log_of(database)] == list(range(1, 42))
    assert len(kept_blog(database).entries) == 40
    with database.reading() as session:
        assert [feed_revision(session, SLUG, tag) for tag in ("en", "ko", "vi")] == [41, 41, 41]


def test_entries_posted_by_several_processes_are_numbered_without_gaps(database: Database, database_url: str) -> None:
    keep_blog(database)
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    posting = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, database_url, actor], env=environ)
        for actor in ("Linh", "Minh")
    ]
    assert [process.wait(timeout=120) for process in posting] == [0, 0]
    assert [change.revision for change in log_of(database)] == list(range(1, 22))
    assert len(kept_blog(database).entries) == 20


def test_of_several_edits_of_one_version_one_is_kept(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    outcomes: list[str] = []

    def edit(actor: str) -> None:
        try:
            with database.writing() as session:
                replace_entry(session, guid, raw_entry(f"By {actor}"), if_version=1, actor=actor, now=NOW)
            outcomes.append("kept")
        except VersionConflict as conflict:
            outcomes.append(f"now {conflict.current_version}")

    threads = [threading.Thread(target=edit, args=(actor,)) for actor in ("Linh", "Minh", "Hoa", "An")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", "now 2", "now 2", "now 2"]
    assert kept_entry(database, guid).version == 2


def test_a_kill_wins_over_an_edit_whichever_comes_first(database: Database) -> None:
    guids = [entry.guid for entry in keep_blog(database, *(raw_entry(f"Line {n}") for n in range(8))).entries]
    barrier = threading.Barrier(2)

    def edit() -> None:
        for guid in guids:
            barrier.wait()
            with suppress(EntryKilled), database.writing() as session:
                replace_entry(session, guid, raw_entry("Edited"), if_version=None, actor="Minh", now=NOW)

    def kill() -> None:
        for guid in guids:
            barrier.wait()
            with database.writing() as session:
                kill_entry(session, guid, "wrong", actor="Linh", now=NOW)

    threads = [threading.Thread(target=edit), threading.Thread(target=kill)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.blocks for entry in kept_blog(database).entries] == [()] * 8
    assert [change.revision for change in log_of(database)] == list(range(1, len(log_of(database)) + 1))
