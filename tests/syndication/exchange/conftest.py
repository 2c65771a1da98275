"""One database for most tests here: SQLite, and PostgreSQL where a test asks for it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

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
