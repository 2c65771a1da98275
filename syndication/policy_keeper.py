"""The part of a worker that watches the time of texts that wait for their review, and changes of profiles."""

import threading
from collections.abc import Callable
from datetime import datetime

import structlog

from syndication.clock import utc_now
from syndication.releasing import release_due, settle_policies
from syndication.storage.database import DATABASE_AWAY, Database
from syndication.storage.timers import next_timer_at

log = structlog.get_logger()

# A timer is a minute at least, so whoever looks this often sees each before it runs out, and then sleeps until it does.
_LOOK_EVERY_S = 1.0
_PAUSE_S = 5.0


class PolicyKeeper:
    """Releases what is due on the second. Many may run at once, in one process or in many."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock

    def run(self, stop: threading.Event) -> None:
        """Watch until ``stop`` is set."""
        while not stop.is_set():
            try:
                self.run_once()
                stop.wait(self._pause_s())
            except DATABASE_AWAY as error:
                log.error("policies_without_database", error=type(error).__name__)
                stop.wait(_PAUSE_S)
            except Exception:
                log.exception("policies_failed")
                stop.wait(_PAUSE_S)

    def run_once(self) -> int:
        """Settle what profiles have changed, release everything that is due now, and return how many texts that was."""
        settle_policies(self._database, now=self._clock())
        released = 0
        while looked_at := release_due(self._database, now=self._clock()):
            released += looked_at
        return released

    def _pause_s(self) -> float:
        """Return how long to sleep: until the next timer runs out, but not so long that a new one could be missed."""
        with self._database.reading() as session:
            next_at = next_timer_at(session)
        if next_at is None:
            return _LOOK_EVERY_S
        return min(_LOOK_EVERY_S, max(0.0, (next_at - self._clock()).total_seconds()))
