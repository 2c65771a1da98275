"""Streams from the real server: a reader comes back after the server was killed and has every number, once."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from syndication.storage.database import Database, open_database
from syndication.storage.migrations import migrate
from tests.syndication.delivered import Log, add_channel, add_key, add_partners
from tests.syndication.kept import defaults, keep_blog, kept_blog, raw_entry
from tests.syndication.web.live_server import RunningServer, running, until

EVENTS = "/partners/mekong/channels/stream/events"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(defaults(data=str(tmp_path)))
    migrate(opened)
    keep_blog(opened, *(raw_entry(headline=f"Headline {number}") for number in range(40)))
    add_partners(opened)
    add_channel(opened)
    yield opened
    opened.close()


class Reader:
    """A program that reads events until the connection ends, and comes back with the last number it has."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.numbers: list[int] = []
        self.events: list[str] = []
        self.problem = ""

    def read(self, server: RunningServer) -> None:
        last = str(self.numbers[-1]) if self.numbers else "0"
        try:
            with self.open(server, last) as answer:
                assert answer.status_code == 200, answer.status_code
                for line in answer.iter_lines():
                    self._take(line)
        except httpx2.TransportError as error:
            self.problem = type(error).__name__

    @contextmanager
    def open(self, server: RunningServer, last: str) -> Iterator[httpx2.Response]:
        headers = {"Authorization": f"Bearer {self.key}", "Last-Event-ID": last}
        with httpx2.Client(timeout=30) as client, client.stream("GET", server.url + EVENTS, headers=headers) as answer:
            yield answer

    def _take(self, line: str) -> None:
        name, _, value = line.partition(": ")
        if name == "event":
            self.events.append(value)
        elif name == "data":
            self.numbers.append(json.loads(value)["sequence"])


@contextmanager
def reading(reader: Reader, server: RunningServer) -> Iterator[threading.Thread]:
    thread = threading.Thread(target=reader.read, args=(server,))
    thread.start()
    yield thread
    thread.join(timeout=60)
    assert not thread.is_alive()


def test_a_reader_has_every_number_once_though_the_server_is_killed(database: Database, tmp_path: Path) -> None:
    log, entries, reader = Log(database), kept_blog(database).entries, Reader(add_key(database))
    sent = iter(entries)
    for round_number in range(3):
        with running(tmp_path) as server, reading(reader, server):
            for _ in range(4):
                log.send(next(sent))
            until(lambda: bool(reader.numbers) and reader.numbers[-1] == log.send_count, "the numbers so far")
            log.send(next(sent))
            if round_number < 2:
                for pid in server.serving():
                    os.kill(pid, signal.SIGKILL)
                server.process.kill()
                server.process.communicate(timeout=60)
            else:
                until(lambda: reader.numbers[-1] == log.send_count, "the last number")
                server.end(signal.SIGTERM)
    assert reader.numbers == list(range(1, log.send_count + 1))
    assert set(reader.events) == {"update"}


def test_a_stream_ends_when_the_server_is_asked_to_end(database: Database, tmp_path: Path) -> None:
    log, reader = Log(database), Reader(add_key(database))
    log.send(kept_blog(database).entries[0])
    with running(tmp_path) as server, reading(reader, server):
        until(lambda: reader.numbers == [1], "the first number")
        assert server.end(signal.SIGTERM) == 0
    assert reader.problem == ""


def test_a_place_is_free_again_once_its_reader_is_gone(database: Database, tmp_path: Path) -> None:
    key = add_key(database)
    with running(tmp_path) as server:

        def status() -> int:
            with Reader(key).open(server, "0") as answer:
                return answer.status_code

        opened = [Reader(key).open(server, "0") for _ in range(4)]
        for one in opened:
            assert one.__enter__().status_code == 200
        assert status() == 429
        for one in opened:
            one.__exit__(None, None, None)
        until(lambda: status() == 200, "a free place")
