"""A database for most tests here, and a partner's entries, log and key for those that ask for them."""

import pytest

from feeds.model import Entry
from syndication.storage.database import Database
from tests.syndication.conftest import database_url_on
from tests.syndication.delivered import Log, add_entries, add_key


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """One database for most tests here: SQLite, and PostgreSQL where a test asks for it by an indirect parameter."""
    return database_url_on(request)


@pytest.fixture
def entries(database: Database) -> list[Entry]:
    return add_entries(database)


@pytest.fixture
def log(database: Database, entries: list[Entry]) -> Log:
    kept = Log(database)
    for entry in entries:
        kept.send(entry)
    return kept


@pytest.fixture
def key(database: Database, entries: list[Entry]) -> str:
    return add_key(database)
