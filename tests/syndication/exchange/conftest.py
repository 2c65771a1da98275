"""One database for most tests here: SQLite, and PostgreSQL where a test asks for it."""

import pytest

from tests.syndication.conftest import database_url_on


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """One database for most tests here: SQLite, and PostgreSQL where a test asks for it by an indirect parameter."""
    return database_url_on(request)
