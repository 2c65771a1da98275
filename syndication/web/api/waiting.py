"""Long polls: wait for a commit without holding a database connection, and never in all threads of the server.

Where SQLite's counter of commits stands still nothing has changed anywhere, and asking for it takes microseconds, so a
waiting request looks twenty times a second. PostgreSQL has no such counter: there the caller looks again itself.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from flask import Flask, current_app

from syndication.storage.database import Database
from syndication.web.api.problems import unavailable
from syndication.web.sessions import stopping

T = TypeVar("T")

MAX_WAIT_S = 30

_MAX_WAITING = 8
_LOOK_EVERY_S = 0.05
_ASK_EVERY_S = 0.5
_EXTENSION = "waiting_requests"


def prepare_waiting(app: Flask) -> None:
    """Give an app its own places to wait in: each waiting request keeps one of the server's threads."""
    app.extensions[_EXTENSION] = threading.BoundedSemaphore(_MAX_WAITING)


def wait_for(look: Callable[[], T], database: Database, *, wait_s: float) -> T:
    """Return the first true result of ``look``, or after ``wait_s`` seconds its last one.

    Raises :exc:`~syndication.web.api.problems.Problem` (503) if it would have to wait and too many requests do.
    """
    deadline = time.monotonic() + wait_s
    seen = database.data_version()
    found = look()
    if found or wait_s <= 0:
        return found
    with _place():
        is_stopping = stopping()
        while not found and time.monotonic() < deadline and not is_stopping():
            sleep_until_commit(database, seen, deadline, is_stopping)
            seen = database.data_version()
            found = look()
    return found


def sleep_until_commit(database: Database, seen: int | None, deadline: float, is_stopping: Callable[[], bool]) -> None:
    """Sleep until something was committed after ``seen``, or until ``deadline``, or until the process is to end.

    ``seen`` is an earlier :meth:`~syndication.storage.database.Database.data_version`; without one it sleeps for half a
    second at most.
    """
    if seen is None:
        time.sleep(max(0.0, min(_ASK_EVERY_S, deadline - time.monotonic())))
        return
    while database.data_version() == seen and (left_s := deadline - time.monotonic()) > 0 and not is_stopping():
        time.sleep(min(_LOOK_EVERY_S, left_s))


@contextmanager
def _place() -> Iterator[None]:
    places = cast("threading.BoundedSemaphore", current_app.extensions[_EXTENSION])
    if not places.acquire(blocking=False):
        raise unavailable(f"{_MAX_WAITING} requests are waiting for changes already; ask again without waiting.")
    try:
        yield
    finally:
        places.release()
