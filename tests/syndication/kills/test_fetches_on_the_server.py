"""What partners fetch from a real server is known soon, and when the server ends."""

import signal
from pathlib import Path

import httpx2
import pytest

from syndication.auth import create_partner_token
from syndication.clock import utc_now
from syndication.partners import import_toml
from syndication.storage.database import Database, open_database
from syndication.storage.delivery_tables import feed_fetches
from syndication.storage.migrations import migrate
from tests.syndication.kept import SLUG, defaults, keep_blog, raw_entry
from tests.syndication.web.live_server import RunningServer, running, until
from tests.syndication.web.test_kills import PARTNERS


@pytest.fixture
def database(tmp_path: Path) -> Database:
    opened = open_database(defaults(data=str(tmp_path)))
    migrate(opened)
    with opened.writing() as session:
        import_toml(session, PARTNERS, actor="Linh", now=utc_now())
    keep_blog(opened, raw_entry(headline="Dinner in Hanoi"), now=utc_now())
    return opened


def fetch(server: RunningServer, database: Database) -> None:
    with database.writing() as session:
        key = create_partner_token(session, "mekong", name="reader", now=utc_now())
    url = f"{server.url}/partners/mekong/live/{SLUG}"
    assert httpx2.get(url, headers={"Authorization": f"Bearer {key}"}).status_code == 200


def is_known(database: Database) -> bool:
    with database.reading() as session:
        return session.execute(feed_fetches.select()).first() is not None


def test_fetch_is_known_soon(tmp_path: Path, database: Database) -> None:
    with running(tmp_path) as server:
        fetch(server, database)
        until(lambda: is_known(database), "the fetch to be written down")


def test_fetch_is_known_when_the_server_is_ended_at_once(tmp_path: Path, database: Database) -> None:
    with running(tmp_path) as server:
        fetch(server, database)
        assert server.end(signal.SIGTERM) == 0
    assert is_known(database)
