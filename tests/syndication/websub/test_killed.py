"""Workers in processes of their own, killed between a change and the last of its subscribers."""

import os
import random
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from syndication.clock import utc_now
from syndication.config import Settings
from syndication.ingest import kill_entry, replace_entry
from syndication.storage.database import Database
from syndication.storage.delivery_tables import websub_subscriptions as subscriptions
from syndication.websub.worker import WebSubWorker
from tests.syndication.kept import raw_entry
from tests.syndication.web.live_server import until
from tests.syndication.websub.crowd import subscribe_all
from tests.syndication.websub.receiver import Receiver, receiving

SUBSCRIBERS = 30
LEASE = timedelta(seconds=5)
PROGRAM = """
import os, threading
from datetime import timedelta
from syndication.config import read_settings
from syndication.storage.database import open_database
from syndication.websub.worker import WebSubWorker

settings = read_settings(os.environ)
worker = WebSubWorker(settings, open_database(settings), lease=timedelta(seconds=5))
worker.run(threading.Event())
"""


@contextmanager
def worker_process(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    environ = os.environ | {
        "SYNDICATION_DATA": str(settings.data_dir),
        "SYNDICATION_DATABASE_URL": settings.database_url,
        "SYNDICATION_ALLOW_PRIVATE_NETWORKS": "127.0.0.0/8",
    }
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, env=environ, cwd=Path(__file__).parents[3], stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def edit(database: Database, guid: str, number: int) -> None:
    entry = raw_entry(headline=f"Course <{number:03}>")
    with database.writing() as session:
        replace_entry(session, guid, entry, if_version=None, actor="Linh", now=utc_now())


def courses_by_path(receiver: Receiver) -> dict[str, list[int]]:
    """Return for each subscriber the number in each document it was sent, in order; 999 where the entry is killed."""
    found: dict[str, list[int]] = defaultdict(list)
    for sent in sorted(receiver.posts(), key=lambda one: one.at_s):
        at = sent.body.find(b"Course ")
        found[sent.path].append(int(sent.body[at:].split(b";")[1][:3]) if at >= 0 else 999)
    return found


def test_workers_killed_at_any_moment_leave_everybody_with_the_newest_document(
    settings: Settings, database: Database, blog: str
) -> None:
    chance = random.Random(5)
    with receiving() as receiver:
        subscribe_all(database, [f"{receiver.url}/{number}" for number in range(SUBSCRIBERS)])
        for number in range(1, 4):
            edit(database, blog, number)
            before, some = len(receiver.posts()), chance.randrange(1, SUBSCRIBERS)
            with worker_process(settings) as process:
                until(lambda before=before, some=some: len(receiver.posts()) >= before + some, "some documents")
                process.kill()
                process.wait()
        with database.writing() as session:
            kill_entry(session, blog, reason="It is not true.", actor="Linh", now=utc_now())
        worker, stop = WebSubWorker(settings, database, lease=LEASE), threading.Event()
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        until(lambda: waiting(database) == 0, "the last document")
        stop.set()
        thread.join()
    courses = courses_by_path(receiver)
    assert len(courses) == SUBSCRIBERS
    for path, heard in courses.items():
        assert heard == sorted(heard), f"{path} got an older document after a newer one: {heard}"
        assert heard[-1] == 999


def waiting(database: Database) -> int:
    """Return how many subscriptions are to be sent something now; the clock will end the notice of the kill later."""
    is_due = subscriptions.c.due_at <= utc_now() + timedelta(minutes=1)
    with database.reading() as session:
        return session.scalar(select(func.count(subscriptions.c.id)).where(is_due)) or 0
