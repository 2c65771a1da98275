import sqlite3
import stat
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session

from syndication.config import read_settings
from syndication.errors import SettingsError
from syndication.storage.database import Database, open_database
from syndication.storage.migrations import migrate
from syndication.storage.settings import get_setting, set_setting
from syndication.storage.tables import users

AT = datetime(2019, 2, 27, 11, 33, 5, 250_000, tzinfo=UTC)


class Interrupted(Exception):
    pass


def test_what_was_written_can_be_read(database: Database) -> None:
    with database.writing() as session:
        set_setting(session, "base_url", "https://example.org")
    with database.reading() as session:
        assert get_setting(session, "base_url") == "https://example.org"


def test_a_setting_is_replaced(database: Database) -> None:
    with database.writing() as session:
        set_setting(session, "base_url", "https://old.example")
        set_setting(session, "base_url", "https://example.org")
    with database.reading() as session:
        assert get_setting(session, "base_url") == "https://example.org"


def test_an_error_undoes_everything_written_before_it(database: Database) -> None:
    def write() -> None:
        with database.writing() as session:
            set_setting(session, "base_url", "https://example.org")
            raise Interrupted

    with pytest.raises(Interrupted):
        write()
    with database.reading() as session:
        assert get_setting(session, "base_url") is None


def test_a_reader_sees_one_snapshot_while_others_write(database: Database) -> None:
    with database.writing() as session:
        set_setting(session, "count", "1")
    with database.reading() as reader:
        assert get_setting(reader, "count") == "1"
        with database.writing() as writer:
            set_setting(writer, "count", "2")
        assert get_setting(reader, "count") == "1"
    with database.reading() as reader:
        assert get_setting(reader, "count") == "2"


def test_a_reader_that_writes_leaves_no_trace(database: Database) -> None:
    def write() -> None:
        with database.reading() as session:
            set_setting(session, "count", "1")

    if database.is_sqlite:
        write()
    else:
        with pytest.raises(InternalError, match="read-only"):
            write()
    with database.reading() as session:
        assert get_setting(session, "count") is None


def test_writers_that_read_first_wait_for_each_other_and_lose_nothing(database: Database) -> None:
    with database.writing() as session:
        set_setting(session, "count", "0")

    def count_up() -> None:
        for _ in range(20):
            with database.writing() as session:
                if not database.is_sqlite:
                    session.execute(text("LOCK TABLE settings IN EXCLUSIVE MODE"))
                set_setting(session, "count", str(int(get_setting(session, "count") or 0) + 1))

    _run_together([count_up] * 4)
    with database.reading() as session:
        assert get_setting(session, "count") == "80"


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=7))])
def test_times_come_back_aware_and_in_utc_to_the_microsecond(database: Database, zone: timezone) -> None:
    with database.writing() as session:
        _insert_user(session, AT.astimezone(zone))
    with database.reading() as session:
        read = session.scalars(select(users.c.created_at)).one()
    assert read == AT
    assert read.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="without a zone"), database.writing() as session:
        _insert_user(session, AT.replace(tzinfo=None))


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.writing() as session:
        session.execute(text("INSERT INTO feed_revisions (blog_id, language, revision) VALUES (77, 'en', 1)"))


def test_data_version_tells_when_another_connection_committed(database: Database) -> None:
    before = database.data_version()
    with database.writing() as session:
        set_setting(session, "count", "1")
    after = database.data_version()
    if database.is_sqlite:
        assert before != after
        assert database.data_version() == after
    else:
        assert (before, after) == (None, None)


def test_sqlite_commits_are_durable_and_readers_do_not_wait(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(database)
    with database.writing() as session:
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
    database.close()


def test_the_data_folder_is_private_to_its_user(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    open_database(read_settings({"SYNDICATION_DATA": str(folder)})).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_postgresql_without_its_driver_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # None in sys.modules is how Python itself notes a module that must not be found.
    monkeypatch.setitem(sys.modules, "psycopg", None)
    environ = {"SYNDICATION_DATA": str(tmp_path), "SYNDICATION_DATABASE_URL": "postgresql://127.0.0.1/news"}
    with pytest.raises(SettingsError, match=r"psycopg.*syndication\[postgres\]"):
        open_database(read_settings(environ))


def test_a_writer_waits_for_a_lock_that_another_process_holds(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "shared.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    wants_lock = threading.Event()

    def write() -> None:
        wants_lock.set()
        with database.writing() as session:
            set_setting(session, "count", "1")

    writer = threading.Thread(target=write)
    writer.start()
    wants_lock.wait()
    other.execute("INSERT INTO settings VALUES ('other', 'first')")
    other.execute("COMMIT")
    writer.join()
    other.close()
    with database.reading() as session:
        assert (get_setting(session, "other"), get_setting(session, "count")) == ("first", "1")
    database.close()


def _insert_user(session: Session, created_at: datetime) -> None:
    session.execute(users.insert().values(name="Linh", role="reader", created_at=created_at))


def _run_together(workers: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=worker) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
