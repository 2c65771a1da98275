"""An app with the API on a real database, and a client for each role."""

import pytest
from apiflask import APIFlask
from flask import Flask
from flask.testing import FlaskClient

from syndication.auth import Role, create_token
from syndication.clock import utc_now
from syndication.rights import ALL_LANGUAGES
from syndication.storage.database import Database


@pytest.fixture
def reader(app: APIFlask, database: Database) -> FlaskClient:
    return client_with(app, database, Role.READER)


@pytest.fixture
def translator(app: APIFlask, database: Database) -> FlaskClient:
    return client_with(app, database, Role.TRANSLATOR)


@pytest.fixture
def reviewer(app: APIFlask, database: Database) -> FlaskClient:
    return client_with(app, database, Role.REVIEWER)


@pytest.fixture
def editor(app: APIFlask, database: Database) -> FlaskClient:
    return client_with(app, database, Role.EDITOR)


@pytest.fixture
def admin(app: APIFlask, database: Database) -> FlaskClient:
    return client_with(app, database, Role.ADMIN)


def client_with(
    app: APIFlask, database: Database, role: Role, languages: tuple[str, ...] = ALL_LANGUAGES
) -> FlaskClient:
    """Make a client that sends a fresh token of this role, for a translator in these languages."""
    name = " ".join(["test", role, *languages]) if languages != ALL_LANGUAGES else f"test {role}"
    with database.writing() as session:
        secret = create_token(session, name=name, role=role, languages=languages, now=utc_now())
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


def copy_of(client: FlaskClient, app: Flask) -> FlaskClient:
    """Make a client of ``app`` with the same token; one client is not for two threads."""
    other = app.test_client()
    other.environ_base["HTTP_AUTHORIZATION"] = client.environ_base["HTTP_AUTHORIZATION"]
    return other
