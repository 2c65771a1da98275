"""An app on a real database of this test's own: SQLite, and PostgreSQL where a test asks for it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from syndication.config import Settings
from syndication.storage.database import Database
from syndication.web import create_app
from tests.syndication.conftest import postgres_database


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated, empty database: on SQLite, unless a test asks for ``postgresql`` by an indirect parameter."""
    if getattr(request, "param", "sqlite") == "postgresql":
        server = request.getfixturevalue("postgres_server")
        with postgres_database(server, template=request.getfixturevalue("postgres_template")) as url:
            yield url
        return
    path = tmp_path / "syndication.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    yield f"sqlite:///{path}"


@pytest.fixture
def app(settings: Settings, database: Database) -> APIFlask:
    return create_app(settings, database=database)


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()
