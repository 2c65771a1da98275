"""Opening the database and its transactions.

Two kinds of transaction: :meth:`Database.reading` sees one consistent snapshot and cannot write,
:meth:`Database.writing` has the right to write from its first statement and commits when it ends.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

from syndication.config import Settings
from syndication.errors import SettingsError

DATABASE_AWAY = (OperationalError, InterfaceError, NoConnection)
"""What says nothing about the work at hand. Other errors of the database do: a value it will not take."""

_BUSY_TIMEOUT_S = 20


class Database:
    """One database, SQLite or PostgreSQL. Connections open at first use; may be shared by threads."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        # SQLite's connections cost next to nothing, and writers hold theirs while they wait for the one lock: with a
        # limit, a few of them would keep every reader out.
        engine = create_engine(
            self._url,
            pool_pre_ping=not self.is_sqlite,
            max_overflow=-1 if self.is_sqlite else 10,
            # The message of an error must not carry a statement's values, such as an entry's text, into the log.
            hide_parameters=True,
        )
        if self.is_sqlite:
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            self._reader = engine
        else:
            self._reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._engine = engine
        self._writer = engine.execution_options(begins_immediate=True)
        self._hasty = engine.execution_options(begins_immediate=True, waits_for_nobody=True)
        self._watch_lock = threading.Lock()
        self._watch: sqlite3.Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that sees one snapshot of everything; what it changes is rolled back."""
        with Session(self._reader, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that may write: committed and durable when the block ends, undone when it raises."""
        with Session(self._writer, autoflush=False) as session, session.begin():
            yield session

    @contextmanager
    def writing_at_once(self) -> Iterator[Session]:
        """Open a transaction that may write, for what may as well be left out.

        On SQLite it raises :exc:`~sqlalchemy.exc.OperationalError` where somebody else writes, rather than wait.
        """
        with Session(self._hasty, autoflush=False) as session, session.begin():
            yield session

    def data_version(self) -> int | None:
        """Return a number that differs whenever anything was committed since the last call, in about 3 µs.

        ``None`` on PostgreSQL, which has no such thing as cheap: ask for the feed's revision instead.
        """
        if not self.is_sqlite:
            return None
        with self._watch_lock:
            if self._watch is None:
                self._watch = sqlite3.connect(self._file(), check_same_thread=False, isolation_level=None)
            (version,) = self._watch.execute("PRAGMA data_version").fetchone()
        return int(version)

    def close(self) -> None:
        """Close every connection; the object may be used again afterwards."""
        self._engine.dispose()
        with self._watch_lock:
            if self._watch is not None:
                self._watch.close()
                self._watch = None

    def use_write_ahead_log(self) -> None:
        """Let readers go on while one writes. A property of the SQLite file, so it is set once, before migrating."""
        if not self.is_sqlite:
            return
        with closing(sqlite3.connect(self._file(), timeout=_BUSY_TIMEOUT_S, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")

    def _file(self) -> str:
        return self._url.database or ""


def open_database(settings: Settings) -> Database:
    """Make the data folder, private to this user, and return the installation's database, not yet migrated.

    Raises :exc:`~syndication.errors.SettingsError` where the driver for PostgreSQL is not installed.
    """
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return Database(settings.database_url)
    except ModuleNotFoundError as cause:
        reason = f"PostgreSQL needs {cause.name}: install syndication with its extra, syndication[postgres]"
        raise SettingsError("SYNDICATION_DATABASE_URL", reason) from cause


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Python's own handling of transactions begins them late and never as IMMEDIATE; _begin_sqlite does it instead.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_S * 1000}")
    # In WAL mode NORMAL may lose the last commits on power failure; what was accepted must not be lost.
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once if another wrote in between, whatever the
    # busy timeout: https://www.sqlite.org/isolation.html. So writers take the lock when they begin.
    options: dict[str, Any] = dict(connection.get_execution_options())
    begin = "BEGIN IMMEDIATE" if options.get("begins_immediate") else "BEGIN"
    if not options.get("waits_for_nobody"):
        connection.exec_driver_sql(begin)
        return
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        connection.exec_driver_sql(begin)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_S * 1000}")
