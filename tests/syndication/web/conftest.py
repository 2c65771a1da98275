"""An app on a real database of this test's own: SQLite, and PostgreSQL where a test asks for it."""

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from syndication.config import Settings
from syndication.storage.database import Database
from syndication.web import create_app
from tests.syndication.conftest import database_url_on


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """One database for most tests here: SQLite, and PostgreSQL where a test asks for it by an indirect parameter."""
    return database_url_on(request)


@pytest.fixture
def app(settings: Settings, database: Database) -> APIFlask:
    return create_app(settings, database=database)


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()
