"""Real databases for the tests of the service: every test that asks for ``database`` runs on SQLite and PostgreSQL.

PostgreSQL is looked for on this machine, or where ``SYNDICATION_TEST_POSTGRES`` says; the account must be an
administrator there. On SQLite each test has a copy of a file that was migrated once. On PostgreSQL, where a copy takes
half a second, each process has one database that is emptied for every test; only rows may be changed in it.
"""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError
from werkzeug.routing import Rule

from syndication.config import Settings, read_settings
from syndication.storage.database import Database
from syndication.storage.migrations import migrate
from syndication.web import create_app
from tests.conftest import require
from tests.syndication.long_blogs import keep_long_blog

_POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
_LET_GO = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_EMPTY = """
DO $$
DECLARE
  one record;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR one IN
    SELECT oid::regclass AS name, relkind FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND relname <> 'alembic_version'
  LOOP
    IF one.relkind = 'r' THEN
      EXECUTE format('DELETE FROM %s', one.name);
    ELSE
      PERFORM setval(one.name, 1, false);
    END IF;
  END LOOP;
END $$
"""


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    with _opened(f"sqlite:///{path}") as database:
        migrate(database)
    return path


@pytest.fixture(scope="session")
def long_template(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A file with a live blog of 300 entries in English and Vietnamese; 200 of them are archived."""
    path = tmp_path_factory.mktemp("long") / "long.db"
    shutil.copyfile(sqlite_template, path)
    with _opened(f"sqlite:///{path}") as database:
        keep_long_blog(database, 300, languages="vi")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> URL:
    url = make_url(os.environ.get("SYNDICATION_TEST_POSTGRES", _POSTGRES))
    engine = create_engine(url, connect_args={"connect_timeout": 3})
    try:
        engine.connect().close()
        is_there = True
    except OperationalError:
        is_there = False
    finally:
        engine.dispose()
    require(is_there, f"a PostgreSQL server at {url.host}:{url.port}")
    return url


@pytest.fixture(scope="session")
def postgres_kept(postgres_server: URL) -> Iterator[str]:
    """The address of the migrated database that this process empties for each test."""
    with postgres_database(postgres_server) as url:
        with _opened(url) as database:
            migrate(database)
        yield url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "syndication.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgres_kept: str) -> str:
    empty_postgres(postgres_kept)
    return postgres_kept


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database of this test's own, once on SQLite and once on PostgreSQL."""
    return database_url_on(request)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated, empty database of this test's own, once on SQLite and once on PostgreSQL."""
    with _opened(database_url) as database:
        yield database


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The defaults, on this test's database and folder."""
    return read_settings({"SYNDICATION_DATA": str(tmp_path), "SYNDICATION_DATABASE_URL": database_url})


@pytest.fixture(scope="session", autouse=True)
def addresses_are_compiled_once() -> Iterator[None]:
    """Keep werkzeug's code for each address: it takes most of the time of making an app, and is the same in all."""
    compile_builder = Rule._compile_builder
    compiled: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, tuple(rule._trace), tuple((rule.defaults or {}).items()), append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compile_once)
        yield


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, database: Database, compiled_templates: FileSystemBytecodeCache) -> Iterator[APIFlask]:
    made = create_app(settings, database=database)
    made.jinja_env.bytecode_cache = compiled_templates
    yield made
    # What it still has to write down of fetches is written before its database is closed, and not into the next one.
    made.extensions["fetch_book"].close()


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


def database_url_on(request: pytest.FixtureRequest) -> str:
    """Return the address of an empty database: on SQLite, unless the fixture's parameter says ``postgresql``."""
    url: str = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_url")
    return url


def empty_postgres(url: str) -> None:
    """Take all rows out of a database, and whatever is still connected; its numbers begin at one again."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(_LET_GO))
            connection.execute(text(_EMPTY))
    finally:
        engine.dispose()


@contextmanager
def postgres_database(server: URL) -> Iterator[str]:
    """Create a database, yield its address, and drop it with whatever is still connected."""
    name = f"syndication_test_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
            try:
                yield server.set(database=name).render_as_string(hide_password=False)
            finally:
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        engine.dispose()


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()
