from collections.abc import Iterator

import pytest

from syndication.config import Settings
from syndication.storage.database import Database
from tests.syndication.sources.newsroom import Newsroom
from tests.syndication.sources.upstream import Upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """A web server of this test's own."""
    with Upstream() as server:
        yield server


@pytest.fixture
def newsroom(database: Database, settings: Settings, upstream: Upstream) -> Newsroom:
    """A newsroom with a store of its own, once on SQLite and once on PostgreSQL."""
    return Newsroom(database, settings, upstream)
