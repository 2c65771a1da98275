"""The delivery log keeps the bytes of deliveries for a while; their hashes, numbers and times stay."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from syndication.clock import utc_now
from syndication.storage.database import DATABASE_AWAY, Database
from syndication.storage.deliveries import forget_bodies

log = structlog.get_logger()

_EVERY_S = 3600.0
_AT_ONCE = 1000


class LogKeeper:
    """Forgets bytes that are older than ``days``."""

    def __init__(self, database: Database, *, days: int, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._age = timedelta(days=days)
        self._clock = clock

    def run(self, stop: threading.Event) -> None:
        """Look every hour until ``stop`` is set."""
        while not stop.is_set():
            try:
                self.run_once()
            except DATABASE_AWAY as error:
                log.warning("bodies_not_forgotten", error=type(error).__name__)
            stop.wait(_EVERY_S)

    def run_once(self) -> int:
        """Forget what is too old, some at a time so that others get in between; return how many there were."""
        forgotten = 0
        while True:
            with self._database.writing() as session:
                some = forget_bodies(session, before=self._clock() - self._age, limit=_AT_ONCE)
            forgotten += some
            if some < _AT_ONCE:
                break
        if forgotten:
            log.info("bodies_forgotten", deliveries=forgotten)
        return forgotten
