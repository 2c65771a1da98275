"""Many subscribers, some of them dead or slow: nobody waits for them, and they are not asked more than is decent."""

import socket
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from syndication.clock import utc_now
from syndication.ingest import replace_entry
from syndication.storage.database import Database
from syndication.storage.delivery_tables import websub_subscriptions as subscriptions
from tests.syndication.kept import raw_entry
from tests.syndication.web.live_server import until
from tests.syndication.websub.conftest import Working
from tests.syndication.websub.crowd import subscribe_all
from tests.syndication.websub.receiver import hang, receiving


@pytest.fixture
def silent() -> Iterator[tuple[str, list[int]]]:
    """A host where connections are made and nothing is ever said; yield its address and how many connections came."""
    connections: list[socket.socket] = []
    counted: list[int] = []
    listener = socket.create_server(("127.0.0.9", 0), backlog=512)

    def accept() -> None:
        while True:
            try:
                connections.append(listener.accept()[0])
            except OSError:
                return
            counted.append(1)

    thread = threading.Thread(target=accept)
    thread.start()
    yield f"http://127.0.0.9:{listener.getsockname()[1]}", counted
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()
    for connection in connections:
        connection.close()


def edit(database: Database, guid: str, headline: str) -> None:
    with database.writing() as session:
        replace_entry(session, guid, raw_entry(headline=headline), if_version=None, actor="Linh", now=utc_now())


def test_a_thousand_subscriptions_at_a_dead_host_keep_nobody_waiting(
    database: Database, blog: str, working: Working, silent: tuple[str, list[int]]
) -> None:
    dead, connections = silent
    with receiving() as receiver:
        # The dead ones began first, so that they are due first.
        subscribe_all(database, [f"{dead}/{number}" for number in range(1_000)])
        subscribe_all(database, [f"{receiver.url}/{number}" for number in range(50)])
        edit(database, blog, "Dinner is served")
        changed_at = utc_now()
        with working():
            until(lambda: len(receiver.posts()) == 50, "the documents of those who are there")
            took_s = (utc_now() - changed_at).total_seconds()
            until(lambda: failing(database) == 1_000, "the failure of the dead host")
    assert len({sent.path for sent in receiver.posts()}) == 50
    # Two at a time, each silent for ten seconds, and then nothing more before the back-off is over.
    assert len(connections) <= 4
    assert took_s < 30


def failing(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(subscriptions.c.id)).where(subscriptions.c.failures > 0)) or 0


def test_of_one_host_no_more_than_two_requests_are_under_way(database: Database, blog: str, working: Working) -> None:
    with receiving("127.0.0.1") as quick, receiving("127.0.0.20", on_post=hang) as slow:
        subscribe_all(database, [f"{slow.url}/{number}" for number in range(6)])
        subscribe_all(database, [f"{quick.url}/{number}" for number in range(20)])
        edit(database, blog, "Dinner is served")
        with working():
            until(lambda: len(quick.posts()) == 20, "the documents of those who are quick")
            assert len(slow.posts()) <= 2
