import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

from syndication.storage.database import Database
from syndication.storage.migrations import migrate, migration_config
from syndication.storage.tables import metadata
from tests.syndication.conftest import postgres_database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield url


def test_migrating_an_empty_database_makes_every_table(empty_url: str) -> None:
    database = Database(empty_url)
    migrate(database)
    assert _tables(database) == {*metadata.tables, "alembic_version"}
    database.close()


def test_the_migrations_and_the_tables_say_the_same(database: Database) -> None:
    with database.writing() as session:
        config = migration_config()
        config.attributes["connection"] = session.connection()
        command.check(config)


def test_migrating_twice_changes_nothing(database: Database) -> None:
    before = _tables(database)
    migrate(database)
    assert _tables(database) == before


def test_migrations_can_be_taken_back(empty_url: str) -> None:
    database = Database(empty_url)
    migrate(database)
    with database.writing() as session:
        config = migration_config()
        config.attributes["connection"] = session.connection()
        command.downgrade(config, "base")
    assert _tables(database) == {"alembic_version"}
    database.close()


def test_a_database_from_before_there_were_archives_keeps_what_it_has(empty_url: str) -> None:
    database = Database(empty_url)
    _migrate_to(database, "0001")
    at = "'2019-02-27 11:33:00'"
    with database.writing() as session:
        blog = f"(1, 'hanoi', 'tag:b', 'en', 'T', '{{}}', 1, '', 'usable', {at}, {at}, {at}, 7)"
        session.execute(text(f"INSERT INTO blogs VALUES {blog}"))
        session.execute(text(f"INSERT INTO entries VALUES (1, 1, 'tag:e', 3, '{{}}', '', 'usable', {at}, {at})"))
        session.execute(text(f"INSERT INTO variants VALUES (1, 1, 'tag:e', 'vi', 4, 3, {at}, {at})"))
        session.execute(text("INSERT INTO feed_revisions VALUES (1, 'en', 7)"))
    migrate(database)
    with database.reading() as session:
        columns = "guid, version, archived_version FROM"
        assert session.execute(text(f"SELECT {columns} entries")).all() == [("tag:e", 3, 0)]
        assert session.execute(text(f"SELECT {columns} variants")).all() == [("tag:e", 4, 0)]
        assert session.execute(text("SELECT * FROM feed_revisions")).all() == [(1, "en", 7, 0, 0)]
    database.close()


def test_a_database_from_before_there_was_a_desk_knows_what_is_pinned(empty_url: str) -> None:
    database = Database(empty_url)
    _migrate_to(database, "0003")
    at = "'2019-02-27 11:33:00'"
    documents = ("""{"pinned":true}""", """{"headline":"\\"pinned\\":true","highlighted":true}""")
    with database.writing() as session:
        blog = f"(1, 'hanoi', 'tag:b', 'en', 'T', '{{}}', 1, '', 'usable', {at}, {at}, {at}, 7)"
        session.execute(text(f"INSERT INTO blogs VALUES {blog}"))
        for number, document in enumerate(documents, 1):
            row = f"({number}, 1, 'tag:{number}', 3, :document, '', 'usable', {at}, {at}, 0)"
            session.execute(text(f"INSERT INTO entries VALUES {row}"), {"document": document})
    migrate(database)
    with database.reading() as session:
        found = session.execute(text("SELECT is_pinned, is_key_event FROM entries ORDER BY id")).all()
    assert [tuple(map(bool, row)) for row in found] == [(True, False), (False, True)]
    database.close()


def test_a_database_from_before_there_was_a_desk_has_its_inboxes_in_order(empty_url: str) -> None:
    database = Database(empty_url)
    _migrate_to(database, "0003")
    at = "'2019-02-27 11:33:00'"
    states = {"tag:b": "missing", "tag:1": "approved", "tag:2": "machine", "tag:3": "stale", "tag:4": None}
    with database.writing() as session:
        blog = f"(1, 'hanoi', 'tag:b', 'en', 'T', '{{}}', 1, '', 'usable', {at}, {at}, {at}, 7)"
        session.execute(text(f"INSERT INTO blogs VALUES {blog}"))
        for number, (guid, state) in enumerate(states.items()):
            if number:
                entry = f"({number}, 1, '{guid}', 3, '{{}}', '', 'usable', {at}, {at}, 0)"
                session.execute(text(f"INSERT INTO entries VALUES {entry}"))
            session.execute(text(f"INSERT INTO variants VALUES ({number}, 1, '{guid}', 'vi', 4, 3, {at}, {at}, 0)"))
            names = "blog_id, guid, source_language, language, position, field, sentence, text, marks, gap, source_hash"
            values = f"1, '{guid}', 'en', 'vi', 0, 'headline', 0, 'T', '[]', '', '', '', '{state}', 0"
            if state:
                session.execute(text(f"INSERT INTO segments ({names}, fold_hash, state, version) VALUES ({values})"))
    migrate(database)
    with database.reading() as session:
        found = session.execute(text("SELECT guid, inbox_rank, open_segments FROM variants ORDER BY id")).all()
    assert found == [("tag:b", 0, 1), ("tag:1", 4, 0), ("tag:2", 2, 1), ("tag:3", 3, 1), ("tag:4", 9, 0)]
    database.close()


def test_a_migrated_database_is_not_locked_by_another_start(database: Database) -> None:
    started = threading.Event()
    with database.writing() as session:
        _take_write_lock(session)
        starter = threading.Thread(target=lambda: (migrate(database), started.set()))
        starter.start()
        assert started.wait(timeout=15)
    starter.join()


def test_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    program = (
        "import sys; from syndication.storage.database import Database;"
        "from syndication.storage.migrations import migrate; migrate(Database(sys.argv[1]))"
    )
    starts = [subprocess.Popen([sys.executable, "-c", program, empty_url]) for _ in range(4)]
    assert [start.wait(timeout=60) for start in starts] == [0, 0, 0, 0]
    database = Database(empty_url)
    assert _tables(database) == {*metadata.tables, "alembic_version"}
    database.close()


def _migrate_to(database: Database, revision: str) -> None:
    with database.writing() as session:
        config = migration_config()
        config.attributes["connection"] = session.connection()
        command.upgrade(config, revision)


def _take_write_lock(session: Session) -> None:
    session.execute(metadata.tables["settings"].insert().values(key="held", value="1"))


def _tables(database: Database) -> set[str]:
    with database.reading() as session:
        return set(inspect(session.connection()).get_table_names())
