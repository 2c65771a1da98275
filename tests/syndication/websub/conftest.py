"""An app with a hub and its worker, on this machine's loopback network, which the hub may ask here."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from syndication.config import Settings, read_settings
from syndication.storage.database import Database
from syndication.websub.worker import WebSubWorker
from tests.syndication.conftest import database_url_on
from tests.syndication.kept import SLUG, keep_blog, raw_entry

BASE = "http://127.0.0.1:8000"
TOPIC = f"{BASE}/blogs/{SLUG}/en/feed.atom"

Working = Callable[[], AbstractContextManager[WebSubWorker]]


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """One database for most tests here: SQLite, and PostgreSQL where a test asks for it by an indirect parameter."""
    return database_url_on(request)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return read_settings(
        {
            "SYNDICATION_DATA": str(tmp_path),
            "SYNDICATION_DATABASE_URL": database_url,
            "SYNDICATION_ALLOW_PRIVATE_NETWORKS": "127.0.0.0/8",
        }
    )


@pytest.fixture
def blog(database: Database) -> str:
    """The guid of the one entry of a live blog."""
    return keep_blog(database, raw_entry(headline="Dinner")).entries[0].guid


@pytest.fixture
def working(settings: Settings, database: Database) -> Working:
    """Run the hub's worker while a block lasts."""

    @contextmanager
    def run() -> Iterator[WebSubWorker]:
        worker, stop = WebSubWorker(settings, database), threading.Event()
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        try:
            yield worker
        finally:
            stop.set()
            thread.join()

    return run
