"""The database, the settings and what is kept, of the app that answers the request at hand.

``create_app`` puts them into ``app.extensions``; nothing below :mod:`syndication.web` knows of them.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from feeds.item import Site
from syndication.config import Settings
from syndication.document_cache import DatedCache, DocumentCache
from syndication.storage.database import Database


def database() -> Database:
    """Return the database that the app was made with."""
    return cast("Database", current_app.extensions["database"])


def current_settings() -> Settings:
    """Return the settings that the app was made with."""
    return cast("Settings", current_app.extensions["settings"])


def current_site() -> Site:
    """Return who serves, and under which address."""
    return cast("Site", current_app.extensions["site"])


def stopping() -> Callable[[], bool]:
    """Return what tells whether this process is about to end, for requests that wait for something."""
    return cast("Callable[[], bool]", current_app.extensions["is_stopping"])


def document_cache() -> DocumentCache:
    """Return what this process keeps of the documents it has served."""
    return cast("DocumentCache", current_app.extensions["document_cache"])


def dated_cache() -> DatedCache:
    """Return the kept documents for a snapshot that is taken afterwards.

    What is kept then may be newer than its date, never older.
    """
    return document_cache().as_of(database().data_version())


def read_session() -> AbstractContextManager[Session]:
    """Open one consistent snapshot to read from."""
    return database().reading()


def write_session() -> AbstractContextManager[Session]:
    """Open the one transaction of a request that changes something; leaving it commits, an exception rolls back."""
    return database().writing()
